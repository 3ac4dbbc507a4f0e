//! The dialog in which a film is logged.

use super::choice::FilmChoice;
use super::film::FilmInput;
use crate::context::{use_api, use_toasts};
use crate::kit::browser;
use crate::kit::quoting::quoted;
use crate::kit::request_key::RequestKey;
use crate::library::context::{use_actions, use_library_state};
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::movie::{Details, FactFields, GenresInput, TagsInput, Values, is_below_more};
use crate::library::state::Change;
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::library::watch_date::{Known, WatchDateInput};
use crate::library::watch_fields::{Typed, WatchFields};
use crate::ui::dialog::Dialog;
use crate::ui::field::with_day_finished;
use crate::ui::form::{Form, FormElement, Refused};
use crate::ui::form_buttons::FormButtons;
use crate::ui::live::{When, effect, on_change};
use client::Error;
use domain::field_errors::FieldErrors;
use domain::ids::MovieId;
use domain::library::log::{LogDraft, Logged};
use domain::library::movies::Movie;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is typed in the dialog; copies are the same.
#[derive(Clone, Copy)]
struct Fields {
    film: FilmChoice,
    watch: Typed,
    tags: RwSignal<Vec<String>>,
}

impl Fields {
    fn of(movie: Option<Movie>) -> Self {
        Self { film: FilmChoice::new(movie), watch: Typed::of(None), tags: RwSignal::default() }
    }

    /// All of it as texts.
    fn texts(self) -> Vec<String> {
        let chosen = self.film.chosen.with(|movie| movie.as_ref().map(|movie| movie.id.to_string()));
        let watch = self.watch.texts();
        let first = [chosen.unwrap_or_default(), self.tags.get().join("\n"), watch.len().to_string()];
        first.into_iter().chain(watch).chain(self.film.fields.values().to_texts()).collect()
    }

    /// Puts these texts in the fields; gives the film that was chosen.
    fn load(self, texts: Vec<String>) -> Option<MovieId> {
        let mut texts = texts.into_iter();
        let chosen = texts.next()?;
        self.tags.set(texts.next()?.lines().map(str::to_owned).collect());
        let of_watch = texts.next()?.parse().ok()?;
        self.watch.load(texts.by_ref().take(of_watch).collect());
        self.film.fields.load(Values::from_texts(texts.collect()));
        chosen.parse().ok()
    }

    /// Puts what was kept in the fields.
    fn restore(self, found: Kept, key: StoredValue<RequestKey<LogDraft>>) {
        let fields = self;
        let api = use_api();
        let chosen = fields.load(found.texts);
        let take_key = move || {
            if let Some(draft) = fields.draft().ok().filter(|_| !found.key.is_empty()) {
                key.try_set_value(RequestKey::kept(draft, found.key));
            }
        };
        let is_given =
            chosen.is_none() || chosen == fields.film.chosen.with_untracked(|movie| movie.as_ref().map(|it| it.id));
        if is_given {
            return take_key();
        }
        spawn_local(async move {
            if let Some(id) = chosen
                && let Ok(movie) = api.get_movie(id).await
            {
                fields.film.chosen.try_set(Some(movie));
                take_key();
            }
        });
    }

    fn is_watched(self) -> bool {
        self.watch.date.known.get() != Known::NotWatched
    }

    /// What the API is told of it, all rules kept.
    fn draft(self) -> Result<LogDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let tags = self.tags.get_untracked();
        let mut draft = LogDraft { tags, ..LogDraft::default() };
        match self.film.chosen.get_untracked() {
            Some(movie) => draft.movie_id = Some(movie.id),
            None => match untrack(|| self.film.fields.values()).draft(browser::today_utc()) {
                Ok(movie) => draft.movie = Some(movie),
                Err(faults) => errors.extend(faults),
            },
        }
        match self.watch.date.draft() {
            // What was said of a watch waits for when there is one.
            Ok(None) => {}
            Err(faults) => errors.extend(faults),
            Ok(Some(watched_on)) => {
                let watch = self.watch.draft()?;
                draft = LogDraft {
                    watched_on: Some(watched_on),
                    rating: watch.rating,
                    liked: watch.liked,
                    rewatch: watch.rewatch,
                    comment: watch.comment,
                    place: watch.place,
                    companions: watch.companions,
                    ..draft
                };
            }
        }
        if let Err(faults) = draft.parse(browser::today_utc()) {
            errors.extend(of_the_form(&faults));
        }
        errors.into_result(draft)
    }
}

