//! The options of `serve` for the backups that it makes by itself.

use crate::files::read_secret;
use anyhow::{Result, bail};
use clap::Args;
use domain::transfer::backups::{BackupSchedule, INTERVAL_HOURS};
use server::{BackupConfig, StoreConfig};
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
    #[command(flatten)]
    store: StoreOptions,
}

/// The store that backups are sent to besides the folder, if there is one.
#[expect(clippy::struct_field_names, reason = "they are the names of the options, which all commands share")]
#[derive(Args)]
struct StoreOptions {
    /// Send backups to the S3-compatible store at this address, too, such as <https://s3.example.com>.
    #[arg(long = "backup-s3-endpoint", env = "MOVIETRACKER_BACKUP_S3_ENDPOINT", value_name = "URL")]
    s3_endpoint: Option<String>,
    /// The bucket to send them to.
    #[arg(long = "backup-s3-bucket", env = "MOVIETRACKER_BACKUP_S3_BUCKET", value_name = "NAME")]
    s3_bucket: Option<String>,
    /// The region of the bucket.
    #[arg(
        long = "backup-s3-region",
        env = "MOVIETRACKER_BACKUP_S3_REGION",
        value_name = "NAME",
        default_value = "us-east-1"
    )]
    s3_region: String,
    /// What their names begin with there, such as films/.
    #[arg(long = "backup-s3-prefix", env = "MOVIETRACKER_BACKUP_S3_PREFIX", value_name = "TEXT", default_value = "")]
    s3_prefix: String,
    /// The ID of the key for the store.
    #[arg(long = "backup-s3-access-key", env = "MOVIETRACKER_BACKUP_S3_ACCESS_KEY", value_name = "ID")]
    s3_access_key: Option<String>,
    /// The file with the key for the store in its first line.
    #[arg(long = "backup-s3-secret-key-file", env = "MOVIETRACKER_BACKUP_S3_SECRET_KEY_FILE", value_name = "FILE")]
    s3_secret_key_file: Option<PathBuf>,
}

impl StoreOptions {
    fn read(self) -> Result<Option<StoreConfig>> {
        match (self.s3_endpoint, self.s3_bucket, self.s3_access_key, self.s3_secret_key_file) {
            (None, None, None, None) => Ok(None),
            (Some(endpoint), Some(bucket), Some(access_key), Some(file)) => {
                let secret_key = read_secret(&file)?;
                let (region, prefix) = (self.s3_region, self.s3_prefix);
                Ok(Some(StoreConfig { endpoint, bucket, region, prefix, access_key, secret_key }))
            }
            _ => bail!(
                "backups are only sent to a store with --backup-s3-endpoint, --backup-s3-bucket, --backup-s3-access-key \
                 and --backup-s3-secret-key-file, all four"
            ),
        }
    }
}

impl BackupOptions {
    /// The configuration. Its folder isn't made.
    pub fn read(self, data_dir: &Path) -> Result<BackupConfig> {
        let folder = self.folder.unwrap_or_else(|| data_dir.join(FOLDER));
        let passphrase = self.passphrase_file.as_deref().map(read_secret).transpose()?.map(Passphrase::new);
        let keep = i64::from(self.keep);
        let schedule = self.every.map(|hours| BackupSchedule { interval_hours: Some(hours), keep });
        Ok(BackupConfig { folder, schedule, passphrase, store: self.store.read()? })
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
