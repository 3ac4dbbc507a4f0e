//! What admins and the command line do to accounts: each with all that goes with it, and its line in the audit log.
//!
//! Each locks the admins, then the account, so that two who change each other's accounts don't wait for each other. The
//! line that is given says who does it, when and from where; what is done, and to whom, is put in.

use super::access::end_access;
use super::audit_events::insert_audit_event;
use super::one_time_links::delete_links_by;
use crate::auth::second_factors;
use crate::engine::Tx;
use crate::error::Error;
use crate::users::{self, User};
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::users::Role;
use domain::ids::UserId;

/// Gives an account another role. It stays signed in; an account that is no longer an admin's loses the links that it
/// made. Gives the account as it was; nothing when there is none.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in.
pub fn set_role(tx: &mut Tx, id: UserId, role: Role, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    if user.role != role {
        users::update_role(tx, id, role)?;
        if role == Role::Member {
            delete_links_by(tx, id)?;
        }
        log(tx, line, if role == Role::Admin { EventKind::UserMadeAdmin } else { EventKind::UserMadeMember }, &user)?;
    }
    Ok(Some(user))
}

/// Disables an account, which ends its access, or enables it again. Gives the account as it was; nothing when there is
/// none.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in.
pub fn set_disabled(tx: &mut Tx, id: UserId, disabled: bool, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    if user.disabled_at.is_some() != disabled {
        users::update_disabled(tx, id, disabled.then_some(line.created_at))?;
        if disabled {
            end_access(tx, id)?;
        }
        log(tx, line, if disabled { EventKind::UserDisabled } else { EventKind::UserEnabled }, &user)?;
    }
    Ok(Some(user))
}

/// Gives an account another password, and ends its access. Gives the account as it was; nothing when there is none.
///
/// # Errors
/// When the database can't be written.
pub fn set_password(tx: &mut Tx, id: UserId, password_hash: &str, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    users::update_password(tx, id, password_hash)?;
    end_access(tx, id)?;
    log(tx, line, EventKind::PasswordChanged, &user)?;
    Ok(Some(user))
}

/// Takes an account's second factors away, and ends its access. Gives the account; nothing when there is none, or when it
/// has no second factor.
///
/// # Errors
/// When the database can't be written.
pub fn reset_second_factors(tx: &mut Tx, id: UserId, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    if !second_factors::delete_second_factors(tx, id)? {
        return Ok(None);
    }
    end_access(tx, id)?;
    log(tx, line, EventKind::SecondFactorsReset, &user)?;
    Ok(Some(user))
}

/// Ends all sessions of an account, revokes its API tokens and withdraws its links. Gives the account; nothing when there
/// is none.
///
/// # Errors
/// When the database can't be written.
pub fn end_all_access(tx: &mut Tx, id: UserId, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    end_access(tx, id)?;
    log(tx, line, EventKind::AccessEnded, &user)?;
    Ok(Some(user))
}

/// Deletes an account with everything in it. Gives the account as it was; nothing when there was none.
///
/// # Errors
/// [`Error::LastAdmin`] when it is the last admin who can sign in, and other accounts remain.
pub fn delete(tx: &mut Tx, id: UserId, line: &AuditEvent) -> Result<Option<User>, Error> {
    let Some(user) = lock(tx, id)? else { return Ok(None) };
    users::delete_user(tx, id)?;
    log(tx, line, EventKind::UserDeleted, &user)?;
    Ok(Some(user))
}

/// The account as it is now, and stays until the transaction ends.
fn lock(tx: &mut Tx, id: UserId) -> Result<Option<User>, Error> {
    users::lock_admins(tx)?;
    users::lock_user(tx, id)?;
    users::find_user(tx, id)
}

fn log(tx: &mut Tx, line: &AuditEvent, event: EventKind, user: &User) -> Result<(), Error> {
    let (event, subject) = (event.as_str().to_owned(), Some(user.username.clone()));
    insert_audit_event(tx, &AuditEvent { event, subject, ..line.clone() })
}
