//! The field in which the title of a film is typed, and the films that it may be: one's own, then those of the catalogue.

use super::choice::FilmChoice;
use super::suggestions::{is_meant, split_year, step};
use crate::kit::browser;
use crate::kit::quoting::quoted;
use crate::library::film_line::{FilmLine, NewFilmLine};
use crate::library::film_search::{FilmSearch, Found};
use crate::ui::field::{Fault, FaultMessage};
use crate::ui::live::live;
use domain::catalogue::addresses::{FilmAddress, SHORT_ADDRESS};
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The field in which a title is typed, and the films that it may be; copies are the same.
#[derive(Clone, Copy)]
struct Search {
    film: FilmChoice,
    on_chosen: Callback<()>,
    films: FilmSearch,
    /// The option that Enter takes: a film, or behind them a new one.
    active: RwSignal<Option<usize>>,
    /// Whether the options may be seen.
    is_open: RwSignal<bool>,
    /// Whether they are.
    shows: Memo<bool>,
    /// Whether Enter was pressed before the films were there.
    takes_soon: StoredValue<bool>,
}

impl Search {
    /// Looks for films with the title that was typed.
    fn look_for_films(self) {
        let search = self;
        self.films.look_for(self.typed(), Callback::new(move |()| search.show()));
    }

    fn typed(self) -> String {
        self.film.fields.title.get_untracked().trim().to_owned()
    }

    fn count(self) -> usize {
        self.films.found.with_untracked(|found| found.films.len() + found.others.len()) + 1
    }

    /// Takes an option: a film of one's own, one of the catalogue, or what was typed as a new one.
    fn take(self, option: Option<usize>) {
        let Found { films, others, .. } = self.films.found.get_untracked();
        let other = option.and_then(|at| others.into_iter().nth(at.checked_sub(films.len())?));
        let film = option.and_then(|at| films.into_iter().nth(at));
        self.is_open.set(false);
        if film.is_some() {
            self.film.chosen.set(film);
        } else if let Some(other) = other {
            self.film.pick(other);
        } else if let Some((title, year)) = split_year(&self.typed()) {
            self.film.fields.year.set(year.to_owned());
            self.film.fields.title.set(title.to_owned());
        }
        self.on_chosen.run(());
    }

    fn show(self) {
        let active = self.films.found.with_untracked(|found| {
            let typed = browser::fold(&found.text);
            let is_meant = |title: &str| is_meant(&typed, &browser::fold(title));
            let own = found.films.iter().position(|film| is_meant(&film.title));
            let other = found.others.first().filter(|film| {
                // An ID or an address means one film alone.
                let is_named = FilmAddress::of(&found.text).is_some();
                is_named || is_meant(&film.title) || film.original_title.as_deref().is_some_and(is_meant)
            });
            own.or(other.map(|_| found.films.len()))
        });
        self.active.set(active);
        if self.takes_soon.get_value() {
            self.take(active);
        }
    }

    fn press(self, event: &KeyboardEvent) {
        let key = event.key();
        match key.as_str() {
            "Enter" if !self.typed().is_empty() => {
                event.prevent_default();
                if self.films.found.with_untracked(|found| found.text == self.typed()) {
                    self.take(self.active.get_untracked());
                } else {
                    self.takes_soon.set_value(true);
                }
            }
            "ArrowDown" | "ArrowUp" if !self.typed().is_empty() => {
                event.prevent_default();
                self.is_open.set(true);
                let count = self.count();
                self.active.update(|active| *active = step(*active, key == "ArrowDown", count));
                browser::scroll_into_view("#film-options [aria-selected=true]");
            }
            "Escape" if self.shows.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                self.is_open.set(false);
                // What was typed is meant, then.
                self.active.set(None);
            }
            _ => {}
        }
    }
}

/// Takes a title, and finds the films that it may be.
#[component]
pub fn TitleInput(
    film: StoredValue<FilmChoice>,
    errors: RwSignal<FieldErrors>,
    on_chosen: Callback<()>,
) -> impl IntoView {
    let film = film.get_value();
    let fault = Fault::of(errors, "title");
    let (films, active, is_open) = (FilmSearch::with_catalogue(), RwSignal::default(), RwSignal::new(false));
    let shows = Memo::new(move |_| is_open.get() && film.is_new() && films.found.with(|found| !found.text.is_empty()));
    let search = Search { film, on_chosen, films, active, is_open, shows, takes_soon: StoredValue::new(false) };
    let active_id = move || active.get().filter(|_| shows.get()).map(|at| format!("film-option-{at}"));
    view! {
        <div class="field combobox">
            <label for="field-title">"Film" <span class="field-required">" required"</span></label>
            <input
                id="field-title"
                name="title"
                type="text"
                role="combobox"
                autocomplete="off"
                autofocus=true
                spellcheck="false"
                maxlength="300"
                dir="auto"
                placeholder="Title"
                aria-required="true"
                aria-autocomplete="list"
                aria-controls="film-options"
                aria-expanded=move || shows.get().to_string()
                aria-activedescendant=active_id
                aria-invalid=move || fault.aria_invalid()
                aria-describedby="field-title-fault"
                prop:value=move || film.fields.title.get()
                on:input=move |event| {
                    film.fields.title.set(event_target_value(&event));
                    search.takes_soon.set_value(false);
                    is_open.set(true);
                    fault.edited();
                    search.look_for_films();
                }
                on:keydown=move |event| search.press(&event)
                on:blur=move |_| is_open.set(false)
            />
            <Options search />
            {live(move || {
                let is_short = film.fields.title.with(|text| FilmAddress::of(text) == Some(FilmAddress::Short));
                is_short.then(|| view! { <p class="quiet" role="status">{SHORT_ADDRESS}</p> })
            })}
            <FaultMessage fault id="field-title-fault".to_owned() />
        </div>
    }
}

#[component]
fn Options(search: Search) -> impl IntoView {
    let option = move |at: usize, content: AnyView| {
        view! {
            <li
                id=format!("film-option-{at}")
                role="option"
                class="option"
                aria-selected=move || (search.active.get() == Some(at)).to_string()
                // The focus stays where one types.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| search.take(Some(at))
            >
                {content}
            </li>
        }
    };
    view! {
        <ul id="film-options" class="options" role="listbox" aria-label="Films" hidden=move || !search.shows.get()>
            {live(move || {
                let Found { text, films, others } = search.films.found.get();
                let (first_other, new) = (films.len(), films.len() + others.len());
                let others = others.into_iter().enumerate().map(|(at, film)| {
                    let line = match film.movie {
                        Some(movie) => view! { <FilmLine movie=*movie /> }.into_any(),
                        None => view! { <NewFilmLine film=film.into() /> }.into_any(),
                    };
                    option(first_other + at, line)
                });
                let others = others.collect_view();
                let own = films.into_iter().enumerate().map(|(at, movie)| option(at, view! { <FilmLine movie /> }.into_any()));
                let own = own.collect_view();
                (!text.is_empty()).then(|| (own, others, option(new, view! { <p class="option-new"><span>"New film: "{quoted(&text)}</span></p> }.into_any())))
            })}
        </ul>
    }
}
