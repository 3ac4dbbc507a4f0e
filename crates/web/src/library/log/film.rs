//! Which film is logged: one of one's own, found while its title is typed, or a new one.

use super::title::TitleInput;
use crate::kit::browser;
use crate::library::movie::{Fields, Values};
use crate::library::poster::Poster;
use crate::library::watch_dates;
use crate::ui::button::Button;
use crate::ui::field::TextField;
use crate::ui::live::{When, live};
use crate::ui::stars::Stars;
use domain::field_errors::FieldErrors;
use domain::library::movies::Movie;
use domain::library::ratings::Rating;
use leptos::prelude::*;

/// The film, as chosen or typed; copies are the same.
#[derive(Clone, Copy)]
pub struct FilmChoice {
    /// The film of one's own that was chosen.
    pub chosen: RwSignal<Option<Movie>>,
    /// A new film as it is typed, its title first.
    pub fields: Fields,
}

impl FilmChoice {
    /// This film, or none.
    pub fn new(film: Option<Movie>) -> Self {
        Self { chosen: RwSignal::new(film), fields: Fields::new(Values::default()) }
    }

    /// Whether a title was typed, and no film of one's own was chosen.
    pub fn is_new(self) -> bool {
        self.chosen.with(Option::is_none) && self.fields.title.with(|title| !title.trim().is_empty())
    }

    /// Whether more is typed of a new film than title and year.
    pub fn has_facts(self) -> bool {
        let values = untrack(|| self.fields.values());
        Values { title: String::new(), year: String::new(), ..values } != Values::default()
    }

    /// Goes back to typing: the film that was chosen is not the one.
    pub fn choose_another(self) {
        if let Some(Some(movie)) = self.chosen.try_update(Option::take) {
            self.fields.title.set(movie.title);
            self.fields.year.set(movie.year.map(|year| year.to_string()).unwrap_or_default());
        }
    }
}

/// Chooses the film; `on_chosen` runs when it is clear which one it is.
#[component]
pub fn FilmInput(
    film: FilmChoice,
    errors: RwSignal<FieldErrors>,
    #[prop(into)] on_chosen: Callback<()>,
) -> impl IntoView {
    live(move || match film.chosen.get() {
        Some(movie) => view! { <ChosenFilm film movie /> }.into_any(),
        None => view! {
            <TitleInput film errors on_chosen />
            <When holds=move || film.is_new()>
                <TextField label="Year" name="year" value=film.fields.year errors inputmode="numeric" />
            </When>
        }
        .into_any(),
    })
}

#[component]
fn ChosenFilm(film: FilmChoice, movie: Movie) -> impl IntoView {
    let change = move |()| {
        film.choose_another();
        browser::focus_soon("input[name=title]");
    };
    view! {
        <div class="chosen-film">
            <FilmLine movie />
            <Button text="Change" on_press=change />
        </div>
    }
}

/// A film in a line: poster, title, year, and what one knows of it.
#[component]
pub fn FilmLine(movie: Movie) -> impl IntoView {
    let seen = match (movie.watched_on, movie.watch_count) {
        (Some(date), _) => Some(format!("Watched {}", watch_dates::in_short(date))),
        (None, 0) => movie.on_watchlist.then(|| "On your watchlist".to_owned()),
        (None, _) => Some("Watched".to_owned()),
    };
    let year = movie.year.map(|year| year.to_string());
    view! {
        <div class="film-line">
            <div class="film-line-art"><Poster title=movie.title.clone() url=movie.poster_url.clone() /></div>
            <div class="film-line-text">
                <p class="film-line-title"><bdi>{movie.title}</bdi>{year.map(|year| view! { <span>{year}</span> })}</p>
                <p class="film-line-seen">
                    {seen}<Stars value=Signal::stored(movie.rating.map_or(0, Rating::half_stars)) />
                </p>
            </div>
        </div>
    }
}
