//! The dialog in which a watch is added or edited.

use super::form::FormButtons;
use crate::context::use_api;
use crate::kit::browser;
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::library::watch_date::{Known, WatchDateFields, WatchDateInput};
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextArea, TextField, with_day_finished};
use crate::ui::form::{Form, FormElement};
use crate::ui::heart::HeartInput;
use crate::ui::labels::LabelsInput;
use crate::ui::stars::StarInput;
use domain::field_errors::FieldErrors;
use domain::ids::MovieId;
use domain::library::ratings::Rating;
use domain::library::watches::{Watch, WatchDraft};
use domain::versions::Versioned;
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

/// Adds a watch of the film, or edits the one given.
#[component]
pub fn WatchForm(
    movie: MovieId,
    #[prop(optional)] watch: Option<Watch>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let api = use_api();
    let typed = Typed::of(watch.as_ref());
    let start = untrack(|| typed.texts());
    let version = watch.as_ref().map(Watch::etag);
    let edited = watch.map(|watch| watch.id);
    let form = Form::new();
    let kept = Draft::of(Subject::Watch(movie, edited));
    let found = kept.find();
    let is_restored = found.is_some();
    // The same key at every try, also after a reload: a reply that got lost must not make two watches.
    let key = StoredValue::new((WatchDraft::default(), browser::random_key()));
    if let Some(found) = found {
        typed.load(found.texts);
        if let Ok(draft) = typed.draft()
            && !found.key.is_empty()
        {
            key.set_value((draft, found.key));
        }
    }
    let start = StoredValue::new(start);
    let dirty = move || start.with_value(|start| untrack(|| typed.texts()) != *start);
    let version = StoredValue::new(version);
    let keep = move |key: String| {
        let texts = untrack(|| typed.texts());
        kept.keep(dirty().then_some(&Kept { key, texts, ..Kept::default() }));
    };
    Effect::new(move |ran: Option<()>| {
        typed.texts();
        if ran.is_some() {
            keep(String::new());
        }
    });
    let submit = move |()| {
        let checked = typed.draft().and_then(|draft| draft.parse(browser::today_utc()).map(|_| draft));
        let send = move |draft: WatchDraft| {
            key.update_value(|(used_for, key)| {
                if *used_for != draft {
                    (*used_for, *key) = (draft.clone(), browser::random_key());
                }
            });
            let key = key.with_value(|(_, key)| key.clone());
            keep(key.clone());
            async move {
                match edited {
                    Some(id) => api.update_watch(id, &draft, version.get_value().as_deref()).await,
                    None => api.create_watch(movie, &draft, Some(&key)).await,
                }
            }
        };
        form.submit(with_day_finished(checked), send, move |_| {
            if form.is_open() {
                kept.keep(None);
                on_saved.run(());
                on_close.run(());
            }
        });
    };
    let unsaved = Unsaved::new(dirty, on_close);
    let dismiss = Callback::new(move |()| unsaved.dismiss());
    let title = if edited.is_some() { "Edit the watch" } else { "Add a watch" };
    view! {
        <Dialog title on_dismiss=dismiss>
            <FormElement id="watch-form" form on_submit=submit>
                <RestoredNote shows=is_restored />
                <div class="form-fields">
                    <WatchDateInput fields=typed.date errors=form.errors />
                    <WatchFields typed form />
                </div>
                <UnsavedQuestion unsaved on_discard=move |()| kept.keep(None)>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}

/// Everything about a watch but its date.
#[component]
pub fn WatchFields(typed: Typed, form: Form) -> impl IntoView {
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
            <input type="checkbox" name="rewatch" prop:checked=move || typed.rewatch.get().unwrap_or(false) on:change=rewatch />
            <span>"I’d seen it before"</span>
        </label>
        <TextArea label="Comment" name="comment" value=typed.comment errors=form.errors />
        <div class="form-row">
            <TextField label="Where" name="place" value=typed.place errors=form.errors placeholder="Cinema, home, a service" />
            <LabelsInput
                label="With"
                name="companions"
                names=typed.companions
                suggestions=Signal::stored(Vec::new())
                errors=form.errors
                placeholder="Names"
            />
        </div>
    }
}
