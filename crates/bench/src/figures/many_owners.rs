//! Whether one owner's page becomes slower when there are many others.

use super::{PAGE, get, micros};
use crate::databases::{Content, Database, Databases, name};
use crate::load::{Round, Target, median, median_of};
use crate::processor::resident_bytes;
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::Result;
use std::time::{Duration, Instant};
use storage::Engine;

const FILMS: u32 = 1000;
const BOUND: f64 = 1.2;

/// Measures it on each engine. The large databases are filled at the same time.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let owners = if quick { 100 } else { 1000 };
    let pairs = if databases.engines().contains(&Engine::Postgres) {
        let (sqlite, postgres) = tokio::try_join!(
            Pair::make(databases, Engine::Sqlite, owners),
            Pair::make(databases, Engine::Postgres, owners)
        )?;
        vec![sqlite, postgres]
    } else {
        vec![Pair::make(databases, Engine::Sqlite, owners).await?]
    };
    for pair in pairs {
        pair.measure(databases, quick, report).await?;
    }
    Ok(())
}

/// A small and a large database.
struct Pair {
    engine: Engine,
    owners: u32,
    small: Database,
    large: Database,
    /// How long filling the large one took.
    filled_in: Duration,
}

impl Pair {
    async fn make(databases: &Databases, engine: Engine, owners: u32) -> Result<Self> {
        let small = databases.make(engine, Content { owners: 1, films: FILMS }).await?;
        let start = Instant::now();
        let large = databases.make(engine, Content { owners, films: FILMS }).await?;
        let filled_in = start.elapsed();
        eprintln!("  {}: {} films in {:.0} s", name(engine), owners * FILMS, filled_in.as_secs_f64());
        Ok(Self { engine, owners, small, large, filled_in })
    }

    async fn measure(&self, databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
        let (rounds, duration) =
            if quick { (10, Duration::from_millis(200)) } else { (20, Duration::from_millis(400)) };
        let (small, small_server) = start(databases, &self.small).await?;
        let (large, large_server) = start(databases, &self.large).await?;
        let (mut of_small, mut of_large, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..=rounds {
            let a = small.connect(1).await?.run(duration).await?;
            let b = large.connect(1).await?.run(duration).await?;
            // The first round warms up and does not count.
            if number > 0 {
                ratios.push(b.p50() / a.p50());
                of_small.push(a);
                of_large.push(b);
            }
        }
        let memory = resident_bytes(large_server.process)?;
        small_server.stop().await?;
        large_server.stop().await?;
        self.tell(median(ratios), [&of_small, &of_large], report).await?;
        let on = name(self.engine);
        report
            .told(format!("{on}: memory of the server with the large database"), format!("{} MB", memory / 1_000_000));
        Ok(())
    }

    async fn tell(&self, ratio: f64, [small, large]: [&[Round]; 2], report: &mut Report) -> Result<()> {
        let (on, films, owners) = (name(self.engine), self.owners * FILMS, self.owners);
        let latency =
            |rounds| format!("{} / {}", micros(median_of(rounds, Round::p50)), micros(median_of(rounds, Round::p99)));
        let what = format!("{on}: latency with {films} films of {owners} owners by {FILMS} of one");
        report.bounded(what, (ratio, BOUND), Unit::Times);
        report.told(format!("{on}: {FILMS} films, p50 / p99"), latency(small));
        report.told(format!("{on}: {films} films, p50 / p99"), latency(large));
        let megabytes = self.large.bytes().await? / 1_000_000;
        let seconds = self.filled_in.as_secs();
        report.told(format!("{on}: the large database"), format!("{megabytes} MB, filled in {seconds} s"));
        Ok(())
    }
}

async fn start(databases: &Databases, database: &Database) -> Result<(Target, Server)> {
    let server = Server::serve(databases.program(), database).await?;
    let target = Target::learn(server.address, vec![get(PAGE, &server.sign_in().await?)], 200).await?;
    Ok((target, server))
}
