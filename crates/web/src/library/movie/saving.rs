//! Saving a film's form, and what can go wrong with that.

use super::fields::Fields;
use super::values::{Values, is_below_more};
use crate::base::session::Session;
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::failures::{describe, is_gone};
use crate::kit::quoting::quoted;
use crate::library::context::use_library_state;
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::state::LibraryState;
use crate::ui::form::Form;
use crate::ui::live::on_change;
use crate::ui::toasts::Toasts;
use client::{Client, Error};
use domain::field_errors::FieldErrors;
use domain::library::movies::{Movie, MovieDraft};
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Why the form was not saved.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// Something that may work at another try.
    Failed(String),
    /// The film has changed meanwhile; it is now like this.
    Conflict(Box<Movie>),
    /// The film was deleted meanwhile.
    Gone,
}

/// A form that is being filled in and saved; copies are the same.
#[derive(Clone, Copy)]
pub struct Saving {
    /// The form's fields.
    pub fields: Fields,
    /// What is wrong with them, and whether they are on their way.
    pub form: Form,
    /// Why it was not saved.
    pub trouble: RwSignal<Option<Trouble>>,
    /// Whether the fields below “More” are to be seen.
    pub shows_more: RwSignal<bool>,
    /// The film, as last read.
    edited: StoredValue<Movie>,
    start: StoredValue<Values>,
    /// Whether it holds what was typed before the page was loaded.
    pub is_restored: bool,
    draft: Draft,
    api: Client<Session>,
    library: LibraryState,
    toasts: Toasts,
}

impl Saving {
    /// A form that starts from this film, with what was typed in it before.
    pub fn of(mut edited: Movie) -> Self {
        let start = Values::of(&edited);
        let draft = Draft::of(Subject::Movie(edited.id));
        let kept = draft.find();
        let values = kept.as_ref().map_or_else(|| start.clone(), |kept| Values::from_texts(kept.texts.clone()));
        if let Some(version) = kept.as_ref().and_then(|kept| kept.version.parse().ok()) {
            // A newer version of the film is then seen to be one when this is saved.
            edited.version = version;
        }
        let this = Self {
            fields: Fields::new(values),
            is_restored: kept.is_some(),
            draft,
            form: Form::new(),
            trouble: RwSignal::new(None),
            shows_more: RwSignal::new(false),
            edited: StoredValue::new(edited),
            start: StoredValue::new(start),
            api: use_api(),
            library: use_library_state(),
            toasts: use_toasts(),
        };
        on_change(move || this.fields.values(), move |values| this.keep(&values));
        this
    }

    /// Keeps what is typed, if anything is.
    fn keep(self, values: &Values) {
        let version = self.edited.with_value(|movie| movie.version.to_string());
        let is_dirty = self.start.with_value(|start| start != values);
        let kept = Kept { version, texts: values.to_texts(), ..Kept::default() };
        self.draft.keep(is_dirty.then_some(&kept));
    }

    /// Forgets what was typed.
    pub fn discard(self) {
        self.draft.keep(None);
    }

    fn values(self) -> Values {
        untrack(|| self.fields.values())
    }

    /// Whether anything was typed that would be lost.
    pub fn is_dirty(self) -> bool {
        self.start.with_value(|start| self.values() != *start)
    }

    /// Checks and saves the form.
    pub fn submit(self) {
        if self.form.busy.get_untracked() {
            return;
        }
        let draft = self.values().draft(browser::today_utc());
        match draft {
            Ok(draft) => self.send(draft),
            Err(errors) => self.show_faults(errors),
        }
    }

    /// Takes the newer version of the film into the form.
    pub fn take_newer(self, newer: Movie) {
        let values = Values::of(&newer);
        self.fields.load(values.clone());
        self.start.set_value(values);
        self.edited.set_value(newer);
        self.trouble.set(None);
    }

    /// Saves over the newer version of the film.
    pub fn save_over(self, newer: Movie) {
        self.edited.set_value(newer);
        self.submit();
    }

    fn show_faults(self, errors: FieldErrors) {
        if is_below_more(&errors) {
            self.shows_more.set(true);
        }
        self.form.show_faults(errors);
    }

    fn send(self, draft: MovieDraft) {
        self.form.clear();
        self.trouble.set(None);
        self.form.busy.set(true);
        spawn_local(async move {
            let result = self.call(&draft).await;
            // The form may have been closed meanwhile.
            if self.form.busy.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(movie) => self.finish(movie),
                Err(error) => self.explain(error).await,
            }
        });
    }

    async fn call(self, draft: &MovieDraft) -> Result<Movie, Error> {
        let (id, etag) = self.edited.with_value(|movie| (movie.id, movie.etag()));
        self.api.replace_movie(id, draft, Some(&etag)).await
    }

    fn finish(self, movie: Movie) {
        self.discard();
        self.toasts.say(format!("{} saved", quoted(&movie.title)));
        self.library.tell(movie.into());
        self.library.close();
    }

    async fn explain(self, error: Error) {
        let faults = error.problem().map(|problem| problem.errors.clone()).filter(|errors| !errors.is_empty());
        match error.kind() {
            Some(ProblemKind::ValidationFailed) if faults.is_some() => {
                self.show_faults(faults.unwrap_or_default());
            }
            Some(ProblemKind::PreconditionFailed) => match self.api.get_movie(self.edited.with_value(|it| it.id)).await
            {
                Ok(newer) => self.meet(newer),
                Err(error) if is_gone(&error) => self.trouble.set(Some(Trouble::Gone)),
                Err(error) => self.trouble.set(Some(Trouble::Failed(describe(&error)))),
            },
            Some(ProblemKind::NotFound) => self.trouble.set(Some(Trouble::Gone)),
            _ => self.trouble.set(Some(Trouble::Failed(describe(&error)))),
        }
    }

    /// Saves over a newer version that differs in other fields, such as one that got its poster meanwhile; asks about any
    /// other.
    fn meet(self, newer: Movie) {
        let theirs = Values::of(&newer);
        // What a form that was kept started from isn't known.
        let merged = |start: &Values| if self.is_restored { None } else { self.values().merged(start, &theirs) };
        let Some(merged) = self.start.with_value(merged) else {
            self.trouble.set(Some(Trouble::Conflict(Box::new(newer))));
            return;
        };
        self.fields.load(merged);
        self.start.set_value(theirs);
        self.edited.set_value(newer);
        self.submit();
    }
}
