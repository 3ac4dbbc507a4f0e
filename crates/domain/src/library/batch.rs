//! Changing many films at once.

use crate::field_errors::FieldErrors;
use crate::ids::{ListId, MovieId, UndoId};
use crate::library::movies::MAX_TAGS;
use crate::library::movies_query::MoviesQuery;
use crate::library::ratings::Rating;
use crate::library::watch_dates::{WatchDate, watch_date};
use crate::library::watches::{MAX_LABEL, WatchDraft, WatchFields, rating};
use crate::queries::ListQuery;
use crate::text;
use crate::times::Date;
use serde::{Deserialize, Deserializer, Serialize};

/// The most films that are changed at once.
pub const MAX_BATCH: usize = 10_000;

/// Films, and one change that is made to all of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BatchDraft {
    /// The films: 1 to 10,000. Repeated ones count once; those that don't exist or are in the trash are left out, and
    /// the answer says how many they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<MovieId>>,
    /// Instead of `ids`: all films that `GET /api/movies` lists for this query, such as `genre=Drama&watched=never`; at
    /// most 10,000. An empty text is for all films.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What is done to them.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub change: ChangeDraft,
}

/// One change: exactly one of these fields, but that tags can be added and removed together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChangeDraft {
    /// Rates the films, 0.5 to 5 stars in halves; null takes their ratings back.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>, minimum = 0.5, maximum = 5, multiple_of = 0.5))]
    pub rating: Option<Option<f64>>,
    /// Likes the films, or no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liked: Option<bool>,
    /// Puts the films on the watchlist, or takes them off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_watchlist: Option<bool>,
    /// Adds tags: at most 50, each of 1 to 50 characters. A film has at most 50 tags afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<String>,
    /// Removes tags, in any spelling.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove_tags: Vec<String>,
    /// Puts the films at the end of this list, in the order in which they were added to the library. Those on it already
    /// stay where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_to_list: Option<ListId>,
    /// Records a watch of each film, which takes it off the watchlist; a rating or a like is the film's as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<WatchDraft>,
    /// Moves the latest watch of each film to this day, month or year; null makes its date unknown. Films without a
    /// watch stay as they are.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))]
    pub latest_watched_on: Option<Option<String>>,
    /// Moves the films to the trash, where they stay for 30 days.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub delete: bool,
}

/// What is null is given, too.
#[expect(clippy::option_option, reason = "left out and null are not the same")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Films and a change, all rules kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The films.
    pub movies: Selection,
    /// The change.
    pub change: BatchChange,
}

/// Films that were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These, in the order of their ids, each once.
    Ids(Vec<MovieId>),
    /// All that a query finds.
    Query(Box<MoviesQuery>),
}

/// A change that can be made to many films.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchChange {
    /// Rates them, or takes their ratings back.
    Rate(Option<Rating>),
    /// Likes them, or no longer.
    Like(bool),
    /// Puts them on the watchlist, or takes them off.
    Watchlist(bool),
    /// Adds and removes tags.
    Tags {
        /// Those that are added.
        add: Vec<String>,
        /// Those that are removed.
        remove: Vec<String>,
    },
    /// Puts them at the end of a list.
    List(ListId),
    /// Records a watch of each.
    Log(Box<WatchFields>),
    /// Moves the latest watch of each to a date, or to an unknown one.
    MoveDate(Option<WatchDate>),
    /// Moves them to the trash.
    Delete,
}

/// What became of a change of many films.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    /// How many films were changed.
    pub changed: u64,
    /// How many films were that way already, were on the list, or had no watch to move.
    pub unchanged: u64,
    /// How many of the `ids` don't exist or are in the trash.
    pub not_found: u64,
    /// What `POST /api/undo` takes to take it all back, once and within 24 hours; null when nothing was changed.
    pub undo: Option<UndoId>,
}

impl BatchDraft {
    /// Checks the rules; `today` is the day it is in UTC.
    ///
    /// # Errors
    /// Every field at fault; those of the change begin with `change.`, those of the query with `query.`.
    pub fn parse(&self, today: Date) -> Result<Batch, FieldErrors> {
        let mut errors = FieldErrors::default();
        let movies = self.selection(&mut errors);
        let change = self.change.parse(&mut errors, today);
        errors.into_result(Batch { movies, change })
    }

    fn selection(&self, errors: &mut FieldErrors) -> Selection {
        match (&self.ids, &self.query) {
            (Some(ids), None) => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                if ids.is_empty() {
                    errors.add("ids", "required", "Choose at least one film.");
                } else if ids.len() > MAX_BATCH {
                    errors.add("ids", "too_many", too_many(ids.len() as u64));
                }
                return Selection::Ids(ids);
            }
            (None, Some(query)) => match MoviesQuery::parse_text(query, "query") {
                Ok(query) => return Selection::Query(Box::new(query)),
                Err(faults) => errors.extend(faults),
            },
            (None, None) => errors.add("ids", "required", "Say which films: give ids or query."),
            (Some(_), Some(_)) => errors.add("ids", "ambiguous", "Give either ids or query, not both."),
        }
        Selection::Ids(Vec::new())
    }
}

/// What to do about more films than can be changed at once.
pub fn too_many(count: u64) -> String {
    format!("These are {count} films; at most {MAX_BATCH} can be changed at once. Choose fewer, or narrow the filters.")
}

