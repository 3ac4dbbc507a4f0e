//! What a row says of a film.

use crate::doubt::Doubt;
use domain::library::lists::Visibility;
use domain::library::ratings::Rating;
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;
use domain::transfer::exports::ExportedRating;
use serde::{Deserialize, Serialize};

/// What one row says of a film. All values keep the bounds of the domain; what didn’t is in `doubts`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The film, as the service describes it.
    pub movie: Described,
    /// Its watches, as far as this row knows them.
    pub watches: Vec<Watch>,
    /// Whether it has been watched. This makes a watch of unknown date, unless there is another one.
    pub seen: bool,
    /// The rating of the film.
    pub rating: Option<Rating>,
    /// The day on which it was rated.
    pub rated_on: Option<WatchDate>,
    /// Whether it is liked.
    pub liked: bool,
    /// Whether it is on the watchlist.
    pub watchlisted: bool,
    /// When it was put on the watchlist. A day without a time is its noon in the chosen time zone.
    pub watchlisted_at: Option<Timestamp>,
    /// The tags of the film.
    pub tags: Vec<String>,
    /// Notes on the film, in Markdown.
    pub notes: Option<String>,
    /// The lists that it is on.
    pub items: Vec<ListItem>,
    /// What the file names the film by: rows with the same key are about one film, those with other keys about others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What only this program tells, of a film that it exported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
    /// What was doubtful: a value that was left out or changed.
    pub doubts: Vec<Doubt>,
}

/// What only this program tells of a film. Beside it, `rating` is the film’s rating exactly, also where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Own {
    /// When it was added.
    pub added_at: Option<Timestamp>,
    /// Its place on the watchlist: the lowest comes first.
    pub watchlist_order: Option<i64>,
    /// The ratings that the film itself was given.
    pub ratings: Vec<ExportedRating>,
    /// Its poster among the [`crate::Pictures`] of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster: Option<String>,
    /// Its backdrop among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backdrop: Option<String>,
}

/// A film, as the service describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Described {
    /// Its title, on one line; empty only if there is an ID.
    pub title: String,
    /// Its title in the language it was made in, where that is another.
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
    /// Where its owner can watch it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// What it is about.
    pub overview: Option<String>,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// Whether the IDs aren’t in the file, but were found by the title: then what somebody decided comes first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ids_recognised: bool,
    /// What else isn’t in the file, but came with these IDs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details_recognised: Vec<Detail>,
}

/// What a film that was recognised can bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Its title in the language it was made in.
    OriginalTitle,
    /// How long it runs.
    Runtime,
    /// Its genres.
    Genres,
    /// Who directed it.
    Directors,
    /// Its main actors.
    Actors,
}

impl Described {
    /// Whether it has an ID.
    pub fn has_id(&self) -> bool {
        self.imdb_id.is_some() || self.tmdb_id.is_some()
    }

    /// Takes the IDs that another row on the same film has, where this has none; those of a file come before those that
    /// were recognised.
    pub fn take_ids(&mut self, other: &Self) {
        if !other.has_id() {
            return;
        }
        if self.has_id() && self.ids_recognised != other.ids_recognised {
            if other.ids_recognised {
                return;
            }
            (self.imdb_id, self.tmdb_id) = (None, None);
        }
        self.ids_recognised = other.ids_recognised;
        self.imdb_id = self.imdb_id.take().or_else(|| other.imdb_id.clone());
        self.tmdb_id = self.tmdb_id.or(other.tmdb_id);
    }

    /// Leaves what the file says.
    pub fn forget_recognised(&mut self) {
        if std::mem::take(&mut self.ids_recognised) {
            (self.imdb_id, self.tmdb_id) = (None, None);
        }
        for detail in std::mem::take(&mut self.details_recognised) {
            match detail {
                Detail::OriginalTitle => self.original_title = None,
                Detail::Runtime => self.runtime_minutes = None,
                Detail::Genres => self.genres.clear(),
                Detail::Directors => self.directors.clear(),
                Detail::Actors => self.actors.clear(),
            }
        }
    }
}

/// A viewing of a film.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// The date; none if it is unknown.
    pub watched_on: Option<WatchDate>,
    /// The rating given for this viewing.
    pub rating: Option<Rating>,
    /// Whether the film had been watched before, where the service says so.
    pub rewatch: Option<bool>,
    /// Whether this program exported it: then `rewatch` stays whatever the dates say, and `source` is where it is from.
    pub is_own: bool,
    /// Whether the film was liked this time.
    pub liked: bool,
    /// A comment, in Markdown.
    pub comment: Option<String>,
    /// Where it was watched.
    pub place: Option<String>,
    /// The people it was watched with.
    pub companions: Vec<String>,
    /// The service’s own ID of the viewing, where it has one that stays: `trakt:123`.
    pub external_id: Option<String>,
    /// Where it was recorded first.
    pub source: Option<String>,
    /// When it was recorded.
    pub added_at: Option<Timestamp>,
    /// Whether this may be the same viewing as another of that day (or of unknown date) in this import, told again in
    /// another file. Without it, two viewings on one day are two.
    pub joins: bool,
}

/// A film’s place on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListItem {
    /// The key of the list.
    pub list: String,
    /// Its place, where the list has an order.
    pub position: Option<u32>,
    /// A note on the film in this list.
    pub note: Option<String>,
    /// When it was put there.
    pub added_at: Option<Timestamp>,
}

/// A list of films. It is told before its films.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct List {
    /// What the films name it by; unique in the import.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is about, in Markdown.
    pub description: Option<String>,
    /// Whether the order of its films is a ranking.
    pub ranked: bool,
    /// Its tags.
    pub tags: Vec<String>,
    /// Who can see it.
    pub visibility: Visibility,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Whether it is kept without films, too.
    pub even_empty: bool,
    /// What was doubtful.
    pub doubts: Vec<Doubt>,
}
