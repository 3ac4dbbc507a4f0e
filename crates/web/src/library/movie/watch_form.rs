//! The dialog in which a watch is added or edited.

use crate::context::use_api;
use crate::kit::browser;
use crate::kit::request_key::RequestKey;
use crate::library::drafts::{Draft, Kept, Subject};
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::library::watch_date::WatchDateInput;
use crate::library::watch_fields::{Typed, WatchFields};
use crate::ui::dialog::Dialog;
use crate::ui::field::with_day_finished;
use crate::ui::form::{Form, FormElement};
use crate::ui::form_buttons::FormButtons;
use crate::ui::live::on_change;
use domain::ids::MovieId;
use domain::library::watches::{Watch, WatchDraft};
use domain::versions::Versioned;
use leptos::prelude::*;

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
    let key = StoredValue::new(RequestKey::default());
    if let Some(found) = found {
        typed.load(found.texts);
        if let Ok(draft) = typed.draft()
            && !found.key.is_empty()
        {
            key.set_value(RequestKey::kept(draft, found.key));
        }
    }
    let start = StoredValue::new(start);
    let dirty = move || start.with_value(|start| untrack(|| typed.texts()) != *start);
    let version = StoredValue::new(version);
    let keep = move |key: String| {
        let texts = untrack(|| typed.texts());
        kept.keep(dirty().then_some(&Kept { key, texts, ..Kept::default() }));
    };
    on_change(move || typed.texts(), move |_| keep(String::new()));
    let submit = move |()| {
        let checked = typed.draft().and_then(|draft| draft.parse(browser::today_utc()).map(|_| draft));
        let send = move |draft: WatchDraft| {
            let key = key.try_update_value(|key| key.of(&draft, browser::random_key)).unwrap_or_default();
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
