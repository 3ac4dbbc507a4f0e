//! Sending the forms of the dialog for second factors.

use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::field::focus_first_fault;
use client::Error;
use domain::auth::second_factors::TotpSetup;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What follows the form.
#[derive(Clone)]
pub enum Step {
    /// The secret is shown, and a code of it is wanted.
    Scan(TotpSetup),
    /// The recovery codes are shown, this once.
    Codes(Vec<String>),
    /// Nothing: this is what was done.
    Done(String),
}

/// Why nothing followed.
pub enum Fault {
    Call(Error),
    Browser(String),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

/// A form's fate.
#[derive(Clone, Copy)]
pub struct Sending {
    pub refusal: RwSignal<Option<String>>,
    pub busy: RwSignal<bool>,
    pub submit: Callback<()>,
}

/// What both forms do when they are sent: check, act, and go on or say why not.
pub fn sending<A: Future<Output = Result<Step, Fault>> + 'static>(
    check: impl Fn() -> FieldErrors + Send + Sync + 'static,
    act: impl Fn() -> A + Send + Sync + 'static,
    on_next: Callback<Step>,
) -> (RwSignal<FieldErrors>, Sending) {
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let busy = RwSignal::new(false);
    let show_faults = move |faults: FieldErrors| {
        errors.try_set(faults);
        focus_first_fault();
    };
    let submit = Callback::new(move |()| {
        let faults = check();
        refusal.set(None);
        if !faults.is_empty() {
            return show_faults(faults);
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let acting = act();
        spawn_local(async move {
            let result = acting.await;
            busy.try_set(false);
            let reason = match result {
                Ok(step) => return on_next.run(step),
                Err(Fault::Call(Error::Problem(problem)))
                    if ["name", "password", "code"].iter().any(|field| problem.errors.of(field).is_some()) =>
                {
                    return show_faults(problem.errors);
                }
                Err(Fault::Call(Error::Problem(problem))) if !problem.errors.is_empty() => {
                    problem.errors.iter().map(|error| error.message.clone()).next()
                }
                Err(Fault::Call(error)) => Some(describe(&error)),
                Err(Fault::Browser(reason)) => Some(reason),
            };
            refusal.try_set(reason);
        });
    });
    (errors, Sending { refusal, busy, submit })
}

#[component]
pub fn Actions(action: &'static str, takes_away: bool, busy: RwSignal<bool>, on_close: Callback<()>) -> impl IntoView {
    let class = if takes_away { "button is-danger" } else { "button is-primary" };
    view! {
        <div class="dialog-actions">
            <Button text="Cancel" on_press=on_close />
            <button type="submit" class=class aria-disabled=move || busy.get().then_some("true")>{action}</button>
        </div>
    }
}
