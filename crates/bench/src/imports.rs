//! `cargo xtask imports`: large files of ten services, each brought to an account of its own, applied and undone.

mod account;
mod films;
mod neighbour;
mod services;

use crate::databases::{Content, Databases, name};
use crate::machine;
use crate::processor::{forget_peak, peak_bytes, resident_bytes};
use crate::servers::Server;
use account::Account;
use anyhow::{Context, Result, bail, ensure};
use films::Films;
use neighbour::Neighbour;
use services::Service;
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::Builder;

/// What somebody else has, whose page of films is asked for meanwhile.
const NEIGHBOUR: Content = Content { owners: 1, films: 2000 };
/// For how long that page is asked for when nothing is imported.
const IDLE: Duration = Duration::from_secs(3);

/// Brings large files of ten services to a server, and prints how long it takes
#[derive(clap::Args)]
pub struct Options {
    /// Films out of this file, with a JSON object on each line (`title`, `year`), gzipped or not; made-up ones without it
    #[arg(long, value_name = "FILE")]
    films: Option<PathBuf>,
    /// The rows of each file
    #[arg(long, value_name = "N", default_value_t = 36_273)]
    rows: u32,
    /// Only these services
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SERVICES")]
    only: Vec<Service>,
    /// Write the files to this folder, and import nothing
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// The `movietracker` to measure
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// A PostgreSQL on this machine that may be filled; without it, only SQLite is measured
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
}

/// Measures until everything is done, or it is interrupted; the servers end with this program.
///
/// # Errors
/// When an import goes wrong, or a count isn't what it must be.
pub fn measure(options: &Options) -> Result<()> {
    let films = Films::read(options.films.as_deref())?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            outcome = run(options, &films) => outcome,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    })
}

async fn run(options: &Options, films: &Films) -> Result<()> {
    let services = Service::wanted(&options.only);
    if let Some(folder) = &options.write {
        std::fs::create_dir_all(folder)?;
        for service in services {
            std::fs::write(folder.join(service.file_name()), service.file(films, options.rows)?)?;
        }
        return Ok(());
    }
    ensure!(options.server.is_file(), "there is no {}", options.server.display());
    let databases = Databases::new(options.server.clone(), options.postgres.clone())?;
    machine::facts(&databases).await?.iter().for_each(|fact| println!("{fact}"));
    for engine in databases.engines() {
        println!("\n{}, {} rows in each file\n{}", name(engine), options.rows, Row::HEAD);
        let database = databases.make(engine, NEIGHBOUR).await?;
        let server = Server::serve(&options.server, &database).await?;
        for service in &services {
            let username = format!("import-{}", service.file_name().replace('.', "-"));
            databases.add_account(&database, &username).await?;
            let file = service.file(films, options.rows)?;
            let row = import(&server, *service, &username, file, u64::from(options.rows)).await;
            println!("{}", row.with_context(|| service.title())?);
        }
        server.stop().await?;
    }
    Ok(())
}

/// Imports a file, applies it, undoes it, and looks at the library after each step.
async fn import(server: &Server, service: Service, username: &str, file: Vec<u8>, rows: u64) -> Result<Row> {
    let mut account = Account::sign_in(server, username).await?;
    let idle = Neighbour::visit(server).await?.stay(IDLE).await?;
    // Before memory is looked at: checking a password takes much of it, for a moment.
    let neighbour = Neighbour::visit(server).await?;
    forget_peak(server.process)?;
    let before = resident_bytes(server.process)?;
    let (import, read) = account.upload(service.file_name(), file).await?;
    let counts = &import["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap_or_default();
    let all = ["ready", "already_there", "repeated", "needs_look", "left_out", "refused"].map(count);
    ensure!(all.iter().sum::<u64>() == rows, "{rows} rows were written, and these were read: {counts}");
    ensure!(count("refused") == 0 && count("taken") >= count("ready"), "not all rows could be taken: {counts}");
    let (import, apply) = account.apply().await?;
    let added = import["result"]["movies_added"].as_u64().unwrap_or_default();
    let films = account.count_films().await?;
    ensure!(added > 0 && films == added, "{added} films were added, and the library has {films}");
    let undo = account.undo().await?;
    let left = account.count_films().await?;
    ensure!(left == 0, "{left} films are left");
    let meanwhile = neighbour.leave().await?;
    let peak = peak_bytes(server.process)?;
    let [ready, _, repeated, needs_look, left_out, _] = all;
    let counts = [rows, ready, needs_look, repeated, left_out, films];
    Ok(Row {
        title: service.title(),
        counts,
        times: [read, apply, undo],
        memory: [before, peak],
        p99: [idle, meanwhile],
    })
}

/// A line of the table.
struct Row {
    title: &'static str,
    /// Rows, those that were ready, need a look, repeat others or are left out; and the films that were added.
    counts: [u64; 6],
    /// How long reading, applying and undoing took.
    times: [Duration; 3],
    /// Bytes, before and at the peak.
    memory: [u64; 2],
    /// What a page of films took somebody else, when idle and meanwhile.
    p99: [Duration; 2],
}

impl Row {
    const HEAD: &str = "\
        service       rows   ready  a look  repeat  leftout  films | read/s  apply/s   undo/s | MB before  peak | p99 ms idle  meanwhile";
}

#[expect(clippy::cast_precision_loss, reason = "no file has 2^53 rows, and no machine 2^53 bytes")]
impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [rows, ready, look, repeated, left_out, films] = self.counts;
        let [read, apply, undo] = self.times.map(|time| rows as f64 / time.as_secs_f64());
        let [before, peak] = self.memory.map(|bytes| bytes as f64 / 1e6);
        let [idle, meanwhile] = self.p99.map(|time| time.as_secs_f64() * 1000.0);
        write!(f, "{:<11} {rows:>6}  {ready:>6}  {look:>6}  {repeated:>6}  {left_out:>7} {films:>6} |", self.title)?;
        write!(f, " {read:>6.0}   {apply:>6.0}   {undo:>6.0} | {before:>9.1} {peak:>5.1} |")?;
        write!(f, " {idle:>11.1}  {meanwhile:>9.1}")
    }
}
