//! The dialog in which a film is logged.

use super::fields::{Fields, of_the_form};
use super::film::FilmInput;
use crate::context::{use_api, use_toasts};
use crate::kit::browser;
use crate::kit::quoting::quoted;
use crate::kit::request_key::RequestKey;
use crate::library::context::{use_actions, use_library_state};
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::movie::{Details, FactFields, GenresInput, TagsInput, is_below_more};
use crate::library::outbox::{Entry, Failure, Outbox, Outcome, Sending, log_or_keep};
use crate::library::state::Change;
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::library::watch_date::WatchDateInput;
use crate::library::watch_fields::WatchFields;
use crate::ui::dialog::Dialog;
use crate::ui::field::with_day_finished;
use crate::ui::form::{Form, FormElement, Refused};
use crate::ui::form_buttons::FormButtons;
use crate::ui::live::{When, effect, on_change};
use domain::catalogue::movies::CatalogueMovie;
use domain::library::log::{LogDraft, Logged};
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotKept(reason) => Self::Whole(reason.to_owned()),
            Failure::Refused(error) => match error.into() {
                Self::Fields(faults) => Self::Fields(of_the_form(&faults)),
                refused @ Self::Whole(_) => refused,
            },
        }
    }
}

/// The rating in the dialog.
const RATING: &str = "[role=slider]";

/// What is said of a film that was logged.
fn told(logged: &Logged) -> String {
    let title = &logged.movie.title;
    match (&logged.watch, logged.left_watchlist) {
        (None, _) => format!("{} added to the watchlist", quoted(title)),
        (Some(_), true) => format!("{} logged and removed from the watchlist", quoted(title)),
        (Some(_), false) => format!("{} logged", quoted(title)),
    }
}

/// Logs a film: the one given, one that was picked in the catalogue, or one that is chosen in it; or edits one that waits
/// for the server.
#[component]
pub fn LogForm(
    #[prop(optional)] movie: Option<MovieSummary>,
    #[prop(optional)] waiting: Option<Entry>,
    #[prop(optional)] picked: Option<CatalogueMovie>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let (api, toasts, actions, library) = (use_api(), use_toasts(), use_actions(), use_library_state());
    let outbox = StoredValue::new(Outbox::own());
    let given = movie.as_ref().map(|movie| movie.id);
    let fields = Fields::of(waiting.as_ref().map_or(movie, |waiting| waiting.film.clone()));
    let is_waiting = waiting.is_some();
    if let Some(waiting) = &waiting {
        fields.load(waiting.texts.clone());
    }
    let is_picked = picked.is_some();
    if let Some(picked) = picked {
        fields.film.pick(picked);
        // The film is clear: how it was comes next, and Enter saves it.
        browser::focus_soon(RATING);
    }
    let start = StoredValue::new(untrack(|| fields.texts()));
    let kept = Draft::of(Subject::Log(given));
    let key = StoredValue::new(RequestKey::default());
    // What waits is kept already, and what was picked is meant instead of what was typed before.
    let found = kept.find().filter(|_| !is_waiting && !is_picked);
    let is_restored = found.is_some();
    if let Some(found) = found {
        fields.restore(found, key);
    }
    let shows_more = RwSignal::new(fields.film.has_facts());
    let dirty = move || start.with_value(|start| untrack(|| fields.texts()) != *start);
    let keep = move |key: String| {
        let texts = untrack(|| fields.texts());
        if !is_waiting {
            kept.keep(dirty().then_some(&Kept { key, texts, ..Kept::default() }));
        }
    };
    on_change(move || fields.texts(), move |_| keep(String::new()));
    let form = Form::new();
    show_chosen_at_fault(form, &fields);
    let close = move || {
        if form.is_open() {
            keep_none(kept, is_waiting);
            on_close.run(());
        }
    };
    let waiting = StoredValue::new(waiting);
    let submit = move |()| {
        let send = move |draft: LogDraft| {
            let key = key.try_update_value(|key| key.of(&draft, browser::random_key)).unwrap_or_default();
            keep(key.clone());
            let (sending, film) = (Sending::new(key, draft), fields.film.chosen.get_untracked());
            let (outbox, what) = (outbox.get_value(), (film, fields.settled_texts()));
            async move {
                match waiting.get_value() {
                    Some(entry) => {
                        outbox.edit(&entry, sending, what).map(|()| Outcome::Edited).map_err(Failure::NotKept)
                    }
                    None => log_or_keep(api, outbox, sending, what).await,
                }
            }
        };
        let checked = with_day_finished(fields.draft());
        if checked.as_ref().is_err_and(is_below_more) {
            shows_more.set(true);
        }
        form.submit(checked, send, move |outcome: Outcome| {
            match outcome {
                Outcome::Logged(logged) => {
                    let (text, id, undo) = (told(&logged), logged.movie.id, logged.undo);
                    let change = Change::from(logged.movie);
                    library.tell(if logged.movie_created { Change::Added } else { change });
                    toasts.say_with_undo(text, move || actions.undo(id, undo));
                }
                Outcome::Kept => toasts.say("Kept on this device. It will be saved when you’re back online."),
                Outcome::Edited => {}
            }
            close();
        });
    };
    let unsaved = Unsaved::new(dirty, on_close);
    let dismiss = Callback::new(move |()| unsaved.dismiss());
    view! {
        <Dialog title=if is_waiting { "Edit the film you logged" } else { "Log a film" } on_dismiss=dismiss>
            <FormElement id="log-form" form on_submit=submit>
                <RestoredNote shows=is_restored />
                <LogFields fields form shows_more />
                <UnsavedQuestion unsaved on_discard=move |()| keep_none(kept, is_waiting)>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}

/// Forgets the draft of the dialog; what waits has none.
fn keep_none(kept: Draft, is_waiting: bool) {
    if !is_waiting {
        kept.keep(None);
    }
}

/// Goes back to typing when the film that was chosen is gone: what is at fault must be there to be mended.
fn show_chosen_at_fault(form: Form, fields: &Fields) {
    let fields = *fields;
    effect(move || {
        if form.errors.with(|errors| errors.of("title").is_some()) {
            fields.film.choose_another();
        }
    });
}

#[component]
fn LogFields(fields: Fields, form: Form, shows_more: RwSignal<bool>) -> impl IntoView {
    let was_watched =
        move || fields.film.chosen.with(|movie| movie.as_ref().is_some_and(|movie| movie.watch_count > 0));
    let errors = form.errors;
    view! {
        <div class="form-fields">
            <FilmInput film=StoredValue::new(fields.film) errors on_chosen=move |()| browser::focus_soon(RATING) />
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
