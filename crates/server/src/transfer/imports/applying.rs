//! Adding the rows of an import to the library, all of them in one transaction, and taking them out again.

use super::besides::Besides;
use super::findings::{Findings, from_json, to_json};
use super::groups::{Basis, Counting, Planned, next_rows, plan};
use super::outcome::{Outcome, Written};
use super::picturing::Prepared;
use super::reading::Reading;
use super::receiving::MAX_FILES;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use domain::ids::{ImportId, ListId, MovieId, UserId};
use domain::library::lists::ListFields;
use domain::library::watches::MAX_TEXT;
use domain::times::Timestamp;
use domain::transfer::imports::{ImportResult, ImportState};
use formats::{List, ListItem};
use std::collections::HashMap;
use storage::Tx;
use storage::library::images::give_image;
use storage::library::list_items::{AppendedItem, append_items};
use storage::library::lists::insert_list_of;
use storage::transfer::import_chunks::delete_chunks;
use storage::transfer::import_effects::{Effect, insert_effects, take_back};
use storage::transfer::imports::{StoredImport, find_import_of_job, move_import, set_applied, update_findings};
use storage::transfer::known::{list_identified, lock_owner};
use storage::transfer::writing::{add_movies, change_movies, comment_watch, find_taken_ids};

impl Reading {
    /// Adds the rows that are taken to the library: all of them, or none when anything goes wrong.
    ///
    /// # Errors
    /// When the database can't be read or written; applying can be tried again.
    pub async fn apply(&self) -> Result<()> {
        let (id, clock, prepared) = (self.id, self.clock.clone(), self.prepare_pictures().await?);
        self.store.write_many(move |tx| apply(tx, &clock, id, prepared)).await
    }

    /// Takes what the import added out of the library again: all of it, but for films that have changed since.
    ///
    /// # Errors
    /// When the database can't be read or written; undoing can be tried again.
    pub async fn undo(&self) -> Result<()> {
        let (id, now) = (self.id, self.clock.now());
        let undo = move |tx: &mut Tx| {
            let Some(import) = find_alone(tx, id, ImportState::Undoing)? else { return Ok(()) };
            let movies_kept = take_back(tx, import.owner, id, now)?;
            let mut findings: Findings = from_json(&import.findings)?;
            findings.result = findings.result.map(|result| ImportResult { movies_kept, ..result });
            update_findings(tx, id, &to_json(&findings)?, None, now)?;
            move_import(tx, id, (ImportState::Undoing, ImportState::Undone), now)?;
            Ok::<_, ApiError>(())
        };
        self.store.write_many(undo).await
    }
}

/// The import, if it is in this state. Nobody else changes the library of its owner before this transaction ends: two
/// servers may have the same job, when one of them wasn't heard of for a while, and the second must see what the first
/// one has done.
fn find_alone(tx: &mut Tx, id: ImportId, state: ImportState) -> Result<Option<StoredImport>> {
    let Some(import) = find_import_of_job(tx, id)? else { return Ok(None) };
    lock_owner(tx, import.owner)?;
    Ok(find_import_of_job(tx, id)?.filter(|it| it.state == state))
}

/// What goes on the lists: for each its films, with their places and notes.
type Items = HashMap<String, Vec<(MovieId, ListItem)>>;

fn apply(tx: &mut Tx, clock: &Clock, id: ImportId, prepared: Prepared) -> Result<()> {
    let Some(import) = find_alone(tx, id, ImportState::Applying)? else { return Ok(()) };
    let (owner, now) = (import.owner, clock.now());
    let besides = Besides::find(tx, id)?;
    let movies = list_identified(tx, owner)?;
    let mut basis = Basis::read(tx, owner, movies, &besides.lists, from_json(&import.choices)?)?;
    let (mut result, mut items, mut after) = (ImportResult::default(), Items::new(), 0);
    while let Some((rows, last)) = next_rows(tx, id, after)? {
        after = last;
        let planned = plan(tx, owner, &basis, rows, Counting::Taken)?;
        write(tx, (owner, id), clock, now, planned, &prepared, (&mut result, &mut items))?;
    }
    let known = std::mem::take(&mut basis.lists);
    let mut effects = put_on_lists(tx, owner, (clock, now), (&besides.lists, &known), (&mut result, items))?;
    let views = besides.add_views(tx, owner, clock, now)?;
    result.views_added = views.len() as u64;
    effects.extend(views);
    if basis.choices.take_settings {
        effects.extend(besides.take_settings(tx, owner, now)?);
    }
    insert_effects(tx, id, &effects)?;
    let mut findings: Findings = from_json(&import.findings)?;
    result.pictures_refused = prepared.refused.len() as u64;
    let room = MAX_FILES.saturating_sub(findings.files.len());
    findings.files.extend(prepared.refused.into_iter().take(room));
    findings.result = Some(result);
    update_findings(tx, id, &to_json(&findings)?, None, now)?;
    delete_chunks(tx, id)?;
    set_applied(tx, id, now)?;
    Ok(())
}

