//! The backups that a server makes by itself.

use crate::error::{ApiError, Result};
use crate::jobs::worker::Kind;
use crate::state::{Config, State};
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use storage::transfer::{Existing, back_up};

/// What the name of a backup is before the moment it was begun at, and after it.
const BEFORE: &str = "movietracker-";
/// See [`BEFORE`].
const AFTER: &str = "Z.db";
/// How the moment is written: names sort by it.
const MOMENT: &str = "2026-11-23T17-09-11";

/// The job, where backups are wanted: on another server they are left to those that have a folder for them.
pub fn kind(config: &Config) -> Option<Kind> {
    let interval_seconds = Some(config.backups.as_ref()?.interval_seconds);
    Some(Kind {
        name: "backup",
        interval_seconds,
        run: |context| Box::pin(async move { make_backup(&context.state).await }),
    })
}

/// Makes a backup, then deletes the oldest of those that are too many.
async fn make_backup(state: &State) -> Result<()> {
    let Some(config) = &state.config.backups else { return Ok(()) };
    let file = config.folder.join(name_at(state.clock.now()));
    let written = back_up(&state.store, &file, Existing::Keep).await.map_err(|error| failed(&error))?;
    tracing::info!(file = %file.display(), bytes = written.bytes, "a backup was made");
    let (folder, keep) = (config.folder.clone(), config.keep);
    let pruned = tokio::task::spawn_blocking(move || prune(&folder, keep)).await;
    match pruned {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}

/// For admins, who see why a job failed.
fn failed(error: &dyn std::error::Error) -> ApiError {
    ApiError::new(ProblemKind::Internal, format!("The backup failed: {error}."))
}

fn name_at(moment: Timestamp) -> String {
    let text = moment.to_string().replace(':', "-");
    format!("{BEFORE}{}{AFTER}", text.get(..MOMENT.len()).unwrap_or_default())
}

/// Deletes all backups in a folder but the latest; what has another name stays.
fn prune(folder: &Path, keep: usize) -> io::Result<()> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut backups: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).filter(|path| is_backup(path)).collect();
    backups.sort();
    let surplus = backups.len().saturating_sub(keep);
    backups.iter().take(surplus).try_for_each(fs::remove_file)
}

fn is_backup(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let moment = name.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)).unwrap_or_default();
    let fits =
        |(found, shown): (char, char)| if shown.is_ascii_digit() { found.is_ascii_digit() } else { found == shown };
    moment.len() == MOMENT.len() && moment.chars().zip(MOMENT.chars()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_given_here_are_those_of_backups() {
        let name = name_at(Timestamp::from_millis(1_795_453_751_987));
        assert_eq!(name, "movietracker-2026-11-23T17-09-11Z.db");
        assert!(is_backup(Path::new(&name)));
        for other in ["movietracker.db", "movietracker-before.db", "movietracker-2026-11-23T17-09-1xZ.db", &name[1..]] {
            assert!(!is_backup(Path::new(other)), "{other}");
        }
    }
}
