//! How fast films are added: each in a transaction of its own that is safe on the disk.

use super::micros;
use crate::databases::{Content, Databases, name};
use crate::films::draft;
use crate::fixed;
use crate::http::Request;
use crate::load::{Round, Target, median, median_of};
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::Result;
use std::time::Duration;
use storage::Engine;

const CONTENT: Content = Content { owners: 1, films: 2000 };
/// Films that are sent over and over.
const DRAFTS: u32 = 64;
/// Accounts that add films at the same time, each over a connection of its own.
const ACCOUNTS: u32 = 32;

/// How many answers that take no work the server gives in the time of one film: where it gave 95,000 in a second, 6,500
/// films were to be added on SQLite and 4,400 on PostgreSQL.
fn bound(engine: Engine) -> f64 {
    match engine {
        Engine::Sqlite => 14.6,
        Engine::Postgres => 21.6,
    }
}

/// Measures it on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let (rounds, duration) = if quick { (5, Duration::from_millis(300)) } else { (5, Duration::from_secs(1)) };
    for engine in databases.engines() {
        let database = databases.make(engine, CONTENT).await?;
        let server = Server::serve(databases.program(), &database).await?;
        let token = server.sign_in().await?;
        let requests = (0..DRAFTS).map(|number| add(number, &token)).collect::<Result<Vec<_>>>()?;
        let target = Target::learn(server.address, requests, 201).await?;
        for connections in [1, 8] {
            let mut measured = Vec::new();
            for _ in 0..rounds {
                measured.push(target.connect(connections).await?.run(duration).await?);
            }
            let [rate, p50, p99] = [Round::per_second, Round::p50, Round::p99].map(|f| median_of(&measured, f));
            let s = if connections == 1 { "" } else { "s" };
            let what = format!("{}: by {connections} connection{s}, p50 / p99", name(engine));
            report.told(what, format!("{rate:.0}/s, {} / {}", micros(p50), micros(p99)));
        }
        server.stop().await?;
        many_accounts(databases, engine, (rounds, duration), report).await?;
    }
    Ok(())
}

/// Measures it for [`ACCOUNTS`] accounts at the same time, in turns with answers that take no work.
async fn many_accounts(
    databases: &Databases,
    engine: Engine,
    (rounds, duration): (usize, Duration),
    report: &mut Report,
) -> Result<()> {
    let database = databases.make(engine, CONTENT).await?;
    for number in 0..ACCOUNTS {
        databases.add_account(&database, &format!("account-{number}")).await?;
    }
    let server = Server::start(&std::env::current_exe()?, &["serve", "--fixed-bytes", "1000"], &database).await?;
    let mut requests = Vec::new();
    for number in 0..ACCOUNTS {
        let token = server.sign_in_as(&format!("account-{number}")).await?;
        requests.extend([add(2 * number, &token)?, add(2 * number + 1, &token)?]);
    }
    let films = Target::learn(server.address, requests, 201).await?;
    let fixed = Target::learn(server.address, vec![Request::get(fixed::PATH, &[])], 200).await?;
    let (mut added, mut ratios) = (Vec::new(), Vec::new());
    for number in 0..=rounds {
        let film = films.connect(ACCOUNTS as usize).await?.run(duration).await?;
        let answer = fixed.connect(ACCOUNTS as usize).await?.run(duration).await?;
        // The first round warms up and does not count.
        if number > 0 {
            ratios.push(answer.per_second() / film.per_second());
            added.push(film);
        }
    }
    server.stop().await?;
    let [rate, p50, p99] = [Round::per_second, Round::p50, Round::p99].map(|f| median_of(&added, f));
    let what = format!("{}: by {ACCOUNTS} accounts at the same time, p50 / p99", name(engine));
    report.told(what, format!("{rate:.0}/s, {} / {}", micros(p50), micros(p99)));
    let what = format!("{}: answers without work in the time of one film", name(engine));
    report.bounded(what, (median(ratios), bound(engine)), Unit::Times);
    Ok(())
}

fn add(number: u32, token: &str) -> Result<Request> {
    let body = serde_json::to_value(draft(number))?;
    Ok(Request::post("/api/movies", &[("authorization", token)], &body))
}
