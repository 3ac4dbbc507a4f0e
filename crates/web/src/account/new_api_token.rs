//! Making an API token.

use crate::context::use_api;
use crate::kit::failures::describe;
use crate::ui::button::Button;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextField, focus_first_fault};
use crate::ui::form::Refusal;
use crate::ui::live::{When, live};
use crate::ui::select::Select;
use client::Error;
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// For how many days, and what that is called.
const LIFETIMES: [(&str, &str); 4] = [("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "1 year")];

/// The form for a token and, once it is made, the token.
#[component]
pub fn NewApiTokenDialog(#[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let made = RwSignal::new(None::<String>);
    // A press beside the dialog must not throw the token away: it is shown this once.
    let dismiss = move |()| {
        if made.with_untracked(Option::is_none) {
            on_close.run(());
        }
    };
    let title =
        Signal::derive(move || if made.with(Option::is_some) { "Your new token" } else { "New API token" }.to_owned());
    view! {
        <Dialog title=title on_dismiss=dismiss class="is-small">
            {live(move || match made.get() {
                None => view! { <Form made on_close /> }.into_any(),
                Some(token) => view! {
                    <p class="dialog-text">"Copy it now: it is not shown again."</p>
                    <CopyField label="Token" text=token />
                    <div class="dialog-actions"><Button text="Done" on_press=on_close /></div>
                }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn Form(made: RwSignal<Option<String>>, on_close: Callback<()>) -> impl IntoView {
    let api = use_api();
    let (name, scope, days) =
        (RwSignal::new(String::new()), RwSignal::new("read".to_owned()), RwSignal::new("90".to_owned()));
    let (errors, refusal) = (RwSignal::new(FieldErrors::default()), RwSignal::new(None::<String>));
    let (busy, password, asks_password) = (RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(false));
    let show_faults = move |faults: FieldErrors| {
        // Soon after signing in it isn't needed.
        if faults.of("password").is_some() {
            asks_password.try_set(true);
        }
        errors.try_set(faults);
        focus_first_fault();
    };
    let submit = move || {
        let draft = ApiTokenDraft {
            name: name.get_untracked(),
            scope: Scope::from_name(&scope.get_untracked()).unwrap_or_default(),
            expires_in_days: days.get_untracked().parse().unwrap_or_default(),
            password: password.get_untracked(),
        };
        refusal.set(None);
        if let Err(faults) = draft.parse() {
            return show_faults(faults);
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = api.create_api_token(&draft).await;
            busy.try_set(false);
            match result {
                Ok(created) => {
                    made.try_set(Some(created.token));
                }
                Err(Error::Problem(problem)) if !problem.errors.is_empty() => show_faults(problem.errors),
                Err(error) => {
                    refusal.try_set(Some(describe(&error)));
                }
            }
        });
    };
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let scopes = pairs(&[("read", "Read"), ("write", "Read and change")]);
    let lifetimes = pairs(&LIFETIMES);
    view! {
        <form id="token-form" novalidate on:submit=move |event| {
            event.prevent_default();
            submit();
        }>
            <Refusal text=refusal />
            <TextField label="Name" name="name" value=name errors hint="What will use it, such as “Backup script”." autofocus=true />
            <div class="field">
                <span class="field-label" aria-hidden="true">"Access"</span>
                <Select label="Access" id="token-scope" value=scope choices=scopes on_change=move |value| scope.set(value) />
            </div>
            <div class="field">
                <span class="field-label" aria-hidden="true">"Expires after"</span>
                <Select label="Expires after" id="token-lifetime" value=days choices=lifetimes on_change=move |value| days.set(value) />
            </div>
            <When holds=move || asks_password.get()>
                <TextField label="Your password" name="password" kind="password" value=password errors autocomplete="current-password" />
            </When>
            <div class="dialog-actions">
                <Button text="Cancel" on_press=on_close />
                <button type="submit" class="button is-primary" aria-disabled=move || busy.get().then_some("true")>"Create token"</button>
            </div>
        </form>
    }
}
