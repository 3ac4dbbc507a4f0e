//! What people choose for their own account.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, sql, update};
use domain::accounts::preferences::Preferences;
use domain::ids::UserId;

entity! {
    Preferences in USERS { shares_watchlist, rating_scale, language, region }
}

const FIND: &str = sql!("SELECT ", Preferences::COLUMNS, " FROM users WHERE id = $1");

/// What someone has chosen.
pub fn find_preferences(tx: &mut Tx, user: UserId) -> Result<Option<Preferences>, Error> {
    tx.query_opt(FIND, &[&user])
}

/// Replaces what someone has chosen. False when there is no such account.
pub fn update_preferences(tx: &mut Tx, user: UserId, it: Preferences) -> Result<bool, Error> {
    let set = update!(
        tx,
        USERS {
            shares_watchlist: it.shares_watchlist,
            rating_scale: it.rating_scale,
            language: it.language,
            region: it.region,
        },
        where "id = $1", [user]
    );
    let updated = set?;
    Ok(updated == 1)
}
