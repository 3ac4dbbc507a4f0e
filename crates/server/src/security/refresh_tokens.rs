//! Refresh tokens.
//!
//! A token names a session and a generation of it, with a code (HMAC-SHA-256) made with the
//! session's secret. So the server can tell a token's successor again without storing any token.

use crate::security::secrets::{decode, encode};
use domain::ids::SessionId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use storage::auth::sessions::Session;
use uuid::Uuid;

/// Seconds that a session lives at the most: 30 days, never extended by use.
pub const LIFETIME: i64 = 30 * 24 * 3600;
/// Milliseconds in which a generation is followed by no other, and in which its token and the predecessor both
/// give its token: several tabs that refresh at once, or a reply that was lost.
pub const GRACE: i64 = 10_000;

const ID: usize = 16;
const GENERATION: usize = 8;

/// A refresh token whose code was not checked yet.
pub struct Claimed {
    /// The session it names.
    pub session: SessionId,
    /// The generation it names.
    pub generation: i64,
    code: Vec<u8>,
}

/// The token of a session's current generation.
pub fn issue(session: &Session) -> String {
    let mut bytes = message(session.id, session.generation);
    bytes.extend_from_slice(&mac(session, session.generation).finalize().into_bytes());
    encode(&bytes)
}

/// Reads a token.
pub fn parse(token: &str) -> Option<Claimed> {
    let bytes = decode(token)?;
    let (id, rest) = bytes.split_first_chunk::<ID>()?;
    let (generation, code) = rest.split_first_chunk::<GENERATION>()?;
    let session = SessionId(Uuid::from_bytes(*id));
    Some(Claimed { session, generation: i64::from_be_bytes(*generation), code: code.to_vec() })
}

impl Claimed {
    /// Whether this server made the token for this session; in constant time.
    pub fn is_of(&self, session: &Session) -> bool {
        session.id == self.session && mac(session, self.generation).verify_slice(&self.code).is_ok()
    }
}

fn message(session: SessionId, generation: i64) -> Vec<u8> {
    [session.0.as_bytes().as_slice(), &generation.to_be_bytes()].concat()
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
fn mac(session: &Session, generation: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&session.secret).expect("a key of any length");
    mac.update(&message(session.id, generation));
    mac
}
