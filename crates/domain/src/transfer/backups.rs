//! Backups that servers make by themselves, as admins see and set them.

use crate::field_errors::FieldErrors;
use crate::jobs::JobInfo;
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The hours that can be between two backups: up to a year.
pub const INTERVAL_HOURS: RangeInclusive<i64> = 1..=366 * 24;
/// How many backups can be kept.
pub const KEPT: RangeInclusive<i64> = 1..=1000;

/// When backups are made, and how many are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupSchedule {
    /// Hours from one to the next; null when none are made by themselves.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 8784))]
    pub interval_hours: Option<i64>,
    /// How many are kept: the latest.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub keep: i64,
}

/// When backups are made, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BackupScheduleDraft {
    /// Hours from one to the next; null or left out, none are made by themselves.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 8784))]
    pub interval_hours: Option<i64>,
    /// How many are kept: the latest.
    #[cfg_attr(feature = "openapi", schema(required, value_type = i64, minimum = 1, maximum = 1000))]
    pub keep: Option<i64>,
}

impl BackupScheduleDraft {
    /// Checks that nothing is missing or out of its bounds.
    ///
    /// # Errors
    /// Every field that is.
    pub fn parse(&self) -> Result<BackupSchedule, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.interval_hours.is_some_and(|hours| !INTERVAL_HOURS.contains(&hours)) {
            errors.add("interval_hours", "out_of_range", "Enter 1 to 8784 hours.");
        }
        match self.keep {
            None => errors.add("keep", "required", "Keep is required."),
            Some(keep) if !KEPT.contains(&keep) => errors.add("keep", "out_of_range", "Keep 1 to 1000 backups."),
            Some(_) => {}
        }
        let keep = self.keep.unwrap_or_default();
        errors.into_result(BackupSchedule { interval_hours: self.interval_hours, keep })
    }
}

/// Who says when backups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// The options that the server was started with.
    Options,
    /// An admin, here.
    Settings,
}

/// A backup in the folder of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BackupFile {
    /// The file’s name.
    pub name: String,
    /// How large it is, in bytes.
    pub byte_count: u64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Whether it needs a passphrase.
    pub is_encrypted: bool,
}

/// The backups of the server that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Backups {
    /// The server’s name, where several can share the database: each has a folder of its own.
    pub server: Option<String>,
    /// The folder.
    pub folder: String,
    /// The bucket of the store that new backups are sent to, too; null when there is none.
    pub bucket: Option<String>,
    /// Whether new backups are encrypted.
    pub encrypts: bool,
    /// When they are made.
    pub schedule: BackupSchedule,
    /// Who says so.
    pub set_by: SetBy,
    /// When the next one is due; null when none is made by itself.
    pub next_run_at: Option<Timestamp>,
    /// The latest job that made one, or failed to; null when there was none in the last 30 days.
    pub job: Option<JobInfo>,
    /// How much of a backup is written by now, in bytes; null when none is under way in this folder.
    pub written_bytes: Option<u64>,
    /// The backups, the latest first.
    pub items: Vec<BackupFile>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_stays_within_its_bounds() {
        let draft = |interval_hours, keep| BackupScheduleDraft { interval_hours, keep };
        assert_eq!(draft(Some(24), Some(7)).parse().unwrap().interval_hours, Some(24));
        assert_eq!(draft(None, Some(7)).parse().unwrap().interval_hours, None);
        for (hours, keep, field) in [
            (Some(0), Some(7), "interval_hours"),
            (Some(8785), Some(7), "interval_hours"),
            (None, Some(0), "keep"),
            (None, Some(1001), "keep"),
            (None, None, "keep"),
        ] {
            assert!(draft(hours, keep).parse().unwrap_err().of(field).is_some(), "{hours:?} {keep:?}");
        }
    }
}
