//! The options of `serve` for the backups that it makes by itself.

use crate::files::{make_private_folder, read_secret};
use anyhow::Result;
use clap::Args;
use domain::transfer::backups::{BackupSchedule, INTERVAL_HOURS};
use server::BackupConfig;
use std::path::{Path, PathBuf};
use storage::transfer::Passphrase;

/// Where they are without `--backup-dir`, in the data folder.
const FOLDER: &str = "backups";

/// How often backups are made, and where.
#[derive(Args)]
#[command(next_help_heading = "Backups")]
pub struct BackupOptions {
    /// Back up the database this often, such as 12h, 1d or 1w. Without it, admins say in the page whether and when.
    #[arg(long = "backup-every", env = "MOVIETRACKER_BACKUP_EVERY", value_name = "TIME", value_parser = parse_time)]
    every: Option<i64>,
    /// How many of these backups are kept. Only with --backup-every.
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
    /// Encrypt them with the passphrase in the first line of this file.
    #[arg(long = "backup-passphrase-file", env = "MOVIETRACKER_BACKUP_PASSPHRASE_FILE", value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl BackupOptions {
    /// The configuration.
    pub fn read(self, data_dir: &Path) -> Result<BackupConfig> {
        let folder = self.folder.unwrap_or_else(|| data_dir.join(FOLDER));
        make_private_folder(&folder)?;
        let passphrase = self.passphrase_file.as_deref().map(read_secret).transpose()?.map(Passphrase::new);
        let keep = i64::from(self.keep);
        let schedule = self.every.map(|hours| BackupSchedule { interval_hours: Some(hours), keep });
        Ok(BackupConfig { folder, schedule, passphrase })
    }
}

/// A number of hours, days or weeks, in hours.
fn parse_time(text: &str) -> Result<i64, String> {
    let hours = match text.chars().last() {
        Some('h') => 1,
        Some('d') => 24,
        Some('w') => 7 * 24,
        _ => 0,
    };
    let count = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse::<u16>().ok());
    let hours = i64::from(count.unwrap_or_default()) * hours;
    if INTERVAL_HOURS.contains(&hours) {
        return Ok(hours);
    }
    Err("expected hours, days or weeks up to a year, such as 12h, 1d or 1w".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse_time;

    #[test]
    fn times_are_hours_days_and_weeks() {
        assert_eq!(["12h", "1d", "2w"].map(parse_time), [Ok(12), Ok(24), Ok(336)]);
        for text in ["", "h", "0h", "-1h", "12", "12m", "1.5h", "12 h", "367d", "99999h", "1é"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
