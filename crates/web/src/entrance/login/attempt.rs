//! An attempt to sign in: by a password, by what is wanted besides it, or by a passkey.

use crate::base::session::Session;
use crate::context::use_session;
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::field::focus_first_fault;
use client::Error;
use domain::auth::sessions::LoginDraft;
use domain::challenges::SecondFactorChallenge;
use domain::field_errors::FieldErrors;
use domain::problems::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

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
    pub errors: RwSignal<FieldErrors>,
    pub refusal: RwSignal<Option<String>>,
    pub busy: RwSignal<bool>,
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
            errors: RwSignal::default(),
            refusal: RwSignal::default(),
            busy: RwSignal::default(),
            wanted: RwSignal::default(),
        }
    }

    /// Sends what was typed.
    pub fn submit(self) {
        let is_asked = self.wanted.with_untracked(Option::is_some);
        let draft = LoginDraft { code: is_asked.then(|| self.code.get_untracked()), ..self.draft() };
        self.refusal.set(None);
        match draft.parse() {
            Ok(None) if is_asked => {
                let mut faults = FieldErrors::default();
                faults.add("code", "required", "Enter the code.");
                return self.show(faults);
            }
            Ok(_) => self.errors.set(FieldErrors::default()),
            Err(faults) => return self.show(faults),
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let result = self.session.sign_in(&draft).await;
            self.busy.try_set(false);
            if let Err(error) = result {
                self.note(error);
            }
        });
    }

    /// Goes back to name and password, which stay as they were typed.
    pub fn back(self) {
        self.wanted.set(None);
        self.code.set(String::new());
        self.errors.set(FieldErrors::default());
        self.refusal.set(None);
        browser::focus_soon("[name=password]");
    }

    /// The name and the password.
    pub fn draft(self) -> LoginDraft {
        LoginDraft::new(&self.username.get_untracked(), &self.password.get_untracked())
    }

    fn show(self, faults: FieldErrors) {
        self.errors.try_set(faults);
        focus_first_fault();
    }

    /// Takes in why it did not work, or that a second factor is wanted, which is no failure.
    fn note(self, error: Error) {
        match error {
            Error::Problem(Problem { second_factor: Some(challenge), errors, .. }) => {
                let is_new = self.wanted.with_untracked(Option::is_none);
                // The step stays as it is when its code was wrong.
                if is_new {
                    self.wanted.set(Some(*challenge));
                } else {
                    self.wanted.update_untracked(|wanted| *wanted = Some(*challenge));
                    self.show(errors);
                }
            }
            error => {
                self.refusal.try_set(Some(describe(&error)));
            }
        }
    }
}
