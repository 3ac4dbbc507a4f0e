//! Programs that run beside a story.

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take until it is ready.
const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// A running program; dropping it kills it.
pub struct Process {
    child: Child,
    lines: Mutex<Receiver<String>>,
    log: Arc<Mutex<String>>,
}

impl Process {
    /// Starts a program and keeps what it prints.
    pub fn spawn(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().with_context(|| format!("{name} doesn't start"))?;
        let (sender, lines) = channel();
        let log = Arc::new(Mutex::new(String::new()));
        let keep = |stream: Box<dyn Read + Send>| {
            let (sender, log) = (sender.clone(), Arc::clone(&log));
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut log = log.lock().unwrap();
                    log.push_str(&line);
                    log.push('\n');
                    let _ = sender.send(line);
                }
            });
        };
        keep(Box::new(child.stdout.take().context("no output")?));
        keep(Box::new(child.stderr.take().context("no output")?));
        Ok(Self { child, lines: Mutex::new(lines), log })
    }

    /// Waits until it prints such a line.
    pub fn wait_for_line(&self, is_it: impl Fn(&str) -> bool) -> Result<String> {
        let deadline = Instant::now() + STARTS_WITHIN;
        let lines = self.lines.lock().unwrap();
        while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if is_it(&line) {
                return Ok(line);
            }
        }
        bail!("the program ended, or said nothing of use within {STARTS_WITHIN:?}:\n{}", self.log())
    }

    /// What it has printed.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills a process that a child of ours started.
pub fn kill(process: i32) {
    if let Some(pid) = Pid::from_raw(process) {
        // It may have ended by itself.
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Runs a program to its end and gives what it printed.
pub fn run_to_end(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?} doesn't start"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {stderr}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
