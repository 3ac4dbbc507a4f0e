//! The options of `serve` for the backups that it makes by itself.

use crate::files::make_private_folder;
use anyhow::Result;
use clap::Args;
use server::BackupConfig;
use std::path::{Path, PathBuf};

/// Where they are without `--backup-dir`, in the data folder.
const FOLDER: &str = "backups";
/// The longest time between two: a year.
const MOST_SECONDS: i64 = 366 * 24 * 3600;

/// How often backups are made, and where.
#[derive(Args)]
#[command(next_help_heading = "Backups")]
pub struct BackupOptions {
    /// Back up the database this often, such as 12h, 1d or 1w. Without it, no backups are made.
    #[arg(long = "backup-every", env = "MOVIETRACKER_BACKUP_EVERY", value_name = "TIME", value_parser = parse_time)]
    every: Option<i64>,
    /// How many of these backups are kept.
    #[arg(
        long = "backup-keep",
        env = "MOVIETRACKER_BACKUP_KEEP",
        value_name = "NUMBER",
        default_value_t = 7,
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    keep: u16,
    /// The folder to write them to; made when it is missing. Better on another disk. By default `backups` in the data
    /// folder.
    #[arg(long = "backup-dir", env = "MOVIETRACKER_BACKUP_DIR", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl BackupOptions {
    /// The configuration; none when no backups are wanted.
    pub fn read(self, data_dir: &Path) -> Result<Option<BackupConfig>> {
        let Some(interval_seconds) = self.every else { return Ok(None) };
        let folder = self.folder.unwrap_or_else(|| data_dir.join(FOLDER));
        make_private_folder(&folder)?;
        Ok(Some(BackupConfig { folder, interval_seconds, keep: usize::from(self.keep) }))
    }
}

/// A number of hours, days or weeks, in seconds.
fn parse_time(text: &str) -> Result<i64, String> {
    let hours = match text.chars().last() {
        Some('h') => 1,
        Some('d') => 24,
        Some('w') => 7 * 24,
        _ => 0,
    };
    let count = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse::<u16>().ok());
    let seconds = i64::from(count.unwrap_or_default()) * hours * 3600;
    if (1..=MOST_SECONDS).contains(&seconds) {
        return Ok(seconds);
    }
    Err("expected hours, days or weeks up to a year, such as 12h, 1d or 1w".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_time;

    #[test]
    fn times_are_hours_days_and_weeks() {
        assert_eq!(["12h", "1d", "2w"].map(parse_time), [Ok(43_200), Ok(86_400), Ok(1_209_600)]);
        for text in ["", "h", "0h", "-1h", "12", "12m", "1.5h", "12 h", "367d", "99999h", "1é"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
