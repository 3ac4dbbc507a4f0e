//! Making an API token.

use crate::context::use_api;
use crate::ui::button::Button;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement};
use crate::ui::live::{When, live};
use crate::ui::select::Select;
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use leptos::prelude::*;

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
                None => view! { <TokenForm made on_close /> }.into_any(),
                Some(token) => view! {
                    <p class="dialog-text">"Copy it now. You won’t see it again."</p>
                    <CopyField label="Token" text=token />
                    <div class="dialog-actions"><Button text="Done" on_press=on_close /></div>
                }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn TokenForm(made: RwSignal<Option<String>>, on_close: Callback<()>) -> impl IntoView {
    let api = use_api();
    let (name, scope, days) =
        (RwSignal::new(String::new()), RwSignal::new("read".to_owned()), RwSignal::new("90".to_owned()));
    let (form, password) = (Form::new(), RwSignal::new(String::new()));
    // Soon after signing in it isn’t needed.
    let asks_password = Memo::new(move |asked: Option<&bool>| {
        asked.is_some_and(|asked| *asked) || form.errors.with(|errors| errors.of("password").is_some())
    });
    let submit = move |()| {
        let draft = ApiTokenDraft {
            name: name.get_untracked(),
            scope: Scope::from_name(&scope.get_untracked()).unwrap_or_default(),
            expires_in_days: days.get_untracked().parse().unwrap_or_default(),
            password: password.get_untracked(),
        };
        form.submit(
            draft.parse(),
            move |_| async move { api.create_api_token(&draft).await },
            move |created| {
                made.try_set(Some(created.token));
            },
        );
    };
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let scopes = pairs(&[("read", "Read"), ("write", "Read and change")]);
    let lifetimes = pairs(&LIFETIMES);
    view! {
        <FormElement id="token-form" form on_submit=submit>
            <TextField label="Name" name="name" value=name errors=form.errors hint="What will use it, such as “Backup script”." autofocus=true />
            <div class="field">
                <span class="field-label" aria-hidden="true">"Access"</span>
                <Select label="Access" id="token-scope" value=scope choices=scopes on_change=move |value| scope.set(value) />
            </div>
            <div class="field">
                <span class="field-label" aria-hidden="true">"Expires after"</span>
                <Select label="Expires after" id="token-lifetime" value=days choices=lifetimes on_change=move |value| days.set(value) />
            </div>
            <When holds=asks_password>
                <TextField label="Your password" name="password" kind="password" value=password errors=form.errors autocomplete="current-password" />
            </When>
            <DialogButtons form action="Create token" on_cancel=on_close />
        </FormElement>
    }
}
