//! How people get in: invites, and whether anyone may make an account.

use super::manage::role_name;
use super::security::SecuritySection;
use super::{LinkDialog, link_url};
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::failures::{describe, is_gone};
use crate::ui::button::Button;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::accounts::invites::{InviteDraft, InviteInfo};
use domain::accounts::links::LinkKind;
use domain::accounts::settings::SiteSettings;
use domain::accounts::users::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Invites and registration.
#[component]
pub fn InvitesPart() -> impl IntoView {
    view! {
        <div class="admin-sections">
            <InvitesSection />
            <RegistrationSection />
            <SecuritySection />
        </div>
    }
}

#[component]
fn InvitesSection() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let invites = RwSignal::new(None::<Result<Vec<InviteInfo>, String>>);
    let (made, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let load = move || {
        spawn_local(async move {
            let listed = api.list_invites().await.map(|list| list.items).map_err(|error| describe(&error));
            invites.try_set(Some(listed));
        });
    };
    load();
    let invite = move |role: Role| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.create_invite(&InviteDraft { role: Some(role) }).await {
                Ok(created) => {
                    made.try_set(Some(link_url(LinkKind::Invite, &created.token)));
                    load();
                }
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        });
    };
    let withdraw = move |invite: InviteInfo| {
        spawn_local(async move {
            match api.delete_invite(invite.id).await {
                Err(error) if !is_gone(&error) => toasts.fail(describe(&error)),
                _ => toasts.say("Invite revoked"),
            }
            load();
        });
    };
    view! {
        <section class="account-section" aria-labelledby="invites-title">
            <h2 id="invites-title">"Invites"</h2>
            <p class="account-text">"An invite is a link that lets one person create an account. It works once and expires after 24 hours."</p>
            <div class="admin-buttons">
                <Button text="Invite a member" class="is-primary" icon="plus" on_press=move |()| invite(Role::Member) />
                <Button text="Invite an admin" on_press=move |()| invite(Role::Admin) />
            </div>
            {live(move || match invites.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(list)) if list.is_empty() => view! { <p class="quiet">"No pending invites."</p> }.into_any(),
                Some(Ok(list)) => view! {
                    <ul id="invite-list">
                        {list.into_iter().map(|info| view! { <InviteRow info on_withdraw=withdraw /> }).collect_view()}
                    </ul>
                }.into_any(),
            })}
        </section>
        {live(move || made.get().map(|url| view! {
            <LinkDialog
                title="Invite link".to_owned()
                text="Send this link to the person you invite.".to_owned()
                url
                on_close=move |()| made.set(None)
            />
        }))}
    }
}

#[component]
fn InviteRow(info: InviteInfo, #[prop(into)] on_withdraw: Callback<InviteInfo>) -> impl IntoView {
    let until = browser::local_time(info.expires_at);
    let label = format!("Revoke the invite that expires {until}");
    view! {
        <li class="session">
            <div>
                <h3>{role_name(info.role)}</h3>
                <p class="film-meta" dir="auto">{format!("by {} · expires {until}", info.created_by)}</p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| on_withdraw.run(info.clone())>"Revoke"</button>
        </li>
    }
}

#[component]
fn RegistrationSection() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let settings = RwSignal::new(None::<Result<SiteSettings, String>>);
    let load = move || {
        spawn_local(async move {
            let found = api.get_settings().await.map_err(|error| describe(&error));
            settings.try_set(Some(found));
        });
    };
    load();
    let change = move |registration_open: bool| {
        let Some(Ok(now)) = settings.get_untracked() else { return };
        spawn_local(async move {
            match api.update_settings(&SiteSettings { registration_open, ..now }).await {
                Ok(_) if registration_open => toasts.say("Registration is open"),
                Ok(_) => toasts.say("Registration is by invite only"),
                Err(error) => toasts.fail(describe(&error)),
            }
            // What holds now, also after a failure.
            load();
        });
    };
    view! {
        <section class="account-section" aria-labelledby="registration-title">
            <h2 id="registration-title">"Registration"</h2>
            {live(move || match settings.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(now)) => view! {
                    <label class="check">
                        <input id="registration-open" type="checkbox" aria-describedby="registration-text" prop:checked=now.registration_open
                            on:change=move |event| change(event_target_checked(&event)) />
                        "Anyone can create an account"
                    </label>
                }.into_any(),
            })}
            <p class="field-hint" id="registration-text">
                "Anyone who can open this page can then create an account. Otherwise, accounts are created by invite only."
            </p>
        </section>
    }
}
