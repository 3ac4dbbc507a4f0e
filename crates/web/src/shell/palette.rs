//! The palette: one field that finds films, people, pages and commands.

use crate::base::catalogue_urls::person_url;
use crate::base::routes::movie_url;
use crate::context::{use_navigation, use_session, use_sign_out};
use crate::kit::browser;
use crate::library::context::use_library_state;
use crate::library::film_line::FilmLine;
use crate::library::film_search::FilmSearch;
use crate::library::state::Open;
use crate::shell::commands::{Action, Command, matching};
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// What can be chosen.
#[derive(Clone, PartialEq)]
enum Choice {
    Film(Box<MovieSummary>),
    /// Somebody that the films name.
    Person(String),
    Command(Command),
}

/// The state of the palette; copies are the same.
#[derive(Clone, Copy)]
struct State {
    films: FilmSearch,
    text: RwSignal<String>,
    choices: Memo<Vec<Choice>>,
    active: RwSignal<usize>,
    choose: Callback<(Choice, bool)>,
}

/// Finds films, pages and commands while one types.
#[component]
pub fn Palette(on_close: Callback<()>) -> impl IntoView {
    let (library, navigation, session) = (use_library_state(), use_navigation(), use_session());
    let sign_out = use_sign_out();
    let (films, text, active) = (FilmSearch::new(), RwSignal::new(String::new()), RwSignal::new(0));
    let choices = Memo::new(move |_| {
        let found = films.found.get().films;
        let folded = browser::fold(&text.get());
        let people: Vec<Choice> = people_of(&found, &folded).into_iter().map(Choice::Person).collect();
        let found = found.into_iter().map(|film| Choice::Film(Box::new(film)));
        found.chain(people).chain(matching(&folded, session.is_admin()).map(Choice::Command)).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |(choice, logs): (Choice, bool)| {
        on_close.run(());
        match choice {
            Choice::Film(film) if logs => library.open(Open::Log(Some(film))),
            Choice::Film(film) => navigation.push(&movie_url(film.id)),
            Choice::Person(name) => navigation.push(&person_url(None, &name)),
            Choice::Command(command) => match command.action {
                Action::Go(url) => navigation.push(url),
                Action::Log => library.open(Open::Log(None)),
                Action::Shortcuts => library.open(Open::Shortcuts),
                Action::Theme(theme) => theme.choose(),
                Action::SignOut => sign_out(),
            },
        }
    });
    let state = State { films, text, choices, active, choose };
    view! {
        <Dialog title="Find a film or a command" class="is-palette" on_dismiss=on_close>
            <Search state />
            <Choices state />
            <p class="palette-keys" aria-hidden="true">
                <kbd>"↑"</kbd><kbd>"↓"</kbd>" choose "<kbd>"Enter"</kbd>" open "<kbd>"Shift Enter"</kbd>" log a film"
            </p>
        </Dialog>
    }
}

/// The most people that are offered.
const MAX_PEOPLE: usize = 3;

/// The people of these films in whose name each word of a folded text begins a word.
fn people_of(films: &[MovieSummary], folded: &str) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for name in films.iter().flat_map(|film| film.directors.iter().chain(&film.actors)) {
        let own = browser::fold(name);
        let is_meant =
            folded.split_whitespace().all(|typed| own.split_whitespace().any(|word| word.starts_with(typed)));
        if is_meant && !people.contains(name) && people.len() < MAX_PEOPLE && !folded.trim().is_empty() {
            people.push(name.clone());
        }
    }
    people
}

impl State {
    fn press(self, event: &KeyboardEvent) {
        let count = self.choices.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => self.active.update(|active| *active = (*active + 1) % count),
            "ArrowUp" if count > 0 => self.active.update(|active| *active = (*active + count - 1) % count),
            "Enter" => {
                let choice = self.choices.with_untracked(|choices| choices.get(self.active.get_untracked()).cloned());
                if let Some(choice) = choice {
                    self.choose.run((choice, event.shift_key()));
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::scroll_into_view("#palette-choices [aria-selected=true]");
    }
}

#[component]
fn Search(state: State) -> impl IntoView {
    let active_id = move || {
        let some = state.choices.with(|choices| !choices.is_empty());
        some.then(|| format!("palette-choice-{}", state.active.get()))
    };
    view! {
        <div class="palette-search">
            <Icon name="search" />
            <input
                type="text"
                id="palette-input"
                role="combobox"
                autocomplete="off"
                autofocus=true
                spellcheck="false"
                maxlength="300"
                dir="auto"
                placeholder="Find a film, a person, a page or a command"
                aria-label="Find a film, a person, a page or a command"
                aria-autocomplete="list"
                aria-controls="palette-choices"
                aria-expanded="true"
                aria-activedescendant=active_id
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    state.films.look_for(typed.trim().to_owned(), Callback::new(move |()| state.active.set(0)));
                    state.text.set(typed);
                    state.active.set(0);
                }
                on:keydown=move |event| state.press(&event)
            />
        </div>
    }
}

#[component]
fn Choices(state: State) -> impl IntoView {
    let choice = move |(at, choice): (usize, Choice)| {
        let content = match &choice {
            Choice::Film(film) => view! { <FilmLine movie=(**film).clone() /> }.into_any(),
            Choice::Person(name) => view! { <Icon name="person" /><span dir="auto">{name.clone()}</span> }.into_any(),
            Choice::Command(command) => view! {
                <Icon name=command.icon /><span>{command.name}</span>
                {command.key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
            }
            .into_any(),
        };
        let chosen = choice.clone();
        view! {
            <li
                id=format!("palette-choice-{at}")
                role="option"
                class="option"
                class:is-command=!matches!(choice, Choice::Film(_))
                aria-selected=move || (state.active.get() == at).to_string()
                // The focus stays where one types.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |event| state.choose.run((chosen.clone(), event.shift_key()))
            >
                {content}
            </li>
        }
    };
    let count = move || match state.choices.with(Vec::len) {
        0 => "Nothing found".to_owned(),
        1 => "1 result".to_owned(),
        count => format!("{count} results"),
    };
    view! {
        <ul id="palette-choices" class="palette-choices" role="listbox" aria-label="Results">
            {live(move || state.choices.get().into_iter().enumerate().map(choice).collect_view())}
        </ul>
        <p class="visually-hidden" role="status">{words(count)}</p>
        <When holds=move || state.choices.with(Vec::is_empty)>
            <p class="quiet">"No film, page or command matches. Press Escape, then n to log a new film."</p>
        </When>
    }
}
