//! Which film is logged: one of one's own or of the catalogue, found while its title is typed, or a new one.

use super::choice::FilmChoice;
use super::title::TitleInput;
use crate::kit::browser;
use crate::library::film_line::{FilmLine, NewFilmLine};
use crate::ui::button::Button;
use crate::ui::field::TextField;
use crate::ui::live::{When, live};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;

/// Chooses the film; `on_chosen` runs when it is clear which one it is.
#[component]
pub fn FilmInput(
    film: StoredValue<FilmChoice>,
    errors: RwSignal<FieldErrors>,
    #[prop(into)] on_chosen: Callback<()>,
) -> impl IntoView {
    let choice = film;
    let film = film.get_value();
    live(move || match (film.chosen.get(), film.picked()) {
        (Some(movie), _) => view! { <ChosenFilm film=choice><FilmLine movie /></ChosenFilm> }.into_any(),
        (None, Some(new)) => view! { <ChosenFilm film=choice><NewFilmLine film=new /></ChosenFilm> }.into_any(),
        (None, None) => view! {
            <TitleInput film=choice errors on_chosen />
            <When holds=move || film.is_new()>
                <TextField label="Year" name="year" value=film.fields.year errors inputmode="numeric" />
            </When>
        }
        .into_any(),
    })
}

#[component]
fn ChosenFilm(film: StoredValue<FilmChoice>, children: Children) -> impl IntoView {
    let film = film.get_value();
    let change = move |()| {
        film.choose_another();
        browser::focus_soon("input[name=title]");
    };
    view! {
        <div class="chosen-film">
            {children()}
            <Button text="Change" on_press=change />
        </div>
    }
}
