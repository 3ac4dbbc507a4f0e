//! Servers whose clocks are twenty seconds apart, and clocks that jump by an hour and back.
//!
//! No session may be lost by it, and what was revoked must not work again when a clock goes back. Only the
//! clock of the day is shifted: time that a process waits for goes on as ever.

use super::tabs::renew_in_tabs;
use crate::clients::Client;
use crate::databases::{Database, PASSWORD};
use crate::lab::Lab;
use crate::report::Report;
use crate::servers::Server;
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use storage::Engine;
use tokio::process::Command;
use tokio::time::sleep;

/// Between two rounds of tabs.
const PAUSE: Duration = Duration::from_millis(100);
/// Within which what is revoked is refused.
const EFFECT: Duration = Duration::from_secs(5);

/// A clock that can be moved while its process runs.
pub struct Clock {
    library: PathBuf,
    file: PathBuf,
}

impl Clock {
    /// One that goes right.
    ///
    /// # Errors
    /// When the library isn't there.
    pub fn new(lab: &Lab) -> Result<Self> {
        let library = lab.faketime.clone().context("there is no libfaketime to shift clocks with; give --faketime")?;
        let clock = Self { library, file: lab.new_folder()?.join("offset") };
        clock.shift(0)?;
        Ok(clock)
    }

    /// Moves it so many seconds from the right time.
    ///
    /// # Errors
    /// When the file that says so can't be written.
    pub fn shift(&self, seconds: i64) -> Result<()> {
        // Renamed, so that no half of it is read.
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{seconds:+}\n"))?;
        Ok(std::fs::rename(new, &self.file)?)
    }

    /// Has a command go by it.
    pub fn rule(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.library).env("FAKETIME_TIMESTAMP_FILE", &self.file);
        command.env("FAKETIME_NO_CACHE", "1");
        // Under both names that versions of the library know.
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    }
}

/// Shifts the clocks in each way.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("ana", "member").await?;
    let server = lab.serve(&database).await?;
    let clock = Clock::new(lab)?;
    if engine == Engine::Postgres {
        let other = start(lab, &database, &clock).await?;
        clock.shift(20)?;
        let rounds = lab.rounds(10, 200);
        let outcome = renew_in_tabs(&[server.address, other.address], rounds, PAUSE).await?;
        let figure = format!("tabs refused in {rounds} rounds over servers 20 s apart");
        report.none_of(engine, figure, (outcome.refused, outcome.renewals));
    }
    clock.shift(0)?;
    drop(server);
    steps(lab, &database, &clock, report).await?;
    // At once, for each waits some seconds.
    let (back, forth) = tokio::join!(revoked(lab, engine, -1), revoked(lab, engine, 1));
    let back_and_forth = (usize::from(back?) + usize::from(forth?), 2);
    report.none_of(engine, "revoked tokens that write after an hour's step back or forth", back_and_forth);
    Ok(())
}

async fn start(lab: &Lab, database: &Database, clock: &Clock) -> Result<Server> {
    let mut command = lab.serving(database);
    clock.rule(&mut command);
    Server::start(command).await
}

/// An hour forth, back, further back and forth again: the session is renewed after each step, and what it
/// gives is good.
async fn steps(lab: &Lab, database: &Database, clock: &Clock, report: &mut Report) -> Result<()> {
    let server = start(lab, database, clock).await?;
    let client = Client::new(server.address)?;
    let (_, mut refresh) = client.sign_in("ana", PASSWORD).await?;
    let mut renewed = 0;
    let steps = [3_600, 0, -3_600, 0];
    for offset in steps {
        clock.shift(offset)?;
        let answer = client.refresh(&refresh).await?;
        if !answer.is_success() {
            break;
        }
        let me = client.with_token(&answer.text("access_token")?).get("/api/me").await?;
        renewed += usize::from(me.is_success());
        answer.cookie().unwrap_or_default().clone_into(&mut refresh);
    }
    clock.shift(0)?;
    report.all_of(database.engine, "steps of an hour that a session survives", (renewed, steps.len()));
    Ok(())
}

/// A token that a server has just used, a step of its clock, and the token is revoked elsewhere: whether it
/// still writes.
async fn revoked(lab: &Lab, engine: Engine, hours: i64) -> Result<bool> {
    let (database, clock) = (lab.database(engine).await?, Clock::new(lab)?);
    database.add_account("root", "admin").await?;
    database.add_account("ana", "member").await?;
    let server = start(lab, &database, &clock).await?;
    let (ana, _) = Client::new(server.address)?.sign_in("ana", PASSWORD).await?;
    let made = ana.create_api_token().await?.success()?;
    let program = ana.with_token(&made.text("token")?);
    program.get("/api/movies").await?.success()?;
    clock.shift(hours * 3_600)?;
    // Once more, so that what is remembered of it may be of the new time.
    program.get("/api/movies").await?.success()?;
    if engine == Engine::Postgres {
        let other = lab.serve(&database).await?;
        let path = format!("/api/me/tokens/{}", made.text("id").or_else(|_| id_of(&made.json()))?);
        // A session of the other server's own time.
        let (ana, _) = Client::new(other.address)?.sign_in("ana", PASSWORD).await?;
        ana.send(Method::DELETE, &path, None).await?.success()?;
    } else {
        database.command(&["user", "disable", "ana"]).await?;
    }
    sleep(EFFECT).await;
    let answer = program.post("/api/movies", &json!({"title": "Written by a revoked token"})).await?;
    Ok(answer.is_success())
}

fn id_of(made: &serde_json::Value) -> Result<String> {
    Ok(made["info"]["id"].as_str().context("the token has no id")?.to_owned())
}
