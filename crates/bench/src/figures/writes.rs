//! How fast films are added: each in a transaction of its own that is safe on the disk.

use super::micros;
use crate::databases::{Content, Databases, name};
use crate::films::draft;
use crate::http::Request;
use crate::load::{Round, Target, median_of};
use crate::report::Report;
use crate::servers::Server;
use anyhow::Result;
use std::time::Duration;

const CONTENT: Content = Content { owners: 1, films: 2000 };
/// Films that are sent over and over.
const DRAFTS: u32 = 64;

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
    }
    Ok(())
}

fn add(number: u32, token: &str) -> Result<Request> {
    let body = serde_json::to_value(draft(number))?;
    Ok(Request::post("/api/movies", &[("authorization", token)], &body))
}
