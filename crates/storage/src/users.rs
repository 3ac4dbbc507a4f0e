//! Accounts.

use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::paging::{Item, KeyKind, Listing, Order, like_pattern};
use crate::schema::{Entity, entity, insert, sql};
use domain::accounts::users::{Role, UserInfo, UsersQuery, fold_username};
use domain::ids::UserId;
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use std::fmt;
use uuid::Uuid;

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The name it signs in with, as it was typed.
    pub username: String,
    /// What its password is verified against; nothing when it has none and signs in through a provider.
    pub password_hash: Option<String>,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it can't sign in; nothing while it can.
    pub disabled_at: Option<Timestamp>,
    /// Its films, without those in the trash. Kept by the functions that change films.
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

entity! {
    User in USERS { id, username, password_hash, role, created_at, disabled_at, movie_count, last_login_at }
}

/// Makes an account, without films. Gives false when the name is taken, in any spelling.
pub fn insert_user(tx: &mut Tx, user: &User) -> Result<bool, Error> {
    let inserted = insert!(
        tx,
        USERS {
            id: user.id,
            username: user.username,
            username_folded: fold_username(&user.username),
            password_hash: user.password_hash,
            role: user.role,
            created_at: user.created_at,
            disabled_at: user.disabled_at,
        },
        "ON CONFLICT (username_folded) DO NOTHING"
    )?;
    Ok(inserted == 1)
}

const FIND_USER: &str = sql!("SELECT ", User::COLUMNS, " FROM users WHERE id = $1");

/// The account of this id.
pub fn find_user(tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    tx.query_opt(FIND_USER, &[&id])
}

const FIND_USER_BY_NAME: &str = sql!("SELECT ", User::COLUMNS, " FROM users WHERE username_folded = $1");

/// The account of this name, in any spelling.
pub fn find_user_by_name(tx: &mut Tx, username: &str) -> Result<Option<User>, Error> {
    tx.query_opt(FIND_USER_BY_NAME, &[&fold_username(username)])
}

entity! {
    UserInfo in USERS {
        id,
        username,
        role,
        created_at,
        last_login_at,
        movie_count => not_negative,
        disabled_at,
        has_second_factor =
            "EXISTS (SELECT 1 FROM totp WHERE totp.user_id = users.id AND totp.confirmed_at IS NOT NULL)
                OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = users.id)",
    }
}

fn not_negative(count: i64) -> u64 {
    count.try_into().unwrap_or_default()
}

impl Item for UserInfo {
    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// The accounts, by name.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is none of this list.
pub fn list_users(tx: &mut Tx, query: &UsersQuery, page: &PageQuery) -> Result<Page<UserInfo>, Error> {
    let pattern = like_pattern(&fold_username(&query.search));
    let from = "FROM users WHERE users.username_folded LIKE $1 ESCAPE '\\'";
    let params: [&dyn Param; 1] = [&pattern];
    let order = Order { key: "users.username_folded", kind: KeyKind::Text, floor: None, descending: false };
    let listing = Listing { name: "users", total: None, from, id: "users.id", order, params: &params, joined: None };
    listing.page(tx, page)?.into_page(|| tx.query_one(&format!("SELECT count(*) {from}"), &params))
}

const FIND_USER_INFO: &str = sql!("SELECT ", UserInfo::COLUMNS, " FROM users WHERE id = $1");

/// The account of this id, as admins see it.
pub fn find_user_info(tx: &mut Tx, id: UserId) -> Result<Option<UserInfo>, Error> {
    tx.query_opt(FIND_USER_INFO, &[&id])
}

/// How many accounts there are.
pub fn count_users(tx: &mut Tx) -> Result<i64, Error> {
    tx.query_one("SELECT count(*) FROM users", &[])
}

/// The first characters of the bcrypt hashes that accounts have, such as `$2b$12$`, each once.
pub fn list_bcrypt_kinds(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.query("SELECT DISTINCT substr(password_hash, 1, 7) FROM users WHERE password_hash LIKE '$2%'", &[])
}

const UPDATE_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";

const UPGRADE_PASSWORD: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

/// Replaces a hash by another one of the same password. False when the account has another hash by now.
pub fn upgrade_password(tx: &mut Tx, id: UserId, old_hash: &str, new_hash: &str) -> Result<bool, Error> {
    Ok(tx.execute(UPGRADE_PASSWORD, &[&id, &old_hash, &new_hash])? == 1)
}

/// Gives an account another password. False when there is no such account.
pub fn update_password(tx: &mut Tx, id: UserId, password_hash: &str) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_PASSWORD, &[&id, &password_hash])? == 1)
}

