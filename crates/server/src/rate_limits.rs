//! Limits on guessing, kept in the database, so that they hold over all instances.
//!
//! A stranger's guesses must not keep an owner away. So the browsers that an account was signed in
//! with before have a limit of their own (OWASP calls it device cookies), and what strangers do
//! does not count against them.

use crate::client_info::ClientInfo;
use crate::error::ApiError;
use domain::ids::UserId;
use domain::times::Timestamp;
use domain::users::fold_username;
use sha2::{Digest, Sha256};
use storage::rate_limits::{count_attempt, delete_attempts};
use storage::{Error, Tx};

/// The longest window, in seconds: older counts can be forgotten.
pub const LONGEST: i64 = 24 * 3600;

/// So many attempts in so many seconds.
#[derive(Clone)]
struct Limit {
    attempts: i64,
    seconds: i64,
}

/// A browser that is known, for one account.
const DEVICE: Limit = Limit { attempts: 10, seconds: 900 };
/// Strangers from one address, for one account.
const ADDRESS_AND_ACCOUNT: Limit = Limit { attempts: 10, seconds: 900 };
/// Strangers from one address.
const ADDRESS: Limit = Limit { attempts: 50, seconds: 900 };
/// Strangers from anywhere, for one account.
const ACCOUNT: Limit = Limit { attempts: 100, seconds: 3600 };
/// Accounts that one address makes, or tries to make, where anyone may.
const REGISTRATION: Limit = Limit { attempts: 10, seconds: 3600 };
/// A signed-in account that proves who it is.
const PROOF: Limit = Limit { attempts: 10, seconds: 900 };
/// Codes for one account, by somebody who knows its password.
const CODE: Limit = Limit { attempts: 10, seconds: 900 };
/// The same in a day: of a million codes, three are right at any time.
const CODE_OF_DAY: Limit = Limit { attempts: 30, seconds: LONGEST };

/// Attempts of one kind, each with its limit.
#[derive(Clone)]
pub struct Attempts(Vec<(String, Limit)>);

impl Attempts {
    /// Signing in from a browser that this account is known by.
    pub fn of_device(token_hash: &[u8]) -> Self {
        Self(vec![(format!("device:{}", hex(token_hash)), DEVICE)])
    }

    /// Signing in from anywhere else.
    pub fn of_stranger(from: &ClientInfo, username: &str) -> Self {
        // A digest: a name can be of any length.
        let account = hex(&Sha256::digest(fold_username(username)));
        Self(vec![
            (format!("login:{}:{account}", from.block()), ADDRESS_AND_ACCOUNT),
            (format!("login:{}", from.block()), ADDRESS),
            (format!("login:{account}"), ACCOUNT),
        ])
    }

    /// Giving a code after the right password. A browser that this account is known by has a count of
    /// its own: whoever got hold of the password must not keep the owner away either.
    pub fn of_code(user: UserId, device_hash: Option<&[u8]>) -> Self {
        let from = device_hash.map(|hash| format!(":{}", hex(hash))).unwrap_or_default();
        Self(vec![(format!("code:{user}{from}"), CODE), (format!("code-of-day:{user}{from}"), CODE_OF_DAY)])
    }

    /// Beginning to sign in with a passkey.
    pub fn of_passkey(from: &ClientInfo) -> Self {
        Self(vec![(format!("passkey:{}", from.block()), ADDRESS)])
    }

    /// Guessing the setup token.
    pub fn of_setup(from: &ClientInfo) -> Self {
        Self(vec![(format!("setup:{}", from.block()), ADDRESS)])
    }

    /// Guessing the token of a one-time link.
    pub fn of_link(from: &ClientInfo) -> Self {
        Self(vec![(format!("link:{}", from.block()), ADDRESS)])
    }

    /// Going to the OpenID provider.
    pub fn of_oidc(from: &ClientInfo) -> Self {
        Self(vec![(format!("oidc:{}", from.block()), ADDRESS)])
    }

    /// Making an account where anyone may: it also tells which names are taken.
    pub fn of_registration(from: &ClientInfo) -> Self {
        Self(vec![(format!("registration:{}", from.block()), REGISTRATION)])
    }

    /// Giving the password again while signed in.
    pub fn of_proof(user: UserId) -> Self {
        Self(vec![(format!("proof:{user}"), PROOF)])
    }

    /// Counts one attempt; the seconds to wait when it is one too many.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn count(&self, tx: &mut Tx, now: Timestamp) -> Result<Option<Excess>, Error> {
        let mut excess: Option<Excess> = None;
        for (key, limit) in &self.0 {
            let counted = count_attempt(tx, key, now, now.plus_seconds(-limit.seconds))?;
            if counted.count > limit.attempts {
                let over = counted.started_at.plus_seconds(limit.seconds).as_millis();
                let seconds = u32::try_from((over - now.as_millis()) / 1000 + 1).unwrap_or(1);
                let is_first = counted.count == limit.attempts + 1;
                let before = excess.as_ref().map_or((0, false), |excess| (excess.seconds, excess.is_first));
                excess = Some(Excess { seconds: seconds.max(before.0), is_first: is_first || before.1 });
            }
        }
        Ok(excess)
    }

    /// Forgets the narrowest of the counts, for whoever got in was no guesser.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn forgive(&self, tx: &mut Tx) -> Result<(), Error> {
        self.0.first().map_or(Ok(()), |(key, _)| delete_attempts(tx, key).map(drop))
    }

    /// Forgets all of the counts.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn forgive_all(&self, tx: &mut Tx) -> Result<(), Error> {
        self.0.iter().try_for_each(|(key, _)| delete_attempts(tx, key).map(drop))
    }
}

/// An attempt too many.
pub struct Excess {
    /// Seconds until the next one counts.
    pub seconds: u32,
    /// Whether it is the first too many, which is worth a line in the audit log.
    pub is_first: bool,
}

impl From<Excess> for ApiError {
    fn from(excess: Excess) -> Self {
        Self::too_many(excess.seconds)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
