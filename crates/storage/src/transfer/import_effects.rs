//! What an import changed in the library, and taking it back.

use super::known::{Known, find_known};
use super::writing::reset_movie;
use crate::accounts::preferences::{find_preferences, update_preferences};
use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::discoveries::delete_dismissal;
use crate::library::images::release_images_of;
use crate::library::list_items::delete_items;
use crate::library::lookups::{is_same_version, list_unchanged};
use crate::library::many::{self, Places, for_ids, for_rows};
use crate::library::owners::lock_owner;
use crate::library::services::{list_services, update_services};
use domain::accounts::preferences::Preferences;
use domain::ids::{ImportId, ListId, MovieId, UserId, ViewId, WatchId};
use domain::times::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// Something that an import did.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// It added a film, whose version was 1 then.
    MovieAdded(MovieId),
    /// It changed a film that was this before.
    MovieChanged(Box<Known>),
    /// It added a watch to this film, which was in the library.
    WatchAdded(WatchId, MovieId),
    /// It added a comment to a watch that had none.
    WatchCommented(WatchId),
    /// It added a list.
    ListAdded(ListId),
    /// It put these films on a list.
    ItemsAdded(ListId, Vec<MovieId>),
    /// It added a saved view.
    ViewAdded(ViewId),
    /// It changed what the owner, of this id, had chosen.
    SettingsChanged(UserId, Box<SettingsChange>),
}

/// What somebody had chosen before, what came then, the films of the catalogue that are dismissed since, and the services
/// before and after, if they changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingsChange(
    pub Preferences,
    pub Preferences,
    #[serde(default)] pub Vec<String>,
    #[serde(default)] pub Option<(Vec<String>, Vec<String>)>,
);

// What was first before the import counts, and the version that was last.
const INSERT: &str = "INSERT INTO import_effects (import_id, kind, item_id, version, before) VALUES $rows
    ON CONFLICT (import_id, kind, item_id) DO UPDATE SET version = excluded.version";

