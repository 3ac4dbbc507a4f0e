//! Identities: who an account is at an OpenID provider. The issuer and the subject together name one
//! person, for ever; names and mail addresses don't (OpenID Connect Core, section 5.7).

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use crate::users::{self, User};
use domain::accounts::identities::Identity;
use domain::ids::{IdentityId, UserId};
use domain::times::Timestamp;

const COLUMNS: &str =
    "identities.id, identities.issuer, identities.subject, identities.created_at, identities.last_login_at";

fn identity_at(row: &Row<'_>, at: usize) -> Result<Identity, Error> {
    Ok(Identity {
        id: row.get(at)?,
        issuer: row.get(at + 1)?,
        subject: row.get(at + 2)?,
        created_at: row.get(at + 3)?,
        last_login_at: row.get(at + 4)?,
    })
}

impl FromRow for Identity {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        identity_at(row, 0)
    }
}

/// An identity and its account, in one row.
struct IdentityRow(Identity, User);

impl FromRow for IdentityRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self(identity_at(row, users::COLUMN_COUNT)?, User::from_row(row)?))
    }
}

const INSERT_IDENTITY: &str = "
    INSERT INTO identities (id, user_id, issuer, subject, created_at, last_login_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (issuer, subject) DO NOTHING";

/// Links an identity with an account. False when it is linked already, with whichever account.
pub fn insert_identity(tx: &mut Tx, user: UserId, it: &Identity) -> Result<bool, Error> {
    let values: [&dyn Param; 6] = [&it.id, &user, &it.issuer, &it.subject, &it.created_at, &it.last_login_at];
    Ok(tx.execute(INSERT_IDENTITY, &values)? == 1)
}

/// The identity of this issuer and subject, and its account.
pub fn find_identity(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<(Identity, User)>, Error> {
    let sql = format!(
        "SELECT {}, {COLUMNS} FROM identities JOIN users ON users.id = identities.user_id
         WHERE identities.issuer = $1 AND identities.subject = $2",
        users::COLUMNS
    );
    Ok(tx.query_opt::<IdentityRow>(&sql, &[&issuer, &subject])?.map(|IdentityRow(identity, user)| (identity, user)))
}

/// The identities of an account, the oldest first.
pub fn list_identities(tx: &mut Tx, user: UserId) -> Result<Vec<Identity>, Error> {
    tx.query(&format!("SELECT {COLUMNS} FROM identities WHERE user_id = $1 ORDER BY created_at, id"), &[&user])
}

const UPDATE_LAST_LOGIN: &str = "UPDATE identities SET last_login_at = $2 WHERE id = $1";

/// Notes that somebody signed in by an identity. False when it is not linked any more.
pub fn update_last_login(tx: &mut Tx, id: IdentityId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_LAST_LOGIN, &[&id, &now])? == 1)
}

const DELETE_IDENTITY: &str = "DELETE FROM identities WHERE user_id = $1 AND id = $2";

/// Unlinks an identity of an account. False when the account has no such identity.
pub fn delete_identity(tx: &mut Tx, user: UserId, id: IdentityId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_IDENTITY, &[&user, &id])? == 1)
}
