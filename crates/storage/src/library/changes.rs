//! What was added, changed or deleted, in order.
//!
//! Triggers of the tables number each change and keep the latest of each thing. An owner's numbers become visible in
//! their order, so who has read up to one has missed none before it.

use crate::engine::{FromRow, Param, Row, Tx};
use crate::error::Error;
use crate::library::lists::{ListRow, shown};
use crate::library::many::query_ids;
use crate::library::watches::OF_PRESENT_MOVIES;
use crate::paging::PORTION;
use crate::schema::{Entity, entity, sql};
use domain::ids::UserId;
use domain::library::changes::{Change, ChangeKind, Changes, ChangesCursor, Since};
use domain::library::movies::Movie;
use domain::library::views::View;
use domain::library::watches::Watch;
use domain::times::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

/// Where an owner's changes end, and one of them.
struct Found {
    latest: i64,
    forgotten: i64,
    change: Option<(i64, Change)>,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let change = match row.get::<Option<ChangeKind>>(2)? {
            None => None,
            Some(kind) => {
                let (id, changed_at, deleted) = (row.get(3)?, row.get(5)?, row.get(6)?);
                let change = Change { kind, id, deleted, changed_at, movie: None, watch: None, list: None, view: None };
                Some((row.get(4)?, change))
            }
        };
        Ok(Self { latest: row.get(0)?, forgotten: row.get(1)?, change })
    }
}

// One statement, so that what it says of the end and of the changes is of one moment.
const LIST: &str = "
    SELECT counter.number, counter.forgotten, found.kind, found.item_id, found.number, found.changed_at, found.deleted
    FROM change_counters AS counter LEFT JOIN (
        SELECT owner_id, kind, item_id, number, changed_at, deleted FROM changes
        WHERE owner_id = $1 AND number > $2 AND (NOT deleted OR number > $3) ORDER BY number LIMIT $4
    ) AS found ON found.owner_id = counter.owner_id
    WHERE counter.owner_id = $1 ORDER BY found.number";

/// What changed of an owner's, the oldest change first and at most so many; without `since`, all there is. None when
/// deletions after `since` are forgotten already, or when it is of another database.
pub fn list_changes(tx: &mut Tx, owner: UserId, since: Option<Since>, limit: u32) -> Result<Option<Changes>, Error> {
    let cursor = match since {
        Some(Since::Now) => {
            let latest = find_position(tx, owner)?;
            return Ok(Some(Changes {
                items: Vec::new(),
                next: ChangesCursor::at(latest).to_string(),
                has_more: false,
            }));
        }
        Some(Since::Cursor(cursor)) => Some(cursor),
        None => None,
    };
    let ChangesCursor { position, start } = cursor.unwrap_or(ChangesCursor { position: 0, start: i64::MAX });
    let found: Vec<Found> = tx.query(LIST, &[&owner, &position, &start, &(i64::from(limit) + 1)])?;
    // The account was deleted a moment ago.
    let Some(&Found { latest, forgotten, .. }) = found.first() else { return Err(Error::OwnerGone) };
    let is_good = position <= latest && (start.max(position) >= forgotten);
    if cursor.is_some() && !is_good {
        return Ok(None);
    }
    let mut changes: Vec<(i64, Change)> = found.into_iter().filter_map(|it| it.change).collect();
    let has_more = changes.len() > limit as usize;
    changes.truncate(limit as usize);
    let last = changes.last().filter(|_| has_more).map_or(latest, |it| it.0);
    let start = if cursor.is_some() { start } else { latest };
    let mut items: Vec<Change> = changes.into_iter().map(|it| it.1).collect();
    add_things(tx, owner, &mut items)?;
    Ok(Some(Changes { items, next: ChangesCursor { position: last, start }.to_string(), has_more }))
}

const LIST_MOVIES: &str = sql!(
    "SELECT ",
    Movie::COLUMNS,
    " FROM movies WHERE CASE WHEN owner_id = $1 THEN 1 ELSE 0 END = 1 AND deleted_at IS NULL AND id IN ($ids)"
);
const LIST_WATCHES: &str = sql!(
    "SELECT ",
    Watch::COLUMNS,
    " ",
    OF_PRESENT_MOVIES,
    " AND CASE WHEN watches.owner_id = $1 THEN 1 ELSE 0 END = 1 AND watches.id IN ($ids)"
);
const LIST_LISTS: &str = sql!(
    "SELECT ",
    ListRow::COLUMNS,
    " FROM lists WHERE CASE WHEN lists.owner_id = $1 THEN 1 ELSE 0 END = 1 AND lists.deleted_at IS NULL
        AND lists.id IN ($ids)"
);
const LIST_VIEWS: &str =
    sql!("SELECT ", View::COLUMNS, " FROM saved_views WHERE saved_views.owner_id = $1 AND saved_views.id IN ($ids)");

