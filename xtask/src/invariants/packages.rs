//! Invariants of what depends on what.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, tools, workspace};

const DATABASES: [&str; 5] = ["deadpool-postgres", "libsqlite3-sys", "rusqlite", "storage", "tokio-postgres"];
const NETWORK: [&str; 7] = ["axum", "gloo-net", "hyper", "mio", "reqwest", "socket2", "tokio"];

/// The browser app's dependencies that it must not have.
pub fn web_without_storage() -> Result<Vec<String>> {
    forbidden("web", Some(tools::WASM_TARGET), &[&DATABASES[..], &["argon2", "axum", "server"]].concat())
}

/// The domain's dependencies that do input or output.
pub fn domain_without_io() -> Result<Vec<String>> {
    forbidden("domain", None, &[&DATABASES[..], &NETWORK, &["client", "server", "web-sys"]].concat())
}

/// The client's dependencies that it must not have.
pub fn client_without_server() -> Result<Vec<String>> {
    forbidden("client", None, &[&DATABASES[..], &["axum", "server"]].concat())
}

/// Storage's dependencies that speak HTTP.
pub fn storage_without_http() -> Result<Vec<String>> {
    forbidden("storage", None, &["axum", "client", "http", "hyper", "reqwest", "server", "tower-http"])
}

/// The versions of wasm-bindgen, if they differ.
pub fn one_wasm_bindgen() -> Result<Vec<String>> {
    let path = workspace::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let found: Vec<_> = locked_versions(&lock, &["wasm-bindgen", "wasm-bindgen-cli-support"]);
    let versions: BTreeSet<_> = found.iter().map(|(_, version)| version).collect();
    let describe = |(name, version): &(&str, &str)| format!("{name} {version}");
    Ok(if versions.len() == 1 { Vec::new() } else { found.iter().map(describe).collect() })
}

/// The packages whose only licences demand that what contains them has the same.
pub fn free_licences() -> Result<Vec<String>> {
    let metadata = process::output(&mut process::cargo(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata printed no JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let bound = packages.iter().filter(|package| !is_free(package));
    Ok(bound.map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"])).collect())
}

/// Which of these packages are among those that a package needs to run.
fn forbidden(package: &str, target: Option<&str>, names: &[&str]) -> Result<Vec<String>> {
    let mut tree = process::cargo(["tree", "--locked", "--package", package, "--edges", "normal,no-proc-macro"]);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    if let Some(target) = target {
        tree.args(["--target", target]);
    }
    let tree = process::output(&mut tree)?;
    let needed: BTreeSet<&str> = tree.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    let found = names.iter().filter(|name| needed.contains(**name));
    Ok(found.map(|name| format!("{package} depends on {name}: cargo tree -p {package} -i {name}")).collect())
}

/// The versions that Cargo.lock has of these packages.
fn locked_versions<'a>(lock: &'a str, names: &[&str]) -> Vec<(&'a str, &'a str)> {
    let value = |line: Option<&'a str>, key: &str| Some(line?.strip_prefix(key)?.trim_matches('"'));
    let package = |block: &'a str| {
        let mut lines = block.lines();
        Some((value(lines.next(), "name = ")?, value(lines.next(), "version = ")?))
    };
    let packages = lock.split("[[package]]\n").filter_map(package);
    packages.filter(|(name, _)| names.contains(name)).collect()
}

/// Whether one of a package's licences leaves the licence of what contains it alone. Our own packages,
/// and those that bring a text of their own, are not judged.
fn is_free(package: &Value) -> bool {
    let Some(licence) = package["license"].as_str() else { return !package["license_file"].is_null() };
    let binds =
        |licence: &str| ["GPL", "SSPL", "BUSL", "CC-BY-SA", "CC-BY-NC"].iter().any(|name| licence.contains(name));
    licence.split(" OR ").flat_map(|licence| licence.split('/')).any(|licence| !binds(licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_from_the_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"ab\"\nversion = \"2.0.0\"\n";
        assert_eq!(locked_versions(lock, &["a"]), [("a", "1.0.0")]);
    }

    #[test]
    fn a_choice_of_licences_is_free_if_one_is() {
        let package = |licence: &str| serde_json::json!({ "license": licence });
        for free in ["MIT", "MIT OR Apache-2.0", "MIT/Apache-2.0", "LGPL-2.1-or-later OR MIT", "BSD-3-Clause AND MIT"] {
            assert!(is_free(&package(free)), "{free}");
        }
        for bound in ["GPL-3.0-only", "AGPL-3.0 OR LGPL-3.0", "MIT AND GPL-2.0", "BUSL-1.1"] {
            assert!(!is_free(&package(bound)), "{bound}");
        }
        assert!(!is_free(&serde_json::json!({ "license": null })));
    }
}
