//! What is said where there are no films.

use super::address::Address;
use super::movie_list::MovieList;
use crate::context::use_navigation;
use crate::kit::quoting::quoted;
use crate::library::context::use_library_state;
use crate::library::state::Open;
use crate::ui::button::Button;
use crate::ui::notice::Notice;
use leptos::prelude::*;

/// That nothing matches, or that the watchlist is empty.
pub fn notice(list: MovieList) -> AnyView {
    if list.address.with_untracked(Address::is_filtered) {
        view! { <NoMatch list /> }.into_any()
    } else {
        view! { <EmptyWatchlist /> }.into_any()
    }
}

#[component]
fn EmptyWatchlist() -> impl IntoView {
    let library = use_library_state();
    view! {
        <Notice
            icon="bookmark"
            title="Your watchlist is empty"
            text="Films you want to see go here. Choose “Not yet” when you log a film, or press the bookmark on any film."
        >
            <Button text="Log a film" icon="plus" class="is-primary" on_press=move |()| library.open(Open::Log(None)) />
        </Notice>
    }
}

#[component]
fn NoMatch(list: MovieList) -> impl IntoView {
    let navigation = use_navigation();
    let text = move || {
        let (search, on_services) = list.address.with(|it| (it.query.search.clone(), it.query.on_services));
        match (search.is_empty(), on_services) {
            (false, _) => {
                format!("No films match {}. Titles, original titles, genres and tags were searched.", quoted(&search))
            }
            (true, Some(true)) => {
                "No films are on your services. You choose those, and your country, in your account.".to_owned()
            }
            (true, _) => "No films match these filters.".to_owned(),
        }
    };
    view! {
        <Notice icon="search" title="No films found" text=Signal::derive(text)>
            <Button text="Clear search and filters" on_press=move |()| navigation.push(&list.address.get_untracked().unfiltered().to_url()) />
        </Notice>
    }
}
