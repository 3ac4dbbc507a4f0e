//! What admins decide for the whole site; one row.

use crate::engine::{FromRow, Row, Tx};
use crate::error::Error;
use domain::settings::SiteSettings;

impl FromRow for SiteSettings {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self { registration_open: row.get(0)? })
    }
}

/// The settings.
pub fn find_settings(tx: &mut Tx) -> Result<SiteSettings, Error> {
    tx.query_one("SELECT registration_open FROM settings WHERE id = 1", &[])
}

const UPDATE_SETTINGS: &str = "UPDATE settings SET registration_open = $1 WHERE id = 1 AND registration_open <> $1";

/// Replaces the settings. False when they were so before.
pub fn update_settings(tx: &mut Tx, settings: &SiteSettings) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_SETTINGS, &[&settings.registration_open])? == 1)
}
