//! How a session ends, and how it goes on when whoever had it signs in again.

use super::{ENDED, KEPT_ME, MARK, Renewal, Session, SessionState};
use crate::base::routes::HOME;
use crate::kit::browser;
use crate::kit::kept_texts;
use crate::kit::ratings;
use crate::kit::shared_answer::SharedAnswer;
use client::{Client, Error};
use domain::accounts::users::Me;
use domain::ids::UserId;
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Session {
    /// Somebody has signed in in another tab: this one goes on with their session.
    pub(super) fn follow_another_tab(self) {
        if self.state.get_untracked() == SessionState::SignedOut {
            return self.resume();
        }
        // Perhaps they are somebody else; else, a dialog that asks to sign in has its answer.
        spawn_local(async move {
            if self.renew().await == Renewal::Done
                && let Ok(me) = Client::new(self).get_me().await
            {
                self.welcome(me);
            }
        });
    }

    /// Goes on with whoever has signed in.
    pub(super) fn welcome(self, me: Me) {
        let is_another =
            self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(was) if was.id != me.id));
        if is_another {
            // Nothing of what is here is theirs.
            kept_texts::clear();
            self.state.set(SessionState::Starting);
            return browser::load_soon(HOME);
        }
        ratings::use_scale(me.rating_scale);
        let me = SessionState::SignedIn(me);
        // What shows who they are is drawn anew only when that has changed.
        if self.state.with_untracked(|state| *state != me) {
            self.state.set(me);
        }
        self.answer_waiting(true);
    }

    /// Whether signing out would lose something, and that has to be asked first; while it is asked, signing out means yes.
    pub fn asks_first(self) -> bool {
        let loses = !self.asks_first.get_untracked() && kept_texts::has_shared();
        if loses {
            self.asks_first.set(true);
        }
        loses
    }

    /// The question, which is shown while it is true.
    pub fn question(self) -> RwSignal<bool> {
        self.asks_first
    }

    /// Asks the server who is signed in, and goes on with them; gives who that is.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn meet(self) -> Result<UserId, Error> {
        let me = Client::new(self).get_me().await?;
        let id = me.id;
        self.welcome(me);
        Ok(id)
    }

    /// Whether nothing has come from the server since the page was opened.
    pub fn is_offline(self) -> bool {
        self.token.with_value(Option::is_none)
    }

    /// Asks whoever is signed in to sign in again. True when they did.
    pub(super) async fn sign_in_again(self) -> bool {
        if !matches!(self.state.get_untracked(), SessionState::SignedIn(_)) {
            self.lapse();
            return false;
        }
        let answer = self.sign_in_again.get_value().unwrap_or_else(|| {
            let answer = SharedAnswer::new();
            self.sign_in_again.set_value(Some(answer.clone()));
            browser::store(MARK, Some(ENDED));
            self.has_ended.set(true);
            answer
        });
        answer.wait().await
    }

    pub(super) fn answer_waiting(self, came_back: bool) {
        self.has_ended.set(false);
        if let Some(answer) = self.sign_in_again.try_update_value(Option::take).flatten() {
            answer.give(came_back);
        }
    }

    /// The session has ended by itself, and nothing is open here that would be lost.
    pub(super) fn lapse(self) {
        browser::store(MARK, Some(ENDED));
        browser::store(KEPT_ME, None);
        self.token.set_value(None);
        self.state.set(SessionState::SignedOut);
    }

    /// Somebody has signed out.
    pub(super) fn forget(self) {
        self.token.set_value(None);
        browser::store(KEPT_ME, None);
        kept_texts::clear();
        self.state.set(SessionState::SignedOut);
        self.answer_waiting(false);
    }
}
