//! What admins decide for the whole site; one row.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, sql, update};
use domain::accounts::settings::SiteSettings;

entity! {
    SiteSettings in SETTINGS { registration_open, second_factor_required, session_idle_days, audit_retention_days }
}

const FIND_SETTINGS: &str = sql!("SELECT ", SiteSettings::COLUMNS, " FROM settings WHERE id = 1");

/// The settings.
pub fn find_settings(tx: &mut Tx) -> Result<SiteSettings, Error> {
    tx.query_one(FIND_SETTINGS, &[])
}

/// Replaces the settings; gives those before.
pub fn update_settings(tx: &mut Tx, it: &SiteSettings) -> Result<SiteSettings, Error> {
    let before = find_settings(tx)?;
    update!(
        tx,
        SETTINGS {
            registration_open: it.registration_open,
            second_factor_required: it.second_factor_required,
            session_idle_days: it.session_idle_days,
            audit_retention_days: it.audit_retention_days,
        },
        where "id = 1",
        []
    )?;
    Ok(before)
}