// SQLite has one writer. On PostgreSQL films can still be added meanwhile, which refer to the account.
const LOCK_USER_SQLITE: &str = "SELECT id FROM users WHERE id = $1";
const LOCK_USER_POSTGRES: &str = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";

/// Keeps other transactions from changing an account until this one ends. False when there is no such
/// account.
pub fn lock_user(tx: &mut Tx, id: UserId) -> Result<bool, Error> {
    let sql = if tx.engine() == Engine::Sqlite { LOCK_USER_SQLITE } else { LOCK_USER_POSTGRES };
    Ok(tx.query_opt::<UserId>(sql, &[&id])?.is_some())
}

const UPDATE_DISABLED: &str = "UPDATE users SET disabled_at = $2 WHERE id = $1";

/// Disables an account from a moment on, or enables it again. False when there is no such account.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in.
pub fn update_disabled(tx: &mut Tx, id: UserId, disabled_at: Option<Timestamp>) -> Result<bool, Error> {
    keeping_an_admin(tx, id, |tx| tx.execute(UPDATE_DISABLED, &[&id, &disabled_at]))
}

const UPDATE_ROLE: &str = "UPDATE users SET role = $2 WHERE id = $1";

/// Gives an account another role. False when there is no such account.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in.
pub fn update_role(tx: &mut Tx, id: UserId, role: Role) -> Result<bool, Error> {
    keeping_an_admin(tx, id, |tx| tx.execute(UPDATE_ROLE, &[&id, &role]))
}

const UPDATE_LAST_LOGIN: &str = "UPDATE users SET last_login_at = $2 WHERE id = $1";

/// Notes that somebody signed in. False when there is no such account.
pub fn update_last_login(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<bool, Error> {
    Ok(tx.execute(UPDATE_LAST_LOGIN, &[&id, &now])? == 1)
}

const DELETE_USER: &str = "DELETE FROM users WHERE id = $1";

/// Deletes an account with all it has. False when there is no such account.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in, and other accounts remain.
pub fn delete_user(tx: &mut Tx, id: UserId) -> Result<bool, Error> {
    keeping_an_admin(tx, id, |tx| tx.execute(DELETE_USER, &[&id]))
}

/// The admins who can sign in. PostgreSQL would let two transactions each take the rights of the
/// other's admin, so there they are locked until the transaction ends; SQLite has one writer.
const LOCK_ADMINS_SQLITE: &str = "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL";
const LOCK_ADMINS_POSTGRES: &str =
    "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE";

/// The admins who can sign in. None of them changes until the transaction ends.
pub fn lock_admins(tx: &mut Tx) -> Result<Vec<UserId>, Error> {
    tx.query(if tx.engine() == Engine::Sqlite { LOCK_ADMINS_SQLITE } else { LOCK_ADMINS_POSTGRES }, &[])
}

/// Changes an account, unless nobody could manage the others any more.
fn keeping_an_admin(
    tx: &mut Tx,
    id: UserId,
    change: impl FnOnce(&mut Tx) -> Result<u64, Error>,
) -> Result<bool, Error> {
    let admins = lock_admins(tx)?;
    let changed = change(tx)? == 1;
    if admins == [id] && count_users(tx)? > 0 && tx.query::<UserId>(LOCK_ADMINS_SQLITE, &[])?.is_empty() {
        return Err(Error::LastAdmin);
    }
    Ok(changed)
}
