//! Saving a film's form, and what can go wrong with that.

use super::fields::Fields;
use super::values::{AddKey, Values, is_below_more};
use crate::base::session::Session;
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::failures::{describe, is_gone};
use crate::library::context::use_library_state;
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::state::{Change, LibraryState};
use crate::ui::field::with_day_finished;
use crate::ui::form::Form;
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
    /// The film that is edited, as last read; none when one is added.
    edited: StoredValue<Option<Movie>>,
    start: StoredValue<Values>,
    /// Whether it holds what was typed before the page was loaded.
    pub is_restored: bool,
    draft: Draft,
    key: StoredValue<AddKey>,
    api: Client<Session>,
    library: LibraryState,
    toasts: Toasts,
}

impl Saving {
    /// A form that starts from this film, or from nothing, with what was typed in it before.
    pub fn of(mut edited: Option<Movie>) -> Self {
        let start = edited.as_ref().map(Values::of).unwrap_or_default();
        let draft = Draft::of(Subject::Movie(edited.as_ref().map(|movie| movie.id)));
        let kept = draft.find();
        let values = kept.as_ref().map_or_else(|| start.clone(), |kept| Values::from_texts(kept.texts.clone()));
        if let (Some(movie), Some(version)) = (&mut edited, kept.as_ref().and_then(|kept| kept.version.parse().ok())) {
            // A newer version of the film is then seen to be one when this is saved.
            movie.version = version;
        }
        let key = kept.as_ref().filter(|kept| !kept.key.is_empty()).and_then(|kept| {
            let draft = values.draft(browser::today_utc()).ok()?;
            Some(AddKey::kept(draft, kept.key.clone()))
        });
        let this = Self {
            fields: Fields::new(values),
            is_restored: kept.is_some(),
            draft,
            form: Form::new(),
            trouble: RwSignal::new(None),
            shows_more: RwSignal::new(false),
            edited: StoredValue::new(edited),
            start: StoredValue::new(start),
            key: StoredValue::new(key.unwrap_or_default()),
            api: use_api(),
            library: use_library_state(),
            toasts: use_toasts(),
        };
        Effect::new(move |ran: Option<()>| {
            let values = this.fields.values();
            if ran.is_some() {
                this.keep(&values, String::new());
            }
        });
        this
    }

    /// Keeps what is typed, if anything is, with the key under which it is sent.
    fn keep(self, values: &Values, key: String) {
        let version = self.edited.with_value(|movie| movie.as_ref().map(|movie| movie.version.to_string()));
        let is_dirty = self.start.with_value(|start| start != values);
        let kept = Kept { version: version.unwrap_or_default(), key, texts: values.to_texts() };
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
        match with_day_finished(draft) {
            Ok(draft) => self.send(draft),
            Err(errors) => self.show_faults(errors),
        }
    }

    /// Takes the newer version of the film into the form.
    pub fn take_newer(self, newer: Movie) {
        let values = Values::of(&newer);
        self.fields.load(values.clone());
        self.start.set_value(values);
        self.edited.set_value(Some(newer));
        self.trouble.set(None);
    }

    /// Saves over the newer version of the film.
    pub fn save_over(self, newer: Movie) {
        self.edited.set_value(Some(newer));
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
        if let Some(movie) = self.edited.get_value() {
            return self.api.replace_movie(movie.id, draft, Some(&movie.etag())).await;
        }
        let key = self.key.try_update_value(|key| key.of(draft, browser::random_key)).unwrap_or_default();
        self.keep(&self.values(), key.clone());
        self.api.create_movie(draft, Some(&key)).await
    }

    fn finish(self, movie: Movie) {
        let added = self.edited.with_value(Option::is_none);
        self.discard();
        self.toasts.say(format!("“{}” {}", movie.title, if added { "added" } else { "saved" }));
        self.library.tell(if added { Change::Added } else { Change::Changed(Box::new(movie)) });
        self.library.close();
    }

    async fn explain(self, error: Error) {
        let faults = error.problem().map(|problem| problem.errors.clone()).filter(|errors| !errors.is_empty());
        match (error.kind(), self.edited.get_value()) {
            (Some(ProblemKind::ValidationFailed), _) if faults.is_some() => {
                self.show_faults(faults.unwrap_or_default());
            }
            (Some(ProblemKind::PreconditionFailed), Some(movie)) => match self.api.get_movie(movie.id).await {
                Ok(newer) => self.trouble.set(Some(Trouble::Conflict(Box::new(newer)))),
                Err(error) if is_gone(&error) => self.trouble.set(Some(Trouble::Gone)),
                Err(error) => self.trouble.set(Some(Trouble::Failed(describe(&error)))),
            },
            (Some(ProblemKind::NotFound), Some(_)) => self.trouble.set(Some(Trouble::Gone)),
            _ => self.trouble.set(Some(Trouble::Failed(describe(&error)))),
        }
    }
}
