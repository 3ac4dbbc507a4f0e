//! The attacked servers: processes of their own, on a free port of loopback.

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::net::SocketAddr;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::time::timeout;

/// The longest that a program may take to start, and one that does its work at once to end.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The number of its process.
    pub process: i32,
    /// What creates its first account, when it has none.
    pub setup_token: Option<String>,
    /// Its log, when that is read here.
    pub log: Option<ChildStderr>,
    // Kept open: a program that writes to a closed one fails.
    _output: BufReader<ChildStdout>,
}

impl Server {
    /// Runs a command that is `movietracker serve`; its log goes nowhere.
    ///
    /// # Errors
    /// When it ends, or doesn't tell its address in time.
    pub async fn start(command: Command) -> Result<Self> {
        Self::start_with_log(command, Stdio::null()).await
    }

    /// The same, with a log.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn start_with_log(mut command: Command, log: Stdio) -> Result<Self> {
        let mut child = clean(&mut command).stdout(Stdio::piped()).stderr(log).spawn()?;
        let process = child.id().and_then(|id| i32::try_from(id).ok()).context("the server has no number")?;
        let log = child.stderr.take();
        let mut output = BufReader::new(child.stdout.take().context("the server has no output")?);
        let announced = timeout(PATIENCE, find_address(&mut output)).await.context("the server doesn't start")??;
        let (address, setup_token) = announced;
        Ok(Self { child, address, process, setup_token, log, _output: output })
    }

    /// Sends SIGTERM, and waits so long for the end.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn terminate(mut self, patience: Duration) -> Result<ExitStatus> {
        kill(Pid::from_raw(self.process), Signal::SIGTERM).context("the server has ended before")?;
        Ok(timeout(patience, self.child.wait()).await.context("the server doesn't stop")??)
    }

    /// Kills it at once, as a crash would, and waits until it is gone.
    ///
    /// # Errors
    /// When it can't be killed.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
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

/// Without the settings of the person who attacks, and ended when it is dropped.
fn clean(command: &mut Command) -> &mut Command {
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOVIETRACKER_"));
    ours.for_each(|(name, _)| {
        command.env_remove(name);
    });
    command.stdin(Stdio::null()).kill_on_drop(true)
}

/// Where it is, and the token in the line that says so.
async fn find_address(output: &mut BufReader<ChildStdout>) -> Result<(SocketAddr, Option<String>)> {
    let mut line = String::new();
    while output.read_line(&mut line).await? > 0 {
        let address =
            line.split_once("http://").and_then(|(_, rest)| rest.split(['/', ' ', '\n']).next()?.parse().ok());
        if let Some(address) = address {
            let token = line.split_once("token=").map(|(_, token)| token.trim().to_owned());
            return Ok((address, token));
        }
        line.clear();
    }
    bail!("it ended without telling its address")
}
