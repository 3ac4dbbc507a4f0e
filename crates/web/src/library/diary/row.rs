//! One watch in the diary.

use crate::base::routes::movie_url;
use crate::library::context::use_actions;
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::library::watch_details::{watch_circumstances, watch_marks};
use crate::ui::button::IconButton;
use crate::ui::markdown::markdown;
use domain::library::watches::Watch;
use leptos::prelude::*;

/// A watch: its day, the film, how it was, and the buttons to edit and delete it.
#[component]
pub fn DiaryRow(watch: Watch, on_edit: Callback<Watch>) -> impl IntoView {
    let actions = use_actions();
    let (day, full) = match watch.watched_on {
        Some(date) => {
            (date.day().map_or_else(|| "–".to_owned(), |day| day.day().to_string()), watch_dates::in_words(date))
        }
        None => ("–".to_owned(), "Date unknown".to_owned()),
    };
    let name = |verb: &str| format!("{verb} the watch of {}, {full}", watch.movie.title);
    let (edit, delete) = (name("Edit"), name("Delete"));
    let (movie, id, edited) = (watch.movie.id, watch.id, watch.clone());
    view! {
        <li class="diary-row">
            <span class="diary-day">
                <span aria-hidden="true">{day}</span><span class="visually-hidden">{full}</span>
            </span>
            <div class="diary-poster"><Poster id=watch.movie.id title=watch.movie.title.clone() url=watch.movie.poster_url.clone() /></div>
            <div class="diary-text">
                <h3><a href=movie_url(movie) dir="auto">{watch.movie.title.clone()}</a></h3>
                <p class="film-meta"><span>{watch.movie.year.map(|year| year.to_string())}</span>{watch_marks(&watch)}</p>
                {watch_circumstances(&watch)}
                {watch.comment.map(|comment| view! { <div class="diary-comment">{markdown(&comment)}</div> })}
            </div>
            <div class="diary-actions">
                <IconButton icon="pencil" label=edit on_press=move |()| on_edit.run(edited.clone()) />
                <IconButton icon="trash" label=delete on_press=move |()| actions.delete_watch(movie, id) />
            </div>
        </li>
    }
}
