//! The dialog in which a watch is added or edited.

use super::form::FormButtons;
use crate::context::use_api;
use crate::kit::browser;
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextArea, TextField, with_day_finished};
use crate::ui::form::{Form, FormElement};
use crate::ui::stars::StarInput;
use domain::ids::MovieId;
use domain::library::ratings::Rating;
use domain::library::watches::{Watch, WatchDraft};
use leptos::prelude::*;

/// A watch while it is typed in.
#[derive(Clone, Copy)]
struct Typed {
    day: RwSignal<String>,
    rating: RwSignal<u8>,
    comment: RwSignal<String>,
}

impl Typed {
    fn of(watch: Option<&Watch>) -> Self {
        let today = || browser::today().to_string();
        let day = watch.map_or_else(today, |watch| watch.watched_on.map(|day| day.to_string()).unwrap_or_default());
        Self {
            day: RwSignal::new(day),
            rating: RwSignal::new(watch.and_then(|watch| watch.rating).map_or(0, Rating::half_stars)),
            comment: RwSignal::new(watch.and_then(|watch| watch.comment.clone()).unwrap_or_default()),
        }
    }

    fn texts(self) -> Vec<String> {
        vec![self.day.get(), self.rating.get().to_string(), self.comment.get()]
    }

    fn load(self, texts: Vec<String>) {
        if let Ok([day, rating, comment]) = <[String; 3]>::try_from(texts) {
            self.day.set(day);
            self.rating.set(rating.parse().unwrap_or(0));
            self.comment.set(comment);
        }
    }

    fn draft(self) -> WatchDraft {
        let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        WatchDraft {
            watched_on: text(self.day.get_untracked()),
            rating: Rating::from_half_stars(self.rating.get_untracked().into()).map(Rating::stars),
            comment: text(self.comment.get_untracked()),
        }
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
    let start = typed.draft();
    let edited = watch.map(|watch| watch.id);
    let form = Form::new();
    let kept = Draft::of(Subject::Watch(movie, edited));
    let found = kept.find();
    let is_restored = found.is_some();
    // The same key at every try, also after a reload: a reply that got lost must not make two watches.
    let key = StoredValue::new((WatchDraft::default(), browser::random_key()));
    if let Some(found) = found {
        typed.load(found.texts);
        if !found.key.is_empty() {
            key.set_value((typed.draft(), found.key));
        }
    }
    let dirty = StoredValue::new(move || typed.draft() != start);
    let dirty = move || dirty.with_value(|dirty| dirty());
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
        let draft = typed.draft();
        let checked = with_day_finished(draft.parse(browser::today_utc()));
        let send = move |_| {
            key.update_value(|(used_for, key)| {
                if *used_for != draft {
                    (*used_for, *key) = (draft.clone(), browser::random_key());
                }
            });
            let key = key.with_value(|(_, key)| key.clone());
            keep(key.clone());
            async move {
                match edited {
                    Some(id) => api.update_watch(id, &draft).await,
                    None => api.create_watch(movie, &draft, Some(&key)).await,
                }
            }
        };
        form.submit(checked, send, move |_| {
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
                    <TextField label="Watched on" name="watched_on" kind="date" value=typed.day errors=form.errors hint="Leave empty if you don’t remember." />
                    <div class="field">
                        <span class="field-label" aria-hidden="true">"Rating for this viewing"</span>
                        <StarInput value=typed.rating on_change=move |value| typed.rating.set(value) />
                    </div>
                    <TextArea label="Comment" name="comment" value=typed.comment errors=form.errors />
                </div>
                <UnsavedQuestion unsaved on_discard=move |()| kept.keep(None)>
                    <FormButtons busy=form.busy failed=Signal::derive(move || form.refusal.with(Option::is_some)) on_cancel=dismiss />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}
