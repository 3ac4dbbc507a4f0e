//! A list that is shared by a link, for those who have no account as well.

use super::items::{Items, ReadItem};
use crate::base::routes::Route;
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::counts;
use crate::library::shared_frame::{FetchShared, shared_page};
use crate::lists::listing::Fetch;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::live::live;
use crate::ui::markdown::markdown;
use crate::ui::notice::Notice;
use domain::library::list_items::ListItem;
use domain::library::lists::SharedList;
use leptos::prelude::*;
use std::rc::Rc;

/// The page of `/shared/…`.
#[component]
pub fn SharedListPage() -> impl IntoView {
    browser::set_title("Shared list");
    let api = use_api();
    let fetch: FetchShared<SharedList> =
        Rc::new(move |token| Box::pin(async move { api.get_shared_list(&token).await }));
    shared_page("This list isn’t shared any more", fetch, |list, token| view! { <Shared list token /> }.into_any())
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
