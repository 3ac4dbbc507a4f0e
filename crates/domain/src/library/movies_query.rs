//! What a list of films is asked for: search, filters, order. The same words stand in the API's
//! query and in the browser app's address.

mod changes;

use crate::ids::{ListId, UserId};
use crate::library::ratings::Rating;
use crate::library::watch_dates::WatchDate;
use crate::queries::{Kind, keep, keep_one_more, non_empty, parameters};
use std::fmt;
use std::str::FromStr;

/// Which films, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct MoviesQuery {
    /// Words that must all occur in title, original title, genres or tags; letter case and accents don't matter.
    pub search: String,
    /// Only films of these genres.
    pub genres: Vec<String>,
    /// Whether one of the genres is enough.
    pub genre_match: Match,
    /// Only films with these tags.
    pub tags: Vec<String>,
    /// Whether one of the tags is enough.
    pub tag_match: Match,
    /// Only films from this year.
    pub year: Option<i16>,
    /// Only films from the ten years that begin with this one.
    pub decade: Option<i16>,
    /// Only films of at least so many minutes.
    pub runtime_min: Option<i16>,
    /// Only films of at most so many minutes.
    pub runtime_max: Option<i16>,
    /// Only films rated at least so.
    pub rating_min: Option<Rating>,
    /// Only films rated at most so.
    pub rating_max: Option<Rating>,
    /// Only films that are rated, or that are not.
    pub rated: Option<bool>,
    /// Only films that are liked, or that are not.
    pub liked: Option<bool>,
    /// Only films that were watched so often.
    pub watched: Option<Watched>,
    /// Only films that were watched in this year or month, or on this day.
    pub watched_in: Option<WatchDate>,
    /// Only films that were watched at this place.
    pub place: Option<String>,
    /// Only films that somebody of this name directed or played in.
    pub person: Option<String>,
    /// Only films on this list.
    pub list: Option<ListId>,
    /// Only films that were watched, or were not, or are wanted.
    pub status: Option<Status>,
    /// Only films that are on the watchlist of this account as well, where both share theirs.
    pub common_with: Option<UserId>,
    /// Only films that one of the account's services has, or that none of them has.
    pub on_services: Option<bool>,
    /// The order; none for the one that [`Self::order`] gives by itself.
    pub sort: Option<Sort>,
}

/// Whether a film must have all labels that are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Match {
    /// All of them.
    #[default]
    All,
    /// At least one.
    Any,
}

/// How often a film was watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watched {
    /// Never.
    Never,
    /// Once.
    Once,
    /// More than once.
    Several,
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
    /// By runtime.
    Runtime,
    /// By the moment they were put on the watchlist.
    Watchlisted,
    /// By their places on the watchlist, where the owner gave them; others come behind, in the order of their ids.
    Priority,
    /// By how well the title matches the search: the exact title first, then titles that begin so, then titles with a
    /// word that begins so, then the rest; among equals by title.
    Relevance,
}

/// An order. Films without a value come last in both directions; equal ones are in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// What the order is by.
    pub by: SortBy,
    /// From the highest to the lowest.
    pub descending: bool,
}

impl Sort {
    /// The films that were added last come first.
    pub const ADDED: Self = Self { by: SortBy::Added, descending: true };
    /// The films that were put on the watchlist last come first.
    pub const WATCHLISTED: Self = Self { by: SortBy::Watchlisted, descending: true };
    /// The films that match the search best come first.
    pub const RELEVANCE: Self = Self { by: SortBy::Relevance, descending: false };
}

const STATUSES: [(Status, &str); 3] =
    [(Status::Watched, "watched"), (Status::Unwatched, "unwatched"), (Status::Watchlist, "watchlist")];

const MATCHES: [(Match, &str); 2] = [(Match::All, "all"), (Match::Any, "any")];

const WATCHED: [(Watched, &str); 3] =
    [(Watched::Never, "never"), (Watched::Once, "once"), (Watched::Several, "several")];

const SORTS: [(SortBy, &str); 9] = [
    (SortBy::Title, "title"),
    (SortBy::WatchedOn, "watched_on"),
    (SortBy::Rating, "rating"),
    (SortBy::Year, "year"),
    (SortBy::Added, "added"),
    (SortBy::Runtime, "runtime"),
    (SortBy::Watchlisted, "watchlisted"),
    (SortBy::Priority, "priority"),
    (SortBy::Relevance, "relevance"),
];

fn value_in<T: Copy>(table: &[(T, &'static str)], name: &str) -> Option<T> {
    table.iter().find(|row| row.1 == name).map(|row| row.0)
}

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
        value_in(&STATUSES, name).ok_or(())
    }
}

impl Watched {
    /// The value of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        value_in(&WATCHED, name)
    }

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        name_in(&WATCHED, self)
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
        value_in(&SORTS, name).map(|by| Self { by, descending }).ok_or(())
    }
}

impl MoviesQuery {
    /// The order that is asked for: without one, the best match first where there is a search, and else the film that was
    /// added last, to the watchlist where that is asked for.
    pub fn order(&self) -> Sort {
        self.sort.unwrap_or(match self.status {
            _ if self.is_search() => Sort::RELEVANCE,
            Some(Status::Watchlist) => Sort::WATCHLISTED,
            _ => Sort::ADDED,
        })
    }

    /// Whether there is a word to search for.
    pub fn is_search(&self) -> bool {
        !self.search.trim().is_empty()
    }

