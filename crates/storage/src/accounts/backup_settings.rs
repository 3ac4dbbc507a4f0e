//! When backups are made, where admins say so; in the row of the site's settings.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, sql, update};
use domain::transfer::backups::BackupSchedule;

entity! {
    BackupSchedule in SETTINGS { interval_hours = backup_interval_hours, keep = backup_keep }
}

const FIND_SCHEDULE: &str = sql!("SELECT ", BackupSchedule::COLUMNS, " FROM settings WHERE id = 1");

/// When backups are made, as an admin said last.
pub fn find_backup_schedule(tx: &mut Tx) -> Result<BackupSchedule, Error> {
    tx.query_one(FIND_SCHEDULE, &[])
}

/// Replaces it.
pub fn update_backup_schedule(tx: &mut Tx, it: BackupSchedule) -> Result<(), Error> {
    update!(
        tx,
        SETTINGS { backup_interval_hours: it.interval_hours, backup_keep: it.keep },
        where "id = 1",
        []
    )
    .map(drop)
}
