//! Tying the films that people have to those of the catalogue: sure ones by themselves, the others for people to check.

use super::movies::{ask, described};
use super::titles::renew_for_all;
use super::unmatching::undone_so_far;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::jobs::worker::{Context, Kind, OF_CATALOGUE};
use crate::state::State;
use ::catalogue::finding::recognising::Recognised;
use ::catalogue::recognising::Described;
use domain::catalogue::matches::MAX_CANDIDATES;
use domain::catalogue::movies::CatalogueMovie;
use domain::ids::{JobId, UndoId, UserId};
use domain::jobs::Progress;
use domain::library::movies::Movie;
use domain::problems::ProblemKind;
use domain::text::fold;
use domain::times::{Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use storage::Tx;
use storage::jobs::queue::{insert_job, list_payloads};
use storage::library::filling::Found;
use storage::library::matches::runs::{
    Portion, Run, advance_run, find_run, finish_run, list_owners_of_unmatched, start_run,
};
use storage::library::matches::{Place, Tie, Unmatched, list_unmatched, propose, tie_sure};
use storage::library::movies::{list_movies_by_imdb_ids, list_movies_by_tmdb_ids};

/// The job. A server without a catalogue leaves it to one that has it.
pub const KIND: Kind = Kind { name: OF_CATALOGUE, interval_seconds: None, run: |context| Box::pin(run(context)) };

/// The films that are compared at a time.
const PORTION: i64 = 200;

/// Whose films are matched: those of an account, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The account; none for all.
    pub owner: Option<UserId>,
    /// When that was asked for.
    pub asked_at: Timestamp,
}

/// Begins to match the films of an account, unless that is under way. True when there is a new job.
///
/// # Errors
/// When the database can't be written.
pub fn start(tx: &mut Tx, owner: UserId, clock: &Clock) -> Result<bool> {
    if is_running(tx, owner)? || undone_so_far(tx, owner)?.is_some() {
        return Ok(false);
    }
    let now = clock.now();
    start_run(tx, owner, UndoId(clock.id()), now)?;
    insert_job(tx, JobId(clock.id()), KIND.name, &to_json(&Payload { owner: Some(owner), asked_at: now })?)?;
    Ok(true)
}

/// Whether the films of an account are being matched.
///
/// # Errors
/// When the database can't be read.
pub fn is_running(tx: &mut Tx, owner: UserId) -> Result<bool> {
    let is_open = find_run(tx, owner)?.is_some_and(|run| run.finished_at.is_none());
    if !is_open {
        return Ok(false);
    }
    // A job that was given up has left its run open.
    let payloads = list_payloads(tx, KIND.name)?;
    let of_owner = |text: &String| from_json(text).is_ok_and(|it| it.owner.is_none_or(|it| it == owner));
    Ok(payloads.iter().any(of_owner))
}

/// Has the films of all accounts matched, after a catalogue was built, unless that waits to be done.
///
/// # Errors
/// When the database can't be written.
pub async fn start_for_all(state: &State) -> Result<()> {
    let (id, now) = (JobId(state.clock.id()), state.clock.now());
    let start = move |tx: &mut Tx| {
        let waits = list_payloads(tx, KIND.name)?.iter().any(|text| from_json(text).is_ok_and(|it| it.owner.is_none()));
        if !waits {
            insert_job(tx, id, KIND.name, &to_json(&Payload { owner: None, asked_at: now })?)?;
        }
        Ok::<_, ApiError>(())
    };
    state.store.write(start).await?;
    state.job_added.notify_one();
    Ok(())
}

fn to_json(payload: &Payload) -> Result<String> {
    serde_json::to_string(payload).map_err(|error| ApiError::new(ProblemKind::Internal, error.to_string()))
}

fn from_json(text: &str) -> Result<Payload> {
    serde_json::from_str(text).map_err(|error| ApiError::new(ProblemKind::Internal, error.to_string()))
}

async fn run(context: Context) -> Result<()> {
    let Payload { owner, asked_at } = from_json(&context.payload)?;
    let Some(owner) = owner else {
        renew_for_all(&context.state).await?;
        for owner in context.state.store.read(list_owners_of_unmatched).await? {
            let undo = UndoId(context.state.clock.id());
            // One that was started since looks at all films, too; one that ended before this job was broken off is done.
            let begin = move |tx: &mut Tx| {
                let last = find_run(tx, owner)?;
                let is_new = last.is_none_or(|run| run.started_at < asked_at && run.finished_at.is_some());
                // What is being undone isn't to be done again.
                if is_new && undone_so_far(tx, owner)?.is_none() {
                    start_run(tx, owner, undo, asked_at)?;
                }
                Ok::<_, ApiError>(())
            };
            context.state.store.write(begin).await?;
            match_films(&context, owner).await?;
        }
        return Ok(());
    };
    match_films(&context, owner).await
}

/// Goes through the films of an account from where its run is, portion by portion.
async fn match_films(context: &Context, owner: UserId) -> Result<()> {
    let state = &context.state;
    loop {
        let find = move |tx: &mut Tx| {
            let Some(run) = find_run(tx, owner)?.filter(|run| run.finished_at.is_none()) else { return Ok(None) };
            let films = list_unmatched(tx, owner, run.place(), PORTION)?;
            Ok::<_, storage::Error>(Some((run, films)))
        };
        let Some((run, films)) = state.store.read(find).await? else { return Ok(()) };
        let now = state.clock.now();
        let Some(last) = films.last().map(|it| (it.movie.created_at, it.movie.id.0)) else {
            state.store.write(move |tx| finish_run(tx, owner, now)).await?;
            return Ok(());
        };
        let sorted = sorted(state, owner, films).await?;
        let undo = UndoId(state.clock.id());
        let goes_on = state.store.write(move |tx| keep(tx, owner, (&run, last), (sorted, undo), now)).await?;
        if !goes_on {
            return Ok(());
        }
        let Run { tied_count, proposed_count, unknown_count, .. } = run;
        let done = tied_count + proposed_count + unknown_count;
        context.report(Progress { done, total: None }).await?;
    }
}

