//! What a browser transfers when it loads the page for the first time.

use crate::databases::{Content, Databases};
use crate::http::{Connection, Request};
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::{Result, ensure};
use std::collections::BTreeSet;
use std::path::Path;
use storage::Engine;

/// Bytes in all, compressed: the document and all that it, its script and its styles name, but for the parts of the
/// app, which the list of films doesn't need.
const BYTES: f64 = 220_000.0;
/// What the names of the parts begin with.
const PART: &str = "/assets/part-";
const ACCEPT: &[(&str, &str)] = &[("accept-encoding", "br")];

/// Loads the page as a browser would: what the document names, then what its scripts and styles name.
pub async fn measure(databases: &Databases, report: &mut Report) -> Result<()> {
    let database = databases.make(Engine::Sqlite, Content { owners: 1, films: 0 }).await?;
    let server = Server::serve(databases.program(), &database).await?;
    let mut visit = Visit { connection: Connection::open(server.address).await?, bytes: 0, requests: 0 };
    let document = visit.fetch("/").await?;
    let mut named = files_in(&document);
    // Pictures are for those who install the page.
    named.retain(|file| Path::new(file).extension().is_none_or(|extension| extension != "png"));
    ensure!(!named.is_empty(), "the page is not in this program: run `cargo xtask bench`");
    let mut later = BTreeSet::new();
    for file in &named {
        let text = visit.fetch(file).await?;
        // Icons that a manifest names are for those who install the page.
        if !file.ends_with(".webmanifest") {
            later
                .extend(files_in(&text).into_iter().filter(|other| !named.contains(other) && !other.starts_with(PART)));
        }
    }
    for file in &later {
        visit.fetch(file).await?;
    }
    server.stop().await?;
    report.bounded("bytes in all, compressed", (count(visit.bytes), BYTES), Unit::Kilobytes);
    report.bounded(
        "rounds of requests after the document",
        (if later.is_empty() { 1.0 } else { 2.0 }, 1.0),
        Unit::Number,
    );
    report.bounded("scripts that hold up the first painting", (count(blocking_scripts(&document)), 0.0), Unit::Number);
    report.told("requests", visit.requests.to_string());
    Ok(())
}

struct Visit {
    connection: Connection,
    bytes: usize,
    requests: u32,
}

impl Visit {
    /// The file's text as far as it is one; counted as it is transferred.
    async fn fetch(&mut self, target: &str) -> Result<String> {
        let response = self.connection.send_once(&Request::get(target, ACCEPT)).await?;
        ensure!(response.status == 200, "{target} gave {}", response.status);
        self.bytes += response.body.len();
        self.requests += 1;
        let plain = self.connection.send_once(&Request::get(target, &[])).await?;
        Ok(String::from_utf8_lossy(&plain.body).into_owned())
    }
}

/// The files of the page that a text names.
fn files_in(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let from = text.match_indices("/assets/").map(|(at, _)| &text[at..]);
    let names = from.map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default());
    names.filter(|name| name.len() > "/assets/".len()).map(str::to_owned).collect()
}

/// Modules wait for the document by themselves; other scripts only when told.
fn blocking_scripts(document: &str) -> usize {
    let tags = document.split("<script").skip(1).filter_map(|rest| rest.split('>').next());
    let waits = |tag: &&str| [" defer", " async", "\"module\""].iter().any(|word| tag.contains(word));
    tags.filter(|tag| !waits(tag)).count()
}

#[expect(clippy::cast_precision_loss, reason = "2^53 of anything is above its bound all the same")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_documents_scripts_and_styles() {
        let text =
            r#"<link href="/assets/a-1.css"> url(/assets/b.svg) { module_or_path: "/assets/c.wasm" } "/assets/""#;
        assert_eq!(
            files_in(text).into_iter().collect::<Vec<_>>(),
            ["/assets/a-1.css", "/assets/b.svg", "/assets/c.wasm"]
        );
    }

    #[test]
    fn only_scripts_that_wait_are_harmless() {
        let document =
            r#"<script type="module" src="a"></script><script src="b" defer></script><script src="c"></script>"#;
        assert_eq!(blocking_scripts(document), 1);
    }
}
