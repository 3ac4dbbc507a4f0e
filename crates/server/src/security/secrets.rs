//! Random secrets that are handed out once, and stored as digests.

use sha2::{Digest, Sha256};

/// What a token is stored and found by. It needs no salt and no slow hash: a token is 256 random bits.
pub fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
