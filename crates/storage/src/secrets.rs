//! Secrets at rest: what could be misused by anyone who reads the database is sealed with a key that is kept
//! outside of it.
//!
//! Sealed are the signing keys, what refresh tokens are made from, the secrets of authenticator apps, the setup
//! token and the key of the audit log. AES-SIV (RFC 5297) seals the same secret to the same bytes, which the
//! statements that compare secrets rely on; each secret is random and bound to its place by the associated data.

use crate::engine::{Engine, Store, Tx};
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

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new(&Key::<Aes256Siv>::from(self.seal))
    }

    fn seal(&self, (kind, place): Label<'_>, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.cipher().encrypt([kind.as_bytes(), place], secret);
        let sealed = sealed.map_err(|_| Error::Database("a secret can't be sealed".to_owned()))?;
        Ok([&[VERSION], sealed.as_slice()].concat())
    }

    fn open(&self, (kind, place): Label<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        let sealed = sealed.strip_prefix(&[VERSION])?;
        self.cipher().decrypt([kind.as_bytes(), place], sealed).ok()
    }
}

/// The keys of an unlocked database.
pub(crate) struct Keyring {
    secret_key: SecretKey,
    /// What the lines of the audit log are chained with.
    pub(crate) audit_key: Vec<u8>,
}

impl Tx {
    /// Seals a secret for its place.
    pub(crate) fn seal(&self, label: Label<'_>, secret: &[u8]) -> Result<Vec<u8>, Error> {
        self.keyring()?.secret_key.seal(label, secret)
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, label: Label<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let opened = self.keyring()?.secret_key.open(label, sealed);
        opened.ok_or_else(|| Error::Database(format!("a secret ({}) can't be opened with the secret key", label.0)))
    }
}

/// Whether the secrets of a database are sealed already: then the key must not be made anew.
pub async fn is_sealed(store: &Store) -> Result<bool, Error> {
    Ok(store.read(find_keys).await?.is_some())
}

/// Opens a database's secrets with this key; the first time, seals them with it. `random` becomes the key of
/// the audit log then. Without this, nobody can sign in and nothing can be noted in the audit log.
///
/// # Errors
/// [`Error::WrongKey`] when they are sealed with another key.
pub async fn unlock(store: &Store, secret_key: SecretKey, random: [u8; 32]) -> Result<(), Error> {
    let key = secret_key.clone();
    let audit_key = match store.read(find_keys).await? {
        Some(keys) => open_audit_key(&key, &keys)?,
        None => store.write(move |tx| seal_all(tx, &key, random)).await?,
    };
    store.set_keyring(Keyring { secret_key, audit_key });
    Ok(())
}

/// Seals all secrets with another key, in one transaction. The store goes on with the old one.
///
/// # Errors
/// [`Error::WrongKey`] when `old` is not the key they are sealed with.
pub async fn rewrap(store: &Store, old: SecretKey, new: SecretKey) -> Result<(), Error> {
    store
        .write(move |tx| {
            lock(tx)?;
            let keys = find_keys(tx)?.ok_or(Error::WrongKey)?;
            let audit_key = open_audit_key(&old, &keys)?;
            reseal(tx, Some(&old), &new)?;
            tx.execute(UPDATE_KEYS, &[&new.check.as_slice(), &new.seal(AUDIT_KEY, &audit_key)?]).map(drop)
        })
        .await
}

const AUDIT_KEY: Label<'static> = ("audit key", b"");

type Keys = (Vec<u8>, Vec<u8>);

fn find_keys(tx: &mut Tx) -> Result<Option<Keys>, Error> {
    tx.query_opt("SELECT check_value, audit_key FROM secret_keys WHERE id = 1", &[])
}

fn open_audit_key(key: &SecretKey, (check, audit_key): &Keys) -> Result<Vec<u8>, Error> {
    if !bool::from(key.check.as_slice().ct_eq(check)) {
        return Err(Error::WrongKey);
    }
    key.open(AUDIT_KEY, audit_key).ok_or(Error::WrongKey)
}

// PostgreSQL lets two servers both see that there is none; SQLite has one writer anyway.
const LOCK_POSTGRES: &str = "LOCK TABLE secret_keys IN SHARE ROW EXCLUSIVE MODE";

fn lock(tx: &mut Tx) -> Result<(), Error> {
    if tx.engine() == Engine::Postgres { tx.batch(LOCK_POSTGRES) } else { Ok(()) }
}

const INSERT_KEYS: &str = "INSERT INTO secret_keys (id, check_value, audit_key) VALUES (1, $1, $2)";
const UPDATE_KEYS: &str = "UPDATE secret_keys SET check_value = $1, audit_key = $2 WHERE id = 1";

/// Seals what stands there open, unless another server was faster; gives the key of the audit log.
fn seal_all(tx: &mut Tx, key: &SecretKey, random: [u8; 32]) -> Result<Vec<u8>, Error> {
    lock(tx)?;
    if let Some(keys) = find_keys(tx)? {
        return open_audit_key(key, &keys);
    }
    reseal(tx, None, key)?;
    tx.execute(INSERT_KEYS, &[&key.check.as_slice(), &key.seal(AUDIT_KEY, &random)?])?;
    crate::audit_chain::begin(tx, &random)?;
    Ok(random.to_vec())
}

/// The label of the session's secret.
pub(crate) const SESSION: &str = "session";
/// The label of a signing key, with its `kid`.
pub(crate) const SIGNING_KEY: &str = "signing key";
/// The label of an authenticator app, with its account.
pub(crate) const TOTP: &str = "totp";

/// Where sealed secrets are: label, and statements that read place and secret and that write it.
const PLACES: [(&str, &str, &str); 3] = [
    (SESSION, "SELECT id, secret FROM sessions", "UPDATE sessions SET secret = $2 WHERE id = $1"),
    (SIGNING_KEY, "SELECT kid, secret FROM signing_keys", "UPDATE signing_keys SET secret = $2 WHERE kid = $1"),
    (TOTP, "SELECT user_id, secret FROM totp", "UPDATE totp SET secret = $2 WHERE user_id = $1"),
];

/// Seals all secrets with `new`. Without `old` they stand there open, or are sealed with `new` already: by a
/// version of the schema that was taken back.
fn reseal(tx: &mut Tx, old: Option<&SecretKey>, new: &SecretKey) -> Result<(), Error> {
    for (kind, select, update) in PLACES {
        if kind == SIGNING_KEY {
            for (kid, secret) in tx.query::<(String, Vec<u8>)>(select, &[])? {
                let sealed = resealed((kind, kid.as_bytes()), &secret, old, new)?;
                tx.execute(update, &[&kid, &sealed])?;
            }
        } else {
            for (id, secret) in tx.query::<(uuid::Uuid, Vec<u8>)>(select, &[])? {
                let sealed = resealed((kind, id.as_bytes()), &secret, old, new)?;
                tx.execute(update, &[&id, &sealed])?;
            }
        }
    }
    // Made again when the server starts.
    tx.execute("DELETE FROM setup", &[]).map(drop)
}

fn resealed(label: Label<'_>, secret: &[u8], old: Option<&SecretKey>, new: &SecretKey) -> Result<Vec<u8>, Error> {
    match old {
        Some(old) => new.seal(label, &old.open(label, secret).ok_or(Error::WrongKey)?),
        None if new.open(label, secret).is_some() => Ok(secret.to_vec()),
        None => new.seal(label, secret),
    }
}

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
