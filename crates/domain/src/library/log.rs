//! Logging a film: the film and its watch in one step.

use crate::field_errors::FieldErrors;
use crate::ids::{MovieId, UndoId};
use crate::library::movies::{MAX_TAGS, Movie, MovieDraft, MovieFields};
use crate::library::watches::{MAX_LABEL, Watch, WatchDraft, WatchFields};
use crate::text;
use crate::times::Date;
use serde::{Deserialize, Deserializer, Serialize};

/// A film to log: one that is there, or the fields of one; and when it was watched.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LogDraft {
    /// The film, when it is in the library.
    pub movie_id: Option<MovieId>,
    /// The film's fields otherwise. A film in the library with the same IDs, or else with the same title and year, is
    /// taken instead of adding it twice; it keeps its own fields.
    pub movie: Option<MovieDraft>,
    /// A day, a month or a year (`2019-07-10`, `2019-07`, `2019`), 1870-01-01 to tomorrow. Null for a film that was
    /// watched on an unknown date. Left out for a film that was not watched: it goes on the watchlist.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub watched_on: Option<Option<String>>,
    /// 0.5 to 5 stars in halves; also the film's rating from now on.
    #[cfg_attr(feature = "openapi", schema(minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<f64>,
    /// Whether the owner liked it; a film that was liked before stays so.
    pub liked: bool,
    /// Whether the film had been watched before. Null leaves it to the dates of its watches.
    pub rewatch: Option<bool>,
    /// A comment on the watch: Markdown of up to 10,000 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 10_000))]
    pub comment: Option<String>,
    /// Where it was watched; up to 100 characters, on one line.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub place: Option<String>,
    /// The people it was watched with: at most 20 names, each of 1 to 50 characters.
    pub companions: Vec<String>,
    /// Tags that are added to the film's: at most 50, each of 1 to 50 characters.
    pub tags: Vec<String>,
    /// The watch's ID in the program that sends it, 1 to 100 visible ASCII characters. A watch with this ID is never
    /// logged twice, however late it is sent again: the answer is then the watch that is there. Only with `watched_on`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100, pattern = "^[!-~]+$"))]
    pub external_id: Option<String>,
}

/// The most characters of an ID that another program gives a watch.
pub const MAX_EXTERNAL_ID: usize = 100;

/// What is null is given, too.
#[expect(clippy::option_option, reason = "left out and null are not the same")]
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A film to log, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// The film.
    pub movie: LoggedMovie,
    /// The watch; none when the film goes on the watchlist.
    pub watch: Option<WatchFields>,
    /// Tags that are added to the film's.
    pub tags: Vec<String>,
    /// The watch's ID in the program that sent it.
    pub external_id: Option<String>,
}

/// The film that is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoggedMovie {
    /// One in the library.
    Existing(MovieId),
    /// One with these fields, which may be in the library.
    Described(Box<MovieFields>),
}

/// What became of a film that was logged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Logged {
    /// The film as it is now.
    pub movie: Movie,
    /// The watch; null when the film went on the watchlist.
    pub watch: Option<Watch>,
    /// Whether the film is new in the library.
    pub movie_created: bool,
    /// Whether the film was taken off the watchlist.
    pub left_watchlist: bool,
    /// What `POST /api/undo` takes to take it all back, once and within 24 hours.
    pub undo: UndoId,
}

