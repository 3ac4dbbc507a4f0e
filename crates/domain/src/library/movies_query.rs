//! What a list of films is asked for: search, filters, order. The same words stand in the API's
//! query and in the browser app's address.

use crate::field_errors::FieldErrors;
use crate::library::movies::Movie;
use crate::library::ratings::Rating;
use crate::pages::unknown_parameter;
use crate::text;
use std::fmt;
use std::str::FromStr;

/// The most characters of a search.
pub const MAX_SEARCH: usize = 300;

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

    /// Takes one parameter of a query; a fault is noted, and the parameter then has no effect.
    /// An empty value is as good as none. Gives false for a name that is not of this query.
    pub fn take(&mut self, name: &str, value: &str, errors: &mut FieldErrors) -> bool {
        let value = value.trim();
        let known = ["search", "genre", "tag", "year", "rating_min", "status", "sort"].contains(&name);
        if !known || value.is_empty() {
            return known;
        }
        if value.chars().any(char::is_control) || value.chars().count() > MAX_SEARCH {
            let message = format!("{} is one line of at most {MAX_SEARCH} characters.", text::label(name));
            errors.add(name, "malformed", message);
            return true;
        }
        let is_understood = match name {
            "search" => {
                value.clone_into(&mut self.search);
                true
            }
            "genre" => keep(&mut self.genre, Some(value.to_owned())),
            "tag" => keep(&mut self.tag, Some(value.to_owned())),
            "year" => keep(&mut self.year, value.parse().ok()),
            "rating_min" => keep(&mut self.rating_min, value.parse().ok()),
            "status" => keep(&mut self.status, value.parse().ok()),
            _ => value.parse().map(|sort| self.sort = sort).is_ok(),
        };
        if !is_understood {
            errors.add(name, "out_of_range", expectation(name));
        }
        true
    }

    /// Reads the query together with another reader for the names it does not know, such as
    /// [`crate::pages::PageQuery::take`].
    pub fn parse(
        pairs: &[(String, String)],
        mut other: impl FnMut(&str, &str, &mut FieldErrors) -> bool,
    ) -> (Self, FieldErrors) {
        let (mut query, mut errors) = (Self::default(), FieldErrors::default());
        for (name, value) in pairs {
            if !query.take(name, value, &mut errors) && !other(name, value, &mut errors) {
                unknown_parameter(&mut errors, name);
            }
        }
        (query, errors)
    }

    /// The query's names and values; what is at its default is left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let text = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
        let all = [
            ("search", text(&self.search)),
            ("genre", self.genre.clone()),
            ("tag", self.tag.clone()),
            ("year", self.year.map(|year| year.to_string())),
            ("rating_min", self.rating_min.map(|rating| rating.to_string())),
            ("status", self.status.map(|status| status.to_string())),
            ("sort", Some(self.sort).filter(|sort| *sort != Sort::default()).map(|sort| sort.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Whether it asks for fewer films than there are.
    pub fn is_filtered(&self) -> bool {
        *self != Self { sort: self.sort, ..Self::default() }
    }
}

/// Keeps a value that was understood.
fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_understood = value.is_some();
    *place = value.or(place.take());
    is_understood
}

fn expectation(name: &str) -> String {
    match name {
        "year" => "Year must be a whole number.".to_owned(),
        "rating_min" => "Rating min must be 0.5 to 5, in halves.".to_owned(),
        "status" => "Status must be watched, unwatched or watchlist.".to_owned(),
        _ => "Sort must be title, watched_on, rating, year or added, with - in front for descending.".to_owned(),
    }
}

#[cfg(test)]
mod tests;
