//! What admins decide for the whole site; one row.

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use domain::accounts::settings::SiteSettings;

impl FromRow for SiteSettings {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            registration_open: row.get(0)?,
            second_factor_required: row.get(1)?,
            session_idle_days: row.get(2)?,
            audit_retention_days: row.get(3)?,
        })
    }
}

const FIND_SETTINGS: &str = "
    SELECT registration_open, second_factor_required, session_idle_days, audit_retention_days
    FROM settings WHERE id = 1";

/// The settings.
pub fn find_settings(tx: &mut Tx) -> Result<SiteSettings, Error> {
    tx.query_one(FIND_SETTINGS, &[])
}

const UPDATE_SETTINGS: &str = "
    UPDATE settings SET registration_open = $1, second_factor_required = $2, session_idle_days = $3,
        audit_retention_days = $4
    WHERE id = 1";

/// Replaces the settings; gives those before.
pub fn update_settings(tx: &mut Tx, it: &SiteSettings) -> Result<SiteSettings, Error> {
    let before = find_settings(tx)?;
    let values: [&dyn Param; 4] =
        [&it.registration_open, &it.second_factor_required, &it.session_idle_days, &it.audit_retention_days];
    tx.execute(UPDATE_SETTINGS, &values)?;
    Ok(before)
}
