//! The files of `deploy/`: what they name exists.

use crate::support::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use storage::Engine;
use yaml_rust2::YamlLoader;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy")
}

/// All files, with their texts.
fn files() -> Vec<(PathBuf, String)> {
    let (mut open, mut files) = (vec![folder()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    assert!(files.len() > 15, "{files:?}");
    files
}

fn with_ending(ending: &str) -> Vec<(PathBuf, String)> {
    let files = files().into_iter().filter(|(path, _)| path.extension().is_some_and(|found| found == ending));
    files.collect()
}

/// The words of a text that begin so, up to what can't be in a name.
fn names<'a>(text: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(beginning).map(|(at, _)| {
        let word = &text[at..];
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        &word[..end.unwrap_or(word.len())]
    })
}

#[tokio::test]
async fn every_option_that_deploy_names_exists() {
    let program = Program::new(Engine::Sqlite).await;
    let shown = program.run(&["config", "show"]);
    let keys = shown.lines().filter_map(|line| line.trim_start_matches("# ").split_once(" = "));
    let keys: BTreeSet<_> = keys.map(|(key, _)| key.to_uppercase()).collect();
    assert!(keys.contains("TRUSTED_PROXY") && keys.contains("DATA_DIR"), "{keys:?}");
    let mut found = 0;
    for (path, text) in files() {
        // A variable of Homepage's own ends so.
        for name in names(&text, "MOVIETRACKER_").filter(|name| *name != "MOVIETRACKER_TOKEN") {
            let key = name.trim_start_matches("MOVIETRACKER_");
            assert!(keys.contains(key) || key == "CONFIG", "{}: {name}", path.display());
            found += 1;
        }
        // What follows `serve` or `Start …` in comments is for this program.
        let starts = text.lines().filter(|line| line.trim_start().starts_with("#   --"));
        for option in starts.flat_map(|line| names(line, "--")).filter(|option| option.len() > 2) {
            let is_docker = path.ends_with("Dockerfile");
            let key = option.trim_start_matches('-').replace('-', "_").to_uppercase();
            assert!(is_docker || keys.contains(&key), "{}: {option}", path.display());
            found += 1;
        }
    }
    assert!(found > 20, "only {found} options were found");
}

#[tokio::test]
async fn the_configuration_of_the_debian_package_is_fine() {
    let program = Program::new(Engine::Sqlite).await;
    let file = folder().join("debian/config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(program.run(&["config", "check", file.to_str().unwrap()]).contains("is fine: 2 options"));
    // What is commented out there, too, but for the file that isn't there.
    let options: Vec<_> = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
    let options = options.into_iter().filter(|line| line.contains(" = ") && !line.contains("_file"));
    program.file("all.toml", options.collect::<Vec<_>>().join("\n"));
    assert!(program.run(&["config", "check", "all.toml"]).contains("is fine: 4 options"));
}

#[tokio::test]
async fn every_metric_of_the_dashboard_is_one_that_the_server_prints() {
    let program = Program::new(Engine::Sqlite).await;
    let server = program.serve();
    get(format!("{}/api/setup", server.base)).await.unwrap();
    let metrics = get(format!("{}/metrics", server.base)).await.unwrap().text().await.unwrap();
    let [(_, dashboard)] = &with_ending("json")[..] else { panic!("there is one dashboard") };
    let dashboard: serde_json::Value = serde_json::from_str(dashboard).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let mut used = BTreeSet::new();
    for target in targets {
        let names: Vec<_> = names(target["expr"].as_str().unwrap(), "movietracker_").collect();
        assert!(!names.is_empty(), "{target}");
        used.extend(names.into_iter().map(str::to_owned));
    }
    for name in &used {
        let is_printed = |line: &str| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name} "));
        assert!(metrics.lines().any(is_printed), "{name} isn't in\n{metrics}");
    }
    // And nothing that it prints is missing there.
    assert_eq!(used.len(), 3, "{used:?}");
}

#[test]
fn every_yaml_can_be_read() {
    let files = with_ending("yaml");
    assert!(files.len() >= 5);
    for (path, text) in files {
        let documents = YamlLoader::load_from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!documents.is_empty() && documents.iter().all(|document| !document.is_badvalue()));
    }
}

#[test]
fn systemd_takes_the_unit_and_calls_it_safe() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    // It looks whether the program exists.
    let place = tempfile::tempdir().unwrap();
    let unit = place.path().join("movietracker.service");
    let text = std::fs::read_to_string(folder().join("systemd/movietracker.service")).unwrap();
    std::fs::write(&unit, text.replace("/usr/local/bin/movietracker", env!("CARGO_BIN_EXE_movietracker"))).unwrap();
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success() && !said.contains("movietracker.service:"), "{said}");
    let mut security = Command::new("systemd-analyze");
    security.args(["security", "--offline=true", "--threshold=20"]).arg(&unit);
    let judged = security.output().unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stdout));
}
