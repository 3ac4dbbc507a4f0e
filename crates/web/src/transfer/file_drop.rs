//! Where files are chosen or dropped.

use crate::kit::files;
use crate::ui::icon::Icon;
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement};

/// Takes files; those that are dropped beside it are taken as well, by [`super::DropTarget`].
#[component]
pub fn FileDrop(#[prop(into)] on_files: Callback<Vec<File>, ()>) -> impl IntoView {
    view! {
        <label class="file-drop">
            <input
                type="file"
                id="import-file"
                class="visually-hidden"
                multiple
                on:change=move |event| on_files.run(files::take_all_chosen(&event_target::<HtmlInputElement>(&event)))
            />
            <span class="file-drop-main"><Icon name="plus" />"Choose a file"</span>
            <span class="quiet">"or drop it anywhere on this page: a zip as you got it, CSV, JSON, XML or a spreadsheet, up to 256 MiB"</span>
        </label>
    }
}
