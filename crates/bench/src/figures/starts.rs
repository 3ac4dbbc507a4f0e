//! How fast the server starts, how little memory it takes, how large its file is.

use super::{PAGE, get};
use crate::databases::{Content, Database, Databases, name};
use crate::http::{Connection, Request};
use crate::load::{Target, median};
use crate::processor::resident_bytes;
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

const CONTENT: Content = Content { owners: 1, films: 2000 };
/// Milliseconds from the start of the process to the first answer.
const START: f64 = 100.0;
/// Bytes of memory after the start.
const IDLE: f64 = 25e6;
/// Bytes of memory after load.
const LOADED: f64 = 40e6;
/// Bytes of the file.
const SIZE: f64 = 40e6;

/// Measures it on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let starts = if quick { 10 } else { 21 };
    for engine in databases.engines() {
        let on = name(engine);
        let database = databases.make(engine, CONTENT).await?;
        let mut times = Vec::new();
        for _ in 0..starts {
            times.push(time_of_start(databases, &database).await?);
        }
        let slowest = times.iter().copied().fold(0.0, f64::max);
        report.bounded(
            format!("{on}: start to the first answer, of {starts} starts"),
            (median(times), START),
            Unit::Milliseconds,
        );
        report.told(format!("{on}: the slowest start"), format!("{slowest:.1} ms"));
        let [idle, loaded] = memory(databases, &database, quick).await?;
        report.bounded(format!("{on}: memory after the start"), (idle, IDLE), Unit::Megabytes);
        report.bounded(format!("{on}: memory after load by 32 connections"), (loaded, LOADED), Unit::Megabytes);
    }
    #[expect(clippy::cast_precision_loss, reason = "a file of 2^53 bytes is above the bound all the same")]
    let size = std::fs::metadata(databases.program())?.len() as f64;
    report.bounded("the program's file", (size, SIZE), Unit::Megabytes);
    Ok(())
}

/// Milliseconds until the server says that its database is ready.
async fn time_of_start(databases: &Databases, database: &Database) -> Result<f64> {
    let start = Instant::now();
    let server = Server::serve(databases.program(), database).await?;
    ask(&server, "/health/ready").await?;
    let time = start.elapsed().as_secs_f64() * 1000.0;
    server.stop().await?;
    Ok(time)
}

/// Resident bytes after the start and one page, and after a load that has ended.
#[expect(clippy::cast_precision_loss, reason = "no machine has 2^53 bytes of memory")]
async fn memory(databases: &Databases, database: &Database, quick: bool) -> Result<[f64; 2]> {
    let server = Server::serve(databases.program(), database).await?;
    ask(&server, "/").await?;
    let idle = resident_bytes(server.process)?;
    let target = Target::learn(server.address, vec![get(PAGE, &server.sign_in().await?)], 200).await?;
    target.connect(32).await?.run(Duration::from_secs(if quick { 1 } else { 5 })).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let loaded = resident_bytes(server.process)?;
    server.stop().await?;
    Ok([idle as f64, loaded as f64])
}

async fn ask(server: &Server, target: &str) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    let status = connection.send_once(&Request::get(target, &[])).await?.status;
    ensure!(status == 200, "{target} gave {status}");
    Ok(())
}
