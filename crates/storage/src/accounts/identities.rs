//! Identities: who an account is at an OpenID provider. The issuer and the subject together name one
//! person, for ever; names and mail addresses don't (OpenID Connect Core, section 5.7).

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Both, Entity, entity, insert, sql};
use crate::users::User;
use domain::accounts::identities::Identity;
use domain::ids::{IdentityId, UserId};
use domain::times::Timestamp;

entity! {
    Identity in IDENTITIES { id, issuer, subject, created_at, last_login_at }
}

/// Links an identity with an account. False when it is linked already, with whichever account.
pub fn insert_identity(tx: &mut Tx, user: UserId, it: &Identity) -> Result<bool, Error> {
    let inserted = insert!(
        tx,
        IDENTITIES {
            id: it.id,
            user_id: user,
            issuer: it.issuer,
            subject: it.subject,
            created_at: it.created_at,
            last_login_at: it.last_login_at,
        },
        "ON CONFLICT (issuer, subject) DO NOTHING"
    )?;
    Ok(inserted == 1)
}

const FIND_IDENTITY: &str = sql!(
    "SELECT ",
    Identity::COLUMNS,
    ", ",
    User::COLUMNS,
    " FROM identities JOIN users ON users.id = identities.user_id
      WHERE identities.issuer = $1 AND identities.subject = $2"
);

/// The identity of this issuer and subject, and its account.
pub fn find_identity(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<(Identity, User)>, Error> {
    Ok(tx.query_opt(FIND_IDENTITY, &[&issuer, &subject])?.map(|Both(identity, user)| (identity, user)))
}

const LIST_IDENTITIES: &str =
    sql!("SELECT ", Identity::COLUMNS, " FROM identities WHERE user_id = $1 ORDER BY created_at, id");

/// The identities of an account, the oldest first.
pub fn list_identities(tx: &mut Tx, user: UserId) -> Result<Vec<Identity>, Error> {
    tx.query(LIST_IDENTITIES, &[&user])
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
