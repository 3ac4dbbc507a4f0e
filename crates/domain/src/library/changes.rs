//! What was added, changed or deleted, for programs and tabs that keep a copy of what an account has.

use crate::library::lists::List;
use crate::library::movies::Movie;
use crate::library::views::View;
use crate::library::watches::Watch;
use crate::pages::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::queries::{Kind, keep, parameters};
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The days for which deletions are told. A program that hasn't asked for longer starts again.
pub const DELETIONS_TOLD_DAYS: i64 = 90;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A film.
    Movie,
    /// A viewing of a film.
    Watch,
    /// A list of films: itself, the films on it, or their order or notes.
    List,
    /// A saved view.
    View,
}

impl ChangeKind {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Watch => "watch",
            Self::List => "list",
            Self::View => "view",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Movie, Self::Watch, Self::List, Self::View].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One thing that was added, changed or deleted. It comes once, however often it changed, at the place of its latest
/// change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// What kind of thing it is.
    pub kind: ChangeKind,
    /// Its id.
    pub id: Uuid,
    /// Whether it is gone. A film that goes to the trash is, with its watches, until it is restored.
    pub deleted: bool,
    /// When it last changed, by the database’s clock.
    pub changed_at: Timestamp,
    /// The film as it is now, if it is one and is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movie: Option<Movie>,
    /// The watch as it is now, if it is one and is there. What it says of its film can change without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// The list as it is now, if it is one and is there. Its films are at `/api/lists/{id}/items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
    /// The view as it is now, if it is one and is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
}

/// What changed, the oldest change first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Changes {
    /// The changes.
    pub items: Vec<Change>,
    /// Keep this, and send it as `since` next time.
    pub next: String,
    /// Whether there are more, which `next` leads to.
    pub has_more: bool,
}

/// What a server-sent event says: that something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesEvent {
    /// How far the changes go by now, as `next` of `GET /api/changes` says it once all of them were read.
    pub next: String,
}

/// From where on changes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Since {
    /// Only those that are still to come.
    Now,
    /// Those after a cursor.
    Cursor(ChangesCursor),
}

impl FromStr for Since {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "now" { Ok(Self::Now) } else { text.parse().map(Self::Cursor) }
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Cursor(cursor) => cursor.fmt(f),
        }
    }
}

/// How far somebody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChangesCursor {
    /// The number of the last change that was read.
    pub position: i64,
    /// The number of the latest change when reading began from nothing, until it is reached: who begins with nothing
    /// need not be told of deletions before that. 0 afterwards.
    pub start: i64,
}

impl ChangesCursor {
    /// Behind the change of this number, with all before it read.
    pub fn at(position: i64) -> Self {
        Self { position, start: 0 }
    }
}

impl fmt::Display for ChangesCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start > self.position {
            write!(f, "{}.{}", self.position, self.start)
        } else {
            write!(f, "{}", self.position)
        }
    }
}

impl FromStr for ChangesCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| text.parse().ok().filter(|number| *number >= 0).ok_or(());
        let (position, start) = text.split_once('.').unwrap_or((text, "0"));
        Ok(Self { position: number(position)?, start: number(start)? })
    }
}

/// Which changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangesQuery {
    /// From where on; none for all there is.
    pub since: Option<Since>,
    /// The most changes wanted, 1 to [`MAX_LIMIT`].
    pub limit: u32,
}

impl Default for ChangesQuery {
    fn default() -> Self {
        Self { since: None, limit: DEFAULT_LIMIT }
    }
}

parameters!(ChangesQuery {
    "since": Kind::Cursor, "`next` of the answer before, or `now` for the present place without any changes. Without it, everything there is comes as added.",
        |query, value| keep(&mut query.since, value.parse().ok()), |query| query.since.map(|since| since.to_string());
    "limit": Kind::Integer, "The most changes in one answer, 1 to 100; 50 by default.",
        |query, value| {
            let limit = value.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
            query.limit = limit.unwrap_or(query.limit);
            limit.is_some()
        },
        |query| Some(query.limit).filter(|limit| *limit != DEFAULT_LIMIT).map(|limit| limit.to_string());
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn a_cursor_is_read_back_as_it_was_written() {
        for cursor in [ChangesCursor::at(0), ChangesCursor::at(17), ChangesCursor { position: 3, start: 17 }] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        // Its start is reached.
        assert_eq!(ChangesCursor { position: 17, start: 17 }.to_string(), "17");
        for wrong in ["", "-1", "x", "1.", "1.2.3", "1.-2", "99999999999999999999"] {
            assert_eq!(wrong.parse::<ChangesCursor>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_query_is_told() {
        let pairs = [("since", "yesterday"), ("limit", "101")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (_, errors) = ChangesQuery::parse_with(&pairs, |_, _, _| false);
        let found: Vec<_> = errors.iter().map(|it| (it.field.as_str(), it.message.as_str())).collect();
        let expected = [
            ("since", "Since must be now, or next from an earlier answer."),
            ("limit", "Limit must be a whole number."),
        ];
        assert_eq!(found, expected);
    }
}
