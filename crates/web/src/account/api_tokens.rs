//! The tokens that programs use the API with.

use super::new_api_token::NewApiTokenDialog;
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::dates;
use crate::kit::failures::{describe, is_gone};
use crate::kit::quoting::quoted;
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::auth::api_tokens::{ApiTokenInfo, Scope};
use domain::times::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list of tokens, each of which can be revoked, and the way to a new one.
#[component]
pub fn ApiTokensSection() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let tokens = RwSignal::new(None::<Result<Vec<ApiTokenInfo>, String>>);
    let (making, revoking) = (RwSignal::new(false), RwSignal::new(None::<ApiTokenInfo>));
    let load = move || {
        spawn_local(async move {
            let listed = api.list_api_tokens().await.map(|list| list.items).map_err(|error| describe(&error));
            tokens.try_set(Some(listed));
        });
    };
    load();
    let revoke = move |()| {
        let Some(token) = revoking.get_untracked() else { return };
        revoking.set(None);
        spawn_local(async move {
            match api.delete_api_token(token.id).await {
                Err(error) if !is_gone(&error) => toasts.fail(describe(&error)),
                _ => toasts.say(format!("{} revoked", quoted(&token.name))),
            }
            load();
        });
    };
    let close = move |()| {
        making.set(false);
        load();
    };
    view! {
        <section class="account-section" aria-labelledby="tokens-title">
            <div class="section-header">
                <h2 id="tokens-title">"API tokens"</h2>
                <Button text="New token" icon="plus" on_press=move |()| making.set(true) />
            </div>
            <p class="account-text">"For scripts and other apps that use your films. A token can’t change your account."</p>
            {live(move || match tokens.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(list)) => view! {
                    <ul class="sessions" id="token-list">
                        {list.into_iter().map(|token| row(token, revoking)).collect_view()}
                    </ul>
                }.into_any(),
            })}
        </section>
        {live(move || making.get().then(|| view! { <NewApiTokenDialog on_close=close /> }))}
        {live(move || revoking.get().map(|token| view! {
            <Confirm
                title=format!("Revoke {}?", quoted(&token.name))
                text="Anything that uses this token will stop working. This can’t be undone."
                action="Revoke"
                on_confirm=revoke
                on_cancel=move |()| revoking.set(None)
            />
        }))}
    }
}

fn row(token: ApiTokenInfo, revoking: RwSignal<Option<ApiTokenInfo>>) -> impl IntoView {
    let about = about(&token, browser::now());
    let (name, label) = (token.name.clone(), format!("Revoke {}", token.name));
    view! {
        <li class="session">
            <div>
                <h3 dir="auto">{name}</h3>
                <p class="film-meta">{about}</p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| revoking.set(Some(token.clone()))>
                "Revoke"
            </button>
        </li>
    }
}

/// What there is to know about a token, in a line.
fn about(token: &ApiTokenInfo, now: Timestamp) -> String {
    let scope = match token.scope {
        Scope::Read => "Reads",
        Scope::Write => "Reads and changes",
    };
    let expires = if token.expires_at <= now { "expired" } else { "expires" };
    let used =
        token.last_used_at.map_or("never used".to_owned(), |at| format!("last used {}", dates::short_day(at.date())));
    format!("{scope} · {expires} {} · {used}", dates::short_day(token.expires_at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::ApiTokenId;

    #[test]
    fn a_token_tells_what_it_may_and_for_how_long() {
        let at = |days: i64| Timestamp::from_millis(1_795_435_200_000).plus_seconds(days * 24 * 3600);
        let id: ApiTokenId = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002".parse().unwrap();
        let token = ApiTokenInfo {
            id,
            name: "Backup".to_owned(),
            scope: Scope::Read,
            created_at: at(0),
            expires_at: at(30),
            last_used_at: None,
        };
        assert_eq!(about(&token, at(1)), "Reads · expires 23 Dec 2026 · never used");
        let used = ApiTokenInfo { scope: Scope::Write, last_used_at: Some(at(2)), ..token };
        assert_eq!(about(&used, at(30)), "Reads and changes · expired 23 Dec 2026 · last used 25 Nov 2026");
    }
}
