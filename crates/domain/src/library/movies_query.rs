//! What a list of films is asked for: search, filters, order. The same words stand in the API's
//! query and in the browser app's address.

use crate::library::movies::Movie;
use crate::library::ratings::Rating;
use crate::queries::{Kind, keep, non_empty, parameters};
use std::fmt;
use std::str::FromStr;

/// Which films, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct MoviesQuery {
    /// Words that must all occur in title, original title, genres or tags; letter case and accents
    /// don't matter.
    pub search: String,
    /// Only films of this genre.
    pub genre: Option<String>,
    /// Only films with this tag.
    pub tag: Option<String>,
    /// Only films from this year.
    pub year: Option<i16>,
    /// Only films rated at least so.
    pub rating_min: Option<Rating>,
    /// Only films that were watched, or were not, or are wanted.
    pub status: Option<Status>,
    /// The order.
    pub sort: Sort,
}

/// Whether a film was watched, or is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Watched at least once.
    Watched,
    /// Never watched.
    Unwatched,
    /// On the watchlist.
    Watchlist,
}

/// What films are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// By title, folded.
    Title,
    /// By the day of the latest watch.
    WatchedOn,
    /// By rating.
    Rating,
    /// By year.
    Year,
    /// By the moment they were added.
    Added,
}

/// An order. Films without a value come last in both directions; equal ones are in the order of
/// their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// What the order is by.
    pub by: SortBy,
    /// From the highest to the lowest.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Added, descending: true }
    }
}

const STATUSES: [(Status, &str); 3] =
    [(Status::Watched, "watched"), (Status::Unwatched, "unwatched"), (Status::Watchlist, "watchlist")];

const SORTS: [(SortBy, &str); 5] = [
    (SortBy::Title, "title"),
    (SortBy::WatchedOn, "watched_on"),
    (SortBy::Rating, "rating"),
    (SortBy::Year, "year"),
    (SortBy::Added, "added"),
];

fn name_in<T: PartialEq + Copy>(table: &[(T, &'static str)], value: T) -> &'static str {
    table.iter().find(|row| row.0 == value).map_or("", |row| row.1)
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_in(&STATUSES, *self))
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        STATUSES.iter().find(|row| row.1 == name).map(|row| row.0).ok_or(())
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, name_in(&SORTS, self.by))
    }
}

impl FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        SORTS.iter().find(|row| row.1 == name).map(|row| Self { by: row.0, descending }).ok_or(())
    }
}

impl MoviesQuery {
    /// Whether a change of a film can bring it into the list, take it out or move it: search, filter or order look at
    /// what changed.
    pub fn depends_on(&self, before: &Movie, after: &Movie) -> bool {
        let labels = before.genres != after.genres || before.tags != after.tags;
        let titles = before.title != after.title || before.original_title != after.original_title;
        let year = before.year != after.year;
        let rating = before.rating != after.rating;
        let watches = before.watched_on != after.watched_on || before.watch_count != after.watch_count;
        let order = match self.sort.by {
            SortBy::Title => before.title != after.title,
            SortBy::WatchedOn => watches,
            SortBy::Rating => rating,
            SortBy::Year => year,
            SortBy::Added => before.created_at != after.created_at,
        };
        let status = match self.status {
            Some(Status::Watched | Status::Unwatched) => watches,
            Some(Status::Watchlist) => before.on_watchlist != after.on_watchlist,
            None => false,
        };
        order
            || status
            || !self.search.is_empty() && (titles || labels)
            || (self.genre.is_some() || self.tag.is_some()) && labels
            || self.year.is_some() && year
            || self.rating_min.is_some() && rating
    }

    /// Whether it asks for fewer films than there are.
    pub fn is_filtered(&self) -> bool {
        *self != Self { sort: self.sort, ..Self::default() }
    }
}

parameters!(MoviesQuery {
    "search": Kind::Text, "Words that must all occur in title, original title, genres or tags; case and accents don’t matter.",
        |query, value| { value.clone_into(&mut query.search); true }, |query| non_empty(&query.search);
    "genre": Kind::Text, "Only films of this genre.",
        |query, value| keep(&mut query.genre, Some(value.to_owned())), |query| query.genre.clone();
    "tag": Kind::Text, "Only films with this tag.",
        |query, value| keep(&mut query.tag, Some(value.to_owned())), |query| query.tag.clone();
    "year": Kind::Integer, "Only films from this year.",
        |query, value| keep(&mut query.year, value.parse().ok()), |query| query.year.map(|year| year.to_string());
    "rating_min": Kind::Rating, "Only films rated at least this high, in halves.",
        |query, value| keep(&mut query.rating_min, value.parse().ok()), |query| query.rating_min.map(|rating| rating.to_string());
    "status": Kind::OneOf(&["watched", "unwatched", "watchlist"]), "Only films that were watched, that weren’t, or that are on the watchlist.",
        |query, value| keep(&mut query.status, value.parse().ok()), |query| query.status.map(|status| status.to_string());
    "sort": Kind::Sort(&["title", "watched_on", "rating", "year", "added"]), "The order, with `-` in front for descending; `-added` by default. Films without a value come last.",
        |query, value| value.parse().map(|sort| query.sort = sort).is_ok(),
        |query| Some(query.sort).filter(|sort| *sort != Sort::default()).map(|sort| sort.to_string());
});

#[cfg(test)]
mod tests;
