//! Importing from a MediaTracker, which has no file to export.

use crate::base::routes::import_url;
use crate::context::{use_api, use_navigation};
use crate::transfer::uploading::time_zone;
use crate::ui::field::TextField;
use crate::ui::form::{Form, FormElement, SubmitButton};
use domain::transfer::imports::Import;
use domain::transfer::media_tracker::MediaTrackerDraft;
use leptos::prelude::*;

/// Asks for its address and a token, and then shows what the import holds.
#[component]
pub fn MediaTrackerForm() -> impl IntoView {
    let (api, navigation, form) = (use_api(), use_navigation(), Form::new());
    let (address, token) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |()| {
        let (address, token) = (address.get_untracked(), token.get_untracked());
        let draft = MediaTrackerDraft { address, token, time_zone: time_zone() };
        let checked = draft.parse().map(drop);
        let send = move |()| async move { api.fetch_import(&draft).await };
        form.submit(checked, send, move |import: Import| {
            if form.is_open() {
                navigation.push(&import_url(import.id));
            }
        });
    };
    view! {
        <details class="import-help">
            <summary>"Import from MediaTracker"</summary>
            <p class="transfer-text">
                "MediaTracker can’t export a file, so the server gets your films and lists from it directly. "
                "The token isn’t saved. Delete it in MediaTracker afterwards."
            </p>
            <FormElement id="mediatracker-form" class="import-elsewhere" form scope="mediatracker" on_submit=submit>
                <TextField
                    label="Address"
                    name="address"
                    kind="url"
                    inputmode="url"
                    placeholder="https://media.example.org"
                    value=address
                    errors=form.errors
                    scope="mediatracker"
                />
                <TextField
                    label="Application token"
                    name="token"
                    kind="password"
                    hint="In MediaTracker, click your name, then “Application tokens”."
                    value=token
                    errors=form.errors
                    scope="mediatracker"
                />
                <SubmitButton text="Get films" busy_text="Connecting to MediaTracker…" form />
            </FormElement>
        </details>
    }
}
