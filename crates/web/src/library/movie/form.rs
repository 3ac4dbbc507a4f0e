//! The dialog in which a film is added or edited.

use super::saving::{Saving, Trouble};
use crate::library::context::use_labels;
use crate::library::unsaved::{RestoredNote, Unsaved, UnsavedQuestion};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::field::{TextArea, TextField};
use crate::ui::form::FormElement;
use crate::ui::heart::HeartInput;
use crate::ui::icon::Icon;
use crate::ui::labels::LabelsInput;
use crate::ui::live::{live, words};
use crate::ui::stars::StarInput;
use domain::library::movies::Movie;
use leptos::prelude::*;

/// Adds a film, or edits the one given.
#[component]
pub fn MovieForm(#[prop(optional)] movie: Option<Movie>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let edits = movie.is_some();
    let saving = Saving::of(movie);
    let failed = Signal::derive(move || matches!(saving.trouble.get(), Some(Trouble::Failed(_))));
    let unsaved = Unsaved::new(move || saving.is_dirty(), on_close);
    let title = if edits { "Edit film" } else { "Add a film" };
    view! {
        <Dialog title=title on_dismiss=move |()| unsaved.dismiss()>
            <FormElement id="movie-form" form=saving.form on_submit=move |()| saving.submit()>
                <RestoredNote shows=saving.is_restored />
                <div class="form-fields">
                    <MainFields saving edits />
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
fn MainFields(saving: Saving, edits: bool) -> impl IntoView {
    let labels = use_labels();
    let Saving { fields, form, .. } = saving;
    let errors = form.errors;
    view! {
        <TextField label="Title" name="title" value=fields.title errors required=true autofocus=!edits />
        <div class="form-row">
            <TextField label="Year" name="year" value=fields.year errors inputmode="numeric" />
            {(!edits).then(|| view! {
                <TextField label="Watched on" name="watched_on" kind="date" value=fields.watched_on errors hint="Leave empty if you haven’t seen it." />
            })}
        </div>
        <LabelsInput
            label="Genres"
            name="genres"
            names=fields.genres
            suggestions=Signal::derive(move || labels.genre_names())
            errors
            placeholder="Drama, Comedy, …"
        />
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
    let labels = use_labels();
    let Saving { fields, form, shows_more, .. } = saving;
    let errors = form.errors;
    view! {
        <details
            class="form-more"
            prop:open=move || shows_more.get()
            on:toggle=move |event| shows_more.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
        >
            <summary><Icon name="down" />"More"</summary>
            <div class="form-fields">
                <TextField label="Original title" name="original_title" value=fields.original_title errors />
                <LabelsInput
                    label="Tags"
                    name="tags"
                    names=fields.tags
                    suggestions=Signal::derive(move || labels.tag_names())
                    errors
                    placeholder="Your own labels"
                />
                <TextArea label="Overview" name="overview" value=fields.overview errors />
                <TextArea label="Notes" name="notes" value=fields.notes errors />
                <div class="form-row is-three">
                    <TextField label="Runtime in minutes" name="runtime_minutes" value=fields.runtime_minutes errors inputmode="numeric" />
                    <TextField label="IMDb id" name="imdb_id" value=fields.imdb_id errors placeholder="tt0068646" />
                    <TextField label="TMDB id" name="tmdb_id" value=fields.tmdb_id errors inputmode="numeric" />
                </div>
            </div>
        </details>
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

/// Cancel and save, with what saving is about to do.
#[component]
pub fn FormButtons(
    busy: RwSignal<bool>,
    #[prop(into)] failed: Signal<bool>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let text = move || {
        if busy.get() {
            "Saving…"
        } else if failed.get() {
            "Try again"
        } else {
            "Save"
        }
    };
    view! {
        <div class="dialog-actions">
            <Button text="Cancel" on_press=on_cancel />
            <button type="submit" class="button is-primary" aria-disabled=move || busy.get().then_some("true")>{words(text)}</button>
        </div>
    }
}
