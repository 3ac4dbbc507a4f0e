//! Orders, searches and filters on a large collection of one owner.

use super::{get, micros};
use crate::databases::{Content, Databases, name};
use crate::films::{ABSENT_WORD, COMMON_WORD};
use crate::http::Connection;
use crate::load::{Round, Target};
use crate::report::Report;
use crate::servers::Server;
use anyhow::{Context, Result};
use serde_json::Value;
use std::time::Duration;

const CONTENT: Content = Content { owners: 1, films: 36_000 };

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
        server.stop().await?;
    }
    Ok(())
}

/// What is asked for, in words and in the query's.
fn queries(middle: &str) -> [(&'static str, String); 10] {
    [
        ("the default page", String::new()),
        ("from the middle", format!("&cursor={middle}")),
        ("by title", "&sort=title".to_owned()),
        ("by day watched, latest first", "&sort=-watched_on".to_owned()),
        ("by rating, best first", "&sort=-rating".to_owned()),
        ("by year", "&sort=year".to_owned()),
        ("search, 900 films found", format!("&search={COMMON_WORD}")),
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
