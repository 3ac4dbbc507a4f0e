//! Tells the program which commit it is built from.
//!
//! Only in a release: a test that has passed needn't be run again while its programs are the same, and each commit
//! would make another one.

use std::env;
use std::path::Path;
use std::process::Command;

/// The hexadecimal digits of a commit that are told.
const DIGITS: &str = "--short=12";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PROFILE");
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = if is_release { commit() } else { None };
    println!("cargo::rustc-env=BUILT_FROM_COMMIT={}", commit.as_deref().unwrap_or("unknown"));
}

/// The commit that is checked out, if these sources are a checkout of their own.
fn commit() -> Option<String> {
    // In sources that only lie inside another repository, this is the path from its root.
    if git(&["rev-parse", "--show-prefix"])? != "crates/cli/" {
        return None;
    }
    for part in ["HEAD", "logs/HEAD", "packed-refs"] {
        let file = git(&["rev-parse", "--path-format=absolute", "--git-path", part])?;
        // What isn't there would count as changed each time.
        if Path::new(&file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    git(&["rev-parse", DIGITS, "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let folder = env::var_os("CARGO_MANIFEST_DIR")?;
    let output = Command::new("git").args(arguments).current_dir(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
