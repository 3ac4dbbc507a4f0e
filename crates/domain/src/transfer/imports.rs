//! Imports: a file from another service, what its rows would do, and what they did.

use crate::field_errors::FieldErrors;
use crate::ids::ImportId;
use crate::jobs::Progress;
use crate::library::watch_dates::WatchDate;
use crate::times::Timestamp;
use crate::versions::Versioned;
use serde::{Deserialize, Serialize};

/// The most bytes of an imported file: 256 MiB.
pub const MAX_IMPORT_BYTES: usize = 256 * 1024 * 1024;
/// The most characters of the name of an imported file.
pub const MAX_FILE_NAME: usize = 200;
/// Days for which an import can be undone.
pub const UNDO_DAYS: i64 = 30;
/// Days for which an import that isn't applied is kept.
pub const KEPT_DAYS: i64 = 7;
/// The most days whose watches can be made undated.
pub const MAX_UNDATED_DAYS: usize = 100;
/// The watches of one day that are taken to have been marked together, not watched together.
pub const BULK_WATCHES: u64 = 20;

/// The state of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Its file is being uploaded.
    Uploading,
    /// A server reads its rows and looks for their films.
    Reading,
    /// It can't be read before its question is answered.
    Asking,
    /// Its rows can be looked at; nothing has been added to the library.
    Ready,
    /// A server adds its rows to the library. They appear there all at once.
    Applying,
    /// Its rows are in the library.
    Applied,
    /// A server takes its rows out of the library again.
    Undoing,
    /// Its rows were taken out of the library again.
    Undone,
    /// It went wrong; nothing has been added to the library.
    Failed,
}

impl ImportState {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Uploading,
        Self::Reading,
        Self::Asking,
        Self::Ready,
        Self::Applying,
        Self::Applied,
        Self::Undoing,
        Self::Undone,
        Self::Failed,
    ];

    /// The name in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Reading => "reading",
            Self::Asking => "asking",
            Self::Ready => "ready",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether a server works on it, so that it will change by itself.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Uploading | Self::Reading | Self::Applying | Self::Undoing)
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// The import.
    pub id: ImportId,
    /// Its state.
    pub state: ImportState,
    /// The name of its file, as far as that is known.
    pub file_name: Option<String>,
    /// How many bytes the file has.
    pub byte_count: u64,
    /// The service that the file comes from, such as `letterboxd`; null until it is read.
    pub format: Option<String>,
    /// What people call the service, such as “Letterboxd”.
    pub format_title: Option<String>,
    /// How many of its rows are in each state.
    pub counts: RowCounts,
    /// What was left out or refused, by kind.
    pub kinds: Vec<CountedKind>,
    /// The files that were found in it: at most 1,000.
    pub files: Vec<ImportedFile>,
    /// Days on which it has so many watches that they were probably marked together: at most 20, those with the most
    /// watches first.
    pub bulk_days: Vec<BulkDay>,
    /// How many saved views it has.
    #[serde(default)]
    pub views: u64,
    /// Whether it has the settings of an account, which `take_settings` takes.
    #[serde(default)]
    pub has_settings: bool,
    /// What must be answered before it can be read.
    pub question: Option<Question>,
    /// What was chosen.
    pub choices: Choices,
    /// What it did to the library; null until it is applied.
    pub result: Option<ImportResult>,
    /// How far the work is; null when nothing is being done.
    pub progress: Option<Progress>,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
    /// Until when it can be undone.
    pub undo_until: Option<Timestamp>,
    /// Grows with every change; the `ETag` is this number in quotes.
    pub version: i64,
}

impl Versioned for Import {
    fn version(&self) -> i64 {
        self.version
    }
}

/// How many rows are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RowCounts {
    /// They add something to the library.
    pub ready: u64,
    /// All they say is in the library already.
    pub already_there: u64,
    /// An earlier row says the same.
    pub repeated: u64,
    /// Somebody should look at them first.
    pub needs_look: u64,
    /// They are about something else than films.
    pub left_out: u64,
    /// They can't be read.
    pub refused: u64,
    /// They are taken when the import is applied.
    pub taken: u64,
}

/// A remark on a row or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Remark {
    /// Its kind, such as `rating_out_of_range`.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

/// How many rows were left out or refused for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountedKind {
    /// The reason.
    pub remark: Remark,
    /// How many rows.
    pub count: u64,
}

/// A file that was found in an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedFile {
    /// Its path inside the zip, or the name of the single file.
    pub file: String,
    /// The service that it comes from, if that was recognised.
    pub format: Option<String>,
    /// How many rows were read.
    pub rows: u64,
    /// What is wrong with it as a whole.
    pub problem: Option<Remark>,
}

/// A day with many watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkDay {
    /// The day.
    pub date: WatchDate,
    /// How many watches it has.
    pub watches: u64,
}

/// What must be answered before a file can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Question {
    /// Whether dates have the day or the month first: `day_first` answers it.
    DayFirst {
        /// The file.
        file: String,
        /// A few of its dates.
        examples: Vec<String>,
    },
    /// What the columns of a table are: `columns` answers it.
    Columns {
        /// The file.
        file: String,
        /// The names of the columns.
        header: Vec<String>,
        /// What each column seems to be.
        guesses: Vec<String>,
        /// The first rows.
        samples: Vec<Vec<String>>,
    },
}

/// How an import is read and applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Choices {
    /// Where the person lives, such as `Europe/Berlin`: a moment becomes the day that it was there. UTC by default.
    pub time_zone: Option<String>,
    /// Whether the day or the month comes first in dates that can be read both ways.
    pub day_first: Option<bool>,
    /// What each column of a table is, in their order.
    pub columns: Option<Vec<String>>,
    /// Whether a film that was rated on a day, and has no watch, was watched on that day.
    pub rating_dates_are_watches: bool,
    /// Whether its ratings replace those that the library has. Otherwise the library's stay.
    pub replace_ratings: bool,
    /// Whether the settings that it has replace those of the account.
    pub take_settings: bool,
    /// Days whose watches get an unknown date, because they were marked together: at most 100.
    pub undated_days: Vec<WatchDate>,
}

impl Choices {
    /// Checks the rules.
    ///
    /// # Errors
    /// When there are too many days.
    pub fn parse(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        if self.undated_days.len() > MAX_UNDATED_DAYS {
            errors.add("undated_days", "too_many", "Choose at most 100 days.");
        }
        errors.into_result(self)
    }
}

/// What an import did to the library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ImportResult {
    /// Films that it added.
    pub movies_added: u64,
    /// Films that were in the library and changed.
    pub movies_changed: u64,
    /// Watches that it added.
    pub watches_added: u64,
    /// Lists that it added.
    pub lists_added: u64,
    /// Saved views that it added: those whose name no other view has.
    pub views_added: u64,
    /// Posters and backdrops that it gave to films that it added.
    pub pictures_added: u64,
    /// Posters and backdrops that couldn't be read; `files` says which.
    pub pictures_refused: u64,
    /// Films that undoing it left as they are, because they have changed since.
    pub movies_kept: u64,
}
