//! Sealing: what could be misused by anyone who reads the database is sealed with a key that is kept outside of it.
//!
//! AES-SIV (RFC 5297) seals the same secret to the same bytes, which the statements that compare secrets rely on;
//! each secret is random and bound to its place by the associated data.

use crate::error::Error;
use aes_siv::siv::Aes256Siv;
use aes_siv::{Key, KeyInit};
use hmac::{Hmac, Mac};
use sha2::{Sha256, Sha512};
use std::fmt::Write as _;
use subtle::ConstantTimeEq;

/// Bytes of a secret key.
pub const KEY_LENGTH: usize = 32;
/// The first byte of what is sealed: the way in which it is.
const VERSION: u8 = 1;

/// The key that secrets are sealed with; the same on all servers of one database.
#[derive(Clone)]
pub struct SecretKey {
    seal: [u8; 64],
    check: [u8; 32],
}

/// What stands on a sealed secret: another one can't be put in its place.
pub(crate) type Label<'a> = (&'static str, &'a [u8]);

impl SecretKey {
    /// A key of 256 random bits.
    pub fn new(bytes: &[u8; KEY_LENGTH]) -> Self {
        Self { seal: derive_512(bytes, b"movietracker: seal"), check: derive_256(bytes, b"movietracker: check") }
    }

    /// The key that is written as 64 hexadecimal digits; nothing when it is anything else.
    pub fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 2 * KEY_LENGTH || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; KEY_LENGTH];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self::new(&bytes))
    }

    /// How a key of these bytes is written.
    pub fn write(bytes: &[u8; KEY_LENGTH]) -> String {
        bytes.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        })
    }

    /// What is kept beside the sealed secrets, to recognise the key by.
    pub(crate) fn check_value(&self) -> &[u8] {
        &self.check
    }

    /// Whether this is the key that was kept beside the secrets.
    pub(crate) fn has_check_value(&self, check: &[u8]) -> bool {
        bool::from(self.check.as_slice().ct_eq(check))
    }

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new(&Key::<Aes256Siv>::from(self.seal))
    }

    /// Seals a secret for its place.
    pub(crate) fn seal(&self, (kind, place): Label<'_>, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.cipher().encrypt([kind.as_bytes(), place], secret);
        let sealed = sealed.map_err(|_| Error::Database("a secret can't be sealed".to_owned()))?;
        Ok([&[VERSION], sealed.as_slice()].concat())
    }

    /// Opens what was sealed for this place; nothing when it wasn't, or not with this key.
    pub(crate) fn open(&self, (kind, place): Label<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        let sealed = sealed.strip_prefix(&[VERSION])?;
        self.cipher().decrypt([kind.as_bytes(), place], sealed).ok()
    }
}

/// The keys of an unlocked database.
pub(crate) struct Keyring {
    /// What seals.
    pub(crate) secret_key: SecretKey,
    /// What the lines of the audit log are chained with.
    pub(crate) audit_key: Vec<u8>,
}

/// The label of the session's secret.
pub(crate) const SESSION: &str = "session";
/// The label of a signing key, with its `kid`.
pub(crate) const SIGNING_KEY: &str = "signing key";
/// The label of the link that a list is shared by, with the list.
pub(crate) const LIST_LINK: &str = "list link";
/// The label of the link that a year is shared by, with the link.
pub(crate) const YEAR_LINK: &str = "year link";
/// The label of an authenticator app, with its account.
pub(crate) const TOTP: &str = "totp";
/// The label of the token for TMDB.
pub(crate) const TMDB_TOKEN: &str = "tmdb token";

/// HMAC-SHA-256 of parts, each of which is told from the next by its length.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = keyed::<Hmac<Sha256>>(key);
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn derive_256(key: &[u8], label: &[u8]) -> [u8; 32] {
    let mut mac = keyed::<Hmac<Sha256>>(key);
    mac.update(label);
    mac.finalize().into_bytes().into()
}

fn derive_512(key: &[u8], label: &[u8]) -> [u8; 64] {
    let mut mac = keyed::<Hmac<Sha512>>(key);
    mac.update(label);
    mac.finalize().into_bytes().into()
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
fn keyed<M: hmac::KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        assert!(SecretKey::parse(&"0f".repeat(32)).is_some_and(|key| key.seal == SecretKey::new(&[15; 32]).seal));
        for text in ["", "0f", &"0f".repeat(33), &"+f".repeat(32), &"é".repeat(32)] {
            assert!(SecretKey::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let key = SecretKey::new(&[1; 32]);
        let sealed = key.seal(("totp", b"ana"), b"secret").unwrap();
        assert_eq!(key.open(("totp", b"ana"), &sealed).unwrap(), b"secret");
        assert_eq!(key.open(("totp", b"ben"), &sealed), None);
        assert_eq!(key.open(("session", b"ana"), &sealed), None);
        assert_eq!(SecretKey::new(&[2; 32]).open(("totp", b"ana"), &sealed), None);
    }
}
