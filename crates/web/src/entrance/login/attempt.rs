//! An attempt to sign in: by a password, by what is wanted besides it, or by a passkey.

use crate::base::session::Session;
use crate::context::use_session;
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::form::{Form, Refused};
use client::Error;
use domain::auth::sessions::LoginDraft;
use domain::challenges::SecondFactorChallenge;
use domain::field_errors::FieldErrors;
use domain::problems::Problem;
use leptos::prelude::*;

/// What was typed, and what came of it; copies are the same.
#[derive(Clone, Copy)]
pub struct Attempt {
    /// Whose it is to be.
    pub session: Session,
    /// What the ids of its fields begin with.
    pub scope: &'static str,
    pub username: RwSignal<String>,
    pub password: RwSignal<String>,
    pub code: RwSignal<String>,
    pub form: Form,
    /// What is wanted besides the password, once that was right.
    pub wanted: RwSignal<Option<SecondFactorChallenge>>,
}

impl Attempt {
    /// Nothing was typed yet, but perhaps the name is known.
    pub fn new(scope: &'static str, username: String) -> Self {
        Self {
            session: use_session(),
            scope,
            username: RwSignal::new(username),
            password: RwSignal::default(),
            code: RwSignal::default(),
            form: Form::new(),
            wanted: RwSignal::default(),
        }
    }

    /// Sends what was typed.
    pub fn submit(self) {
        let is_asked = self.wanted.with_untracked(Option::is_some);
        let draft = LoginDraft { code: is_asked.then(|| self.code.get_untracked()), ..self.draft() };
        let checked = match draft.parse() {
            Ok(None) if is_asked => {
                let mut faults = FieldErrors::default();
                faults.add("code", "required", "Enter the code.");
                Err(faults)
            }
            checked => checked.map(drop),
        };
        let send = move |()| async move {
            match self.session.sign_in(&draft).await {
                Err(error) => self.note(error),
                Ok(()) => Ok(()),
            }
        };
        self.form.submit(checked, send, |()| ());
    }

    /// Goes back to name and password, which stay as they were typed.
    pub fn back(self) {
        self.wanted.set(None);
        self.code.set(String::new());
        self.form.clear();
        browser::focus_soon("[name=password]");
    }

    /// The name and the password.
    pub fn draft(self) -> LoginDraft {
        LoginDraft::new(&self.username.get_untracked(), &self.password.get_untracked())
    }

    /// That a second factor is wanted is no failure.
    fn note(self, error: Error) -> Result<(), Refused> {
        let Error::Problem(Problem { second_factor: Some(challenge), errors, .. }) = error else {
            return Err(Refused::Whole(describe(&error)));
        };
        if self.wanted.with_untracked(Option::is_none) {
            self.wanted.set(Some(*challenge));
            return Ok(());
        }
        // The step stays as it is when its code was wrong.
        self.wanted.update_untracked(|wanted| *wanted = Some(*challenge));
        Err(Refused::Fields(errors))
    }
}