/// What films are in the catalogue.
#[derive(Default)]
struct Sorted {
    sure: Vec<Tie>,
    proposed: Vec<(Movie, Vec<String>)>,
    unknown: i64,
}

/// What was found for a film.
enum Match {
    Sure(Box<CatalogueMovie>),
    Candidates(Vec<String>),
    Unknown,
}

async fn sorted(state: &State, owner: UserId, films: Vec<Unmatched>) -> Result<Sorted> {
    let found = ask(state, move |catalogue| {
        let mut found = Vec::with_capacity(films.len());
        for film in films {
            let is = match catalogue.recognise(&described_of(&film.movie), MAX_CANDIDATES)? {
                Recognised::Sure(it) => Match::Sure(Box::new(described(catalogue, *it, None)?)),
                Recognised::Candidates(them) => Match::Candidates(them.iter().map(|it| it.id.to_string()).collect()),
                Recognised::Unknown => Match::Unknown,
            };
            found.push((film, is));
        }
        Ok(found)
    });
    let gone = || ApiError::new(ProblemKind::Unavailable, "This server has no catalogue any more.");
    let found = found.await?.ok_or_else(gone)?;
    let sure = || found.iter().filter_map(|(_, is)| if let Match::Sure(it) = is { Some(it) } else { None });
    let imdb_ids: Vec<String> = sure().filter_map(|it| it.imdb_id.clone()).collect();
    let tmdb_ids: Vec<i64> = sure().filter_map(|it| it.tmdb_id).collect();
    let list = move |tx: &mut Tx| {
        let mut own = list_movies_by_imdb_ids(tx, owner, &imdb_ids)?;
        own.extend(list_movies_by_tmdb_ids(tx, owner, &tmdb_ids)?);
        Ok::<_, storage::Error>(own)
    };
    let own = state.store.read(list).await?;
    // One that is there already isn't to be had twice by itself.
    let mut taken: HashSet<String> = own.iter().filter_map(|it| it.imdb_id.clone()).collect();
    let mut taken_tmdb: HashSet<i64> = own.iter().filter_map(|it| it.tmdb_id).collect();
    let (today, mut all) = (state.clock.today(), Sorted::default());
    for (Unmatched { movie, is_proposed }, is) in found {
        match is {
            Match::Sure(it) if it.imdb_id.is_none() && it.tmdb_id.is_none() => all.unknown += 1,
            Match::Sure(it) => {
                let is_there = it.tmdb_id.is_some_and(|id| taken_tmdb.contains(&id))
                    || it.imdb_id.as_ref().is_some_and(|id| taken.contains(id));
                if is_there || is_proposed {
                    all.proposed.push((movie, vec![it.id]));
                } else {
                    taken.extend(it.imdb_id.clone());
                    taken_tmdb.extend(it.tmdb_id);
                    let found = found_of(&movie.title, &it, today);
                    all.sure.push(Tie { movie, candidate: it.id, found });
                }
            }
            Match::Candidates(ids) => all.proposed.push((movie, ids)),
            Match::Unknown => all.unknown += 1,
        }
    }
    Ok(all)
}

/// Keeps what came of films. False when another server has gone on from there.
fn keep(
    tx: &mut Tx,
    owner: UserId,
    (run, to): (&Run, Place),
    (sorted, undo): (Sorted, UndoId),
    now: Timestamp,
) -> Result<bool, storage::Error> {
    if !advance_run(tx, owner, run.place(), to, Portion::default())? {
        return Ok(false);
    }
    let before = (run.tied_count > 0).then_some(run.undo);
    let tied = tie_sure(tx, owner, sorted.sure, (undo, before), now)?;
    let mut proposed = 0;
    for (movie, ids) in sorted.proposed {
        proposed += i64::from(propose(tx, owner, movie.id, &ids)?);
    }
    advance_run(
        tx,
        owner,
        to,
        to,
        Portion { tied, proposed, unknown: sorted.unknown, undo: (tied > 0).then_some(undo) },
    )
}

/// What is known of a film, to be recognised by.
fn described_of(movie: &Movie) -> Described {
    Described {
        title: movie.title.clone(),
        original_title: movie.original_title.clone(),
        year: movie.year,
        runtime_minutes: movie.runtime_minutes,
        directors: movie.directors.clone(),
    }
}

/// What the catalogue knows of a film, within the bounds of what people may enter.
pub fn found_of(title: &str, other: &CatalogueMovie, today: Date) -> Found {
    let ids = Found { imdb_id: other.imdb_id.clone(), tmdb_id: other.tmdb_id, ..Found::default() };
    let Ok(fields) = other.draft().parse(today) else { return ids };
    let original_title = fields.original_title.filter(|it| fold(it) != fold(title));
    Found {
        original_title,
        year: fields.year,
        runtime_minutes: fields.runtime_minutes,
        genres: fields.genres,
        directors: fields.directors,
        actors: fields.actors,
        ..ids
    }
}
