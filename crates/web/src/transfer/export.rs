//! Taking one's films along.

use crate::base::session::files::Download;
use crate::context::{use_session, use_toasts};
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::files;
use crate::kit::tasks::Task;
use crate::ui::button::Button;
use crate::ui::live::When;
use client::Client;
use domain::transfer::exports::ExportFormat;
use leptos::prelude::*;

/// What each format is called, and what it is good for.
const FORMATS: [(ExportFormat, &str, &str); 6] = [
    (
        ExportFormat::Zip,
        "Everything, with posters",
        "One zip with your films, watches, lists, saved views, settings and pictures. Movie Tracker can import it again.",
    ),
    (ExportFormat::Json, "Everything, without posters", "One JSON file for programs. Movie Tracker reads it again."),
    (
        ExportFormat::Csv,
        "Tables",
        "Films, watches and lists as CSV in a zip, for spreadsheets. Movie Tracker reads it again.",
    ),
    (ExportFormat::Letterboxd, "For Letterboxd", "CSV files that Letterboxd imports, none larger than it takes."),
    (ExportFormat::Trakt, "For Trakt", "One CSV file with your watches, ratings and watchlist."),
    (ExportFormat::Imdb, "As IMDb writes it", "Ratings, watchlist and lists in the shape of IMDb’s own exports."),
];

/// Offers to export everything, in a format that is chosen.
#[component]
pub fn ExportSection() -> impl IntoView {
    let (session, toasts) = (use_session(), use_toasts());
    let chosen = RwSignal::new(ExportFormat::Zip);
    let task = StoredValue::new_local(None::<Task>);
    let busy = RwSignal::new(false);
    let export = move |()| {
        let format = chosen.get_untracked();
        busy.set(true);
        task.set_value(Some(Task::spawn(async move {
            let download = Download::new(session);
            match Client::new(download.clone()).export(format).await {
                Ok(_) => {
                    let name = format.file_name(browser::today());
                    let saved = download.take().and_then(|file| files::save(&file, &name));
                    if saved.is_none() {
                        toasts.fail("Your browser couldn’t save the file.");
                    }
                }
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        })));
    };
    let cancel = move |()| {
        task.set_value(None);
        busy.set(false);
    };
    let choice = move |(format, name, text): (ExportFormat, &'static str, &'static str)| {
        view! {
            <label class="export-choice">
                <input type="radio" name="export-format" value=format.as_str() aria-label=name aria-describedby=format!("export-{}", format.as_str()) prop:checked=move || chosen.get() == format
                    on:change=move |_| chosen.set(format) />
                <span><strong>{name}</strong><span class="quiet" id=format!("export-{}", format.as_str())>{text}</span></span>
            </label>
        }
    };
    view! {
        <section class="transfer-section" id="export" aria-labelledby="export-title">
            <h2 id="export-title">"Export"</h2>
            <p class="transfer-text">"Take everything with you, whenever you like. Films in the trash stay behind."</p>
            <fieldset class="export-choices">
                <legend class="visually-hidden">"Format"</legend>
                {FORMATS.map(choice).collect_view()}
            </fieldset>
            <When
                holds=busy
                otherwise=move || view! {
                    <div class="button-row"><Button text="Export" icon="down-long" class="is-primary" on_press=export /></div>
                }
            >
                <div class="button-row">
                    <p class="export-busy" role="status"><span class="spinner" aria-hidden="true"></span>"Exporting…"</p>
                    <Button text="Cancel" on_press=cancel />
                </div>
            </When>
        </section>
    }
}