impl LogDraft {
    /// Checks the rules; `today` is the day it is in UTC.
    ///
    /// # Errors
    /// Every field at fault; those of the film begin with `movie.`.
    pub fn parse(&self, today: Date) -> Result<LogEntry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let watch = self.watch().parse(today).unwrap_or_else(|faults| {
            errors.extend(faults);
            WatchFields::default()
        });
        if self.watched_on.is_none() {
            self.refuse_details_of_no_watch(&mut errors);
        }
        let tags = text::names(&mut errors, "tags", &self.tags, MAX_TAGS, MAX_LABEL);
        let external_id = self.external_id(&mut errors);
        let movie = match (self.movie_id, &self.movie) {
            (Some(id), None) => LoggedMovie::Existing(id),
            (None, Some(draft)) => {
                let rated = MovieDraft { watched_on: None, ..draft.clone() };
                LoggedMovie::Described(Box::new(rated.parse(today).unwrap_or_else(|faults| {
                    for fault in faults.iter() {
                        errors.add(format!("movie.{}", fault.field), &fault.code, fault.message.clone());
                    }
                    MovieFields::default()
                })))
            }
            (None, None) => {
                errors.add("movie", "required", "Give a film: movie_id, or movie with at least a title.");
                LoggedMovie::Described(Box::default())
            }
            (Some(_), Some(_)) => {
                errors.add("movie", "ambiguous", "Give either movie_id or movie, not both.");
                LoggedMovie::Described(Box::default())
            }
        };
        let watch = self.watched_on.is_some().then_some(watch);
        errors.into_result(LogEntry { movie, watch, tags, external_id })
    }

    fn external_id(&self, errors: &mut FieldErrors) -> Option<String> {
        let id = self.external_id.as_ref()?;
        if !(1..=MAX_EXTERNAL_ID).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = format!("An external ID has 1 to {MAX_EXTERNAL_ID} visible ASCII characters.");
            errors.add("external_id", "malformed", message);
        }
        Some(id.clone())
    }

    fn watch(&self) -> WatchDraft {
        WatchDraft {
            watched_on: self.watched_on.clone().flatten(),
            rating: self.rating,
            liked: self.liked,
            rewatch: self.rewatch,
            comment: self.comment.clone(),
            place: self.place.clone(),
            companions: self.companions.clone(),
        }
    }

    /// What can only be said of a watch would be lost without one.
    fn refuse_details_of_no_watch(&self, errors: &mut FieldErrors) {
        let is_given = [
            ("rating", self.rating.is_some()),
            ("liked", self.liked),
            ("rewatch", self.rewatch.is_some()),
            ("comment", self.comment.as_ref().is_some_and(|text| !text.trim().is_empty())),
            ("place", self.place.as_ref().is_some_and(|text| !text.trim().is_empty())),
            ("companions", !self.companions.is_empty()),
            ("external_id", self.external_id.is_some()),
        ];
        for (field, _) in is_given.into_iter().filter(|(_, is_given)| *is_given) {
            let message = "This belongs to a watch. Give watched_on as well: a date, or null if you don’t remember.";
            errors.add(field, "without_watch", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<LogEntry, Vec<(String, String)>> {
        let (draft, _) = crate::drafts::read_draft::<LogDraft>(json.as_bytes()).unwrap();
        let today = jiff::civil::date(2026, 11, 29);
        draft.parse(today).map_err(|errors| errors.iter().map(|it| (it.field.clone(), it.code.clone())).collect())
    }

    #[test]
    fn a_date_may_be_left_out_or_unknown() {
        let not_watched = parse(r#"{"movie": {"title": "Heat"}}"#).unwrap();
        assert_eq!(not_watched.watch, None);
        let unknown = parse(r#"{"movie": {"title": "Heat"}, "watched_on": null}"#).unwrap();
        assert_eq!(unknown.watch, Some(WatchFields::default()));
        let year = parse(r#"{"movie": {"title": "Heat"}, "watched_on": "1999"}"#).unwrap();
        assert_eq!(year.watch.unwrap().watched_on.unwrap().to_string(), "1999");
    }

    #[test]
    fn a_film_is_named_exactly_once() {
        let fault = |code: &str| vec![("movie".to_owned(), code.to_owned())];
        assert_eq!(parse("{}").unwrap_err(), fault("required"));
        let both = r#"{"movie_id": "0192f0c1-2d5c-7a6e-8a7d-000000000000", "movie": {"title": "Heat"}}"#;
        assert_eq!(parse(both).unwrap_err(), fault("ambiguous"));
    }

    #[test]
    fn an_external_id_is_visible_ascii_and_belongs_to_a_watch() {
        let entry = parse(r#"{"movie": {"title": "Heat"}, "watched_on": null, "external_id": "a-1"}"#).unwrap();
        assert_eq!(entry.external_id.as_deref(), Some("a-1"));
        for id in ["", "a b", "é", &"x".repeat(101)] {
            let json = format!(r#"{{"movie": {{"title": "Heat"}}, "watched_on": null, "external_id": "{id}"}}"#);
            assert_eq!(parse(&json).unwrap_err(), [("external_id".to_owned(), "malformed".to_owned())], "{id}");
        }
        let without_watch = parse(r#"{"movie": {"title": "Heat"}, "external_id": "a"}"#).unwrap_err();
        assert_eq!(without_watch, [("external_id".to_owned(), "without_watch".to_owned())]);
    }

    #[test]
    fn what_belongs_to_a_watch_is_refused_without_one() {
        let fields = r#"{"movie": {"title": ""}, "rating": 4, "liked": true, "comment": "x", "place": " "}"#;
        let faults: Vec<_> = parse(fields).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(faults, ["rating", "liked", "comment", "movie.title"]);
    }
}
