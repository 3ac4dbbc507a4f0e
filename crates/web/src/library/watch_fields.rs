//! The fields of a watch.

use crate::library::context::use_labels;
use crate::library::watch_date::{Known, WatchDateFields};
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::Form;
use crate::ui::heart::HeartInput;
use crate::ui::labels::LabelsInput;
use crate::ui::stars::StarInput;
use domain::field_errors::FieldErrors;
use domain::library::ratings::Rating;
use domain::library::watches::{Watch, WatchDraft};
use leptos::prelude::*;

/// A watch while it is typed in.
#[derive(Clone, Copy)]
pub struct Typed {
    /// When it was.
    pub date: WatchDateFields,
    /// In half stars, 0 for none.
    pub rating: RwSignal<u8>,
    /// Whether the film was liked.
    pub liked: RwSignal<bool>,
    /// Whether it is a rewatch, where that was said.
    pub rewatch: RwSignal<Option<bool>>,
    /// The comment.
    pub comment: RwSignal<String>,
    /// The place.
    pub place: RwSignal<String>,
    /// The people.
    pub companions: RwSignal<Vec<String>>,
}

impl Typed {
    /// The watch given, or a new one of today.
    pub fn of(watch: Option<&Watch>) -> Self {
        let text = |text: Option<&String>| RwSignal::new(text.cloned().unwrap_or_default());
        let draft = watch.map(WatchDraft::from).unwrap_or_default();
        Self {
            date: watch
                .map_or_else(|| WatchDateFields::new(Known::Today), |watch| WatchDateFields::of(watch.watched_on)),
            rating: RwSignal::new(watch.and_then(|watch| watch.rating).map_or(0, Rating::half_stars)),
            liked: RwSignal::new(draft.liked),
            rewatch: RwSignal::new(draft.rewatch),
            comment: text(draft.comment.as_ref()),
            place: text(draft.place.as_ref()),
            companions: RwSignal::new(draft.companions),
        }
    }

    /// All of it as texts.
    pub fn texts(self) -> Vec<String> {
        let rewatch = self.rewatch.get().map(|rewatch| rewatch.to_string()).unwrap_or_default();
        let mut texts = self.date.texts().to_vec();
        texts.extend([
            self.rating.get().to_string(),
            self.liked.get().to_string(),
            rewatch,
            self.comment.get(),
            self.place.get(),
            self.companions.get().join("\n"),
        ]);
        texts
    }

    /// Puts these texts in the fields.
    pub fn load(self, texts: Vec<String>) {
        let Ok([known, day, month, year, rating, liked, rewatch, comment, place, companions]) =
            <[String; 10]>::try_from(texts)
        else {
            return;
        };
        self.date.load([known, day, month, year]);
        self.rating.set(rating.parse().unwrap_or(0));
        self.liked.set(liked == "true");
        self.rewatch.set(rewatch.parse().ok());
        self.comment.set(comment);
        self.place.set(place);
        self.companions.set(companions.lines().map(str::to_owned).collect());
    }

    /// What the API is told of it.
    ///
    /// # Errors
    /// What is missing of the date.
    pub fn draft(self) -> Result<WatchDraft, FieldErrors> {
        let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        Ok(WatchDraft {
            watched_on: self.date.draft()?.flatten(),
            rating: Rating::from_half_stars(self.rating.get_untracked().into()).map(Rating::stars),
            liked: self.liked.get_untracked(),
            rewatch: self.rewatch.get_untracked(),
            comment: text(self.comment.get_untracked()),
            place: text(self.place.get_untracked()),
            companions: self.companions.get_untracked(),
        })
    }
}

/// Everything about a watch but its date.
#[component]
pub fn WatchFields(
    typed: Typed,
    form: Form,
    /// Whether the film was watched before, as far as is known.
    #[prop(optional, into)]
    was_watched: Signal<bool>,
) -> impl IntoView {
    let labels = use_labels();
    let rewatch = move |event| typed.rewatch.set(Some(event_target_checked(&event)));
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">"Rating for this viewing"</span>
            <div class="rating-line">
                <StarInput value=typed.rating on_change=move |value| typed.rating.set(value) />
                <HeartInput value=typed.liked on_change=move |liked| typed.liked.set(liked) />
            </div>
        </div>
        <label class="check">
            <input type="checkbox" name="rewatch" prop:checked=move || typed.rewatch.get().unwrap_or(was_watched.get()) on:change=rewatch />
            <span>"I’d seen it before"</span>
        </label>
        <TextArea label="Comment" name="comment" value=typed.comment errors=form.errors hint="Markdown works: *italic*, **bold**, > quote, [text](https://…)." />
        <div class="form-row">
            <TextField label="Where" name="place" value=typed.place errors=form.errors placeholder="Cinema, home, a service" suggestions=Signal::derive(move || labels.places.names()) />
            <LabelsInput
                label="With"
                name="companions"
                names=typed.companions
                suggestions=Signal::derive(move || labels.companions.names())
                errors=form.errors
                placeholder="Names"
            />
        </div>
    }
}
