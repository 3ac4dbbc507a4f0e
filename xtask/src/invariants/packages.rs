//! Invariants of what depends on what.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};

use crate::{process, tools, workspace};

const DATABASES: [&str; 5] = ["deadpool-postgres", "libsqlite3-sys", "rusqlite", "storage", "tokio-postgres"];
/// The licences that let the product be MIT OR Apache-2.0, whatever else a package’s own licence asks for.
const FREE: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// What the program has in two versions: age, openidconnect and webauthn-rs still use older cryptography than the rest,
/// and png an older `miniz_oxide`.
const TWICE: [&str; 60] = [
    "aead",
    "aes",
    "aes-gcm",
    "argon2",
    "base16ct",
    "base64",
    "blake2",
    "block-buffer",
    "chacha20",
    "cipher",
    "const-oid",
    // zip has a newer one than totp-rs.
    "constant_time_eq",
    "cpufeatures",
    "crypto-bigint",
    "crypto-common",
    "ctr",
    "curve25519-dalek",
    "der",
    "digest",
    "ecdsa",
    "ed25519",
    "ed25519-dalek",
    "elliptic-curve",
    "fallible-iterator",
    "ff",
    "getrandom",
    "ghash",
    "group",
    "hkdf",
    "hmac",
    "hybrid-array",
    "inout",
    // rusty-s3 has an older one.
    "jiff",
    "jiff-core",
    "miniz_oxide",
    "nom",
    "p256",
    "p384",
    "password-hash",
    "pbkdf2",
    "pem-rfc7468",
    "pkcs1",
    "pkcs8",
    "polyval",
    "primeorder",
    "rand",
    "rand_chacha",
    "rand_core",
    "rfc6979",
    "rsa",
    "salsa20",
    "scrypt",
    "sec1",
    "sha1",
    "sha2",
    "signature",
    "spki",
    "thiserror",
    "tower-http",
    "universal-hash",
];
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

/// What the program has in more than one version, beyond what is known.
pub fn few_duplicates() -> Result<Vec<String>> {
    let mut tree = process::cargo(["tree", "--locked", "--package", "movietracker", "--duplicates", "--depth", "0"]);
    let tree = process::output(tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]))?;
    let lines: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    let twice: BTreeSet<&str> =
        names.iter().copied().filter(|name| names.iter().filter(|other| *other == name).count() > 1).collect();
    let new = twice.iter().filter(|name| !TWICE.contains(name));
    let new = new.map(|name| format!("{name} stands there twice: cargo tree -d -i {name}"));
    let gone = TWICE.iter().filter(|name| !twice.contains(*name));
    Ok(new.chain(gone.map(|name| format!("{name} stands there once by now: take it out of the list"))).collect())
}

/// The packages whose licences demand more than what is free demands.
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

/// Whether a package’s licence, an SPDX expression, can be kept with free licences alone. Packages that bring a text of
/// their own are not judged.
fn is_free(package: &Value) -> bool {
    let Some(licence) = package["license"].as_str() else { return !package["license_file"].is_null() };
    let expression = Expression::parse_mode(licence, ParseMode::LAX);
    let is_listed = |requirement: &LicenseReq| requirement.license.id().is_some_and(|id| FREE.contains(&id.name));
    expression.is_ok_and(|expression| expression.evaluate(is_listed))
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
        for free in [
            "MIT",
            "MIT OR Apache-2.0",
            "MIT/Apache-2.0",
            "LGPL-2.1-or-later OR MIT",
            "BSD-3-Clause AND MIT",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(is_free(&package(free)), "{free}");
        }
        for bound in ["GPL-3.0-only", "AGPL-3.0 OR LGPL-3.0", "MIT AND GPL-2.0-only", "BUSL-1.1", "Nobody-Knows-1.0"] {
            assert!(!is_free(&package(bound)), "{bound}");
        }
        assert!(!is_free(&serde_json::json!({ "license": null })));
    }
}
