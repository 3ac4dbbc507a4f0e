//! What TMDB brought to films is renewed, or goes, before its terms ask for that.

use super::filling::{Filling as Filled, find};
use crate::error::Result;
use crate::state::State;
use crate::tmdb::TmdbError;
use domain::catalogue::availability::TMDB_DAYS;
use domain::library::movies::Movie;
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::filling::Found;
use storage::library::movies::find_movie;
use storage::library::renewing::{Filling, postpone_filling, renew_filling, take_filling};

const DAY: i64 = 24 * 3600;
/// Seconds after which what TMDB brought is asked for again: a month before it has to go.
pub const RENEWED_AFTER: i64 = (TMDB_DAYS - 30) * DAY;
/// Seconds for which it is kept.
const KEPT: i64 = TMDB_DAYS * DAY;
/// Seconds after which another server takes a film over whose server isn't heard of.
const LEASE: i64 = 600;
/// The most films of one run: other jobs want their turn.
const MAX_RENEWED: usize = 100;

/// Renews what is due, one film after the other. What can't be renewed is tried again every day until it has been kept
/// for too long; then it goes.
///
/// # Errors
/// When the database can't be used.
pub async fn renew_fillings(state: &State, mut token: Option<&str>) -> Result<()> {
    for _ in 0..MAX_RENEWED {
        let now = state.clock.now();
        let take = move |tx: &mut Tx| take_filling(tx, now, now.plus_seconds(LEASE));
        let Some(it) = state.store.write::<_, storage::Error, _>(take).await? else { return Ok(()) };
        let found = match token {
            Some(token) => fresh(state, token, it).await?,
            None => Ok(None),
        };
        let found = found.unwrap_or_else(|error| {
            tracing::info!(%error, "what TMDB brought to a film can't be renewed now");
            // Others needn't wait for it, too.
            token = token.filter(|_| !matches!(error, TmdbError::Away(_) | TmdbError::Refused));
            None
        });
        let is_over = it.fetched_at.plus_seconds(KEPT) <= now;
        let write = move |tx: &mut Tx| match found {
            Some(found) => renew_filling(tx, it, found, now, now.plus_seconds(RENEWED_AFTER)),
            None if is_over => renew_filling(tx, it, Found::default(), now, now),
            None => postpone_filling(tx, it, now.plus_seconds(DAY)),
        };
        state.store.write::<_, storage::Error, _>(write).await?;
    }
    Ok(())
}

/// All that TMDB says of a film now; none when it knows no such film any more.
async fn fresh(state: &State, token: &str, it: Filling) -> Result<Result<Option<Found>, TmdbError>> {
    let read = move |tx: &mut Tx| {
        let movie = find_movie(tx, it.owner_id, it.movie_id)?;
        Ok::<_, storage::Error>((movie, find_preferences(tx, it.owner_id)?))
    };
    let (movie, preferences) = state.store.read(read).await?;
    let Some(movie) = movie else { return Ok(Ok(None)) };
    let bare = Movie {
        original_title: None,
        runtime_minutes: None,
        genres: Vec::new(),
        directors: Vec::new(),
        actors: Vec::new(),
        overview: None,
        poster_url: None,
        backdrop_url: None,
        // Without an ID, a film is found by it.
        year: movie.year.filter(|_| movie.tmdb_id.is_none() && movie.imdb_id.is_none()),
        ..movie
    };
    let found = find(state, token, &bare, preferences.and_then(|it| it.language)).await;
    Ok(match found {
        Ok(Filled { failure: Some(error), .. }) => Err(error),
        Ok(Filled { found, .. }) => {
            let year = found.year.or(bare.year);
            Ok(Some(found).filter(|found| !found.is_empty()).map(|found| Found { year, ..found }))
        }
        Err(TmdbError::NotFound) => Ok(None),
        Err(error) => Err(error),
    })
}
