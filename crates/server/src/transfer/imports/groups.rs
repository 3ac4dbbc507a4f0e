//! The rows of an import, film by film, and what those of each would do.

use super::besides::paired;
use super::findings::{from_json, to_json};
use super::matching::{Match, Matcher};
use super::planning::{Context, Plan, Target, Verdict};
use crate::error::Result;
use domain::ids::{ImportId, ListId, MovieId, UserId};
use domain::transfer::imports::{Choices, Remark};
use domain::transfer::rows::RowState;
use formats::{Described, Entry, List};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use storage::Tx;
use storage::transfer::import_rows::{StoredRow, list_rows_by_film};
use storage::transfer::known::{
    Identified, Known, KnownWatch, find_known, find_known_watches, list_known_items, list_known_lists,
};

/// The rows that are read at a time, if no film has more of them.
const PORTION: i64 = 2000;

/// Why a row is in its state, and what it means; kept with it as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// What there is to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// The film of the library that it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub movie: Option<MovieId>,
    /// Films of the library that it could mean.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<MovieId>,
}

impl Why {
    /// As it is kept: nothing for nothing.
    ///
    /// # Errors
    /// Never, in practice.
    pub fn kept(&self) -> Result<Option<String>> {
        if *self == Self::default() { Ok(None) } else { to_json(self).map(Some) }
    }
}

/// What the rows of an import are compared with.
pub struct Basis {
    matcher: Matcher,
    /// The lists of the import, by their keys, and the list of the library that has the name.
    pub lists: HashMap<String, Option<ListId>>,
    /// The lists of the library that its films are on.
    items: HashMap<MovieId, HashSet<ListId>>,
    /// What was chosen.
    pub choices: Choices,
}

impl Basis {
    /// The library as this transaction sees it; of its films, those given.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn read(tx: &mut Tx, owner: UserId, movies: Vec<Identified>, lists: &[List], choices: Choices) -> Result<Self> {
        let lists = paired(lists, list_known_lists(tx, owner)?);
        let mut items: HashMap<MovieId, HashSet<ListId>> = HashMap::new();
        for (list, movie) in list_known_items(tx, owner)? {
            items.entry(movie).or_default().insert(list);
        }
        Ok(Self { matcher: Matcher::new(movies), lists, items, choices })
    }
}

/// The rows of one film, and what they would do.
pub struct Planned {
    /// The film of the library that they are about.
    pub known: Option<Known>,
    /// What the rows that count would do.
    pub plan: Plan,
    /// What became of each row.
    pub rows: Vec<Judged>,
}

/// What became of a row.
pub struct Judged {
    /// Its number.
    pub number: i64,
    /// Its state.
    pub state: RowState,
    /// Whether it is taken.
    pub taken: bool,
    /// Why.
    pub why: Why,
    /// What is stored of it: its state, whether it is taken, and why.
    pub stored: (RowState, bool, Option<String>),
}

/// The film that rows are about, and the rows.
type Group = (Match, Vec<(StoredRow, Entry)>);

/// Which rows count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// Those that are ready, or that somebody has taken.
    Preview,
    /// Those that are taken.
    Taken,
}

/// The next rows of an import, of whole films, behind those of a film; with the number of the last film. None when there
/// are no more.
///
/// # Errors
/// When the database can't be read.
pub fn next_rows(tx: &mut Tx, import: ImportId, after: i64) -> Result<Option<(Vec<StoredRow>, i64)>> {
    let mut limit = PORTION;
    loop {
        let mut rows = list_rows_by_film(tx, import, (after, i64::MAX), limit)?;
        let Some(last) = rows.last().map(|row| row.film) else { return Ok(None) };
        // The last film may have more rows.
        let is_full = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= limit;
        if is_full {
            rows.retain(|row| row.film != last);
        }
        if let Some(film) = rows.last().map(|row| row.film) {
            return Ok(Some((rows, film)));
        }
        limit *= 4;
    }
}

/// What rows of whole films would do.
///
/// # Errors
/// When the database can't be read.
pub fn plan(
    tx: &mut Tx,
    owner: UserId,
    basis: &Basis,
    rows: Vec<StoredRow>,
    counting: Counting,
) -> Result<Vec<Planned>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let entry: Entry = from_json(row.entry.as_deref().unwrap_or_default())?;
        match groups.last_mut() {
            Some((_, group)) if group[0].0.film == row.film => group.push((row, entry)),
            _ => groups.push((Match::New, vec![(row, entry)])),
        }
    }
    for (found, group) in &mut groups {
        *found = find(&basis.matcher, group);
    }
    let groups = joined(groups);
    let mut ids: Vec<MovieId> = groups.iter().filter_map(|(found, _)| one(found)).collect();
    ids.sort_unstable();
    ids.dedup();
    let known: HashMap<MovieId, Known> = find_known(tx, owner, &ids)?.into_iter().map(|it| (it.id, it)).collect();
    let mut told: HashMap<MovieId, Vec<KnownWatch>> = HashMap::new();
    for watch in find_known_watches(tx, owner, &ids)? {
        told.entry(watch.movie).or_default().push(watch);
    }
    let no_lists = HashSet::new();
    let planned = groups.into_iter().map(|(found, group)| {
        let known = one(&found).and_then(|id| known.get(&id));
        let watches = known.and_then(|movie| told.get(&movie.id)).map(Vec::as_slice).unwrap_or_default();
        let lists = known.and_then(|movie| basis.items.get(&movie.id)).unwrap_or(&no_lists);
        let target = known.map(|movie| Target { movie, watches, lists });
        plan_film(&found, group, target.as_ref(), basis, counting)
    });
    Ok(planned.collect())
}

