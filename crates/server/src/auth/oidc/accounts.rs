//! Whose account it is that a provider names. Only the issuer and the subject tell; a name or a mail
//! address, which people can choose, never does.

use crate::auth::sign_in::{Entry, Granted, sign_in};
use crate::error::{ApiError, Result};
use crate::security::client_info::ClientInfo;
use crate::security::provider::{Person, Provider};
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::accounts::identities::{Identity, OidcFault};
use domain::accounts::users::{Role, username_from};
use domain::ids::{IdentityId, SessionId, UserId};
use http::HeaderMap;
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::identities::{find_identity, insert_identity, update_last_login};
use storage::auth::sessions::{find_session, lock_session};
use storage::users::{User, count_users, insert_user};

impl From<ApiError> for OidcFault {
    /// Why is in the log already.
    fn from(_: ApiError) -> Self {
        Self::Failed
    }
}

/// Signs in the account that this person is linked with; makes one where that is wanted.
///
/// # Errors
/// Why nobody was signed in; it stands in the audit log.
pub async fn sign_in_person(
    state: &State,
    provider: &Provider,
    (from, headers): (&ClientInfo, &HeaderMap),
    person: Person,
) -> Result<Granted, OidcFault> {
    let (issuer, subject) = (person.issuer.clone(), person.subject.clone());
    let found = state.store.read(move |tx| find_identity(tx, &issuer, &subject)).await.map_err(ApiError::from)?;
    let found = match found {
        Some((identity, user)) => Ok((identity.id, user)),
        None if provider.config().auto_accounts => make_account(state, provider, from, &person).await,
        None => Err(OidcFault::NotLinked),
    };
    let found = found.and_then(|(id, user)| match user.disabled_at {
        None => Ok((id, user)),
        Some(_) => Err(OidcFault::Disabled),
    });
    let (id, user) = match found {
        Ok(found) => found,
        Err(fault) => {
            state.note_refusal(from, EventKind::LoginFailed, None).await?;
            return Err(fault);
        }
    };
    let now = state.clock.now();
    // Being known spares a browser the limits on guessing a password, and here nobody gave one.
    let is_known_device = true;
    let entry = Entry { from, headers, user, factors: None, is_known_device };
    let granted = sign_in(state, entry, move |tx| {
        // Unlinked a moment ago: then it proves nothing any more.
        if update_last_login(tx, id, now)? { Ok(()) } else { Err(ApiError::unauthenticated()) }
    });
    Ok(granted.await?)
}

/// Makes an account for somebody who has none. Its name is the one that the provider gives; when that is
/// taken, nothing is made: whoever has it may be somebody else.
async fn make_account(
    state: &State,
    provider: &Provider,
    from: &ClientInfo,
    person: &Person,
) -> Result<(IdentityId, User), OidcFault> {
    let name = provider.name_of(person).await;
    let username = name.as_deref().and_then(username_from).ok_or(OidcFault::NoName)?;
    let now = state.clock.now();
    let user = User {
        id: UserId(state.clock.id()),
        username,
        password_hash: None,
        role: Role::Member,
        created_at: now,
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    };
    let identity = new_identity(state, person);
    let created = from.event(&state.clock, EventKind::UserCreated, Some(&user.username), Some(&user.username));
    let linked = from.event(&state.clock, EventKind::IdentityLinked, Some(&user.username), Some(&user.username));
    let made = state.store.write::<_, ApiError, _>(move |tx| {
        // The first account is an admin's, and made with the setup token.
        if count_users(tx)? == 0 {
            return Ok(Err(OidcFault::NotLinked));
        }
        if !insert_user(tx, &user)? {
            // Perhaps by the same person, a moment ago in another tab.
            let found = find_identity(tx, &identity.issuer, &identity.subject)?;
            return Ok(found.map(|(identity, user)| (identity.id, user)).ok_or(OidcFault::NameTaken));
        }
        if !insert_identity(tx, user.id, &identity)? {
            // The same person under another name; what was written is taken back with the error.
            return Err(ApiError::unavailable(1));
        }
        insert_audit_event(tx, &created)?;
        insert_audit_event(tx, &linked)?;
        Ok(Ok((identity.id, user)))
    });
    made.await?
}

/// Links this person with the account of a session, which began the flow.
///
/// # Errors
/// [`OidcFault::Expired`] when the session has ended, [`OidcFault::LinkedElsewhere`].
pub async fn link_person(
    state: &State,
    from: &ClientInfo,
    session_id: SessionId,
    person: &Person,
) -> Result<(), OidcFault> {
    let (identity, now) = (new_identity(state, person), state.clock.now());
    let event = from.event(&state.clock, EventKind::IdentityLinked, None, None);
    let linked = state.store.write::<_, ApiError, _>(move |tx| {
        let Some((_, user)) = find_session(tx, session_id)? else { return Ok(Err(OidcFault::Expired)) };
        let alive = lock_session(tx, user.id, session_id)?
            .filter(|(session, user)| session.expires_at > now && user.disabled_at.is_none());
        let Some((_, user)) = alive else { return Ok(Err(OidcFault::Expired)) };
        if insert_identity(tx, user.id, &identity)? {
            let name = Some(user.username);
            insert_audit_event(tx, &AuditEvent { actor: name.clone(), subject: name, ..event })?;
            return Ok(Ok(()));
        }
        let found = find_identity(tx, &identity.issuer, &identity.subject)?;
        let is_own = found.is_some_and(|(_, owner)| owner.id == user.id);
        Ok(if is_own { Ok(()) } else { Err(OidcFault::LinkedElsewhere) })
    });
    linked.await?
}

fn new_identity(state: &State, person: &Person) -> Identity {
    Identity {
        id: IdentityId(state.clock.id()),
        issuer: person.issuer.clone(),
        subject: person.subject.clone(),
        created_at: state.clock.now(),
        last_login_at: None,
    }
}
