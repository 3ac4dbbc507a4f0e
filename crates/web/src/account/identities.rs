//! The sign-ins through a provider that are linked with the account.

use super::proof::{Acting, ProofDialog};
use crate::context::use_api;
use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::kit::dates;
use crate::kit::failures::{describe, is_gone};
use crate::ui::button::Button;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use domain::accounts::identities::Identity;
use domain::auth::passwords::ProofDraft;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The list of sign-ins, each of which can be unlinked, and the way to another. Without a provider and
/// without any there is nothing to show.
#[component]
pub fn IdentitiesSection() -> impl IntoView {
    let (api, toasts, navigation) = (use_api(), use_toasts(), use_navigation());
    let provider = RwSignal::new(None::<String>);
    if navigation.location_now().value("linked").is_some() {
        navigation.replace("/account");
        toasts.say("Sign-in linked");
    }
    let identities = RwSignal::new(None::<Result<Vec<Identity>, String>>);
    let (asking, unlinking) = (RwSignal::new(false), RwSignal::new(None::<Identity>));
    let load = move || {
        spawn_local(async move {
            if let Ok(options) = api.get_login_options().await {
                provider.try_set(options.provider);
            }
            let listed = api.list_identities().await.map(|list| list.items).map_err(|error| describe(&error));
            identities.try_set(Some(listed));
        });
    };
    load();
    let link = move |proof: ProofDraft| -> Acting {
        Box::pin(async move {
            let to = api.link_identity(&proof).await?;
            let _ = window().location().set_href(&to.redirect_url);
            Ok(())
        })
    };
    let unlink = move |proof: ProofDraft| -> Acting {
        let identity = unlinking.get_untracked();
        Box::pin(async move {
            let Some(identity) = identity else { return Ok(()) };
            match api.delete_identity(identity.id, &proof).await {
                Err(error) if !is_gone(&error) => return Err(error),
                _ => {}
            }
            unlinking.try_set(None);
            toasts.say("Sign-in unlinked");
            load();
            Ok(())
        })
    };
    let has_any = move || identities.with(|list| matches!(list, Some(Ok(list)) if !list.is_empty()));
    let shown = Memo::new(move |_| provider.with(Option::is_some) || has_any());
    view! {
        {live(move || shown.get().then(|| view! {
            <section class="account-section" aria-labelledby="identities-title">
                <div class="section-header">
                    <h2 id="identities-title">"Linked sign-ins"</h2>
                    {live(move || provider.get().map(|_| view! {
                        <Button text="Link a sign-in" icon="plus" on_press=move |()| asking.set(true) />
                    }))}
                </div>
                <p class="account-text">{live(move || provider.get().map(|name| view! {
                    "With a linked sign-in at "<bdi>{name}</bdi>", you don’t need your password here."
                }))}</p>
                {live(move || match identities.get() {
                    None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                    Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                    Some(Ok(list)) => view! {
                        <ul class="sessions" id="identity-list">
                            {list.into_iter().map(|identity| row(identity, unlinking)).collect_view()}
                        </ul>
                    }.into_any(),
                })}
            </section>
        }))}
        {live(move || asking.get().then(|| view! {
            <ProofDialog
                title="Link a sign-in"
                text="You’ll sign in at the provider, then come back here."
                action="Continue"
                class="is-primary"
                act=link
                on_close=move |()| asking.set(false)
            />
        }))}
        {live(move || unlinking.get().map(|identity| view! {
            <ProofDialog
                title=format!("Unlink {}?", place(&identity.issuer))
                text="You won’t be able to sign in with it until you link it again."
                action="Unlink"
                class="is-danger"
                act=unlink
                on_close=move |()| unlinking.set(None)
            />
        }))}
    }
}

fn row(identity: Identity, unlinking: RwSignal<Option<Identity>>) -> impl IntoView {
    let (name, about) = (place(&identity.issuer).to_owned(), about(&identity));
    let (label, subject) = (format!("Unlink {name}"), identity.subject.clone());
    view! {
        <li class="session">
            <div>
                <h3 dir="auto">{name}</h3>
                <p class="film-meta" title=subject>{about}</p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| unlinking.set(Some(identity.clone()))>
                "Unlink"
            </button>
        </li>
    }
}

/// A provider's address as people read it.
fn place(issuer: &str) -> &str {
    issuer.split_once("://").map_or(issuer, |(_, rest)| rest).trim_end_matches('/')
}

/// What there is to know about a sign-in, in a line.
fn about(identity: &Identity) -> String {
    let used = identity
        .last_login_at
        .map_or("never used".to_owned(), |at| format!("last used {}", dates::short_day(at.date())));
    format!("Linked {} · {used}", dates::short_day(identity.created_at.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::times::Timestamp;

    #[test]
    fn a_sign_in_tells_where_it_is_and_when_it_was_used() {
        let at = Timestamp::from_millis(1_795_435_200_000);
        let identity = Identity {
            id: "0192f0c1-2d5c-7a6e-8a7d-0242ac120002".parse().unwrap(),
            issuer: "https://id.example/realms/home/".to_owned(),
            subject: "sub".to_owned(),
            created_at: at,
            last_login_at: None,
        };
        assert_eq!(place(&identity.issuer), "id.example/realms/home");
        assert_eq!(about(&identity), "Linked 23 Nov 2026 · never used");
        let used = Identity { last_login_at: Some(at), ..identity };
        assert_eq!(about(&used), "Linked 23 Nov 2026 · last used 23 Nov 2026");
    }
}
