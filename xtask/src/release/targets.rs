//! What a release is built for, and whether this machine can.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, workspace};

/// Where programs that need no library of the system run, each with the C compilers that build for it.
const STATIC: [(&str, &[&str]); 2] = [
    ("x86_64-unknown-linux-musl", &["x86_64-linux-musl-gcc", "musl-gcc"]),
    ("aarch64-unknown-linux-musl", &["aarch64-linux-musl-gcc"]),
];

/// The targets that were asked for, or those static ones that can be built, or this machine's.
///
/// # Errors
/// When rustc can't be asked.
pub fn choose(asked: &[String]) -> Result<Vec<String>> {
    if !asked.is_empty() {
        return Ok(asked.to_vec());
    }
    let mut targets = Vec::new();
    for (target, compilers) in STATIC {
        let missing = missing(target, compilers, has_library(target)?, is_program);
        if missing.is_empty() {
            targets.push(target.to_owned());
        } else {
            eprintln!("Not built for {target}: {}.", missing.join("; "));
        }
    }
    if targets.is_empty() {
        let host = host()?;
        eprintln!("Built for {host} alone, whose programs need the system's C library.");
        targets.push(host);
    }
    Ok(targets)
}

/// What must be installed to build for a target.
fn missing(target: &str, compilers: &[&str], has_library: bool, is_program: impl Fn(&str) -> bool) -> Vec<String> {
    let mut missing = Vec::new();
    if !has_library {
        missing.push(format!("Rust's library is missing (rustup target add {target})"));
    }
    if env::var_os(format!("CC_{}", target.replace('-', "_"))).is_none()
        && !compilers.iter().any(|name| is_program(name))
    {
        missing.push(format!("a C compiler is missing ({}; Debian's is in musl-tools)", compilers.join(" or ")));
    }
    missing
}

fn has_library(target: &str) -> Result<bool> {
    let folder = rustc(&["--print", "target-libdir", "--target", target])?;
    Ok(Path::new(folder.trim()).is_dir())
}

fn host() -> Result<String> {
    let version = rustc(&["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc doesn't name its host")
}

fn rustc(arguments: &[&str]) -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    process::output(Command::new(rustc).args(arguments).current_dir(workspace::root()))
}

fn is_program(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_target_lacks_is_named() {
        let compilers = ["a-gcc", "b-gcc"];
        assert_eq!(missing("x-y", &compilers, true, |name| name == "b-gcc"), [""; 0]);
        let both = missing("x-y", &compilers, false, |_| false);
        assert!(both[0].contains("rustup target add x-y") && both[1].contains("a-gcc or b-gcc"), "{both:?}");
    }
}
