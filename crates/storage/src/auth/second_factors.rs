//! The second factors of an account, taken together.

use crate::auth::passkeys::{Passkey, list_passkeys};
use crate::auth::recovery_codes::{count_recovery_codes, delete_recovery_codes};
use crate::auth::totp::find_totp;
use crate::engine::Tx;
use crate::error::Error;
use domain::ids::{PasskeyId, UserId};
use domain::times::Timestamp;

/// What an account asks for besides its password.
pub struct Factors {
    /// Since when codes of an authenticator app are asked for.
    pub totp_enabled_at: Option<Timestamp>,
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// How many recovery codes it was given, and how many of them are unused.
    pub recovery_codes: (i64, i64),
}

/// Which second factors an account has: equal as long as none was added or taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorsStamp(Option<Timestamp>, Vec<PasskeyId>);

impl Factors {
    /// Which they are.
    pub fn stamp(&self) -> FactorsStamp {
        FactorsStamp(self.totp_enabled_at, self.passkeys.iter().map(|passkey| passkey.info.id).collect())
    }

    /// Whether a password alone no longer signs in.
    pub fn any(&self) -> bool {
        self.totp_enabled_at.is_some() || !self.passkeys.is_empty()
    }
}

/// The second factors of an account.
pub fn find_second_factors(tx: &mut Tx, user: UserId) -> Result<Factors, Error> {
    Ok(Factors {
        totp_enabled_at: find_totp(tx, user)?.and_then(|totp| totp.confirmed_at),
        passkeys: list_passkeys(tx, user)?,
        recovery_codes: count_recovery_codes(tx, user)?,
    })
}

/// Takes the recovery codes away once there is nothing left to recover from: call it when a factor
/// was deleted.
pub fn delete_needless_codes(tx: &mut Tx, user: UserId) -> Result<(), Error> {
    if !find_second_factors(tx, user)?.any() {
        delete_recovery_codes(tx, user)?;
    }
    Ok(())
}

const DELETE_ALL: [&str; 4] = [
    "DELETE FROM totp WHERE user_id = $1",
    "DELETE FROM passkeys WHERE user_id = $1",
    "DELETE FROM passkey_challenges WHERE user_id = $1",
    "DELETE FROM recovery_codes WHERE user_id = $1",
];

/// Takes all second factors of an account away, so that its password alone signs in. False when it
/// had none.
pub fn delete_second_factors(tx: &mut Tx, user: UserId) -> Result<bool, Error> {
    let had_any = find_second_factors(tx, user)?.any();
    for sql in DELETE_ALL {
        tx.execute(sql, &[&user])?;
    }
    Ok(had_any)
}
