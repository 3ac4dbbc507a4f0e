//! What follows the right password of an account with a second factor.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

use super::attempt::Attempt;
use super::passkey::PasskeyButton;
use crate::base::passkeys;
use crate::kit::browser;
use crate::ui::button::Button;
use crate::ui::field::TextField;
use crate::ui::form::SubmitButton;
use crate::ui::live::{When, effect, live, words};
use domain::challenges::SecondFactor;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What follows the password.
#[wasm_split(second_step, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_second_step))]
pub fn second_step(attempt: Attempt) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SecondStep attempt /> }.into_any())
}

/// What follows the password: a code, or a passkey.
#[component]
fn SecondStep(attempt: Attempt) -> impl IntoView {
    let Attempt { wanted, code, form, .. } = attempt;
    let errors = form.errors;
    let has = move |factor| {
        wanted.with_untracked(|wanted| wanted.as_ref().is_some_and(|wanted| wanted.factors.contains(&factor)))
    };
    let (has_app, has_recovery) = (has(SecondFactor::Totp), has(SecondFactor::RecoveryCode));
    let has_passkey = passkeys::are_offered()
        && wanted.with_untracked(|wanted| wanted.as_ref().is_some_and(|wanted| wanted.passkey.is_some()));
    let recovers = RwSignal::new(!has_app && !has_passkey);
    let shows_code = move || has_app || recovers.get();
    let text = move || match (recovers.get(), has_app) {
        (true, _) => "Enter one of your recovery codes. Each one works once.",
        (false, true) => "Enter the code from your authenticator app.",
        (false, false) => "Use your passkey to continue.",
    };
    // At once when it stands there: its code may have come late, and what is typed must not be lost.
    effect(|| {
        if let Some(first) = browser::find_on_top("[name=code], .passkey-button") {
            browser::focus(&first);
        }
    });
    view! {
        <p class="entrance-text" role="status">{words(text)}</p>
        {live(move || match (recovers.get(), has_app) {
            (true, _) => view! {
                <TextField label="Recovery code" name="code" scope=attempt.scope value=code errors autocomplete="off" autofocus=true />
            }.into_any(),
            (false, true) => view! {
                <TextField label="Code" name="code" scope=attempt.scope value=code errors autocomplete="one-time-code" inputmode="numeric" autofocus=true />
            }.into_any(),
            _ => ().into_any(),
        })}
        <When holds=shows_code>
            <SubmitButton text="Sign in" busy_text="Signing in…" form />
        </When>
        {has_passkey.then(|| view! { <PasskeyButton text="Use a passkey" attempt /> })}
        <div class="entrance-ways">
            <Button text="Back" icon="left" on_press=move |()| attempt.back() />
            <When holds=move || has_recovery && (has_app || has_passkey)>
                <button type="button" class="button" on:click=move |_| {
                    recovers.update(|recovers| *recovers = !*recovers);
                    code.set(String::new());
                    form.clear();
                    browser::focus_soon("[name=code], .passkey-button");
                }>
                    {words(move || match (recovers.get(), has_app) {
                        (false, _) => "Use a recovery code",
                        (true, true) => "Use an authenticator code",
                        (true, false) => "Use a passkey",
                    })}
                </button>
            </When>
        </div>
    }
}
