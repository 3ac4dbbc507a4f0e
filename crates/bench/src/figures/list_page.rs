//! What a page of films costs, as a multiple of an answer that takes no work.

use super::{PAGE, get, micros};
use crate::databases::{Content, Database, Databases, name};
use crate::fixed;
use crate::http::Request;
use crate::load::{Round, Target, median, median_of};
use crate::processor::Processes;
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::Result;
use std::time::Duration;
use storage::Engine;

const CONTENT: Content = Content { owners: 1, films: 2000 };
const CONNECTIONS: usize = 32;

/// Measures it on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let (rounds, seconds) = if quick { (5, 0.6) } else { (9, 2.0) };
    for engine in databases.engines() {
        let database = databases.make(engine, CONTENT).await?;
        let bytes = page_bytes(databases, &database).await?;
        let comparison = Comparison::start(&database, bytes).await?;
        let outcome = comparison.run(rounds, Duration::from_secs_f64(seconds)).await?;
        outcome.tell(engine, report);
        comparison.server.stop().await?;
    }
    Ok(())
}

/// The bytes of the page: the other answer is to have as many.
async fn page_bytes(databases: &Databases, database: &Database) -> Result<usize> {
    let server = Server::serve(databases.program(), database).await?;
    let target = Target::learn(server.address, vec![get(PAGE, &server.sign_in().await?)], 200).await?;
    server.stop().await?;
    Ok(target.body_length())
}

/// A server that gives both answers.
struct Comparison {
    server: Server,
    processes: Processes,
    page: Target,
    fixed: Target,
}

impl Comparison {
    async fn start(database: &Database, bytes: usize) -> Result<Self> {
        let this = std::env::current_exe()?;
        let server = Server::start(&this, &["serve", "--fixed-bytes", &bytes.to_string()], database).await?;
        let processes = server.processes(database).await?;
        let page = Target::learn(server.address, vec![get(PAGE, &server.sign_in().await?)], 200).await?;
        let fixed = Target::learn(server.address, vec![Request::get(fixed::PATH, &[])], 200).await?;
        anyhow::ensure!(fixed.body_length() == page.body_length(), "the two answers differ in length");
        Ok(Self { server, processes, page, fixed })
    }

    /// The first round warms up and does not count. Both are measured in each, so that whatever
    /// else the machine does hits both.
    async fn run(&self, rounds: usize, duration: Duration) -> Result<Outcome> {
        let mut outcome = Outcome { bytes: self.page.body_length(), ..Outcome::default() };
        for number in 0..=rounds {
            let page = self.round(&self.page, duration).await?;
            let fixed = self.round(&self.fixed, duration).await?;
            if number > 0 {
                outcome.ratios.push(page.cost() / fixed.cost());
                outcome.page.add(page);
                outcome.fixed.add(fixed);
            }
        }
        Ok(outcome)
    }

    async fn round(&self, target: &Target, duration: Duration) -> Result<Costed> {
        let load = target.connect(CONNECTIONS).await?;
        let before = self.processes.time()?;
        let round = load.run(duration).await?;
        let spent = self.processes.time()?.since(before);
        #[expect(clippy::cast_precision_loss, reason = "a round has no 2^53 requests")]
        let each = |time: Duration| time.as_secs_f64() * 1e6 / round.count() as f64;
        let (server, postgres) = (each(spent.server), each(spent.postgres));
        Ok(Costed { server, postgres, round })
    }
}

/// A round, and the microseconds of processor time that each of its answers took.
struct Costed {
    server: f64,
    postgres: f64,
    round: Round,
}

impl Costed {
    fn cost(&self) -> f64 {
        self.server + self.postgres
    }
}

#[derive(Default)]
struct Outcome {
    bytes: usize,
    ratios: Vec<f64>,
    page: Series,
    fixed: Series,
}

#[derive(Default)]
struct Series {
    server: Vec<f64>,
    postgres: Vec<f64>,
    rounds: Vec<Round>,
}

impl Series {
    fn add(&mut self, costed: Costed) {
        self.server.push(costed.server);
        self.postgres.push(costed.postgres);
        self.rounds.push(costed.round);
    }

    fn cost(&self, engine: Engine) -> String {
        let server = micros(median(self.server.clone()));
        if engine == Engine::Sqlite {
            return server;
        }
        format!("{server} and {} of PostgreSQL's", micros(median(self.postgres.clone())))
    }

    fn speed(&self) -> String {
        let [rate, p50, p99] = [Round::per_second, Round::p50, Round::p99].map(|f| median_of(&self.rounds, f));
        format!("{rate:.0}/s, {} / {}", micros(p50), micros(p99))
    }
}

impl Outcome {
    fn tell(self, engine: Engine, report: &mut Report) {
        let (on, bytes) = (name(engine), self.bytes);
        let bound = if engine == Engine::Sqlite { 5.0 } else { 12.0 };
        let ratio = median(self.ratios);
        report.bounded(format!("{on}: its processor time by that of fixed bytes"), (ratio, bound), Unit::Times);
        report.told(format!("{on}: processor time of the page"), self.page.cost(engine));
        report.told(format!("{on}: processor time of {bytes} fixed bytes"), self.fixed.cost(Engine::Sqlite));
        report.told(format!("{on}: the page at {CONNECTIONS} connections, p50 / p99"), self.page.speed());
        report.told(format!("{on}: fixed bytes at {CONNECTIONS} connections, p50 / p99"), self.fixed.speed());
    }
}
