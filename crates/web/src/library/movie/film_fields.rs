//! Fields of a film that several dialogs have.

use super::fields::Fields;
use crate::library::context::use_labels;
use crate::ui::field::{TextArea, TextField};
use crate::ui::icon::Icon;
use crate::ui::labels::LabelsInput;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;

/// Fields that are shown when they are asked for.
#[component]
pub fn Details(title: &'static str, shows: RwSignal<bool>, children: Children) -> impl IntoView {
    view! {
        <details
            class="form-more"
            prop:open=move || shows.get()
            on:toggle=move |event| shows.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
        >
            <summary><Icon name="down" />{title}</summary>
            <div class="form-fields">{children()}</div>
        </details>
    }
}

/// The genres.
#[component]
pub fn GenresInput(fields: Fields, errors: RwSignal<FieldErrors>) -> impl IntoView {
    let labels = use_labels();
    view! {
        <LabelsInput
            label="Genres"
            name="genres"
            names=fields.genres
            suggestions=Signal::derive(move || labels.genres.names())
            errors
            placeholder="Drama, Comedy, …"
        />
    }
}

#[component]
fn PeopleInput(
    label: &'static str,
    name: &'static str,
    names: RwSignal<Vec<String>>,
    errors: RwSignal<FieldErrors>,
) -> impl IntoView {
    view! { <LabelsInput label name names suggestions=Signal::stored(Vec::new()) errors placeholder="Names, separated by commas" /> }
}

/// The tags.
#[component]
pub fn TagsInput(tags: RwSignal<Vec<String>>, errors: RwSignal<FieldErrors>) -> impl IntoView {
    let labels = use_labels();
    view! {
        <LabelsInput
            label="Tags"
            name="tags"
            names=tags
            suggestions=Signal::derive(move || labels.tags.names())
            errors
            placeholder="Your own labels"
        />
    }
}

/// What else is known of a film.
#[component]
pub fn FactFields(fields: Fields, errors: RwSignal<FieldErrors>) -> impl IntoView {
    view! {
        <TextField label="Original title" name="original_title" value=fields.original_title errors />
        <PeopleInput label="Directors" name="directors" names=fields.directors errors />
        <PeopleInput label="Cast" name="actors" names=fields.actors errors />
        <LabelsInput
            label="Where to watch"
            name="services"
            names=fields.services
            suggestions=Signal::stored(Vec::new())
            errors
            placeholder="Services, shelves, …"
        />
        <TextArea label="Overview" name="overview" value=fields.overview errors />
        <TextArea label="Notes" name="notes" value=fields.notes errors />
        <div class="form-row is-three">
            <TextField label="Runtime in minutes" name="runtime_minutes" value=fields.runtime_minutes errors inputmode="numeric" />
            <TextField label="IMDb id" name="imdb_id" value=fields.imdb_id errors placeholder="tt0068646" />
            <TextField label="TMDB id" name="tmdb_id" value=fields.tmdb_id errors inputmode="numeric" />
        </div>
    }
}
