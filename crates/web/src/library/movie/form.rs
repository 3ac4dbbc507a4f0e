//! The dialog in which a film is edited.

use super::film_fields::{Details, FactFields, GenresInput, TagsInput};
use super::saving::{Saving, Trouble};
use crate::context::{use_api, use_toasts};
use crate::kit::failures::{describe, is_gone};
use crate::kit::pauses::pause;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use crate::library::state::Change;
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::FormElement;
use crate::ui::form_buttons::FormButtons;
use crate::ui::heart::HeartInput;
use crate::ui::icon::Icon;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use crate::ui::stars::StarInput;
use domain::ids::MovieId;
use domain::library::movies::Movie;
use leptos::prelude::*;

/// How long a film may take to arrive before that is said, in milliseconds.
const SOON: i32 = 250;

/// Edits a film, which is fetched first: lists don't have its long texts.
#[component]
pub fn MovieForm(id: MovieId, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (api, toasts, library) = (use_api(), use_toasts(), use_library_state());
    let (fetched, is_slow) = (RwSignal::new(None::<Result<Movie, String>>), RwSignal::new(false));
    let tasks = StoredValue::new_local(None::<[Task; 2]>);
    let fetch = move || {
        fetched.set(None);
        let fetching = Task::spawn(async move {
            match api.get_movie(id).await {
                Err(error) if is_gone(&error) => {
                    library.tell(Change::Gone(id));
                    toasts.fail(describe(&error));
                    on_close.run(());
                }
                found => fetched.set(Some(found.map_err(|error| describe(&error)))),
            }
        });
        let waiting = Task::spawn(async move {
            pause(SOON).await;
            is_slow.set(true);
        });
        tasks.set_value(Some([fetching, waiting]));
    };
    fetch();
    live(move || {
        let text = match fetched.get() {
            Some(Ok(movie)) => return Some(view! { <FetchedMovieForm movie on_close /> }.into_any()),
            Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| fetch() /> }.into_any(),
            None if is_slow.get() => view! { <p role="status">"Loading…"</p> }.into_any(),
            None => return None,
        };
        let dialog = view! {
            <Dialog title="Edit film" on_dismiss=on_close>
                {text}
                <div class="dialog-actions"><Button text="Cancel" on_press=on_close /></div>
            </Dialog>
        };
        Some(dialog.into_any())
    })
}

#[component]
fn FetchedMovieForm(movie: Movie, on_close: Callback<()>) -> impl IntoView {
    let saving = Saving::of(movie);
    let failed = Signal::derive(move || matches!(saving.trouble.get(), Some(Trouble::Failed(_))));
    let unsaved = Unsaved::new(move || saving.is_dirty(), on_close);
    view! {
        <Dialog title="Edit film" on_dismiss=move |()| unsaved.dismiss()>
            <FormElement id="movie-form" form=saving.form on_submit=move |()| saving.submit()>
                <RestoredNote shows=saving.is_restored />
                <div class="form-fields">
                    <MainFields saving />
                    <MoreFields saving />
                </div>
                <TroubleBox saving on_close />
                <UnsavedQuestion unsaved on_discard=move |()| saving.discard()>
                    <FormButtons busy=saving.form.busy failed on_cancel=move |()| unsaved.dismiss() />
                </UnsavedQuestion>
            </FormElement>
        </Dialog>
    }
}

#[component]
fn MainFields(saving: Saving) -> impl IntoView {
    let Saving { fields, form, .. } = saving;
    let errors = form.errors;
    view! {
        <TextField label="Title" name="title" value=fields.title errors required=true />
        <TextField label="Year" name="year" value=fields.year errors inputmode="numeric" />
        <GenresInput fields errors />
        <div class="field">
            <span class="field-label" aria-hidden="true">"Your rating"</span>
            <div class="rating-line">
                <StarInput value=fields.rating on_change=move |value| fields.rating.set(value) />
                <HeartInput value=fields.liked on_change=move |liked| fields.liked.set(liked) />
            </div>
        </div>
        <label class="check">
            <input
                type="checkbox"
                name="on_watchlist"
                prop:checked=move || fields.on_watchlist.get()
                on:change=move |event| fields.on_watchlist.set(event_target_checked(&event))
            />
            <span>"On my watchlist"</span>
        </label>
    }
}

#[component]
fn MoreFields(saving: Saving) -> impl IntoView {
    let Saving { fields, form, shows_more, .. } = saving;
    let errors = form.errors;
    view! {
        <Details title="More" shows=shows_more>
            <TagsInput tags=fields.tags errors />
            <FactFields fields errors />
        </Details>
    }
}

#[component]
fn TroubleBox(saving: Saving, on_close: Callback<()>) -> impl IntoView {
    view! {
        <div aria-live="assertive">
            {live(move || saving.trouble.get().map(|trouble| match trouble {
                Trouble::Failed(reason) => view! {
                    <div class="alert"><Icon name="alert" /><p>{reason}" Everything you typed is still here."</p></div>
                }.into_any(),
                Trouble::Gone => view! {
                    <div class="alert">
                        <Icon name="alert" />
                        <p>"This film was deleted in the meantime. It may be in the trash."</p>
                        <Button text="Close" on_press=on_close />
                    </div>
                }.into_any(),
                Trouble::Conflict(newer) => view! { <ConflictBox saving newer=*newer /> }.into_any(),
            }))}
        </div>
    }
}

#[component]
fn ConflictBox(saving: Saving, newer: Movie) -> impl IntoView {
    let newer = StoredValue::new(newer);
    view! {
        <div class="alert">
            <Icon name="alert" />
            <p>"This film was changed elsewhere while you were editing."</p>
            <Button text="Load their version" on_press=move |()| saving.take_newer(newer.get_value()) />
            <Button text="Save mine anyway" on_press=move |()| saving.save_over(newer.get_value()) />
        </div>
    }
}
