//! What one chooses for one's account.

use super::places::Places;
use crate::context::{use_api, use_session, use_toasts};
use crate::kit::failures::describe;
use crate::kit::patches::patch;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::accounts::preferences::{Preferences, RatingScale};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

/// How ratings are shown, in which language film titles are, and whether one shares the watchlist; all count at once.
#[component]
pub fn PreferencesSection() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let chosen = RwSignal::new(None::<Result<Preferences, String>>);
    let load = move || {
        spawn_local(async move {
            let found = api.get_preferences().await.map_err(|error| describe(&error));
            chosen.try_set(Some(found));
        });
    };
    load();
    let save = move |field: &'static str, value: Value| {
        spawn_local(async move {
            match api.update_preferences(&patch(field, value)).await {
                Ok(now) => {
                    session.note_rating_scale(now.rating_scale);
                    toasts.say("Saved");
                }
                Err(error) => {
                    toasts.fail(describe(&error));
                    load();
                }
            }
        });
    };
    view! {
        <section class="account-section" aria-labelledby="preferences-title">
            <h2 id="preferences-title">"Preferences"</h2>
            {live(move || match chosen.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(now)) => view! {
                    <fieldset class="choice-lines">
                        <legend>"Show ratings as"</legend>
                        {RatingScale::ALL.map(|scale| scale_choice(scale, scale == now.rating_scale, save)).into_iter().collect_view()}
                    </fieldset>
                    <Places now save=move |(field, value)| save(field, value) />
                    <label class="check">
                        <input id="shares-watchlist" type="checkbox" aria-describedby="sharing-text"
                            prop:checked=now.shares_watchlist
                            on:change=move |event| save("shares_watchlist", Value::Bool(event_target_checked(&event))) />
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

fn scale_choice(scale: RatingScale, is_chosen: bool, save: impl Fn(&'static str, Value) + 'static) -> impl IntoView {
    let text = match scale {
        RatingScale::FiveStars => "Five stars, in halves",
        RatingScale::TenPoints => "Points out of 10",
        RatingScale::HundredPoints => "Points out of 100",
    };
    view! {
        <label class="check">
            <input type="radio" name="rating-scale" prop:checked=is_chosen
                on:change=move |_| save("rating_scale", Value::from(scale.as_str())) />
            <span>{text}</span>
        </label>
    }
}