/// The faults by the names of the form's fields.
fn of_the_form(faults: &FieldErrors) -> FieldErrors {
    let mut errors = FieldErrors::default();
    // A film that is at fault is not given; its own faults say why.
    for fault in faults.iter().filter(|fault| fault.field != "movie") {
        let name = fault.field.strip_prefix("movie.").unwrap_or(&fault.field);
        let name = if name == "movie_id" { "title" } else { name };
        errors.add(name, &fault.code, fault.message.clone());
    }
    errors
}

/// Why a film is not logged.
struct NotLogged(Error);

impl From<NotLogged> for Refused {
    fn from(NotLogged(error): NotLogged) -> Self {
        match error.into() {
            Self::Fields(faults) => Self::Fields(of_the_form(&faults)),
            refused @ Self::Whole(_) => refused,
        }
    }
}

/// What is said of a film that was logged.
fn told(logged: &Logged) -> String {
    let title = &logged.movie.title;
    match (&logged.watch, logged.left_watchlist) {
        (None, _) => format!("{} added to the watchlist", quoted(title)),
        (Some(_), true) => format!("{} logged and removed from the watchlist", quoted(title)),
        (Some(_), false) => format!("{} logged", quoted(title)),
    }
}

/// Logs a film: the one given, or one that is chosen in it.
#[component]
pub fn LogForm(#[prop(optional)] movie: Option<Movie>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, toasts, actions, library) = (use_api(), use_toasts(), use_actions(), use_library_state());
    let given = movie.as_ref().map(|movie| movie.id);
    let fields = Fields::of(movie);
    let start = StoredValue::new(untrack(|| fields.texts()));
    let kept = Draft::of(Subject::Log(given));
    let key = StoredValue::new(RequestKey::default());
    let found = kept.find();
    let is_restored = found.is_some();
    if let Some(found) = found {
        fields.restore(found, key);
    }
    let shows_more = RwSignal::new(fields.film.has_facts());
    let dirty = move || start.with_value(|start| untrack(|| fields.texts()) != *start);
    let keep = move |key: String| {
        let texts = untrack(|| fields.texts());
        kept.keep(dirty().then_some(&Kept { key, texts, ..Kept::default() }));
    };
    on_change(move || fields.texts(), move |_| keep(String::new()));
    let form = Form::new();
    effect(move || {
        // The film that was chosen is gone: what is at fault must be there to be mended.
        if form.errors.with(|errors| errors.of("title").is_some()) {
            fields.film.choose_another();
        }
    });
    let submit = move |()| {
        let send = move |draft: LogDraft| {
            let key = key.try_update_value(|key| key.of(&draft, browser::random_key)).unwrap_or_default();
            keep(key.clone());
            async move { api.log_movie(&draft, Some(&key)).await.map_err(NotLogged) }
        };
        let checked = with_day_finished(fields.draft());
        if checked.as_ref().is_err_and(is_below_more) {
            shows_more.set(true);
        }
        form.submit(checked, send, move |logged: Logged| {
            let (text, id, undo) = (told(&logged), logged.movie.id, logged.undo);
            library.tell(if logged.movie_created { Change::Added } else { Change::Changed(Box::new(logged.movie)) });
            toasts.say_with_undo(text, move || actions.undo(id, undo));
            if form.is_open() {
                kept.keep(None);
                on_close.run(());
            }
        });
    };
    let unsaved = Unsaved::new(dirty, on_close);
    let dismiss = Callback::new(move |()| unsaved.dismiss());
    view! {
        <Dialog title="Log a film" on_dismiss=dismiss>
            <FormElement id="log-form" form on_submit=submit>
                <RestoredNote shows=is_restored />
                <LogFields fields form shows_more />
                <UnsavedQuestion unsaved on_discard=move |()| kept.keep(None)>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}

#[component]
fn LogFields(fields: Fields, form: Form, shows_more: RwSignal<bool>) -> impl IntoView {
    let was_watched =
        move || fields.film.chosen.with(|movie| movie.as_ref().is_some_and(|movie| movie.watch_count > 0));
    let errors = form.errors;
    view! {
        <div class="form-fields">
            <FilmInput film=fields.film errors on_chosen=move |()| browser::focus_soon("[role=slider]") />
            <WatchDateInput fields=fields.watch.date errors may_be_unwatched=true />
            <When holds=move || fields.is_watched()>
                <WatchFields typed=fields.watch form was_watched=Signal::derive(was_watched) />
            </When>
            <TagsInput tags=fields.tags errors />
            <When holds=move || fields.film.is_new()>
                <Details title="More about the film" shows=shows_more>
                    <GenresInput fields=fields.film.fields errors />
                    <FactFields fields=fields.film.fields errors />
                </Details>
            </When>
        </div>
    }
}
