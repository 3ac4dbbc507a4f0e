//! What is asked for besides the password: an authenticator app, passkeys, and recovery codes.

use super::second_factor_dialog::{Asking, SecondFactorDialog};
use crate::base::passkeys;
use crate::context::{use_api, use_session};
use crate::kit::dates;
use crate::kit::failures::describe;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::auth::passkeys::PasskeyInfo;
use domain::auth::second_factors::SecondFactors;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What browsers say that offer no passkeys here.
const NO_PASSKEYS: &str = "Passkeys aren’t available at this address. They need https or localhost.";

/// The second factors, and the ways to change them.
#[component]
pub fn SecondFactorsSection() -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let factors = RwSignal::new(None::<Result<SecondFactors, String>>);
    let asking = RwSignal::new(None::<Asking>);
    let load = move || {
        spawn_local(async move {
            let found = api.get_second_factors().await.map_err(|error| describe(&error));
            if found.as_ref().is_ok_and(|found| found.any() && session.must_set_up_second_factor()) {
                session.note_second_factor();
            }
            factors.try_set(Some(found));
        });
    };
    load();
    let close = move |()| {
        asking.set(None);
        load();
    };
    view! {
        <section class="account-section" aria-labelledby="factors-title">
            <h2 id="factors-title">"Two-factor authentication"</h2>
            <p class="account-text">
                "With two-factor authentication, a stolen password alone isn't enough. A passkey can also replace the password."
            </p>
            {live(move || match factors.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(found)) => list(found, asking).into_any(),
            })}
        </section>
        {live(move || asking.get().map(|asking| view! { <SecondFactorDialog asking on_close=close /> }))}
    }
}

fn list(factors: SecondFactors, asking: RwSignal<Option<Asking>>) -> impl IntoView {
    let any = factors.any();
    let app = factors.totp_enabled_at.map(|at| format!("On since {}", dates::day(at.date())));
    let is_on = app.is_some();
    let left = factors.recovery_codes_left;
    let unavailable =
        factors.passkeys_unavailable.clone().or_else(|| (!passkeys::are_offered()).then(|| NO_PASSKEYS.to_owned()));
    let can_add = unavailable.is_none();
    let codes_left = if left == 1 { "1 is unused".to_owned() } else { format!("{left} are unused") };
    view! {
        <ul class="sessions" id="factor-list">
            {row(
                "Authenticator app".to_owned(),
                app.unwrap_or_else(|| "Off. The app shows a new code every 30 seconds.".to_owned()),
                vec![if is_on { ("Remove", Asking::RemoveApp) } else { ("Set up", Asking::SetUpApp) }],
                asking,
            )}
            {factors.passkeys.into_iter().map(|passkey| {
                let ways = vec![("Rename", Asking::Rename(passkey.clone())), ("Delete", Asking::DeletePasskey(passkey.clone()))];
                row(passkey.name.clone(), about(&passkey), ways, asking)
            }).collect_view()}
            {row(
                "Passkeys".to_owned(),
                unavailable.unwrap_or_else(|| "Saved on your device, on a security key or in a password manager.".to_owned()),
                if can_add { vec![("Add a passkey", Asking::AddPasskey)] } else { Vec::new() },
                asking,
            )}
            {any.then(|| row(
                "Recovery codes".to_owned(),
                format!("{codes_left}. Each signs in once when you have nothing else."),
                vec![("New codes", Asking::NewCodes)],
                asking,
            ))}
        </ul>
    }
}

fn row(
    name: String,
    about: String,
    ways: Vec<(&'static str, Asking)>,
    asking: RwSignal<Option<Asking>>,
) -> impl IntoView {
    let of = name.clone();
    view! {
        <li class="session">
            <div>
                <h3 dir="auto">{name}</h3>
                <p class="film-meta">{about}</p>
            </div>
            <div class="session-actions">
                {ways.into_iter().map(|(text, what)| {
                    let is_named = matches!(what, Asking::AddPasskey | Asking::NewCodes);
                    let label = if is_named { text.to_owned() } else { format!("{text} {of}") };
                    view! {
                        <button type="button" class="button" aria-label=label on:click=move |_| asking.set(Some(what.clone()))>
                            {text}
                        </button>
                    }
                }).collect_view()}
            </div>
        </li>
    }
}

/// What there is to know about a passkey, in a line.
fn about(passkey: &PasskeyInfo) -> String {
    let used =
        passkey.last_used_at.map_or("never used".to_owned(), |at| format!("last used {}", dates::short_day(at.date())));
    format!("Passkey · added {} · {used}", dates::short_day(passkey.created_at.date()))
}
