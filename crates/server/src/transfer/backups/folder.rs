//! The files in the folder of backups. What has another name is left alone.

use crate::error::ApiError;
use domain::problems::ProblemKind;
use domain::times::{Timestamp, parse_timestamp};
use domain::transfer::backups::BackupFile;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use storage::transfer::ENCRYPTED_END;

/// What the name of a backup is before the moment it was begun at, and after it.
const BEFORE: &str = "movietracker-";
/// See [`BEFORE`].
const AFTER: &str = "Z.db";
/// How the moment is written: names sort by it.
const MOMENT: &str = "2026-11-23T17-09-11";

/// The name of a backup that is begun at a moment.
pub fn name_at(moment: Timestamp) -> String {
    let text = moment.to_string().replace(':', "-");
    format!("{BEFORE}{}{AFTER}", text.get(..MOMENT.len()).unwrap_or_default())
}

/// When a backup was begun, as its name tells; nothing when it isn't the name of one.
pub fn moment_of(name: &str) -> Option<Timestamp> {
    let name = name.strip_suffix(ENCRYPTED_END).unwrap_or(name);
    let moment = name.strip_prefix(BEFORE)?.strip_suffix(AFTER)?;
    let fits =
        |(found, shown): (char, char)| if shown.is_ascii_digit() { found.is_ascii_digit() } else { found == shown };
    if moment.len() != MOMENT.len() || !moment.chars().zip(MOMENT.chars()).all(fits) {
        return None;
    }
    let (day, time) = moment.split_once('T')?;
    parse_timestamp(&format!("{day}T{}.000Z", time.replace('-', ":")))
}

/// The backups in a folder, the latest first. None when there is no such folder. Blocks.
pub fn list(folder: &Path) -> io::Result<Vec<BackupFile>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // One may be deleted meanwhile.
        if let (Some(created_at), Ok(file)) = (moment_of(&name), entry.metadata()) {
            let is_encrypted = name.ends_with(ENCRYPTED_END);
            files.push(BackupFile { name, byte_count: file.len(), created_at, is_encrypted });
        }
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.created_at));
    Ok(files)
}

/// Deletes all backups in a folder but the latest. Blocks.
pub fn prune(folder: &Path, keep: usize) -> io::Result<()> {
    list(folder)?.iter().skip(keep).try_for_each(|file| fs::remove_file(folder.join(&file.name)))
}

/// What is said of a file that can't be read or deleted.
pub fn unreadable(error: &io::Error) -> ApiError {
    if error.kind() == ErrorKind::NotFound {
        return ApiError::not_found();
    }
    tracing::warn!(%error, "the folder of backups can't be used");
    ApiError::new(ProblemKind::Conflict, format!("The folder of backups can’t be used: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_given_here_are_those_of_backups() {
        let name = name_at(Timestamp::from_millis(1_795_453_751_987));
        assert_eq!(name, "movietracker-2026-11-23T17-09-11Z.db");
        let begun = Some(Timestamp::from_millis(1_795_453_751_000));
        assert_eq!([moment_of(&name), moment_of(&format!("{name}.age"))], [begun, begun]);
        for other in [
            "movietracker.db",
            "movietracker-before.db",
            "movietracker-2026-11-23T17-09-1xZ.db",
            "movietracker-2026-11-43T17-09-11Z.db",
            "../movietracker-2026-11-23T17-09-11Z.db",
            &name[1..],
        ] {
            assert_eq!(moment_of(other), None, "{other}");
        }
    }
}
