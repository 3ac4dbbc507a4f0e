//! Accounts.

use crate::engine::{FromRow, Row, Tx};
use crate::error::Error;
use domain::ids::UserId;
use domain::times::Timestamp;
use domain::users::{Role, fold_username};
use std::fmt;

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The name it signs in with, as it was typed.
    pub username: String,
    /// What its password is verified against.
    pub password_hash: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it can't sign in; nothing while it can.
    pub disabled_at: Option<Timestamp>,
    /// Its films, without those in the bin. Kept by the functions that change films.
    pub movie_count: i64,
    /// When somebody last signed in with it.
    pub last_login_at: Option<Timestamp>,
}

// Without the hash: it must not get into a log.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// The columns of a [`User`], of a table or alias `users`.
pub(crate) const COLUMNS: &str = "users.id, users.username, users.password_hash, users.role, users.created_at,
    users.disabled_at, users.movie_count, users.last_login_at";
/// How many they are.
pub(crate) const COLUMN_COUNT: usize = 8;

impl FromRow for User {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let role: String = row.get(3)?;
        Ok(Self {
            id: row.get(0)?,
            username: row.get(1)?,
            password_hash: row.get(2)?,
            role: Role::from_name(&role).ok_or_else(|| Error::Database("an account has an unknown role".to_owned()))?,
            created_at: row.get(4)?,
            disabled_at: row.get(5)?,
            movie_count: row.get(6)?,
            last_login_at: row.get(7)?,
        })
    }
}

const INSERT_USER: &str = "
    INSERT INTO users (id, username, username_folded, password_hash, role, created_at, disabled_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (username_folded) DO NOTHING";

/// Makes an account, without films. Gives false when the name is taken, in any spelling.
pub fn insert_user(tx: &mut Tx, user: &User) -> Result<bool, Error> {
    let inserted = tx.execute(
        INSERT_USER,
        &[
            &user.id,
            &user.username,
            &fold_username(&user.username),
            &user.password_hash,
            &user.role.as_str(),
            &user.created_at,
            &user.disabled_at,
        ],
    )?;
    Ok(inserted == 1)
}

/// The account of this id.
pub fn find_user(tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    tx.query_opt(&format!("SELECT {COLUMNS} FROM users WHERE id = $1"), &[&id])
}

/// The account of this name, in any spelling.
pub fn find_user_by_name(tx: &mut Tx, username: &str) -> Result<Option<User>, Error> {
    tx.query_opt(&format!("SELECT {COLUMNS} FROM users WHERE username_folded = $1"), &[&fold_username(username)])
}

/// All accounts, by name.
pub fn list_users(tx: &mut Tx) -> Result<Vec<User>, Error> {
    tx.query(&format!("SELECT {COLUMNS} FROM users ORDER BY username_folded, id"), &[])
}

/// How many accounts there are.
pub fn count_users(tx: &mut Tx) -> Result<i64, Error> {
    tx.query_one("SELECT count(*) FROM users", &[])
}

const UPDATE_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";

/// Gives an account another password. False when there is no such account.
pub fn update_password(tx: &mut Tx, id: UserId, password_hash: &str) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_PASSWORD, &[&id, &password_hash])? == 1)
}

const UPDATE_DISABLED: &str = "UPDATE users SET disabled_at = $2 WHERE id = $1";

/// Disables an account from a moment on, or enables it again. False when there is no such account.
pub fn update_disabled(tx: &mut Tx, id: UserId, disabled_at: Option<Timestamp>) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_DISABLED, &[&id, &disabled_at])? == 1)
}

const UPDATE_LAST_LOGIN: &str = "UPDATE users SET last_login_at = $2 WHERE id = $1";

/// Notes that somebody signed in. False when there is no such account.
pub fn update_last_login(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_LAST_LOGIN, &[&id, &now])? == 1)
}

const DELETE_USER: &str = "DELETE FROM users WHERE id = $1";

/// Deletes an account with all it has. False when there is no such account.
pub fn delete_user(tx: &mut Tx, id: UserId) -> Result<bool, Error> {
    Ok(tx.execute(DELETE_USER, &[&id])? == 1)
}
