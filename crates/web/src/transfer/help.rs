//! Where people get their files from.

use leptos::prelude::*;

/// Services, and where they export one’s data.
const SERVICES: [(&str, &str); 13] = [
    ("Letterboxd", "Settings → Data → Export your data. Choose the zip as it is."),
    ("Trakt", "Settings → Data → Export. Choose the zip as it is."),
    ("TV Time", "The archive that you asked for before TV Time closed. Unpack it first if it has a password."),
    ("IMDb", "Your ratings, your watchlist and each list have an Export link. Choose all of the files at once."),
    ("TMDB", "Settings → Export → CSV."),
    ("Simkl", "The backup in JSON, or the CSV export. JSON has more."),
    ("Netflix", "Account → your profile → Viewing activity → Download all."),
    ("Yamtrack, Floppy", "Settings → Export."),
    ("Ryot", "Settings → Imports and exports → Export. Unpack the file first."),
    ("Movary, Watcharr", "Settings → Export."),
    ("MovieLens, Criticker, Kinopoisk", "The export of your ratings."),
    ("Kodi", "The library exported to one file, or a zip of NFO files."),
    ("A spreadsheet", "CSV, Excel (xlsx) or OpenDocument (ods). You say what each column is."),
];

/// Tells where each service exports one’s data.
#[component]
pub fn ServicesHelp() -> impl IntoView {
    let service = |(name, text): (&'static str, &'static str)| view! { <dt>{name}</dt><dd>{text}</dd> };
    view! {
        <details class="import-help">
            <summary>"Where to get the file"</summary>
            <dl>{SERVICES.map(service).collect_view()}</dl>
        </details>
    }
}
