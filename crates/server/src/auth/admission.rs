//! Who may try a password at all.

use crate::error::Result;
use crate::security::client_info::ClientInfo;
use crate::security::guesses::Guess;
use crate::security::rate_limits::Attempts;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::auth::known_devices::is_known;
use storage::users::{self, User};

/// A sign-in whose password may be looked at. It counts as a wrong one until it is forgiven.
pub struct Admission {
    /// The account, if there is one of this name.
    pub user: Option<User>,
    /// The digest of the token by which the account knows the browser.
    pub known_device: Option<Vec<u8>>,
    guess: Option<Guess>,
    forgiven: AtomicBool,
}

impl Admission {
    /// Takes back that it was counted: it was no wrong guess.
    pub async fn forgive(&self, state: &State) -> Result<()> {
        if self.forgiven.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        if let Some(device) = &self.known_device {
            state.rate_limits.forgive(&state.store, &Attempts::of_device(device)).await?;
        }
        if let Some(guess) = &self.guess {
            state.guesses.take_back(&state.store, guess).await?;
        }
        Ok(())
    }
}

/// Finds the account and counts the attempt, before the work of verifying. One that is refused for its address
/// counts against nothing else.
pub async fn admit(state: &State, from: &ClientInfo, username: &str, device: Option<Vec<u8>>) -> Result<Admission> {
    let (user, known_device) = find(state, username, device).await?;
    let attempts = known_device.as_deref().map_or_else(|| Attempts::of_stranger(from), Attempts::of_device);
    let mut excess = state.count(&attempts).await?;
    let mut guess = None;
    if excess.is_none() && known_device.is_none() {
        match state.guesses.admit(&state.store, from, username).await? {
            Ok(admitted) => guess = Some(admitted),
            Err(delay) => excess = Some(delay),
        }
    }
    if let Some(excess) = excess {
        state.note_refusal(from, EventKind::LoginLimited, user.as_ref().map(|user| user.username.as_str())).await?;
        return Err(excess.into());
    }
    Ok(Admission { user, known_device, guess, forgiven: AtomicBool::new(false) })
}

/// The account of this name, and the token's digest if it knows the browser by it.
async fn find(state: &State, username: &str, device: Option<Vec<u8>>) -> Result<(Option<User>, Option<Vec<u8>>)> {
    let name = username.to_owned();
    let found = state.store.read_inline(move |tx| {
        let user = users::find_user_by_name(tx, &name)?;
        let known = match (&user, device) {
            (Some(user), Some(token)) => is_known(tx, user.id, &token)?.then_some(token),
            _ => None,
        };
        Ok::<_, storage::Error>((user, known))
    });
    Ok(found.await?)
}
