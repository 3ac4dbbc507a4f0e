//! All lists: one's own, and those of others that are open to everyone on this server.

use super::card::ListCard;
use super::form::ListForm;
use crate::base::routes::{LISTS, Route, list_url, url};
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::library::context::use_library_state;
use crate::lists::listing::Fetch;
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::button::Button;
use crate::ui::live::{Each, When, live, words};
use crate::ui::notice::Notice;
use crate::ui::select::{Choice, Select};
use domain::library::lists::List;
use domain::library::lists_query::{By, ListSort, ListsQuery};
use domain::queries::ListQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The address of the lists that are asked for.
fn lists_url(query: &ListsQuery) -> String {
    url(LISTS, query.to_pairs().iter().map(|(name, value)| (*name, value.as_str())))
}

/// The page of all lists.
#[component]
pub fn ListsPage() -> impl IntoView {
    browser::set_title("Lists");
    let (api, navigation) = (use_api(), use_navigation());
    let query = Memo::new(move |before: Option<&ListsQuery>| {
        let location = navigation.location();
        match before {
            Some(before) if location.route() != Route::Lists => before.clone(),
            // What can't be understood has no effect, as a page and a cursor have none here.
            _ => ListsQuery::parse_with(&location.query, |_, _, _| true).0,
        }
    });
    let list = PagedList::of_route(Route::Lists, move || {
        let asked = query.get();
        let name = lists_url(&asked);
        let fetch: Fetch<List> = Rc::new(move |page| {
            let asked = asked.clone();
            Box::pin(async move { api.list_lists(&asked, &page).await })
        });
        (name, fetch)
    });
    let listing = list.listing;
    use_library_state().on_change(move |_| listing.refresh());
    let making = RwSignal::new(false);
    let others = move || query.with(|query| query.by == By::Others);
    let filtered = move || query.with(|query| !query.tags.is_empty());
    let count = move || listing.total().filter(|total| *total > 0).map(counts::lists);
    let tab = move |by: By, text: &'static str| {
        let href = lists_url(&ListsQuery { by, ..ListsQuery::default() });
        view! { <a href=href aria-current=move || query.with(|query| query.by == by).then_some("page")>{text}</a> }
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Lists"</h1>
            <p class="page-count" role="status">{words(count)}</p>
            <div class="page-header-end">
                <Button text="New list" icon="plus" class="is-primary" on_press=move |()| making.set(true) />
            </div>
        </div>
        <div class="list-bar">
            <nav class="list-tabs" aria-label="Whose lists">
                {tab(By::Me, "Your lists")}
                {tab(By::Others, "Lists of others")}
            </nav>
            <Filters query />
        </div>
        <ListStatus list loading=loading_text empty=move || if filtered() {
            view! {
                <Notice icon="search" title="No lists found" text="No lists have this tag.">
                    <a class="button" href=LISTS>"Show all lists"</a>
                </Notice>
            }.into_any()
        } else if others() {
            view! {
                <Notice icon="people" title="Nothing shared with you yet" text="Lists that other people on this server open to everyone here appear on this page." />
            }.into_any()
        } else {
            view! {
                <Notice icon="rows" title="No lists yet" text="Collect films that belong together: your top ten, a director, next month’s film club.">
                    <Button text="New list" class="is-primary" on_press=move |()| making.set(true) />
                </Notice>
            }.into_any()
        } />
        <ul class="list-cards" id="lists">
            <Each parts=listing.parts(move |list| live(move || view! { <ListCard list /> }).into_any()) />
        </ul>
        <More list />
        {live(move || making.get().then(|| view! {
            <ListForm on_close=move |()| making.set(false) on_saved=move |list: List| navigation.push(&list_url(list.id)) />
        }))}
    }
}

/// Chooses a tag and the order.
#[component]
fn Filters(query: Memo<ListsQuery>) -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let tags = RwSignal::new(Vec::<String>::new());
    spawn_local(async move {
        // Without them one can still read all lists.
        if let Ok(all) = api.list_tags().await {
            let names = all.items.into_iter().filter(|tag| tag.list_count > 0).map(|tag| tag.name);
            tags.try_set(names.collect());
        }
    });
    let with = move |change: &dyn Fn(&mut ListsQuery)| {
        let mut changed = query.get_untracked();
        change(&mut changed);
        navigation.push_in_place(&lists_url(&changed));
    };
    let tag = move || query.with(|query| query.tags.first().cloned().unwrap_or_default());
    let choices = move || {
        let known = tags.get();
        let chosen = Some(tag()).filter(|tag| !tag.is_empty() && !known.contains(tag));
        let names = chosen.into_iter().chain(known).map(|name| (name.clone(), name));
        [(String::new(), "Any tag".to_owned())].into_iter().chain(names).collect::<Vec<Choice>>()
    };
    let is_own = move || query.with(|query| query.by == By::Me);
    let sort = move || query.with(|query| if query.sort == ListSort::Name { "name" } else { "" }.to_owned());
    let sorts = [("", "Last changed"), ("name", "Name")].map(|(value, text)| (value.to_owned(), text.to_owned()));
    view! {
        <div class="filters">
            <When holds=move || is_own() && (!tags.with(Vec::is_empty) || !tag().is_empty())>
                <Select label="Tag" id="lists-tag" value=Signal::derive(tag) choices=Signal::derive(choices)
                    on_change=move |name: String| with(&|query| query.tags = Some(name.clone()).filter(|name| !name.is_empty()).into_iter().collect()) />
            </When>
            <Select label="Sort" id="lists-sort" value=Signal::derive(sort) choices=Signal::stored(sorts.to_vec())
                on_change=move |sort: String| with(&|query| query.sort = if sort == "name" { ListSort::Name } else { ListSort::Updated }) />
        </div>
    }
}