/// Adds the things that changed, as they are now: a statement for each kind. What went a moment ago counts as deleted;
/// that change is still to come.
fn add_things(tx: &mut Tx, owner: UserId, changes: &mut [Change]) -> Result<(), Error> {
    let ids = |kind: ChangeKind| -> Vec<Uuid> {
        changes.iter().filter(|it| it.kind == kind && !it.deleted).map(|it| it.id).collect()
    };
    let (movies, watches) = (ids(ChangeKind::Movie), ids(ChangeKind::Watch));
    let (lists, views) = (ids(ChangeKind::List), ids(ChangeKind::View));
    let owner_only: [&dyn Param; 1] = [&owner];
    let movies: Vec<Movie> = query_ids(tx, LIST_MOVIES, &owner_only, &movies)?;
    let watches: Vec<Watch> = query_ids(tx, LIST_WATCHES, &owner_only, &watches)?;
    let lists: Vec<ListRow> = query_ids(tx, LIST_LISTS, &owner_only, &lists)?;
    let lists = shown(tx, owner, lists)?;
    let views: Vec<View> = query_ids(tx, LIST_VIEWS, &owner_only, &views)?;
    let mut movies: HashMap<Uuid, Movie> = movies.into_iter().map(|it| (it.id.0, it)).collect();
    let mut watches: HashMap<Uuid, Watch> = watches.into_iter().map(|it| (it.id.0, it)).collect();
    let mut lists: HashMap<Uuid, _> = lists.into_iter().map(|it| (it.id.0, it)).collect();
    let mut views: HashMap<Uuid, View> = views.into_iter().map(|it| (it.id.0, it)).collect();
    for change in changes.iter_mut().filter(|it| !it.deleted) {
        match change.kind {
            ChangeKind::Movie => change.movie = movies.remove(&change.id),
            ChangeKind::Watch => change.watch = watches.remove(&change.id),
            ChangeKind::List => change.list = lists.remove(&change.id),
            ChangeKind::View => change.view = views.remove(&change.id),
        }
        change.deleted =
            change.movie.is_none() && change.watch.is_none() && change.list.is_none() && change.view.is_none();
    }
    Ok(())
}

const FIND_POSITION: &str = "SELECT number FROM change_counters WHERE owner_id = $1";

/// The number of an owner's latest change; 0 when there was none yet.
pub fn find_position(tx: &mut Tx, owner: UserId) -> Result<i64, Error> {
    Ok(tx.query_opt(FIND_POSITION, &[&owner])?.unwrap_or(0))
}

/// What tells a state of an owner's films, watches, lists and saved views from all others: how far their changes go, and
/// when the latest of them was, because numbers are given again after an older backup was restored.
pub(crate) struct Version {
    /// Nothing when the owner is gone.
    pub text: Option<String>,
}

entity! {
    Version in CHANGE_COUNTERS {
        text = "(SELECT counter.number || ' ' || coalesce((
            SELECT CAST(changes.changed_at AS text) FROM changes WHERE changes.owner_id = counter.owner_id
            ORDER BY changes.number DESC LIMIT 1), '') FROM change_counters AS counter WHERE counter.owner_id = $1)",
    }
}

const FIND_VERSION: &str = sql!("SELECT ", Version::COLUMNS);

/// Another text after each change of an owner's films, watches, lists and saved views. Read it before them: then it is
/// never of a later state than they are.
///
/// # Errors
/// When the database can't be read.
pub fn find_version(tx: &mut Tx, owner: UserId) -> Result<String, Error> {
    Ok(tx.query_one::<Version>(FIND_VERSION, &[&owner])?.text.unwrap_or_default())
}

const LIST_POSITIONS: &str = "SELECT owner_id, number FROM change_counters WHERE owner_id IN ($ids)";

/// The number of the latest change of each of these owners, in no order; those who are gone aren't there.
pub fn list_positions(tx: &mut Tx, owners: &[UserId]) -> Result<Vec<(UserId, i64)>, Error> {
    query_ids(tx, LIST_POSITIONS, &[], owners)
}

/// The highest number among an owner's deletions before `$1`.
const LATEST_OLD: &str = "(SELECT max(changes.number) FROM changes
    WHERE changes.owner_id = change_counters.owner_id AND changes.deleted AND changes.changed_at < $1)";
// First, so that no cursor before them counts any more when they are gone.
const NOTE_FORGOTTEN: &str = sql!(
    "UPDATE change_counters SET forgotten = ",
    LATEST_OLD,
    " WHERE owner_id IN (SELECT owner_id FROM changes WHERE deleted AND changed_at < $1) AND forgotten < ",
    LATEST_OLD
);
const FORGET: &str = "DELETE FROM changes
    WHERE (owner_id, kind, item_id) IN (
        SELECT owner_id, kind, item_id FROM changes WHERE deleted AND changed_at < $1 ORDER BY changed_at LIMIT $2)
    AND deleted AND changed_at < $1";

/// Forgets the deletions of all owners before a moment; gives how many there were, [`PORTION`] at the most.
pub fn forget_deletions(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(NOTE_FORGOTTEN, &[&before])?;
    tx.execute(FORGET, &[&before, &PORTION])
}
