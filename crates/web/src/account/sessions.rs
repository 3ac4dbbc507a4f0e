//! The browsers and programs that are signed in.

use super::revoke_tokens::RevokeTokens;
use crate::context::use_sign_out;
use crate::context::use_toasts;
use crate::context::{use_api, use_session};
use crate::kit::client_name::client_name;
use crate::kit::dates;
use crate::kit::failures::{describe, is_gone};
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::auth::sessions::SessionInfo;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list of sessions, each of which can be ended.
#[component]
pub fn SessionsSection() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let sessions = RwSignal::new(None::<Result<Vec<SessionInfo>, String>>);
    let (asking, revokes) = (RwSignal::new(false), RwSignal::new(true));
    let load = move || {
        spawn_local(async move {
            let listed = api.list_sessions().await.map(|list| list.items).map_err(|error| describe(&error));
            sessions.try_set(Some(listed));
        });
    };
    load();
    let end = move |ended: SessionInfo| {
        spawn_local(async move {
            match api.delete_session(ended.id).await {
                Err(error) if !is_gone(&error) => toasts.fail(describe(&error)),
                _ => toasts.say(format!("{} is signed out", client_name(&ended.client))),
            }
            load();
        });
    };
    let end_all = move |()| {
        asking.set(false);
        spawn_local(async move {
            match api.delete_sessions(revokes.get_untracked()).await {
                Ok(()) => session.end(),
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    };
    view! {
        <section class="account-section" aria-labelledby="sessions-title">
            <div class="section-header">
                <h2 id="sessions-title">"Active sessions"</h2>
                <Button text="Sign out everywhere" on_press=move |()| asking.set(true) />
            </div>
            {live(move || match sessions.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(list)) => view! {
                    <ul class="sessions" id="session-list">
                        {list.into_iter().map(|info| view! { <SessionRow info on_end=end /> }).collect_view()}
                    </ul>
                }.into_any(),
            })}
        </section>
        {live(move || asking.get().then(|| view! {
            <Confirm
                title="Sign out everywhere?"
                text="Every browser and app signed in to your account, including this one, will have to sign in again."
                action="Sign out everywhere"
                on_confirm=end_all
                on_cancel=move |()| asking.set(false)
            >
                <RevokeTokens value=revokes />
            </Confirm>
        }))}
    }
}

#[component]
fn SessionRow(info: SessionInfo, #[prop(into)] on_end: Callback<SessionInfo>) -> impl IntoView {
    let sign_out = use_sign_out();
    let name = client_name(&info.client);
    let (label, is_current) = (format!("Sign out {name}"), info.is_current);
    let about = format!(
        "{} · signed in {} · last used {}",
        info.address,
        dates::short_day(info.created_at.date()),
        dates::short_day(info.last_used_at.date())
    );
    view! {
        <li class="session">
            <div>
                <h3>{name} {is_current.then(|| view! { <span class="session-current">"This browser"</span> })}</h3>
                <p class="film-meta" title=info.client.clone()>{about}</p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| {
                if is_current { sign_out() } else { on_end.run(info.clone()) }
            }>
                <Icon name="leave" />"Sign out"
            </button>
        </li>
    }
}
