//! The field in which the title of a film is typed, and the films that it may be.

use super::choice::FilmChoice;
use super::film_line::FilmLine;
use super::suggestions::{preselected, split_year, step};
use crate::context::use_api;
use crate::kit::browser;
use crate::kit::quoting::quoted;
use crate::kit::tasks::Task;
use crate::ui::field::{Fault, FaultMessage};
use crate::ui::live::live;
use domain::field_errors::FieldErrors;
use domain::library::movies::Movie;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;
use web_sys::KeyboardEvent;

/// How long typing must rest before films are looked for.
const TYPING_RESTS: Duration = Duration::from_millis(120);
/// How many films are offered.
const OFFERED: u32 = 6;

/// What was found for a text.
#[derive(Clone, Default, PartialEq)]
struct Found {
    text: String,
    films: Vec<Movie>,
}

/// The field in which a title is typed, and the films that it may be; copies are the same.
#[derive(Clone, Copy)]
struct Search {
    film: FilmChoice,
    on_chosen: Callback<()>,
    found: RwSignal<Found>,
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
    /// Looks for films of one's own while a title is typed.
    fn look_for_films(self) -> Callback<()> {
        let search = self;
        let api = use_api();
        let (timer, looking) = (StoredValue::new(None::<TimeoutHandle>), StoredValue::new_local(None::<Task>));
        let stop = move || {
            if let Some(Some(timer)) = timer.try_update_value(Option::take) {
                timer.clear();
            }
        };
        let look = move || {
            let text = search.typed();
            let task = Task::spawn(async move {
                let query = MoviesQuery { search: text.clone(), ..MoviesQuery::default() };
                let page = PageQuery { limit: OFFERED, cursor: None };
                // Without an answer it is still a new film, or one that the server recognises.
                let films = api.list_movies(&query, &page).await.map(|page| page.items).unwrap_or_default();
                search.show(Found { text, films });
            });
            looking.set_value(Some(task));
        };
        on_cleanup(stop);
        Callback::new(move |()| {
            stop();
            if search.typed().is_empty() {
                search.show(Found::default());
            } else {
                timer.set_value(set_timeout_with_handle(look, TYPING_RESTS).ok());
            }
        })
    }

    fn typed(self) -> String {
        self.film.fields.title.get_untracked().trim().to_owned()
    }

    fn count(self) -> usize {
        self.found.with_untracked(|found| found.films.len()) + 1
    }

    /// Takes an option: a film of one's own, or what was typed as a new one.
    fn take(self, option: Option<usize>) {
        let film = option.and_then(|at| self.found.with_untracked(|found| found.films.get(at).cloned()));
        self.is_open.set(false);
        if film.is_some() {
            self.film.chosen.set(film);
        } else if let Some((title, year)) = split_year(&self.typed()) {
            self.film.fields.year.set(year.to_owned());
            self.film.fields.title.set(title.to_owned());
        }
        self.on_chosen.run(());
    }

    fn show(self, found: Found) {
        if self.typed() != found.text {
            return;
        }
        let first = found.films.first().map(|film| browser::fold(&film.title));
        let active = preselected(&browser::fold(&found.text), first.as_deref());
        self.found.set(found);
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
                if self.found.with_untracked(|found| found.text == self.typed()) {
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
            }
            "Escape" if self.shows.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                self.is_open.set(false);
            }
            _ => {}
        }
    }
}

/// Takes a title, and finds the films of one's own that it may be.
#[component]
pub fn TitleInput(film: FilmChoice, errors: RwSignal<FieldErrors>, on_chosen: Callback<()>) -> impl IntoView {
    let fault = Fault::of(errors, "title");
    let (found, active, is_open) = (RwSignal::new(Found::default()), RwSignal::default(), RwSignal::new(false));
    let shows = Memo::new(move |_| is_open.get() && film.is_new() && found.with(|found| !found.text.is_empty()));
    let search = Search { film, on_chosen, found, active, is_open, shows, takes_soon: StoredValue::new(false) };
    let look = search.look_for_films();
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
                    look.run(());
                }
                on:keydown=move |event| search.press(&event)
                on:blur=move |_| is_open.set(false)
            />
            <Options search />
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
                let Found { text, films } = search.found.get();
                let new = films.len();
                let own = films.into_iter().enumerate().map(|(at, movie)| option(at, view! { <FilmLine movie /> }.into_any()));
                let own = own.collect_view();
                (!text.is_empty()).then(|| (own, option(new, view! { <p class="option-new"><span>"New film: "{quoted(&text)}</span></p> }.into_any())))
            })}
        </ul>
    }
}
