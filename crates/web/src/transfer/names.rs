//! What things of imports are called.

use crate::kit::counts::grouped;
use domain::transfer::imports::{Import, ImportState};
use domain::transfer::rows::RowState;

/// What the rows in a state are called.
pub fn row_state(state: RowState) -> &'static str {
    match state {
        RowState::Ready => "Ready",
        RowState::AlreadyThere => "Already there",
        RowState::Repeated => "Twice in the file",
        RowState::NeedsLook => "Needs a look",
        RowState::LeftOut => "Left out",
        RowState::Refused => "Refused",
    }
}

/// What rows in a state do.
pub fn row_state_means(state: RowState) -> &'static str {
    match state {
        RowState::Ready => "They add something to your films.",
        RowState::AlreadyThere => "You have all of this already.",
        RowState::Repeated => "An earlier row says the same.",
        RowState::NeedsLook => "They’re added only if you tick them.",
        RowState::LeftOut => "They aren’t about films, or about something you deleted.",
        RowState::Refused => "They can’t be read.",
    }
}

/// How an import stands, in a few words.
pub fn import_state(state: ImportState) -> &'static str {
    match state {
        ImportState::Uploading => "Being received",
        ImportState::Reading => "Being read",
        ImportState::Asking => "Has a question",
        ImportState::Ready => "Ready to import",
        ImportState::Applying => "Being imported",
        ImportState::Applied => "Imported",
        ImportState::Undoing => "Being undone",
        ImportState::Undone => "Undone",
        ImportState::Failed => "Failed",
    }
}

/// “1 row”, “1,284 rows”.
pub fn rows(number: u64) -> String {
    format!("{} {}", grouped(number), if number == 1 { "row" } else { "rows" })
}

/// All rows of an import.
pub fn all_rows(import: &Import) -> u64 {
    let counts = &import.counts;
    counts.ready + counts.already_there + counts.repeated + counts.needs_look + counts.left_out + counts.refused
}

/// How many rows are in a state.
pub fn rows_in(import: &Import, state: RowState) -> u64 {
    let counts = &import.counts;
    match state {
        RowState::Ready => counts.ready,
        RowState::AlreadyThere => counts.already_there,
        RowState::Repeated => counts.repeated,
        RowState::NeedsLook => counts.needs_look,
        RowState::LeftOut => counts.left_out,
        RowState::Refused => counts.refused,
    }
}

/// The name of an import: that of its file.
pub fn file_name(import: &Import) -> String {
    import.file_name.clone().unwrap_or_else(|| "A file without a name".to_owned())
}

/// What a column of a table can be: its name in the API, and what people call it.
pub const COLUMNS: [(&str, &str); 24] = [
    ("ignore", "Leave out"),
    ("title", "Title"),
    ("original_title", "Original title"),
    ("year", "Year or release date"),
    ("imdb_id", "IMDb ID"),
    ("tmdb_id", "TMDB ID"),
    ("watched_on", "Date watched"),
    ("rating_of_five", "Rating out of 5"),
    ("rating_of_ten", "Rating out of 10"),
    ("rating_of_hundred", "Rating out of 100"),
    ("rated_on", "Date rated"),
    ("seen", "Watched: yes or no"),
    ("watchlist", "On the watchlist: yes or no"),
    ("liked", "Liked: yes or no"),
    ("rewatch", "Rewatch: yes or no"),
    ("comment", "Comment"),
    ("notes", "Notes"),
    ("tags", "Tags"),
    ("genres", "Genres"),
    ("runtime", "Runtime in minutes"),
    ("place", "Where"),
    ("companions", "With"),
    ("overview", "Overview"),
    ("kind", "Film or series"),
];
