//! The films before and after one in the list that one came from.

use crate::base::routes::movie_url;
use crate::library::context::use_movie_list;
use crate::ui::icon::Icon;
use crate::ui::live::{effect, live};
use domain::ids::MovieId;
use leptos::prelude::*;

/// Links to the previous and the next film; nothing when the film is not in the list that was shown last.
#[component]
pub fn Neighbours(id: MovieId) -> impl IntoView {
    let listing = use_movie_list().films.listing;
    let around = Memo::new(move |_| {
        let rows = listing.rows();
        let at = rows.iter().position(|row| row.key == id.0.as_u128())?;
        let film = |at: usize| rows.get(at).map(|row| row.item.with_untracked(|film| film.id));
        Some((at.checked_sub(1).and_then(film), film(at + 1)))
    });
    // Further films are fetched before the last one is reached.
    effect(move || {
        if matches!(around.get(), Some((_, None))) {
            listing.more();
        }
    });
    let link = |to: Option<MovieId>, key: &'static str, icon: &'static str, text: &'static str| {
        to.map(|id| {
            view! {
                <a class="icon-button" href=movie_url(id) aria-label=text title=text aria-keyshortcuts=key><Icon name=icon /></a>
            }
        })
    };
    live(move || {
        around.get().map(|(before, after)| {
            view! {
                <nav class="film-neighbours" aria-label="Films in the list">
                    {link(before, "k", "left", "Previous film")} {link(after, "j", "right", "Next film")}
                </nav>
            }
        })
    })
}
