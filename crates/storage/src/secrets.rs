//! The secrets at rest as a whole: unlocking a database, and sealing all that is secret in it with a key.
//!
//! Sealed are the signing keys, what refresh tokens are made from, the secrets of authenticator apps, the links of
//! lists, the token for TMDB, the setup token and the key of the audit log.

use crate::accounts::audit_chain;
use crate::engine::{Engine, Store, Tx};
use crate::error::Error;
use crate::schema::insert;
use crate::sealing::{Keyring, LIST_LINK, Label, SESSION, SIGNING_KEY, SecretKey, TMDB_TOKEN, TOTP, YEAR_LINK};

/// Whether the secrets of a database are sealed already: then the key must not be made anew.
pub async fn is_sealed(store: &Store) -> Result<bool, Error> {
    Ok(store.read(find_keys).await?.is_some())
}

/// Whether this is the key that the secrets of a database are sealed with; nothing when they aren't sealed yet.
pub async fn is_key_of(store: &Store, key: &SecretKey) -> Result<Option<bool>, Error> {
    Ok(store.read(find_keys).await?.map(|keys| open_audit_key(key, &keys).is_ok()))
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

/// Opens the secrets again with the same key, after what is in the database was replaced.
///
/// # Errors
/// [`Error::WrongKey`] when they are sealed with another key.
pub async fn reopen(store: &Store) -> Result<(), Error> {
    let (Some(keyring), Some(keys)) = (store.keyring(), store.read(find_keys).await?) else { return Ok(()) };
    let secret_key = keyring.secret_key.clone();
    let audit_key = open_audit_key(&secret_key, &keys)?;
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
            tx.execute(UPDATE_KEYS, &[&new.check_value(), &new.seal(AUDIT_KEY, &audit_key)?]).map(drop)
        })
        .await
}

const AUDIT_KEY: Label<'static> = ("audit key", b"");

type Keys = (Vec<u8>, Vec<u8>);

fn find_keys(tx: &mut Tx) -> Result<Option<Keys>, Error> {
    tx.query_opt("SELECT check_value, audit_key FROM secret_keys WHERE id = 1", &[])
}

fn open_audit_key(key: &SecretKey, (check, audit_key): &Keys) -> Result<Vec<u8>, Error> {
    if !key.has_check_value(check) {
        return Err(Error::WrongKey);
    }
    key.open(AUDIT_KEY, audit_key).ok_or(Error::WrongKey)
}

// PostgreSQL lets two servers both see that there is none; SQLite has one writer anyway.
const LOCK_POSTGRES: &str = "LOCK TABLE secret_keys IN SHARE ROW EXCLUSIVE MODE";

fn lock(tx: &mut Tx) -> Result<(), Error> {
    if tx.engine() == Engine::Postgres { tx.batch(LOCK_POSTGRES) } else { Ok(()) }
}

const UPDATE_KEYS: &str = "UPDATE secret_keys SET check_value = $1, audit_key = $2 WHERE id = 1";

/// Seals what stands there open, unless another server was faster; gives the key of the audit log.
fn seal_all(tx: &mut Tx, key: &SecretKey, random: [u8; 32]) -> Result<Vec<u8>, Error> {
    lock(tx)?;
    if let Some(keys) = find_keys(tx)? {
        return open_audit_key(key, &keys);
    }
    reseal(tx, None, key)?;
    insert!(tx, SECRET_KEYS { id: 1_i16, check_value: key.check_value(), audit_key: key.seal(AUDIT_KEY, &random)? })?;
    audit_chain::begin(tx, &random)?;
    Ok(random.to_vec())
}

/// Where sealed secrets are: label, and statements that read place and secret and that write it.
const PLACES: [(&str, &str, &str); 5] = [
    (SESSION, "SELECT id, secret FROM sessions", "UPDATE sessions SET secret = $2 WHERE id = $1"),
    (SIGNING_KEY, "SELECT kid, secret FROM signing_keys", "UPDATE signing_keys SET secret = $2 WHERE kid = $1"),
    (
        LIST_LINK,
        "SELECT id, link_token FROM lists WHERE link_token IS NOT NULL",
        "UPDATE lists SET link_token = $2 WHERE id = $1",
    ),
    (YEAR_LINK, "SELECT id, link_token FROM year_links", "UPDATE year_links SET link_token = $2 WHERE id = $1"),
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
    if let Some(token) = tx.query_one::<Option<Vec<u8>>>("SELECT tmdb_token FROM settings WHERE id = 1", &[])? {
        let sealed = resealed((TMDB_TOKEN, b""), &token, old, new)?;
        tx.execute("UPDATE settings SET tmdb_token = $1 WHERE id = 1", &[&sealed])?;
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