/// The groups, those together that are about one film of the library.
fn joined(groups: Vec<Group>) -> Vec<Group> {
    let (mut all, mut places): (Vec<Group>, HashMap<MovieId, usize>) =
        (Vec::with_capacity(groups.len()), HashMap::new());
    for (found, mut group) in groups {
        let place = one(&found).map(|id| *places.entry(id).or_insert(all.len()));
        match place.filter(|place| *place < all.len()) {
            Some(place) => all[place].1.append(&mut group),
            None => all.push((found, group)),
        }
    }
    all
}

fn one(found: &Match) -> Option<MovieId> {
    if let Match::One(id) = found { Some(*id) } else { None }
}

/// The film that rows are about: the one that somebody said, or else what the rules find.
fn find(matcher: &Matcher, group: &[(StoredRow, Entry)]) -> Match {
    if let Some(id) = group.iter().find_map(|(row, _)| row.movie) {
        return Match::One(id);
    }
    if group.iter().any(|(row, _)| row.is_new) {
        return Match::New;
    }
    let key = group.iter().find_map(|(_, entry)| entry.key.as_deref());
    if let Some(id) = key.and_then(|key| matcher.find_exported(key)) {
        return Match::One(id);
    }
    // Only some of its rows may have an ID, or the year.
    let mut movie = Described::default();
    for (_, Entry { movie: it, .. }) in group {
        if movie.title.is_empty() {
            movie.title.clone_from(&it.title);
        }
        movie.year = movie.year.or(it.year);
        movie.take_ids(it);
    }
    matcher.find(&movie)
}

fn plan_film(
    found: &Match,
    group: Vec<(StoredRow, Entry)>,
    target: Option<&Target>,
    basis: &Basis,
    counting: Counting,
) -> Planned {
    let mut plan = Plan::default();
    let context = Context { choices: &basis.choices, list_of: &|key| basis.lists.get(key).copied().flatten() };
    let rows = group.into_iter().map(|(row, mut entry)| {
        if target.is_some_and(|it| !basis.matcher.takes_ids(it.movie.id, &entry.movie)) {
            entry.movie.forget_recognised();
        }
        let mut why = Why { movie: target.map(|it| it.movie.id), ..Why::default() };
        why.remarks = entry.doubts.iter().map(remark).collect();
        let mut needs_look = entry.doubts.iter().any(formats::Doubt::needs_a_look);
        if let Match::Unsure(candidates) = found {
            needs_look = true;
            why.remarks.push(unsure(candidates.len()));
            why.candidates.clone_from(candidates);
        }
        if target.is_none() && entry.movie.title.is_empty() {
            needs_look = true;
            why.remarks.push(untitled());
        }
        let counts = match counting {
            Counting::Preview => {
                if row.touched {
                    row.taken
                } else {
                    !needs_look
                }
            }
            Counting::Taken => row.taken,
        };
        if !counts {
            let state = if needs_look { RowState::NeedsLook } else { RowState::Ready };
            return judged(row, state, false, why);
        }
        let Verdict { state, remark } = plan.add(&entry, target, context);
        why.remarks.extend(remark);
        let state = if needs_look && !row.touched { RowState::NeedsLook } else { state };
        let taken = if row.touched { row.taken } else { state == RowState::Ready };
        judged(row, state, taken, why)
    });
    let rows = rows.collect();
    plan.finish(target, &basis.choices);
    Planned { known: target.map(|it| it.movie.clone()), plan, rows }
}

fn judged(row: StoredRow, state: RowState, taken: bool, why: Why) -> Judged {
    Judged { number: row.number, state, taken, why, stored: (row.state, row.taken, row.reason) }
}

fn remark(doubt: &formats::Doubt) -> Remark {
    Remark { code: doubt.code().to_owned(), message: doubt.to_string() }
}

fn unsure(count: usize) -> Remark {
    let message = match count {
        1 => "You have a film of this title, but its year isn’t the same. Is it the same film?",
        _ => "Several of your films could be this one. Which one is it?",
    };
    Remark { code: "unsure_match".to_owned(), message: message.to_owned() }
}

fn untitled() -> Remark {
    let message = "The file doesn’t give this film’s title. If you take it, its ID becomes the title.".to_owned();
    Remark { code: "no_title".to_owned(), message }
}
