//! Starting other programs, so that Ctrl-C leaves nothing behind.

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::workspace;

/// Set once a signal has asked this program to end.
static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on, a signal to end stops the program that runs at the time and makes [`run`] fail,
/// so that the caller's clean-up still happens.
pub fn end_cleanly_on_signals() -> Result<()> {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        signal_hook::flag::register(signal.as_raw(), Arc::clone(flag)).context("cannot listen for signals")?;
    }
    Ok(())
}

/// Whether a signal has asked this program to end.
pub fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// The workspace's cargo, to be run in the workspace's root.
pub fn cargo<I, S>(args: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(workspace::root());
    // What cargo told this program about itself would make some build scripts run again.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end, showing what it prints.
///
/// # Errors
/// When it cannot be started, fails, or a signal asks to end meanwhile.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", describe(command));
    let status = if INTERRUPTED.get().is_some() {
        wait_or_stop(&mut start_in_own_group(command)?)?
    } else {
        command.status().with_context(|| cannot_start(command))?
    };
    ensure!(status.success(), "`{}` failed ({status})", describe(command));
    Ok(())
}

/// What a command prints to its standard output.
///
/// # Errors
/// When it cannot be started or fails; its error output is part of the message.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", describe(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no text", describe(command)))
}

/// Starts a command in a process group of its own, so that a signal can reach all that it starts.
pub fn start_in_own_group(command: &mut Command) -> Result<Child> {
    command.process_group(0).spawn().with_context(|| cannot_start(command))
}

/// Waits until a condition holds, looking often; false when it did not within the time.
pub fn wait_until(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !condition() {
        if start.elapsed() > patience {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    true
}

/// Asks one process that this program started to end, by signal.
pub fn signal(child: &Child, signal: Signal) {
    // Failing means that it has ended already.
    if let Some(pid) = pid(child) {
        let _ = kill_process(pid, signal);
    }
}

fn wait_or_stop(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(!interrupted(), "interrupted");
            return Ok(status);
        }
        if interrupted() {
            stop_group(child);
            bail!("interrupted");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends a child and all it started: politely, then by force.
fn stop_group(child: &mut Child) {
    let Some(group) = pid(child) else { return };
    let _ = kill_process_group(group, Signal::TERM);
    let ended = wait_until(Duration::from_secs(10), || matches!(child.try_wait(), Ok(Some(_))));
    // What it started may outlive it.
    let _ = kill_process_group(group, Signal::KILL);
    if !ended {
        let _ = child.wait();
    }
}

fn pid(child: &Child) -> Option<Pid> {
    i32::try_from(child.id()).ok().and_then(Pid::from_raw)
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", describe(command))
}

/// The command as one would type it.
fn describe(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args()).map(OsStr::to_string_lossy);
    words.collect::<Vec<_>>().join(" ")
}
