//! The films of a list on its page, and their order.

use super::dragging::Dragging;
use super::open_list::OpenList;
use super::order::by_key;
use crate::base::routes::movie_url;
use crate::kit::counts;
use crate::kit::dates;
use crate::kit::quoting::quoted;
use crate::kit::ratings;
use crate::library::poster::Poster;
use crate::lists::listing::Item;
use crate::ui::button::IconButton;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, Part, live, words};
use crate::ui::markdown::markdown;
use domain::library::list_items::{ListItem, ListedMovie};
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// The films, which the owner can move.
#[component]
pub fn OwnItems(open: StoredValue<OpenList>) -> impl IntoView {
    let open = open.get_value();
    let dragging = Dragging::new();
    let parts = open.listing().parts(move |item| view! { <OwnItem open item dragging /> }.into_any());
    view! {
        <p class="visually-hidden" id="order-help">"Press Up or Down to move the film, Home or End to move it to the start or the end."</p>
        <p class="visually-hidden" role="status">{words(move || open.moved.get())}</p>
        <Items parts ranked=Signal::derive(move || open.is_ranked()) />
    }
}

/// The films, to read only.
#[component]
pub fn Items(#[prop(into)] parts: Signal<Vec<Part>>, #[prop(into)] ranked: Signal<bool>) -> impl IntoView {
    view! { <ul class="list-items" class:is-ranked=move || ranked.get() id="list-items"><Each parts /></ul> }
}

#[component]
fn OwnItem(open: OpenList, item: RwSignal<ListItem>, dragging: Dragging) -> impl IntoView {
    let key = item.with_untracked(Item::key);
    let title = Memo::new(move |_| item.with(|item| item.movie.title.clone()));
    let position = Memo::new(move |_| item.with(|item| item.position));
    let index = move || open.listing().rows().iter().position(|row| row.key == key).unwrap_or(0);
    let label = move || {
        format!(
            "Move {}. Place {} of {}",
            quoted(title.get()),
            counts::grouped(position.get()),
            counts::grouped(open.count())
        )
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if let Some(to) = by_key(&event.key(), position.get_untracked(), untrack(|| open.count())).filter(|_| is_plain)
        {
            event.prevent_default();
            open.put(&item.get_untracked(), to);
        }
    };
    let drop = move |_: web_sys::PointerEvent| {
        if let Some((_, to)) = dragging.end() {
            let first = open.first_position();
            open.put(&item.get_untracked(), first + to as u64);
        }
    };
    view! {
        <li class=move || dragging.class_of(index(), open.listing().shown())>
            <button
                type="button"
                id=format!("move-{key:x}")
                class="icon-button list-handle"
                aria-label=label
                aria-describedby="order-help"
                on:keydown=press
                on:pointerdown=move |event| dragging.begin(&event)
                on:pointermove=move |event| dragging.follow(&event)
                on:pointerup=drop
                on:pointercancel=move |_| dragging.cancel()
            >
                <Icon name="rows" />
            </button>
            <span class="list-rank" aria-hidden="true">{words(move || counts::grouped(position.get()))}</span>
            {live(move || {
                let item = item.get();
                let href = Some(movie_url(item.movie.id));
                view! { <ItemText item href /> }
            })}
            <div class="list-item-actions">
                <IconButton icon="pencil" label=Signal::derive(move || format!("Note on {}", quoted(title.get()))) on_press=move |()| open.edit_note(item.get_untracked()) />
                <IconButton icon="x" label=Signal::derive(move || format!("Remove {} from the list", quoted(title.get()))) on_press=move |()| open.remove(item.get_untracked()) />
            </div>
        </li>
    }
}

/// A film that can only be read about.
#[component]
pub fn ReadItem(item: ListItem) -> impl IntoView {
    view! {
        <li class="list-item">
            <span class="list-rank">{counts::grouped(item.position)}</span>
            <ItemText item href=None />
        </li>
    }
}

/// Poster, title, facts and note.
#[component]
fn ItemText(item: ListItem, href: Option<String>) -> impl IntoView {
    let ListItem { movie, note, .. } = item;
    let ListedMovie { id, title, poster_url, .. } = movie.clone();
    let heading = match href {
        Some(href) => view! { <a href=href dir="auto">{title.clone()}</a> }.into_any(),
        None => view! { <span dir="auto">{title.clone()}</span> }.into_any(),
    };
    view! {
        <div class="list-poster"><Poster id title url=poster_url /></div>
        <div class="list-item-text">
            <h2>{heading}</h2>
            <p class="film-meta">
                <span>{facts(&movie)}</span>
                {(movie.watched == Some(true)).then(|| view! { <span class="list-watched"><Icon name="eye" />"Watched"</span> })}
                {movie.rating.map(|rating| view! { <span class="list-rating" role="img" aria-label=stars(rating)>"★ "{ratings::number(rating.half_stars())}</span> })}
            </p>
            {note.map(|note| view! { <div class="list-note">{markdown(&note)}</div> })}
        </div>
    }
}

fn stars(rating: Rating) -> String {
    ratings::in_words(rating.half_stars())
}

/// “1995 · 2 h 50 min”.
fn facts(movie: &ListedMovie) -> String {
    let parts = [movie.year.map(|year| year.to_string()), movie.runtime_minutes.map(dates::runtime)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
