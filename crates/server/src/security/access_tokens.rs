//! Access tokens: JWT (RFC 7519, profile RFC 9068) with HS256, and the keys they are signed with.

use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::security::secrets::random_token;
use domain::ids::{SessionId, UserId};
use domain::problems::{Problem, ProblemKind};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};
use storage::Store;
use storage::auth::signing_keys::{self, SigningKey};

/// Seconds until an access token expires.
pub const LIFETIME: i64 = 600;
/// Seconds that the clocks of two instances may be apart.
const LEEWAY: i64 = 5;
/// How far a token's `nbf` lies before it was made, in seconds: instances whose clocks are up to a
/// minute apart accept each other's tokens, and the leeway stays small.
const BACKDATED: i64 = 60;
/// Milliseconds between two looks at the database for a key that nobody knows.
const RELOAD_AFTER: i64 = 5_000;
/// Milliseconds after which the keys are read again to sign with the newest.
const SIGN_RELOAD_AFTER: i64 = 60_000;
/// Seconds for which a retired key still verifies: as long as a token lives that an instance which
/// did not know yet signed with it, with room for clocks that are apart.
const RETIRED_FOR: i64 = LIFETIME + SIGN_RELOAD_AFTER / 1000 + 2 * BACKDATED;
/// Seconds after which a key is replaced by a new one: 90 days.
const ROTATE_AFTER: i64 = 90 * 24 * 3600;
const ISSUER: &str = "movietracker";
const AUDIENCE: &str = "movietracker-api";
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    iss: String,
    aud: String,
    /// Whose it is.
    pub sub: UserId,
    /// The session it was given to.
    pub sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The signing keys, as last read from the database.
#[derive(Clone)]
pub struct AccessTokens {
    store: Store,
    clock: Clock,
    keys: Arc<RwLock<Keys>>,
}

struct Keys {
    all: Arc<Vec<SigningKey>>,
    /// By [`Clock::passed`].
    loaded_at: i64,
}

impl AccessTokens {
    /// Reads the keys, and makes the first one where there is none.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn open(store: Store, clock: Clock) -> Result<Self> {
        let first = new_key(&clock);
        store.write(move |tx| signing_keys::insert_first_signing_key(tx, &first)).await?;
        let keys = Keys { all: Arc::default(), loaded_at: 0 };
        let tokens = Self { store, clock, keys: Arc::new(RwLock::new(keys)) };
        tokens.reload().await?;
        Ok(tokens)
    }

    /// A token for this session.
    ///
    /// # Errors
    /// [`ProblemKind::Internal`] when there is no key, and those of reading the database.
    pub async fn issue(&self, user: UserId, session: SessionId) -> Result<String> {
        if self.age() >= SIGN_RELOAD_AFTER {
            self.reload().await?;
        }
        let keys = self.keys();
        let key = keys.iter().find(|key| key.retired_at.is_none()).ok_or_else(|| internal("no signing key"))?;
        let now = self.clock.now().as_millis() / 1000;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            sid: session,
            iat: now,
            nbf: now - BACKDATED,
            exp: now + LIFETIME,
        };
        let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &EncodingKey::from_secret(&key.secret)).map_err(internal)
    }

    /// What a token says, once its signature, type, issuer, audience and times are found right.
    ///
    /// # Errors
    /// [`ProblemKind::Unauthenticated`] when any of them is not.
    pub async fn verify(&self, token: &str) -> Result<Claims> {
        let header = decode_header(token).map_err(|_| ApiError::unauthenticated())?;
        let kid = header.kid.filter(|_| header.typ.as_deref() == Some(TYPE) && header.alg == Algorithm::HS256);
        let key = self.key(&kid.ok_or_else(ApiError::unauthenticated)?).await?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        // The library would ask the system's clock; ours is asked below.
        validation.validate_exp = false;
        let claims: Claims = decode(token, &DecodingKey::from_secret(&key.secret), &validation)
            .map_err(|_| ApiError::unauthenticated())?
            .claims;
        let now = self.clock.now().as_millis() / 1000;
        let is_current = claims.nbf <= now + LEEWAY && now < claims.exp + LEEWAY;
        is_current.then_some(claims).ok_or_else(ApiError::unauthenticated)
    }

    async fn key(&self, kid: &str) -> Result<SigningKey> {
        let live_since = self.clock.now().plus_seconds(-RETIRED_FOR);
        let is_live = |key: &&SigningKey| key.retired_at.is_none_or(|retired_at| retired_at > live_since);
        let find = |keys: &[SigningKey]| keys.iter().find(|key| key.kid == kid).filter(is_live).cloned();
        if let Some(key) = find(&self.keys()) {
            return Ok(key);
        }
        // Another instance may have made it a moment ago; strangers can't make us look often.
        if self.age() >= RELOAD_AFTER {
            self.reload().await?;
        }
        find(&self.keys()).ok_or_else(ApiError::unauthenticated)
    }

    /// Reads the keys again, as after all that is in the database was replaced.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reload(&self) -> Result<()> {
        let all = self.store.read(signing_keys::list_signing_keys).await?;
        let keys = Keys { all: Arc::new(all), loaded_at: self.clock.passed() };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Milliseconds since the keys were read.
    fn age(&self) -> i64 {
        self.clock.passed() - self.read().loaded_at
    }

    fn keys(&self) -> Arc<Vec<SigningKey>> {
        Arc::clone(&self.read().all)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_key(clock: &Clock) -> SigningKey {
    SigningKey {
        kid: random_token::<9>(clock),
        secret: clock.random::<32>().to_vec(),
        created_at: clock.now(),
        retired_at: None,
    }
}

/// Makes a new key and retires those so far; they verify what they signed until it has expired.
/// Nobody is signed out.
///
/// # Errors
/// When the database can't be written.
pub async fn rotate_signing_keys(store: &Store, clock: &Clock) -> Result<(), storage::Error> {
    let (key, now) = (new_key(clock), clock.now());
    store
        .write(move |tx| {
            for old in signing_keys::list_signing_keys(tx)?.iter().filter(|old| old.retired_at.is_none()) {
                signing_keys::retire_signing_key(tx, &old.kid, now)?;
            }
            signing_keys::insert_signing_key(tx, &key)?;
            signing_keys::delete_retired_signing_keys(tx, now.plus_seconds(-RETIRED_FOR)).map(drop)
        })
        .await
}

/// Rotates the keys when the newest is 90 days old.
///
/// # Errors
/// When the database can't be read or written.
pub async fn rotate_old_signing_keys(store: &Store, clock: &Clock) -> Result<(), storage::Error> {
    let keys = store.read(signing_keys::list_signing_keys).await?;
    let old = clock.now().plus_seconds(-ROTATE_AFTER);
    if keys.iter().filter(|key| key.retired_at.is_none()).all(|key| key.created_at < old) {
        rotate_signing_keys(store, clock).await?;
    }
    Ok(())
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "no access token could be made");
    Problem::new(ProblemKind::Internal).into()
}
