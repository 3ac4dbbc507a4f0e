//! Random secrets: how they are made and written, and what they are stored and found by.

use crate::clock::Clock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A new token of `BYTES` random bytes. 32 of them need neither salt nor slow hash.
pub fn random_token<const BYTES: usize>(clock: &Clock) -> String {
    encode(&clock.random::<BYTES>())
}

/// What a token is stored and found by.
pub fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// Bytes as text that fits in a URL (RFC 4648, section 5), without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of a text that [`encode`] made.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
