//! Orders, searches and filters on a large collection of one owner.

use super::{get, micros};
use crate::databases::{Content, Databases, name};
use crate::films::{ABSENT_WORD, COMMON_WORD, RARE_WORD};
use crate::http::Connection;
use crate::load::{Round, Target};
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::{Context, Result};
use serde_json::Value;
use std::time::Duration;
use storage::Engine;

const CONTENT: Content = Content { owners: 1, films: 36_000 };
const LARGER: Content = Content { owners: 1, films: 100_000 };
/// How much longer a search takes in [`LARGER`], at the most.
const LARGER_BOUND: f64 = 3.0;

/// What is searched for, in words and in the query's, and within how many milliseconds it is found.
const SEARCHES: [(&str, &str, f64); 3] = [
    ("search, 15 films found", RARE_WORD, 1.5),
    ("search, each 40th film found", COMMON_WORD, 5.0),
    ("search for two words", TWO_WORDS, 5.0),
];
/// One is in half of all titles.
const TWO_WORDS: &str = "the%20lighthouse";

/// Measures it on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let duration = if quick { Duration::from_millis(300) } else { Duration::from_millis(1500) };
    for engine in databases.engines() {
        let database = databases.make(engine, CONTENT).await?;
        let server = Server::serve(databases.program(), &database).await?;
        let token = server.sign_in().await?;
        let middle = middle_cursor(&server, &token).await?;
        for (what, query) in queries(&middle) {
            let request = get(&format!("/api/movies?limit=20{query}"), &token);
            let target = Target::learn(server.address, vec![request], 200).await?;
            let round = target.connect(1).await?.run(duration).await?;
            report.told(format!("{}: {what}, p50 / p99", name(engine)), latency(&round));
        }
        let found = searches(&server, &token, duration).await?;
        for ((what, _, bound), round) in SEARCHES.iter().zip(&found) {
            report.bounded(
                format!("{}: {what}, p50", name(engine)),
                (round.p50() / 1000.0, *bound),
                Unit::Milliseconds,
            );
        }
        server.stop().await?;
        if !quick {
            larger(databases, engine, &found, duration, report).await?;
        }
    }
    Ok(())
}

async fn searches(server: &Server, token: &str, duration: Duration) -> Result<Vec<Round>> {
    let mut rounds = Vec::new();
    for (_, words, _) in SEARCHES {
        let request = get(&format!("/api/movies?limit=20&search={words}"), token);
        let target = Target::learn(server.address, vec![request], 200).await?;
        rounds.push(target.connect(1).await?.run(duration).await?);
    }
    Ok(rounds)
}

/// The same searches in a larger collection, by those in the smaller one.
async fn larger(
    databases: &Databases,
    engine: Engine,
    smaller: &[Round],
    duration: Duration,
    report: &mut Report,
) -> Result<()> {
    let database = databases.make(engine, LARGER).await?;
    let server = Server::serve(databases.program(), &database).await?;
    let found = searches(&server, &server.sign_in().await?, duration).await?;
    for (((what, ..), round), before) in SEARCHES.iter().zip(&found).zip(smaller) {
        let what = format!("{}: {what}, with {} films by {}", name(engine), LARGER.films, CONTENT.films);
        report.bounded(what, (round.p50() / before.p50(), LARGER_BOUND), Unit::Times);
    }
    server.stop().await
}

/// What is asked for, in words and in the query's.
fn queries(middle: &str) -> [(&'static str, String); 9] {
    [
        ("the default page", String::new()),
        ("from the middle", format!("&cursor={middle}")),
        ("by title", "&sort=title".to_owned()),
        ("by day watched, latest first", "&sort=-watched_on".to_owned()),
        ("by rating, best first", "&sort=-rating".to_owned()),
        ("by year", "&sort=year".to_owned()),
        ("search, none found", format!("&search={ABSENT_WORD}")),
        ("of a genre", "&genre=western".to_owned()),
        ("unwatched, of a year", "&status=unwatched&year=1984".to_owned()),
    ]
}

fn latency(round: &Round) -> String {
    format!("{} / {}", micros(round.p50()), micros(round.p99()))
}

/// Where the list goes on after half of its films.
async fn middle_cursor(server: &Server, token: &str) -> Result<String> {
    let mut connection = Connection::open(server.address).await?;
    let mut cursor = String::new();
    for _ in 0..CONTENT.films / 200 {
        let target = format!("/api/movies?limit=100{cursor}");
        let response = connection.send_once(&get(&target, token)).await?;
        let page: Value = serde_json::from_slice(&response.body)?;
        let next = page["next_cursor"].as_str().context("the list ends before its middle")?;
        cursor = format!("&cursor={next}");
    }
    Ok(cursor.split_off("&cursor=".len()))
}