fn write(
    tx: &mut Tx,
    (owner, id): (UserId, ImportId),
    clock: &Clock,
    now: Timestamp,
    planned: Vec<Planned>,
    prepared: &Prepared,
    (result, items): (&mut ImportResult, &mut Items),
) -> Result<()> {
    let mut written = Written::default();
    for film in planned {
        // None of its rows is taken.
        if film.rows.iter().all(|row| !row.taken) {
            continue;
        }
        let (movie, on_lists) = written.add(film, clock, now);
        for mut item in on_lists {
            item.note = item.note.map(|note| note.chars().take(MAX_TEXT).collect());
            items.entry(item.list.clone()).or_default().push((movie, item));
        }
    }
    let mut taken = find_taken_ids(tx, owner, &written.external_ids())?;
    written.forget_ids(&mut taken);
    let Written {
        added,
        changed,
        comments,
        pictures,
        outcome: Outcome { movies_added, movies_changed, watches_added },
    } = written;
    result.movies_added += movies_added;
    result.movies_changed += movies_changed;
    result.watches_added += watches_added;
    add_movies(tx, owner, &added, now)?;
    for (movie, kind, name) in pictures {
        if let Some(image) = prepared.names.get(&name) {
            result.pictures_added += u64::from(give_image(tx, owner, movie, kind, image)?);
        }
    }
    change_movies(tx, owner, &changed, now)?;
    let mut effects: Vec<Effect> = added.iter().map(|movie| Effect::MovieAdded(movie.id)).collect();
    for movie in changed {
        let id = movie.before.id;
        effects.extend(movie.watches.iter().map(|watch| Effect::WatchAdded(watch.id, id)));
        effects.push(Effect::MovieChanged(Box::new(movie.before)));
    }
    for (watch, comment) in comments {
        if comment_watch(tx, owner, watch, &comment)? {
            effects.push(Effect::WatchCommented(watch));
        }
    }
    insert_effects(tx, id, &effects)?;
    Ok(())
}

/// Puts the films on their lists: on those of the library that are `known` to be the same, or on new ones.
fn put_on_lists(
    tx: &mut Tx,
    owner: UserId,
    (clock, now): (&Clock, Timestamp),
    (lists, known): (&[List], &HashMap<String, Option<ListId>>),
    (result, mut items): (&mut ImportResult, Items),
) -> Result<Vec<Effect>> {
    let mut effects = Vec::new();
    for list in lists {
        let mut movies = items.remove(&list.key).unwrap_or_default();
        let known = known.get(&list.key).copied().flatten();
        let is_new = known.is_none();
        if movies.is_empty() && !(is_new && list.even_empty) {
            continue;
        }
        // In their order; those without a place come last, in that of the rows.
        movies.sort_by_key(|(_, item)| item.position.unwrap_or(u32::MAX));
        let list_id = known.unwrap_or_else(|| ListId(clock.id()));
        if is_new {
            let List { name, description, ranked, tags, visibility, created_at, .. } = list.clone();
            let fields = ListFields { name, description, ranked, tags, visibility };
            // An account has only so many lists.
            if !insert_list_of(tx, owner, list_id, &fields, (created_at.map_or(now, |at| at.min(now)), now))? {
                continue;
            }
            effects.push(Effect::ListAdded(list_id));
            result.lists_added += 1;
        }
        let appended = |(movie, item): (MovieId, ListItem)| AppendedItem {
            movie,
            note: item.note,
            added_at: item.added_at.map_or(now, |at| at.min(now)),
        };
        let movies: Vec<AppendedItem> = movies.into_iter().map(appended).collect();
        if !movies.is_empty() {
            let put = append_items(tx, owner, list_id, &movies, now)?;
            effects.push(Effect::ItemsAdded(list_id, put));
        }
    }
    Ok(effects)
}
