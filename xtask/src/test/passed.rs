//! What passed before, with exactly these programs: it need not be run again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{page, workspace};

/// Something that passes or fails, and the files that decide which.
pub struct Check {
    name: String,
    digest: String,
}

impl Check {
    /// A check of that name, which these files decide: programs, and what they read.
    ///
    /// # Errors
    /// When one of them can't be read.
    pub fn of(name: &str, files: &[PathBuf]) -> Result<Self> {
        let mut all = Sha256::new();
        for file in files {
            let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            all.update(page::sha256(&content));
        }
        Ok(Self { name: name.to_owned(), digest: page::sha256(&all.finalize()) })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it passed when it was last run.
    pub fn has_passed(&self) -> bool {
        fs::read_to_string(self.record()).is_ok_and(|digest| digest == self.digest)
    }

    /// Notes that it passed.
    ///
    /// # Errors
    /// When the note can't be written.
    pub fn note(&self) -> Result<()> {
        let record = self.record();
        fs::create_dir_all(folder()).context("cannot create target/passed")?;
        fs::write(&record, &self.digest).with_context(|| format!("cannot write {}", record.display()))
    }

    /// Runs it unless it has passed, or all are to be run.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, all: bool, run: impl FnOnce() -> Result<()>) -> Result<()> {
        if !all && self.has_passed() {
            println!("They passed before with exactly these programs; --all runs them again.");
            return Ok(());
        }
        run()?;
        self.note()
    }

    fn record(&self) -> PathBuf {
        folder().join(&self.name)
    }
}

fn folder() -> PathBuf {
    workspace::output().join("passed")
}

/// All files below a folder, in order; none when it is missing.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<_> =
        entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_another_one_when_a_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (program, data) = (folder.path().join("program"), folder.path().join("data"));
        fs::create_dir(&data).unwrap();
        fs::write(&program, "1").unwrap();
        fs::write(data.join("snapshot"), "a").unwrap();
        let digest = || Check::of("x", &[vec![program.clone()], files_below(&data)].concat()).unwrap().digest;
        let first = digest();
        assert_eq!(digest(), first);
        fs::write(data.join("snapshot"), "b").unwrap();
        assert_ne!(digest(), first);
        assert!(files_below(&folder.path().join("nothing")).is_empty());
    }
}
