//! Adding the rows of an import to the library, all of them in one transaction, and taking them out again.

use super::findings::{Findings, from_json, to_json};
use super::groups::{Basis, Counting, Planned, next_rows, plan};
use super::outcome::{Outcome, Written};
use super::reading::Reading;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use domain::ids::{ImportId, ListId, MovieId, UserId};
use domain::library::lists::{ListFields, Visibility};
use domain::library::watches::MAX_TEXT;
use domain::times::Timestamp;
use domain::transfer::imports::{ImportResult, ImportState};
use formats::List;
use std::collections::HashMap;
use storage::Tx;
use storage::library::list_items::append_items;
use storage::library::lists::insert_list;
use storage::transfer::import_effects::{Effect, insert_effects, take_back};
use storage::transfer::imports::{
    delete_chunks, find_import_of_job, find_lists, move_import, set_applied, update_findings,
};
use storage::transfer::known::{list_identified_for_update, list_known_lists};
use storage::transfer::writing::{add_movies, change_movies, comment_watch};

impl Reading {
    /// Adds the rows that are taken to the library: all of them, or none when anything goes wrong.
    ///
    /// # Errors
    /// When the database can't be read or written; applying can be tried again.
    pub async fn apply(&self) -> Result<()> {
        let (id, clock) = (self.id, self.clock.clone());
        self.store.write(move |tx| apply(tx, &clock, id)).await
    }

    /// Takes what the import added out of the library again: all of it, but for films that have changed since.
    ///
    /// # Errors
    /// When the database can't be read or written; undoing can be tried again.
    pub async fn undo(&self) -> Result<()> {
        let (id, now) = (self.id, self.clock.now());
        let undo = move |tx: &mut Tx| {
            let Some(import) = find_import_of_job(tx, id)?.filter(|it| it.state == ImportState::Undoing) else {
                return Ok(());
            };
            let movies_kept = take_back(tx, import.owner, id, now)?;
            let mut findings: Findings = from_json(&import.findings)?;
            findings.result = findings.result.map(|result| ImportResult { movies_kept, ..result });
            update_findings(tx, id, &to_json(&findings)?, None, now)?;
            move_import(tx, id, (ImportState::Undoing, ImportState::Undone), now)?;
            Ok::<_, ApiError>(())
        };
        self.store.write(undo).await
    }
}

/// What goes on the lists: for each its films, with their places and notes.
type Items = HashMap<String, Vec<(Option<u32>, MovieId, Option<String>)>>;

fn apply(tx: &mut Tx, clock: &Clock, id: ImportId) -> Result<()> {
    let Some(import) = find_import_of_job(tx, id)?.filter(|it| it.state == ImportState::Applying) else {
        return Ok(());
    };
    let (owner, now) = (import.owner, clock.now());
    let lists: Vec<List> = from_json(&find_lists(tx, id)?.unwrap_or_default())?;
    let movies = list_identified_for_update(tx, owner)?;
    let basis = Basis::read(tx, owner, movies, &lists, from_json(&import.choices)?)?;
    let (mut result, mut items, mut after) = (ImportResult::default(), Items::new(), 0);
    while let Some((rows, last)) = next_rows(tx, id, after)? {
        after = last;
        let planned = plan(tx, owner, &basis, rows, Counting::Taken)?;
        write(tx, (owner, id), clock, now, planned, (&mut result, &mut items))?;
    }
    put_on_lists(tx, (owner, id), clock, now, lists, (&mut result, items))?;
    let mut findings: Findings = from_json(&import.findings)?;
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
    (result, items): (&mut ImportResult, &mut Items),
) -> Result<()> {
    let mut written = Written::default();
    for film in planned {
        // None of its rows is taken.
        if film.rows.iter().all(|(.., taken, _)| !taken) {
            continue;
        }
        let (movie, on_lists) = written.add(film, clock, now);
        for (list, position, note) in on_lists {
            let note = note.map(|note| note.chars().take(MAX_TEXT).collect());
            items.entry(list).or_default().push((position, movie, note));
        }
    }
    let Written { added, changed, comments, outcome: Outcome { movies_added, movies_changed, watches_added } } =
        written;
    result.movies_added += movies_added;
    result.movies_changed += movies_changed;
    result.watches_added += watches_added;
    add_movies(tx, owner, &added, now)?;
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

/// Puts the films on their lists: on those of the library that have the name, or on new ones.
fn put_on_lists(
    tx: &mut Tx,
    (owner, id): (UserId, ImportId),
    clock: &Clock,
    now: Timestamp,
    lists: Vec<List>,
    (result, mut items): (&mut ImportResult, Items),
) -> Result<()> {
    let mut named: HashMap<String, ListId> =
        list_known_lists(tx, owner)?.into_iter().map(|list| (domain::text::fold(&list.name), list.id)).collect();
    let mut effects = Vec::new();
    for list in lists {
        let Some(mut movies) = items.remove(&list.key) else { continue };
        // In their order; those without a place come last, in that of the rows.
        movies.sort_by_key(|(position, ..)| position.unwrap_or(u32::MAX));
        let folded = domain::text::fold(&list.name);
        let list_id = if let Some(known) = named.get(&folded) {
            *known
        } else {
            let new = ListId(clock.id());
            let List { name, description, ranked, tags, .. } = list;
            let fields = ListFields { name, description, ranked, tags, visibility: Visibility::Private };
            // An account has only so many lists.
            if !insert_list(tx, owner, new, &fields, now)? {
                continue;
            }
            effects.push(Effect::ListAdded(new));
            result.lists_added += 1;
            named.insert(folded, new);
            new
        };
        let movies: Vec<(MovieId, Option<String>)> = movies.into_iter().map(|(_, movie, note)| (movie, note)).collect();
        let put = append_items(tx, owner, list_id, &movies, now)?;
        effects.push(Effect::ItemsAdded(list_id, put));
    }
    // Two lists of one name share their effects, of which there is one for each list of the library.
    let effects = super::outcome::merged(effects);
    insert_effects(tx, id, &effects)?;
    Ok(())
}
