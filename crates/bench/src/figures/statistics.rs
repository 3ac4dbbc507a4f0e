//! The statistics of a large collection.

use super::get;
use crate::databases::{Content, Databases, name};
use crate::films;
use crate::load::Target;
use crate::report::{Report, Unit};
use crate::servers::{Server, USERNAME};
use anyhow::{Context, Result};
use std::time::Duration;
use storage::{Engine, Error, users};

const CONTENT: Content = Content { owners: 1, films: 36_273 };
/// How many watches there are in all.
const WATCHES: u32 = 50_000;

/// Measures them on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let duration = if quick { Duration::from_millis(500) } else { Duration::from_secs(3) };
    for engine in databases.engines() {
        let database = databases.make(engine, CONTENT).await?;
        let store = database.open().await?;
        let owner = store.read::<_, Error, _>(|tx| users::find_user_by_name(tx, USERNAME)).await?;
        films::insert_rewatches(&store, owner.context("the account is missing")?.id, CONTENT.films, WATCHES).await?;
        drop(store);
        databases.settle(&database).await?;
        let server = Server::serve(databases.program(), &database).await?;
        let token = server.sign_in().await?;
        let most = if engine == Engine::Sqlite { 100.0 } else { 150.0 };
        for (what, query) in [("a year", "?year=2020"), ("all time", "")] {
            let request = get(&format!("/api/statistics{query}"), &token);
            let target = Target::learn(server.address, vec![request], 200).await?;
            let round = target.connect(1).await?.run(duration).await?;
            report.bounded(format!("{}: {what}, p50", name(engine)), (round.p50() / 1000.0, most), Unit::Milliseconds);
        }
        server.stop().await?;
    }
    Ok(())
}
