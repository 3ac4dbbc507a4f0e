//! One row of an import.

use crate::library::watch_dates::in_short;
use crate::transfer::names::row_state;
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use crate::ui::stars::Stars;
use domain::transfer::rows::{ImportRow, MatchedMovie, RowContent, RowState, RowsDraft};
use leptos::prelude::*;

/// The row: whether it is taken, what it says, and which film it means.
#[component]
pub fn RowLine(
    row: RwSignal<ImportRow>,
    change: Callback<RowsDraft>,
    matching: RwSignal<Option<ImportRow>>,
) -> impl IntoView {
    let first = row.get_untracked();
    let number = first.number;
    let can_take = move || row.with(|row| row.says.is_some() && row.state != RowState::AlreadyThere);
    let label =
        move || row.with(|row| if row.label.is_empty() { format!("Row {}", row.line) } else { row.label.clone() });
    let take = move |event: web_sys::Event| {
        let taken = event_target_checked(&event);
        change.run(RowsDraft { numbers: Some(vec![number]), taken: Some(taken), ..RowsDraft::default() });
    };
    let place = format!("{}, row {}", first.file, first.line);
    view! {
        <li class="import-row" data-state=move || row.with(|row| row.state.as_str())>
            {live(move || if can_take() {
                view! {
                    <input type="checkbox" aria-label=move || format!("Import {}", label())
                        prop:checked=move || row.with(|row| row.taken) on:change=take />
                }.into_any()
            } else {
                view! { <span class="import-row-mark" aria-hidden="true"></span> }.into_any()
            })}
            <div class="import-row-main">
                <p class="import-row-title" dir="auto">{words(label)}</p>
                {live(move || row.with(|row| row.says.as_ref().map(|says| view! { <Says says=says.clone() /> })))}
                <ul class="import-remarks">
                    {live(move || row.with(|row| row.remarks.iter().map(|remark| view! { <li dir="auto">{remark.message.clone()}</li> }).collect_view()))}
                </ul>
                <p class="import-row-place" dir="auto">{place}</p>
            </div>
            <div class="import-row-film">
                <span class="import-row-state">{words(move || row.with(|row| row_state(row.state)))}</span>
                {live(move || row.with(|row| row.says.as_ref().map(|says| view! { <p class="quiet" dir="auto">{film(row.movie.as_ref(), &says.directors)}</p> })))}
                {live(move || can_take().then(|| view! {
                    <button type="button" class="chip" aria-label=move || format!("Change the film of {}", label())
                        on:click=move |_| matching.set(Some(row.get_untracked()))><Icon name="pencil" />"Change"</button>
                }))}
            </div>
        </li>
    }
}

/// Which film a row means. One that is new is told by who directed it.
fn film(movie: Option<&MatchedMovie>, directors: &[String]) -> String {
    match (movie, directors) {
        (Some(movie), _) => format!("Yours: {}", named(movie)),
        (None, []) => "A new film".to_owned(),
        (None, directors) => format!("A new film, directed by {}", directors.join(", ")),
    }
}

/// “Heat (1995)”.
pub fn named(movie: &MatchedMovie) -> String {
    movie.year.map_or_else(|| movie.title.clone(), |year| format!("{} ({year})", movie.title))
}

#[component]
fn Says(says: RowContent) -> impl IntoView {
    let watched = match says.watched_on.as_slice() {
        [] => says.seen.then(|| "Watched".to_owned()),
        [date] => {
            Some(date.map_or_else(|| "Watched, date unknown".to_owned(), |date| format!("Watched {}", in_short(date))))
        }
        more => Some(format!("{} watches", more.len())),
    };
    let lists = match says.list_count {
        0 => None,
        1 => Some("On a list".to_owned()),
        count => Some(format!("On {count} lists")),
    };
    let facts = [
        watched,
        says.on_watchlist.then(|| "On the watchlist".to_owned()),
        says.liked.then(|| "Liked".to_owned()),
        says.has_text.then(|| "With a comment or notes".to_owned()),
        lists,
    ];
    view! {
        <p class="import-row-says">
            {says.rating.map(|rating| view! { <Stars value=rating.half_stars() /> })}
            {facts.into_iter().flatten().map(|fact| view! { <span>{fact}</span> }).collect_view()}
        </p>
    }
}
