//! The notes of a release: its section of the changelog.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace;

/// The section of what isn't released yet.
const UNRELEASED: &str = "Unreleased";

/// What changed in a version. While the changelog doesn't name it, what is unreleased.
///
/// # Errors
/// When the changelog has neither.
pub fn of_version(version: &str) -> Result<String> {
    let changelog = fs::read_to_string(workspace::root().join("CHANGELOG.md")).context("cannot read CHANGELOG.md")?;
    let own = section(&changelog, version);
    if own.is_none() {
        eprintln!("CHANGELOG.md has no section {version}: the notes are those of {UNRELEASED}.");
    }
    let text = own.or_else(|| section(&changelog, UNRELEASED));
    let text = text.with_context(|| format!("CHANGELOG.md has neither {version} nor {UNRELEASED}"))?;
    Ok(format!("# Movie Tracker {version}\n\n{text}\n"))
}

/// The text below a heading that begins so, up to the next of its kind.
fn section<'a>(changelog: &'a str, title: &str) -> Option<&'a str> {
    let mut sections = changelog.split("\n## ").skip(1);
    let (_, text) = sections.find_map(|section| {
        let (heading, text) = section.split_once('\n')?;
        (heading.split_whitespace().next() == Some(title)).then_some((heading, text))
    })?;
    Some(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let changelog = "# Changelog\n\n## Unreleased\n\nNew.\n\n### Films\n\n- x\n\n## 0.1.0 (2026-01-01)\n\nFirst.\n";
        assert_eq!(section(changelog, "Unreleased"), Some("New.\n\n### Films\n\n- x"));
        assert_eq!(section(changelog, "0.1.0"), Some("First."));
        assert_eq!(section(changelog, "0.1"), None);
    }
}
