//! The programs that cargo makes of the tests.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::Value;

use super::passed::{Check, files_below};
use crate::{dist, process, workspace};

/// A program that runs tests.
struct Program {
    /// Its target is a folder of tests of its own, rather than what a library or a program has of them.
    is_integration: bool,
    target: String,
    file: PathBuf,
}

/// Builds the tests and runs those whose programs, or the files that they read, have changed since they passed. `run`
/// gets what selects them for cargo.
///
/// # Errors
/// When something does not build, or a test fails.
pub fn test_changed(all: bool, run: impl FnOnce(&[String]) -> Result<()>) -> Result<()> {
    let changed = checks(&build(&["test", "--workspace", "--no-run"])?)?;
    let changed: Vec<_> = changed.into_iter().filter(|check| all || !check.has_passed()).collect();
    if changed.is_empty() {
        println!("All passed before with exactly these programs; --all runs them again.");
        return Ok(());
    }
    let selection = changed.iter().flat_map(|check| match check.name() {
        UNITS => vec!["--lib".to_owned(), "--bins".to_owned()],
        target => vec!["--test".to_owned(), target.to_owned()],
    });
    run(&selection.collect::<Vec<_>>())?;
    changed.iter().try_for_each(Check::note)
}

/// The program of the stories, which is built already.
///
/// # Errors
/// When cargo doesn't tell where it is.
pub fn stories() -> Result<PathBuf> {
    let programs = build(&["build", "--workspace", "--bins", "--test", dist::STORIES])?;
    let found = programs.into_iter().find(|program| program.target == dist::STORIES);
    found.map(|program| program.file).context("cargo built no stories")
}

const UNITS: &str = "units";

/// One check for all tests in libraries and programs, which take no time, and one for each folder of tests.
fn checks(programs: &[Program]) -> Result<Vec<Check>> {
    let (folders, units): (Vec<_>, Vec<_>) = programs.iter().partition(|program| program.is_integration);
    let units: Vec<_> = units.iter().map(|program| program.file.clone()).collect();
    let server = workspace::target().join("debug").join(format!("movietracker{}", std::env::consts::EXE_SUFFIX));
    let crates = workspace::root().join("crates");
    let tests = files_below(&crates).into_iter().filter(|file| {
        let is_source = file.extension().is_some_and(|extension| extension == "rs");
        !is_source && file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "migrations")
    });
    let read = [vec![server], tests.collect()].concat();
    let folders = folders
        .into_iter()
        .map(|program| Check::of(&program.target, &[vec![program.file.clone()], read.clone()].concat()));
    std::iter::once(Check::of(UNITS, &units)).chain(folders).collect()
}

/// Builds tests; gives their programs.
fn build(command: &[&str]) -> Result<Vec<Program>> {
    let mut command = process::cargo(command);
    let command = command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    let messages = process::output(command)?;
    Ok(messages.lines().filter_map(|line| program(&serde_json::from_str(line).ok()?)).collect())
}

fn program(message: &Value) -> Option<Program> {
    let file = message["executable"].as_str().filter(|_| message["profile"]["test"] == true)?.into();
    let is_integration = message["target"]["kind"][0] == "test";
    Some(Program { is_integration, target: message["target"]["name"].as_str()?.to_owned(), file })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_programs_of_tests_count() {
        let message = |kind: &str, test: bool, file: Option<&str>| json!({ "target": { "kind": [kind], "name": "x" }, "profile": { "test": test }, "executable": file });
        assert!(program(&message("test", true, Some("/x"))).is_some_and(|program| program.is_integration));
        assert!(program(&message("lib", true, Some("/x"))).is_some_and(|program| !program.is_integration));
        assert!(program(&message("bin", false, Some("/x"))).is_none());
        assert!(program(&message("lib", true, None)).is_none());
    }
}
