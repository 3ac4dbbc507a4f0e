//! Memory that the server needs no more goes back to the system at once.

#[cfg(unix)]
use std::{env, os::unix::process::CommandExt, process::Command};

/// The milliseconds that the allocator keeps memory for later. It reads its options before the program begins.
#[cfg(unix)]
const DELAY: &str = "MIMALLOC_PURGE_DELAY";

/// Begins the program again, as the same process, with an allocator that keeps nothing, unless the environment says
/// how long it keeps it. An idle server keeps the 19 MiB of a password's hash for good otherwise: there is no other work
/// by which it would notice that their time is over. When that fails, the program goes on as it is.
#[cfg(unix)]
pub fn give_back_at_once() {
    let mut arguments = env::args_os();
    if let (None, Ok(program), Some(name)) = (env::var_os(DELAY), env::current_exe(), arguments.next()) {
        // It returns only when it fails.
        drop(Command::new(program).arg0(name).args(arguments).env(DELAY, "0").exec());
    }
}

/// Only Unix can begin a program again as the same process.
#[cfg(not(unix))]
pub fn give_back_at_once() {}
