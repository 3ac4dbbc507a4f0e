//! The dialog in which a row is told which film it means.

use super::row::named;
use crate::kit::quoting::quoted;
use crate::library::film_search::FilmSearch;
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::live::live;
use domain::transfer::rows::{ImportRow, MatchedMovie, RowsDraft};
use leptos::prelude::*;

/// Offers the films that the row could mean, those that are searched for, and a new one.
#[component]
pub fn MatchDialog(row: ImportRow, change: Callback<RowsDraft>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let search = FilmSearch::new();
    let (number, candidates) = (row.number, StoredValue::new(row.candidates.clone()));
    let typed = RwSignal::new(String::new());
    let title = row.says.as_ref().map(|says| says.title.clone()).filter(|title| !title.is_empty()).unwrap_or(row.label);
    let choose = move |draft: RowsDraft| {
        on_close.run(());
        change.run(RowsDraft { numbers: Some(vec![number]), ..draft });
    };
    let offer = move |movie: MatchedMovie| {
        let (id, name) = (movie.id, named(&movie));
        view! {
            <li><button type="button" class="import-offer" dir="auto" on:click=move |_| choose(RowsDraft { movie_id: Some(id), ..RowsDraft::default() })>
                {name}
            </button></li>
        }
    };
    let offers = move || {
        if typed.with(String::is_empty) {
            return candidates.get_value();
        }
        let found = search.found.get().films.into_iter();
        found.map(|film| MatchedMovie { id: film.id, title: film.title, year: film.year }).collect()
    };
    view! {
        <Dialog title=format!("Which film is {}?", quoted(title)) on_dismiss=on_close>
            <p class="dialog-text quiet">"All rows of this import that name the same film go with it."</p>
            <div class="field">
                <label for="match-search">"Search your films"</label>
                <input id="match-search" type="search" autocomplete="off" dir="auto" prop:value=typed on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.set(text.clone());
                    search.look_for(text.trim().to_owned(), Callback::new(|()| {}));
                } />
            </div>
            {live(move || {
                let offers = offers();
                if offers.is_empty() {
                    let text = if typed.with(String::is_empty) { "None of your films looks like it." } else { "None of your films match." };
                    return view! { <p class="quiet" role="status">{text}</p> }.into_any();
                }
                view! { <ul class="import-offers">{offers.into_iter().map(offer).collect_view()}</ul> }.into_any()
            })}
            <div class="dialog-actions">
                <Button text="It’s a new film" class="is-first" on_press=move |()| choose(RowsDraft { new_movie: Some(true), ..RowsDraft::default() }) />
                <Button text="Cancel" on_press=on_close />
            </div>
        </Dialog>
    }
}
