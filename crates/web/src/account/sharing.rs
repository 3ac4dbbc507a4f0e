//! What the other people of the server see.

use crate::context::{use_api, use_toasts};
use crate::kit::failures::describe;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::accounts::preferences::Preferences;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value};

/// Whether one shares the watchlist, which counts at once.
#[component]
pub fn SharingSection() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let chosen = RwSignal::new(None::<Result<Preferences, String>>);
    let load = move || {
        spawn_local(async move {
            let found = api.get_preferences().await.map_err(|error| describe(&error));
            chosen.try_set(Some(found));
        });
    };
    load();
    let save = move |shares: bool| {
        spawn_local(async move {
            let patch = Map::from_iter([("shares_watchlist".to_owned(), Value::Bool(shares))]);
            match api.update_preferences(&patch).await {
                Ok(_) if shares => toasts.say("You share your watchlist now"),
                Ok(_) => toasts.say("You no longer share your watchlist"),
                Err(error) => {
                    toasts.fail(describe(&error));
                    load();
                }
            }
        });
    };
    view! {
        <section class="account-section" aria-labelledby="sharing-title">
            <h2 id="sharing-title">"Sharing"</h2>
            {live(move || match chosen.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(now)) => view! {
                    <label class="check">
                        <input id="shares-watchlist" type="checkbox" aria-describedby="sharing-text"
                            prop:checked=now.shares_watchlist
                            on:change=move |event| save(event_target_checked(&event)) />
                        "Share my watchlist with the other people of this server"
                    </label>
                    <p class="account-text" id="sharing-text">
                        "People who share theirs as well see your name and which films you both want to watch, nothing else. You see the same of them."
                    </p>
                }
                .into_any(),
            })}
        </section>
    }
}
