//! The servers that are measured: processes of their own, on a port of loopback that is free.

use crate::databases::Database;
use crate::http::{Connection, Request};
use crate::processor::Processes;
use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// The account that the films belong to.
pub const USERNAME: &str = "ana";
/// Its password, for these throwaway databases alone.
pub const PASSWORD: &str = "measured on loopback only";

/// The longest that a server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running server. Dropping it kills it; [`Server::stop`] is the polite way.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The number of its process.
    pub process: i32,
    // Kept open: whoever writes to a closed one fails.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts `program` on a database, with these options before those of the database.
    ///
    /// # Errors
    /// When it ends, or does not tell its address in time.
    pub async fn start(program: &Path, options: &[&str], database: &Database) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(options).args(["--listen", "127.0.0.1:0"]).args(database.options());
        let mut child = clean(&mut command).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let process = child.id().and_then(|id| i32::try_from(id).ok()).context("the server has no number")?;
        let mut output = BufReader::new(child.stdout.take().context("the server has no output")?);
        let address = timeout(PATIENCE, find_address(&mut output)).await.context("the server does not start")?;
        let address = address.with_context(|| format!("`{}` did not start", program.display()))?;
        Ok(Self { child, address, process, _output: output })
    }

    /// `movietracker serve` on a database.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn serve(program: &Path, database: &Database) -> Result<Self> {
        Self::start(program, &["serve"], database).await
    }

    /// Signs in as [`USERNAME`]; gives the value of the header `Authorization`.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(&self) -> Result<String> {
        self.sign_in_as(USERNAME).await
    }

    /// Signs in to an account with [`PASSWORD`]; gives the value of the header `Authorization`.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in_as(&self, username: &str) -> Result<String> {
        let body = json!({"username": username, "password": PASSWORD});
        let mut connection = Connection::open(self.address).await?;
        let response = connection.send_once(&Request::post("/api/auth/login", &[], &body)).await?;
        let text = String::from_utf8_lossy(&response.body);
        ensure!(response.status == 200, "signing in gave {}: {text}", response.status);
        let token: Value = serde_json::from_slice(&response.body)?;
        Ok(format!("Bearer {}", token["access_token"].as_str().context("there is no token in the answer")?))
    }

    /// Its processes, with those of its PostgreSQL.
    ///
    /// # Errors
    /// When PostgreSQL cannot be asked.
    pub async fn processes(&self, database: &Database) -> Result<Processes> {
        Ok(Processes::new(self.process, database.postmaster().await?))
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// When it fails, or takes too long.
    pub async fn stop(mut self) -> Result<()> {
        kill(Pid::from_raw(self.process), Signal::SIGTERM).context("the server has ended before")?;
        let status = timeout(PATIENCE, self.child.wait()).await.context("the server does not stop")??;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

/// Runs a command that needs no input to its end.
///
/// # Errors
/// When it fails: with what it printed.
pub async fn output(command: &mut Command) -> Result<()> {
    let output = timeout(PATIENCE, clean(command).output()).await.context("it takes too long")??;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// Without settings of whoever measures, and ended when it is dropped.
fn clean(command: &mut Command) -> &mut Command {
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOVIETRACKER_"));
    ours.for_each(|(name, _)| {
        command.env_remove(name);
    });
    // No balancer has to learn that it stops.
    command.env("MOVIETRACKER_SHUTDOWN_DELAY", "0");
    command.stdin(Stdio::null()).kill_on_drop(true)
}

async fn find_address(output: &mut BufReader<ChildStdout>) -> Result<SocketAddr> {
    let mut line = String::new();
    while output.read_line(&mut line).await? > 0 {
        if let Some(address) = address_in(&line) {
            return Ok(address);
        }
        line.clear();
    }
    bail!("it ended without telling its address")
}

fn address_in(line: &str) -> Option<SocketAddr> {
    line.split_once("http://")?.1.split(['/', ' ', '\n']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_a_server_prints() {
        let expected = Some("127.0.0.1:4711".parse().unwrap());
        assert_eq!(address_in("Movie Tracker is at http://127.0.0.1:4711\n"), expected);
        assert_eq!(address_in("Create the first account: http://127.0.0.1:4711/setup?token=x"), expected);
        assert_eq!(address_in("nothing here"), None);
    }
}