    /// Whether its films follow from more than what their owner has: from other people's, or from what a service shows.
    pub fn is_of_others(&self) -> bool {
        self.common_with.is_some() || self.on_services.is_some()
    }

    /// Whether it asks for fewer films than there are.
    pub fn is_filtered(&self) -> bool {
        *self != Self { sort: self.sort, ..Self::default() }
    }
}

parameters!(MoviesQuery {
    "search": Kind::Text, "Words that must all occur in title, original title, genres or tags; case and accents don’t matter.",
        |query, value| { value.clone_into(&mut query.search); true }, |query| non_empty(&query.search);
    "genre": Kind::Texts, "Only films of this genre. Given several times, of all of them, or of any with `genre_match=any`.",
        |query, value| keep_one_more(&mut query.genres, value), |query| query.genres.clone();
    "genre_match": Kind::OneOf(&["all", "any"]), "Whether films must be of all genres given, which is the default, or of any.",
        |query, value| value_in(&MATCHES, value).map(|it| query.genre_match = it).is_some(),
        |query| (query.genre_match == Match::Any).then(|| "any".to_owned());
    "tag": Kind::Texts, "Only films with this tag. Given several times, with all of them, or with any with `tag_match=any`.",
        |query, value| keep_one_more(&mut query.tags, value), |query| query.tags.clone();
    "tag_match": Kind::OneOf(&["all", "any"]), "Whether films must have all tags given, which is the default, or any.",
        |query, value| value_in(&MATCHES, value).map(|it| query.tag_match = it).is_some(),
        |query| (query.tag_match == Match::Any).then(|| "any".to_owned());
    "year": Kind::Integer, "Only films from this year.",
        |query, value| keep(&mut query.year, value.parse().ok()), |query| query.year.map(|year| year.to_string());
    "decade": Kind::Integer, "Only films from the decade of this year, such as `1990`.",
        |query, value| keep(&mut query.decade, value.parse().ok().map(|year: i16| year - year.rem_euclid(10))),
        |query| query.decade.map(|year| year.to_string());
    "runtime_min": Kind::Integer, "Only films of at least this many minutes.",
        |query, value| keep(&mut query.runtime_min, value.parse().ok()), |query| query.runtime_min.map(|it| it.to_string());
    "runtime_max": Kind::Integer, "Only films of at most this many minutes.",
        |query, value| keep(&mut query.runtime_max, value.parse().ok()), |query| query.runtime_max.map(|it| it.to_string());
    "rating_min": Kind::Rating, "Only films rated at least this high, in halves.",
        |query, value| keep(&mut query.rating_min, value.parse().ok()), |query| query.rating_min.map(|rating| rating.to_string());
    "rating_max": Kind::Rating, "Only films rated at most this high, in halves.",
        |query, value| keep(&mut query.rating_max, value.parse().ok()), |query| query.rating_max.map(|rating| rating.to_string());
    "rated": Kind::Bool, "Only films that are rated, or that aren’t.",
        |query, value| keep(&mut query.rated, value.parse().ok()), |query| query.rated.map(|it| it.to_string());
    "liked": Kind::Bool, "Only films that are liked, or that aren’t.",
        |query, value| keep(&mut query.liked, value.parse().ok()), |query| query.liked.map(|it| it.to_string());
    "watched": Kind::OneOf(&["never", "once", "several"]), "Only films that were watched this often.",
        |query, value| keep(&mut query.watched, Watched::from_name(value)),
        |query| query.watched.map(|it| it.name().to_owned());
    "watched_in": Kind::WatchDate, "Only films that were watched in this year (`2025`) or month (`2025-03`), or on this day.",
        |query, value| keep(&mut query.watched_in, value.parse().ok()), |query| query.watched_in.map(|it| it.to_string());
    "place": Kind::Text, "Only films that were watched at this place.",
        |query, value| keep(&mut query.place, Some(value.to_owned())), |query| query.place.clone();
    "person": Kind::Text, "Only films that a person with this name directed or acted in.",
        |query, value| keep(&mut query.person, Some(value.to_owned())), |query| query.person.clone();
    "list": Kind::Id, "Only films on this list of yours.",
        |query, value| keep(&mut query.list, value.parse().ok()), |query| query.list.map(|it| it.to_string());
    "status": Kind::OneOf(&["watched", "unwatched", "watchlist"]), "Only films that were watched, that weren’t, or that are on the watchlist.",
        |query, value| keep(&mut query.status, value.parse().ok()), |query| query.status.map(|status| status.to_string());
    "common_with": Kind::Name, "Only films that this account wants to watch as well, by its ID: none unless both share their watchlists.",
        |query, value| keep(&mut query.common_with, value.parse().ok()), |query| query.common_with.map(|it| it.to_string());
    "on_services": Kind::Bool, "Only films that you can stream at one of your services, or that you can’t: by what you typed, and by what TMDB says of your country.",
        |query, value| keep(&mut query.on_services, value.parse().ok()), |query| query.on_services.map(|it| it.to_string());
    "sort": Kind::Sort(&["title", "watched_on", "rating", "year", "added", "runtime", "watchlisted", "priority", "relevance"]), "The order, with `-` in front for descending; by default `relevance` with a search, `-watchlisted` on the watchlist and else `-added`. Films without a value come last.",
        |query, value| keep(&mut query.sort, value.parse().ok()), |query| query.sort.map(|sort| sort.to_string());
});

#[cfg(test)]
mod tests;
