//! The authenticator apps of accounts.

use crate::engine::Tx;
use crate::error::Error;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, insert, sql};
use crate::sealing::TOTP;
use domain::ids::UserId;
use domain::times::Timestamp;

/// The authenticator app of an account.
pub struct Totp {
    /// What its codes are computed from. It must not get into a log, so this has no `Debug`.
    pub secret: Vec<u8>,
    /// When it was set up.
    pub created_at: Timestamp,
    /// Since when its codes are asked for; nothing until one of them was shown.
    pub confirmed_at: Option<Timestamp>,
}

entity! {
    Totp in TOTP { secret, created_at, confirmed_at }
}

const FIND_TOTP: &str = sql!("SELECT ", Totp::COLUMNS, " FROM totp WHERE user_id = $1");

/// The authenticator app of an account, confirmed or not.
pub fn find_totp(tx: &mut Tx, user: UserId) -> Result<Option<Totp>, Error> {
    let Some(totp) = tx.query_opt::<Totp>(FIND_TOTP, &[&user])? else { return Ok(None) };
    Ok(Some(Totp { secret: tx.open((TOTP, user.0.as_bytes()), &totp.secret)?, ..totp }))
}

/// Sets an authenticator app up, in the place of one that was not confirmed. False when the account
/// has one that is.
pub fn insert_totp(tx: &mut Tx, user: UserId, secret: &[u8], now: Timestamp) -> Result<bool, Error> {
    let sealed = tx.seal((TOTP, user.0.as_bytes()), secret)?;
    let inserted = insert!(
        tx,
        TOTP { user_id: user, secret: sealed, created_at: now, last_used_step: 0_i64 },
        "ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at,
            last_used_step = 0 WHERE totp.confirmed_at IS NULL"
    )?;
    Ok(inserted == 1)
}

const CONFIRM_TOTP: &str = "
    UPDATE totp SET confirmed_at = $3, last_used_step = $4
    WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL";

/// Has the codes of this secret asked for from now on. False when the account has no such secret to
/// be confirmed.
pub fn confirm_totp(tx: &mut Tx, user: UserId, secret: &[u8], now: Timestamp, step: i64) -> Result<bool, Error> {
    let sealed = tx.seal((TOTP, user.0.as_bytes()), secret)?;
    Ok(tx.execute(CONFIRM_TOTP, &[&user, &sealed, &now, &step])? == 1)
}

const USE_STEP: &str = "
    UPDATE totp SET last_used_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_used_step < $2";

/// Uses the code of a time step. Of several callers with the same code, one gets true; a code of an
/// earlier step is void as well.
pub fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool, Error> {
    Ok(tx.execute(USE_STEP, &[&user, &step])? == 1)
}

const DELETE_TOTP: &str = "DELETE FROM totp WHERE user_id = $1 AND confirmed_at IS NOT NULL";

/// Has codes no longer asked for. False when they were not.
pub fn delete_totp(tx: &mut Tx, user: UserId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_TOTP, &[&user])? == 1)
}

const DELETE_UNCONFIRMED_TOTP: &str = "DELETE FROM totp
    WHERE user_id IN (SELECT user_id FROM totp WHERE created_at < $1 AND confirmed_at IS NULL LIMIT $2) AND created_at < $1 AND confirmed_at IS NULL";

/// Forgets what was set up before a moment and never confirmed; gives how many there were, [`PORTION`] at the most.
pub fn delete_unconfirmed_totp(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_UNCONFIRMED_TOTP, &[&before, &PORTION])
}