impl ChangeDraft {
    fn parse(&self, errors: &mut FieldErrors, today: Date) -> BatchChange {
        let mut faults = FieldErrors::default();
        let mut changes = Vec::new();
        if let Some(stars) = self.rating {
            changes.push(BatchChange::Rate(rating(&mut faults, stars)));
        }
        changes.extend(self.liked.map(BatchChange::Like));
        changes.extend(self.on_watchlist.map(BatchChange::Watchlist));
        if !self.add_tags.is_empty() || !self.remove_tags.is_empty() {
            let add = text::names(&mut faults, "add_tags", &self.add_tags, MAX_TAGS, MAX_LABEL);
            let remove = text::names(&mut faults, "remove_tags", &self.remove_tags, MAX_TAGS, MAX_LABEL);
            changes.push(BatchChange::Tags { add, remove });
        }
        changes.extend(self.add_to_list.map(BatchChange::List));
        if let Some(log) = &self.log {
            let fields = log.parse(today).unwrap_or_else(|more| {
                for fault in more.iter() {
                    faults.add(format!("log.{}", fault.field), &fault.code, fault.message.clone());
                }
                WatchFields::default()
            });
            changes.push(BatchChange::Log(Box::new(fields)));
        }
        if let Some(date) = &self.latest_watched_on {
            let mut wrong = FieldErrors::default();
            changes.push(BatchChange::MoveDate(watch_date(&mut wrong, date.as_deref(), today)));
            for fault in wrong.iter() {
                faults.add("latest_watched_on", &fault.code, fault.message.clone());
            }
        }
        if self.delete {
            changes.push(BatchChange::Delete);
        }
        for fault in faults.iter() {
            errors.add(format!("change.{}", fault.field), &fault.code, fault.message.clone());
        }
        match changes.len() {
            0 => errors.add("change", "required", "Give a change: what to do to these films."),
            1 => {}
            _ => errors.add("change", "ambiguous", "Give one change at a time."),
        }
        changes.pop().unwrap_or(BatchChange::Delete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0192f0c1-2d5c-7a6e-8a7d-000000000000";

    fn parse(json: &str) -> Result<Batch, Vec<(String, String)>> {
        let json = json.replace("ID", ID);
        let (draft, unknown) = crate::drafts::read_draft::<BatchDraft>(json.as_bytes()).unwrap();
        let faults =
            |errors: &FieldErrors| -> Vec<_> { errors.iter().map(|it| (it.field.clone(), it.code.clone())).collect() };
        assert!(unknown.is_empty(), "{:?}", faults(&unknown));
        draft.parse(jiff::civil::date(2026, 11, 29)).map_err(|errors| faults(&errors))
    }

    fn fault(field: &str, code: &str) -> Vec<(String, String)> {
        vec![(field.to_owned(), code.to_owned())]
    }

    #[test]
    fn films_are_named_by_their_ids_or_by_a_query() {
        let by_ids = parse(r#"{"ids": ["ID", "ID"], "change": {"liked": true}}"#).unwrap();
        assert_eq!(by_ids.movies, Selection::Ids(vec![ID.parse().unwrap()]));
        let by_query = parse(r#"{"query": "year=1999&genre=Drama", "change": {"liked": true}}"#).unwrap();
        assert!(matches!(by_query.movies, Selection::Query(query) if query.year == Some(1999)));
        assert_eq!(parse(r#"{"change": {"liked": true}}"#).unwrap_err(), fault("ids", "required"));
        assert_eq!(parse(r#"{"ids": [], "change": {"liked": true}}"#).unwrap_err(), fault("ids", "required"));
        let both = r#"{"ids": ["ID"], "query": "", "change": {"liked": true}}"#;
        assert_eq!(parse(both).unwrap_err(), fault("ids", "ambiguous"));
        let wrong = r#"{"query": "yeer=1999", "change": {"liked": true}}"#;
        assert_eq!(parse(wrong).unwrap_err(), fault("query.yeer", "unknown_field"));
    }

    #[test]
    fn one_change_is_made_at_a_time() {
        let change = |json: &str| parse(&format!(r#"{{"query": "", "change": {json}}}"#)).map(|batch| batch.change);
        assert_eq!(change("{}").unwrap_err(), fault("change", "required"));
        assert_eq!(change(r#"{"liked": true, "delete": true}"#).unwrap_err(), fault("change", "ambiguous"));
        assert_eq!(change(r#"{"rating": null}"#), Ok(BatchChange::Rate(None)));
        assert_eq!(change(r#"{"rating": 4.2}"#).unwrap_err(), fault("change.rating", "out_of_range"));
        assert_eq!(change(r#"{"latest_watched_on": null}"#), Ok(BatchChange::MoveDate(None)));
        assert_eq!(
            change(r#"{"latest_watched_on": "soon"}"#).unwrap_err(),
            fault("change.latest_watched_on", "not_a_date")
        );
        assert_eq!(
            change(r#"{"log": {"watched_on": "2030"}}"#).unwrap_err(),
            fault("change.log.watched_on", "out_of_range")
        );
        assert!(matches!(change(r#"{"add_to_list": "ID"}"#), Ok(BatchChange::List(_))));
        let tags = change(r#"{"add_tags": ["a", "A"], "remove_tags": ["b"]}"#).unwrap();
        assert_eq!(tags, BatchChange::Tags { add: vec!["a".to_owned()], remove: vec!["b".to_owned()] });
    }
}