/// Notes what an import did.
pub fn insert_effects(tx: &mut Tx, import: ImportId, effects: &[Effect]) -> Result<(), Error> {
    type Row = (&'static str, Uuid, Option<i64>, Option<String>);
    let as_row = |effect: &Effect| -> Result<Row, Error> {
        Ok(match effect {
            Effect::MovieAdded(id) => ("movie_added", id.0, Some(1), None),
            // Every change makes one version.
            Effect::MovieChanged(before) => {
                ("movie_changed", before.id.0, Some(before.version + 1), Some(to_json(before)?))
            }
            Effect::WatchAdded(id, movie) => ("watch_added", id.0, None, Some(to_json(movie)?)),
            Effect::WatchCommented(id) => ("watch_commented", id.0, None, None),
            Effect::ListAdded(id) => ("list_added", id.0, None, None),
            Effect::ItemsAdded(list, movies) => ("item_added", list.0, None, Some(to_json(movies)?)),
            Effect::ViewAdded(id) => ("view_added", id.0, Some(1), None),
            Effect::SettingsChanged(owner, change) => ("settings_changed", owner.0, None, Some(to_json(change)?)),
        })
    };
    let rows: Vec<Row> = effects.iter().map(as_row).collect::<Result<_, _>>()?;
    let rows: Vec<[&dyn Param; 4]> =
        rows.iter().map(|(kind, id, version, before)| [kind as &dyn Param, id, version, before]).collect();
    for_rows(tx, INSERT, &[&import], Places::same("($1, #, #, #, #)"), &rows)
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Database(error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<T, Error> {
    serde_json::from_str(text.unwrap_or_default()).map_err(|error| Error::Database(error.to_string()))
}

const LIST: &str = "SELECT item_id, version, before FROM import_effects
    WHERE import_id = $1 AND kind = $2 AND item_id > $3 ORDER BY item_id LIMIT $4";

/// The effects that are taken back at a time.
const PORTION: i64 = 500;

type Row = (Uuid, Option<i64>, Option<String>);

/// Does something with all effects of a kind, a portion of them at a time.
fn each_portion(
    tx: &mut Tx,
    import: ImportId,
    kind: &str,
    mut act: impl FnMut(&mut Tx, Vec<Row>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Row> = tx.query(LIST, &[&import, &kind, &after, &PORTION])?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.0;
        act(tx, rows)?;
    }
}

const DELETE_EMPTY_LIST: &str = "DELETE FROM lists WHERE owner_id = $1 AND id IN ($ids)
    AND NOT EXISTS (SELECT 1 FROM list_items WHERE list_items.list_id = lists.id)";

const FORGET_COMMENTS: &str = "UPDATE watches SET comment = NULL, version = version + 1
    WHERE owner_id = $1 AND id IN ($ids)";

// One that was changed since stays.
const DELETE_VIEWS: &str = "DELETE FROM saved_views WHERE owner_id = $1 AND version = 1 AND id IN ($ids)";

/// Takes back what an import did besides films.
fn take_back_settings(tx: &mut Tx, owner: UserId, import: ImportId) -> Result<(), Error> {
    each_portion(tx, import, "view_added", |tx, rows| {
        let ids: Vec<ViewId> = rows.iter().map(|(id, ..)| ViewId(*id)).collect();
        for_ids(tx, DELETE_VIEWS, &[&owner], &ids).map(drop)
    })?;
    each_portion(tx, import, "settings_changed", |tx, rows| {
        for (_, _, settings) in rows {
            let SettingsChange(before, after, dismissed, services) = from_json(settings.as_deref())?;
            for id in dismissed {
                delete_dismissal(tx, owner, &id)?;
            }
            if find_preferences(tx, owner)? == Some(after) {
                update_preferences(tx, owner, before)?;
            }
            if let Some((before, after)) = services
                && list_services(tx, owner)? == after
            {
                update_services(tx, owner, &before)?;
            }
        }
        Ok(())
    })
}

/// Takes back what an import did. Films that have changed since stay as they are; gives how many there are.
pub fn take_back(tx: &mut Tx, owner: UserId, import: ImportId, now: Timestamp) -> Result<u64, Error> {
    lock_owner(tx, owner)?;
    let mut kept = 0;
    take_back_settings(tx, owner, import)?;
    each_portion(tx, import, "item_added", |tx, rows| {
        rows.into_iter().try_for_each(|(list, _, movies)| {
            delete_items(tx, owner, ListId(list), &from_json::<Vec<MovieId>>(movies.as_deref())?, now).map(drop)
        })
    })?;
    each_portion(tx, import, "list_added", |tx, rows| {
        let ids: Vec<ListId> = rows.iter().map(|(id, ..)| ListId(*id)).collect();
        for_ids(tx, DELETE_EMPTY_LIST, &[&owner], &ids).map(drop)
    })?;
    let mut watched: Vec<MovieId> = Vec::new();
    each_portion(tx, import, "watch_added", |tx, rows| {
        let ids: Vec<WatchId> = rows.iter().map(|(id, ..)| WatchId(*id)).collect();
        for (_, _, movie) in &rows {
            watched.push(from_json(movie.as_deref())?);
        }
        many::delete_watches(tx, owner, &ids)
    })?;
    each_portion(tx, import, "watch_commented", |tx, rows| {
        let ids: Vec<WatchId> = rows.iter().map(|(id, ..)| WatchId(*id)).collect();
        for_ids(tx, FORGET_COMMENTS, &[&owner], &ids).map(drop)
    })?;
    watched.sort_unstable();
    watched.dedup();
    many::sum_up(tx, owner, &watched)?;
    each_portion(tx, import, "movie_changed", |tx, rows| {
        let ids: Vec<MovieId> = rows.iter().map(|(id, ..)| MovieId(*id)).collect();
        let known: HashMap<MovieId, Known> =
            find_known(tx, owner, &ids)?.into_iter().map(|known| (known.id, known)).collect();
        for (id, version, before) in rows {
            match known.get(&MovieId(id)) {
                Some(known) if is_same_version(tx, owner, (known.id, known.version), version.unwrap_or(0))? => {
                    let before: Known = from_json(before.as_deref())?;
                    reset_movie(tx, owner, (&before, known), now)?;
                }
                Some(_) => kept += 1,
                None => {}
            }
        }
        Ok(())
    })?;
    each_portion(tx, import, "movie_added", |tx, rows| {
        let ids: Vec<MovieId> = rows.iter().map(|(id, ..)| MovieId(*id)).collect();
        let known = find_known(tx, owner, &ids)?;
        let are_unchanged = list_unchanged(tx, owner, &ids)?;
        let unchanged: Vec<MovieId> = known.iter().map(|it| it.id).filter(|id| are_unchanged.contains(id)).collect();
        kept += (known.len() - unchanged.len()) as u64;
        release_images_of(tx, owner, &unchanged, now)?;
        many::erase_movies(tx, owner, &unchanged)
    })?;
    Ok(kept)
}
