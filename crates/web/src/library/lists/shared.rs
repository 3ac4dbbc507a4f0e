//! A list that is shared by a link, for those who have no account as well.

use super::items::{Items, ReadItem};
use crate::base::routes::Route;
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::failures::{describe, is_gone};
use crate::lists::listing::Fetch;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::live::live;
use crate::ui::markdown::markdown;
use crate::ui::notice::{FailureNotice, Notice};
use domain::library::list_items::ListItem;
use domain::library::lists::SharedList;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// What is known of the list.
#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Failed(String),
    Missing,
    Ready(SharedList),
}

/// The page of `/shared/…`.
#[component]
pub fn SharedListPage() -> impl IntoView {
    browser::set_title("Shared list");
    let (api, navigation) = (use_api(), use_navigation());
    let token = Memo::new(move |_| {
        let path = navigation.location().path;
        path.trim_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
    });
    let stage = RwSignal::new(Stage::Loading);
    let load = move || {
        let token = token.get_untracked();
        stage.set(Stage::Loading);
        spawn_local(async move {
            stage.try_set(match api.get_shared_list(&token).await {
                Ok(list) => Stage::Ready(list),
                Err(error) if is_gone(&error) => Stage::Missing,
                Err(error) => Stage::Failed(describe(&error)),
            });
        });
    };
    load();
    view! {
        <div class="shared-bar">
            <a class="brand" href="/" aria-label="Movie Tracker">
                <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                <span>"Movie Tracker"</span>
            </a>
        </div>
        <main id="main" class="page" tabindex="-1">
            {live(move || match stage.get() {
                Stage::Loading => loading_text().into_any(),
                Stage::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Stage::Missing => view! {
                    <Notice icon="rows" title="This list isn’t shared any more" text="The link was revoked, or it is incomplete. Ask for a new one." />
                }.into_any(),
                Stage::Ready(list) => view! { <Shared list token=token.get_untracked() /> }.into_any(),
            })}
        </main>
    }
}

#[component]
fn Shared(list: SharedList, token: String) -> impl IntoView {
    let api = use_api();
    browser::set_title(&list.name);
    let pages = PagedList::of_route(Route::Shared, move || {
        let token = token.clone();
        let name = format!("/shared/{token}");
        let fetch: Fetch<ListItem> = Rc::new(move |page| {
            let token = token.clone();
            Box::pin(async move { api.list_shared_list_items(&token, &page).await })
        });
        (name, fetch)
    });
    let ranked = list.ranked;
    let parts = pages.listing.parts(|item| live(move || view! { <ReadItem item=item.get() /> }).into_any());
    view! {
        <article class="list-page">
            <header class="list-head">
                <h1 tabindex="-1" dir="auto">{list.name}</h1>
                <p class="film-meta"><span>{counts::films(list.movie_count)}</span></p>
                {list.description.map(|text| view! { <div class="list-description">{markdown(&text)}</div> })}
            </header>
            <Items parts ranked=Signal::stored(ranked) />
            <ListStatus list=pages loading=loading_text empty=|| view! { <Notice icon="film" title="No films on this list yet" /> } />
            <More list=pages />
        </article>
    }
}
