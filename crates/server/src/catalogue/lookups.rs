//! Looking films up at TMDB after they were added: what they lack is filled in, and their pictures become ours.

use super::availability::refresh_availability;
use super::collections::refresh_collections;
use super::filling::{Filling, find};
use super::renewing::{RENEWED_AFTER, renew_fillings};
use super::titles::title_looked_up;
use super::tmdb::token;
use crate::error::{ApiError, Result};
use crate::jobs::worker::{Context, Kind};
use crate::state::State;
use crate::tmdb::TmdbError;
use domain::jobs::Progress;
use domain::problems::ProblemKind;
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::filling::Found;
use storage::library::lookups::{JOB, Lookup, delete_lookup, insert_job, postpone_lookup, take_lookup};
use storage::library::movies::find_movie;
use storage::library::renewing::fill_movie;

/// Seconds after which another server takes a film over whose server isn't heard of.
const LEASE: i64 = 600;
/// Seconds until a film that failed is tried again: after the first failure, the second and so on. Then it is left alone.
const PAUSES: [i64; 4] = [3600, 6 * 3600, 24 * 3600, 3 * 24 * 3600];
/// The most films that one run looks up: imports, backups and housekeeping want their turn, too.
const MAX_FILMS: i64 = 60;

/// The job: it runs whenever films were added, and every hour for those that failed.
pub const KIND: Kind = Kind { name: JOB, interval_seconds: Some(3600), run: |context| Box::pin(run(context)) };

/// Looks up films that are due, one after the other. If some are left, the next run is put behind the jobs that wait.
async fn run(context: Context) -> Result<()> {
    let state = &context.state;
    let mut done = 0;
    while let Some(token) = token(state).await? {
        if done == MAX_FILMS {
            let next = state.clock.id();
            state.store.write(move |tx| insert_job(tx, next)).await?;
            break;
        }
        let now = state.clock.now();
        let take = move |tx: &mut Tx| take_lookup(tx, now, now.plus_seconds(LEASE));
        let Some(lookup) = state.store.write(take).await? else { break };
        look_up(state, &token, lookup).await?;
        done += 1;
        context.report(Progress { done, total: None }).await?;
    }
    let token = token(state).await?;
    renew_fillings(state, token.as_deref()).await?;
    if let Some(token) = token {
        refresh_collections(state, &token).await?;
        refresh_availability(state, &token).await?;
    }
    Ok(())
}

/// Looks a film up, and notes when it is to be tried again.
///
/// # Errors
/// When it makes no sense to go on with other films now.
async fn look_up(state: &State, token: &str, lookup: Lookup) -> Result<()> {
    let Lookup { movie_id, owner_id, attempts } = lookup;
    let read = move |tx: &mut Tx| {
        Ok::<_, storage::Error>((find_movie(tx, owner_id, movie_id)?, find_preferences(tx, owner_id)?))
    };
    let (movie, preferences) = state.store.read(read).await?;
    let (language, region) = preferences.map(|it| (it.language, it.region)).unwrap_or_default();
    let found = match &movie {
        Some(movie) => find(state, token, movie, language).await,
        None => Ok(Filling::default()),
    };
    let (found, titles, failure) = match found {
        Ok(Filling { found, titles, failure }) => (found, titles, failure),
        // It was never there, or was merged into another, or deleted: what we have stays.
        Err(TmdbError::NotFound) => (Found::default(), None, None),
        Err(error) => (Found::default(), None, Some(error)),
    };
    let now = state.clock.now();
    let pause = usize::try_from(attempts - 1).ok().and_then(|index| PAUSES.get(index).copied());
    let has_failed = failure.is_some();
    let due_at = now.plus_seconds(RENEWED_AFTER);
    let note = move |tx: &mut Tx| {
        let is_same = match &movie {
            Some(movie) if !found.is_empty() => fill_movie(tx, owner_id, movie, found, (now, due_at))?,
            _ => true,
        };
        if let Some((titles, language)) = titles.zip(language).filter(|_| is_same) {
            title_looked_up(tx, (owner_id, movie_id), (language, region), &titles, now)?;
        }
        match pause {
            Some(pause) if has_failed => postpone_lookup(tx, movie_id, now.plus_seconds(pause)),
            // It means another film now.
            Some(_) if !is_same => postpone_lookup(tx, movie_id, now),
            _ => delete_lookup(tx, movie_id),
        }
    };
    state.store.write::<_, storage::Error, _>(note).await?;
    match failure {
        Some(error @ (TmdbError::Away(_) | TmdbError::Refused)) => {
            Err(ApiError::new(ProblemKind::Unavailable, error.to_string()))
        }
        Some(error) => {
            tracing::warn!(%error, "a film can't be looked up; it is tried again later");
            Ok(())
        }
        None => Ok(()),
    }
}
