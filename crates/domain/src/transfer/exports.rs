//! Exports: everything that an account keeps, as files.

use crate::accounts::preferences::Preferences;
use crate::ids::{ListId, MovieId};
use crate::library::lists::Visibility;
use crate::library::ratings::Rating;
use crate::library::watch_dates::WatchDate;
use crate::times::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of our own JSON. A file with a higher one was written by a newer program.
pub const EXPORT_VERSION: u32 = 1;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// All that the account keeps, but for pictures.
    Json,
    /// Films, watches and lists as tables, in a zip.
    Csv,
    /// What Letterboxd imports, in a zip.
    Letterboxd,
    /// A table that Trakt imports.
    Trakt,
    /// Tables in the shape of those that IMDb exports, in a zip.
    Imdb,
    /// The JSON and the pictures, in a zip.
    Zip,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Json, Self::Csv, Self::Letterboxd, Self::Trakt, Self::Imdb, Self::Zip];

    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Letterboxd => "letterboxd",
            Self::Trakt => "trakt",
            Self::Imdb => "imdb",
            Self::Zip => "zip",
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// How the names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Trakt => "csv",
            Self::Csv | Self::Letterboxd | Self::Imdb | Self::Zip => "zip",
        }
    }

    /// What a file of this day is called.
    pub fn file_name(self, day: Date) -> String {
        let kind = match self {
            Self::Json | Self::Zip => String::new(),
            other => format!("-{}", other.as_str()),
        };
        format!("movie-tracker{kind}-{day}.{}", self.extension())
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self.extension() {
            "json" => "application/json",
            "csv" => "text/csv; charset=utf-8",
            _ => "application/zip",
        }
    }
}

/// A film with all that belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedMovie {
    /// What the rest of the export names it by.
    pub id: Option<MovieId>,
    /// Its title.
    pub title: String,
    /// Its title in the language it was made in.
    pub original_title: Option<String>,
    /// The year it came out.
    pub year: Option<i16>,
    /// How long it runs.
    pub runtime_minutes: Option<i16>,
    /// Its genres.
    pub genres: Vec<String>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Its main actors.
    pub actors: Vec<String>,
    /// Where the owner can watch it, as they typed it.
    pub services: Vec<String>,
    /// What it is about.
    pub overview: Option<String>,
    /// The owner’s notes.
    pub notes: Option<String>,
    /// The owner’s latest rating.
    pub rating: Option<Rating>,
    /// The ratings that the film itself was given, oldest first; those of watches stand with them.
    pub ratings: Vec<ExportedRating>,
    /// Whether the owner likes it.
    pub liked: bool,
    /// Since when it is on the watchlist.
    pub watchlisted_at: Option<Timestamp>,
    /// Its place on the watchlist, where it was given one: the lowest comes first.
    pub watchlist_order: Option<i64>,
    /// The owner’s labels.
    pub tags: Vec<String>,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// When it was added.
    pub added_at: Option<Timestamp>,
    /// The file with its poster, in an export with pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// The file with its backdrop, in an export with pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backdrop: Option<String>,
    /// Its watches, in the order in which they were recorded.
    pub watches: Vec<ExportedWatch>,
}

/// A rating that a film was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedRating {
    /// When it was given.
    pub rated_at: Timestamp,
    /// The rating; null where the owner took it back.
    pub rating: Option<Rating>,
}

/// A viewing of a film.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedWatch {
    /// The date; null if it is unknown.
    pub watched_on: Option<WatchDate>,
    /// The rating for this viewing.
    pub rating: Option<Rating>,
    /// Whether the owner liked the film this time.
    pub liked: bool,
    /// Whether the film had been watched before, where the owner corrected it; otherwise it follows from the dates.
    pub rewatch: Option<bool>,
    /// A comment, in Markdown.
    pub comment: Option<String>,
    /// Where it was watched.
    pub place: Option<String>,
    /// The people it was watched with.
    pub companions: Vec<String>,
    /// Where it was recorded, if not here.
    pub source: Option<String>,
    /// Its ID there.
    pub external_id: Option<String>,
    /// When it was recorded.
    pub added_at: Option<Timestamp>,
}

/// A list of films, without them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedList {
    /// What the rest of the export names it by.
    pub id: Option<ListId>,
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// Whether the order of its films is a ranking.
    pub ranked: bool,
    /// Who can see it.
    pub visibility: Visibility,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// A film on a list. They come list by list, in the order of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedListItem {
    /// The list.
    pub list: Option<ListId>,
    /// The film.
    pub movie: Option<MovieId>,
    /// The film’s title.
    pub title: String,
    /// The film’s year.
    pub year: Option<i16>,
    /// The film’s ID at IMDb.
    pub imdb_id: Option<String>,
    /// The film’s ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// A note on the film in this list, in Markdown.
    pub note: Option<String>,
    /// When it was put there.
    pub added_at: Option<Timestamp>,
}

/// A saved view. They come in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedView {
    /// Its name.
    pub name: String,
    /// What `GET /api/movies` is asked for, as it stands behind the `?`.
    pub query: String,
}

/// A film of the catalogue that the owner doesn't want to be recommended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedDismissal {
    /// Its ID in the catalogue.
    pub catalogue_id: String,
}

/// A service at which the owner watches films.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportedService {
    /// Its name.
    pub name: String,
}

/// What an export says of the account as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportedAccount {
    /// What the owner has chosen.
    pub settings: Preferences,
    /// The saved views.
    pub views: Vec<ExportedView>,
    /// The films that aren't to be recommended.
    pub dismissals: Vec<ExportedDismissal>,
    /// The services that the owner has, in their order.
    pub services: Vec<ExportedService>,
    /// When the export began.
    pub exported_at: Option<Timestamp>,
}
