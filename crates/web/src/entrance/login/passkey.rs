//! Signing in with a passkey. But for its button, it is loaded with what follows a password: few need either.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

use super::attempt::Attempt;
use crate::base::passkeys;
use crate::base::session::Session;
use crate::kit::failures::describe;
use crate::ui::form::Refused;
use crate::ui::lazy::explain_failure;
use client::{Client, Error};
use domain::auth::passkeys::PasskeyLoginDraft;
use domain::auth::sessions::LoginDraft;
use domain::challenges::PasskeyOptions;
use domain::challenges::SecondFactorChallenge;
use domain::problems::Problem;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::pin::Pin;

/// Signs in with a passkey.
#[component]
pub fn PasskeyButton(text: &'static str, attempt: Attempt) -> impl IntoView {
    view! {
        <button type="button" class="button is-wide passkey-button" on:click=move |_| use_passkey(attempt)>
            {text}
        </button>
    }
}

fn use_passkey(attempt: Attempt) {
    let send = move |()| async move {
        match sign_in_with_passkey(attempt).await {
            Ok(signing_in) => signing_in.await.map_err(Refused::Whole),
            Err(_) => Err(Refused::Whole(explain_failure().await.to_owned())),
        }
    };
    attempt.form.submit(Ok(()), send, |()| ());
}

/// An attempt that is under way; it ends with the reason if it comes to nothing.
type SigningIn = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// Asks for a passkey: after the password for one of the account's, and else for any.
#[wasm_split(second_step, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sign_in_with_passkey(attempt: Attempt) -> Result<SigningIn, SplitLoaderError> {
    Ok(Box::pin(sign_in(attempt)))
}

async fn sign_in(attempt: Attempt) -> Result<(), String> {
    let Attempt { session, wanted, .. } = attempt;
    // Each question is answered once: the next try needs another.
    let take = |wanted: &mut Option<SecondFactorChallenge>| wanted.as_mut().and_then(|it| it.passkey.take());
    let question = wanted.try_update_untracked(take).flatten();
    let is_asked = wanted.with_untracked(Option::is_some);
    let question = match question {
        Some(question) => Ok(question),
        None if is_asked => ask_again(session, &attempt.draft()).await,
        None => Client::new(session).create_passkey_login_options().await,
    };
    match question {
        Ok(question) => show_passkey(session, question).await,
        Err(error) => Err(describe(&error)),
    }
}

/// Another passkey question, once the password is known.
async fn ask_again(session: Session, draft: &LoginDraft) -> Result<PasskeyOptions, Error> {
    match Client::new(session).login(draft).await {
        Err(Error::Problem(Problem { second_factor: Some(challenge), .. })) => match challenge.passkey {
            Some(question) => Ok(question),
            None => Client::new(session).create_passkey_login_options().await,
        },
        Err(error) => Err(error),
        // The second factor was taken away in the meantime; the button asks again.
        Ok(_) => Client::new(session).create_passkey_login_options().await,
    }
}

async fn show_passkey(session: Session, question: PasskeyOptions) -> Result<(), String> {
    let answer = passkeys::ask(passkeys::Act::Get, &question.options).await?;
    let draft = PasskeyLoginDraft { challenge_id: Some(question.challenge_id), credential: Some(answer) };
    let token = Client::new(session).login_with_passkey(&draft).await.map_err(|error| describe(&error))?;
    session.enter(token).await.map_err(|error| describe(&error))
}
