//! Films as posters.

use super::card::Card;
use crate::lists::listing::Listing;
use crate::ui::live::Each;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// The films as posters.
#[component]
pub fn Grid(listing: Listing<MovieSummary>) -> impl IntoView {
    view! {
        <ul class="grid" id="movie-grid" data-arrows="" tabindex="0">
            <Each parts=listing.parts(|movie| view! { <Card movie /> }.into_any()) />
        </ul>
    }
}

/// Where posters will be.
#[component]
pub fn GridSkeleton() -> impl IntoView {
    let card = || {
        view! {
            <li class="film is-skeleton">
                <div class="poster"></div>
                <div class="skeleton-line"></div>
                <div class="skeleton-line is-short"></div>
            </li>
        }
    };
    view! {
        <p class="visually-hidden" role="status">"Loading films…"</p>
        <ul class="grid" aria-hidden="true">{(0..18).map(|_| card()).collect_view()}</ul>
    }
}
