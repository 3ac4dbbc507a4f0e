//! Access tokens: JWT (RFC 7519, profile RFC 9068) with HS256, and the keys they are signed with.

use crate::clock::Clock;
use crate::error::{ApiError, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{SessionId, UserId};
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};
use storage::Store;
use storage::signing_keys::{self, SigningKey};

/// Seconds until an access token expires.
pub const LIFETIME: i64 = 600;
/// Seconds that the clocks of two instances may be apart.
const LEEWAY: i64 = 5;
/// How far a token's `nbf` lies before it was made, in seconds: instances whose clocks are up to a
/// minute apart accept each other's tokens, and the leeway stays small.
const BACKDATED: i64 = 60;
/// Milliseconds between two looks at the database for a key that nobody knows.
const RELOAD_AFTER: i64 = 5_000;
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
    loaded_at: Timestamp,
}

impl AccessTokens {
    /// Reads the keys, and makes the first one where there is none.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn open(store: Store, clock: Clock) -> Result<Self> {
        let first = SigningKey {
            kid: URL_SAFE_NO_PAD.encode(clock.random::<9>()),
            secret: clock.random::<32>().to_vec(),
            created_at: clock.now(),
            retired_at: None,
        };
        store.write(move |tx| signing_keys::insert_first_signing_key(tx, &first)).await?;
        let keys = Keys { all: Arc::default(), loaded_at: Timestamp::from_millis(0) };
        let tokens = Self { store, clock, keys: Arc::new(RwLock::new(keys)) };
        tokens.reload().await?;
        Ok(tokens)
    }

    /// A token for this session.
    ///
    /// # Errors
    /// [`ProblemKind::Internal`] when there is no key.
    pub fn issue(&self, user: UserId, session: SessionId) -> Result<String> {
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
        let find = |keys: &[SigningKey]| keys.iter().find(|key| key.kid == kid).cloned();
        if let Some(key) = find(&self.keys()) {
            return Ok(key);
        }
        // Another instance may have made it a moment ago; strangers can't make us look often.
        let age = self.clock.now().as_millis() - self.read().loaded_at.as_millis();
        if age >= RELOAD_AFTER {
            self.reload().await?;
        }
        find(&self.keys()).ok_or_else(ApiError::unauthenticated)
    }

    async fn reload(&self) -> Result<()> {
        let all = self.store.read(signing_keys::list_signing_keys).await?;
        let keys = Keys { all: Arc::new(all), loaded_at: self.clock.now() };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    fn keys(&self) -> Arc<Vec<SigningKey>> {
        Arc::clone(&self.read().all)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn internal(error: impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "no access token could be made");
    Problem::new(ProblemKind::Internal).into()
}
