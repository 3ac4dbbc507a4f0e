//! What of a watchlist one's services have, and what is in cinemas or comes out.

use super::Asking;
use crate::base::routes::movie_url;
use crate::context::use_api;
use crate::library::releases::release_text;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live};
use domain::catalogue::availability::{MovieRelease, Releases as Found};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The filter by one's services, and a line of the films that come out; nothing until it is known.
#[component]
pub fn Releases(asking: Asking) -> impl IntoView {
    let api = use_api();
    let found = RwSignal::new(None::<Found>);
    spawn_local(async move {
        // Without them the page works too, so a failure is not worth a word.
        if let Ok(releases) = api.list_watchlist_releases().await {
            found.try_set(Some(releases));
        }
    });
    let has_services = move || found.with(|it| it.as_ref().map(|it| it.has_services));
    let is_set = move || asking.query(|query| query.on_services) == Some(true);
    let has_releases = move || found.with(|it| it.as_ref().is_some_and(|it| !it.items.is_empty()));
    let items = move || found.get().unwrap_or_default().items.into_iter().map(film).collect_view();
    view! {
        {live(move || has_services().map(|has_services| if has_services || is_set() {
            view! {
                <button type="button" class="chip" id="on-services" aria-pressed=move || is_set().to_string()
                    on:click=move |_| asking.ask(|query| query.on_services = (query.on_services != Some(true)).then_some(true))>
                    <Icon name="film" />"On my services"
                </button>
            }.into_any()
        } else {
            view! { <a class="chip" id="choose-services" href="/account"><Icon name="film" />"Choose my services"</a> }.into_any()
        }))}
        <When holds=has_releases>
            <ul class="releases" aria-label="Coming out">{live(items)}</ul>
        </When>
    }
}

fn film(it: MovieRelease) -> impl IntoView {
    view! {
        <li>
            <a href=movie_url(it.movie_id)>
                <span class="releases-title" dir="auto">{it.title}</span>
                <span class="releases-day">{release_text(it.release)}</span>
            </a>
        </li>
    }
}
