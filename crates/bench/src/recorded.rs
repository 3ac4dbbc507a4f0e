//! The figures of an earlier run, which a run is compared with: `docs/bench.json` in the repository.

use crate::report::Report;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How many times a recorded figure may be reached before it counts as a regression: the design allows a tenth.
pub const TOLERANCE: f64 = 1.1;

/// Where the figures of a repository are recorded.
pub struct Records(PathBuf);

impl Records {
    /// Those of the repository in this folder.
    pub fn of(repository: &Path) -> Self {
        Self(repository.join("docs"))
    }

    /// The recorded figures, by section and name; none where nothing has been recorded yet.
    ///
    /// # Errors
    /// When the file can't be read, or isn't what [`Records::write`] writes.
    pub fn read(&self) -> Result<BTreeMap<String, f64>> {
        let file = self.figures();
        if !file.exists() {
            return Ok(BTreeMap::new());
        }
        let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let value: Value = serde_json::from_str(&text).with_context(|| format!("{} isn't JSON", file.display()))?;
        let figures = value["figures"].as_object().context("there are no figures in what was recorded")?;
        Ok(figures.iter().filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect())
    }

    /// Records a run: its figures, its table for [bench.md](../../../bench.md), and a picture of it. Figures that the run
    /// doesn't have stay as they were recorded.
    ///
    /// # Errors
    /// When a file can't be read or written, or the document has no place for the table.
    pub fn write(&self, report: &Report, program: &str) -> Result<()> {
        let mut figures = self.read()?;
        figures.extend(report.comparable());
        let recorded = json!({ "program": program, "figures": figures });
        save(&self.figures(), &format!("{recorded:#}\n"))?;
        save(&self.0.join("bench.svg"), &crate::picture::draw(report))?;
        let document = self.0.with_file_name("bench.md");
        let text = fs::read_to_string(&document).with_context(|| format!("{} can't be read", document.display()))?;
        let table = format!("Of {program}:\n\n```\n{report}```\n");
        save(&document, &between(&text, &table).context("bench.md has no marks around the table")?)
    }

    fn figures(&self) -> PathBuf {
        self.0.join("bench.json")
    }
}

fn save(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} can't be written", file.display()))
}

const BEGIN: &str = "<!-- The table of `cargo xtask bench --record` begins. -->\n";
const END: &str = "<!-- It ends. -->";

/// A document with this in the place of what stands between the marks; none when it has no marks.
fn between(document: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Unit;

    #[test]
    fn a_run_is_recorded_and_the_next_is_compared_with_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("docs")).unwrap();
        let document = folder.path().join("bench.md");
        fs::write(&document, format!("# Measuring\n\n{BEGIN}old\n{END}\n\nThe end.\n")).unwrap();
        let records = Records::of(folder.path());
        let run = |ratio: f64| {
            let mut report = Report::default();
            report.section("Films");
            report.bounded("a page", (ratio, 5.0), Unit::Times);
            report.bounded("a search", (ratio, 5.0), Unit::Milliseconds);
            report.compare(&records.read().unwrap());
            report
        };
        assert_eq!(run(4.0).missed(), 0);
        records.write(&run(4.0), "Movie Tracker 0.1.0").unwrap();
        let text = fs::read_to_string(&document).unwrap();
        assert!(text.contains("4.00 times") && text.ends_with("\n\nThe end.\n") && !text.contains("old"), "{text}");
        // Times of machines aren't compared, ratios are.
        assert_eq!(run(4.3).missed(), 0);
        let worse = run(4.5);
        assert_eq!(worse.missed(), 1);
        assert!(worse.to_string().contains("WORSE than 4.00 times"), "{worse}");
        // One of other figures leaves these recorded.
        let mut other = Report::default();
        other.section("Watches");
        other.bounded("a page", (2.0, 5.0), Unit::Times);
        records.write(&other, "Movie Tracker 0.1.0").unwrap();
        assert_eq!(run(4.5).missed(), 1);
    }
}
