//! Films that the catalogue doesn't have, found at TMDB.

use super::tmdb::token;
use crate::error::Result;
use crate::state::State;
use crate::tmdb::TmdbError;
use crate::tmdb::answers::{Details, Hit, year_of};
use ::catalogue::film::imdb_id;
use domain::catalogue::movies::{CatalogueMovie, imdb_number};
use domain::text::fold;
use std::time::Duration;

/// What the IDs of TMDB’s films begin with, in the catalogue.
const PREFIX: &str = "tmdb:";
/// The longest that people wait for TMDB while they type.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// The fewest characters that it is asked for.
const MIN_SEARCH: usize = 2;

/// The films at TMDB that fit what was typed; none when it isn't asked, or doesn't answer in time.
pub async fn search(state: &State, text: &str, language: &str) -> Result<Vec<CatalogueMovie>> {
    let text = fold(text.trim());
    if text.chars().count() < MIN_SEARCH {
        return Ok(Vec::new());
    }
    let Some(token) = token(state).await? else { return Ok(Vec::new()) };
    let now = state.clock.now();
    if let Some(found) = state.tmdb.remembered(language, &text, now) {
        return Ok(found);
    }
    if state.tmdb.is_busy() {
        return Ok(Vec::new());
    }
    let ask = async {
        if let Some(number) = imdb_number(&text) {
            return Ok(state.tmdb.find(&token, &imdb_id(number), language).await?.into_iter().collect());
        }
        state.tmdb.search(&token, &text, None, language).await
    };
    let hits = match tokio::time::timeout(PATIENCE, ask).await {
        Ok(Ok(hits)) => hits,
        Ok(Err(TmdbError::NotFound)) => Vec::new(),
        Ok(Err(error)) => {
            tracing::info!(%error, "TMDB gave no films");
            return Ok(Vec::new());
        }
        Err(_) => return Ok(Vec::new()),
    };
    let found: Vec<CatalogueMovie> = hits.into_iter().filter_map(of_hit).collect();
    state.tmdb.remember(language, &text, now, found.clone());
    Ok(found)
}

/// A film of TMDB by its ID in the catalogue; none when it isn't asked, or has no such film.
pub async fn film(state: &State, id: &str, language: &str) -> Result<Option<CatalogueMovie>> {
    match id.strip_prefix(PREFIX).and_then(|id| id.parse().ok()) {
        Some(number) => film_of(state, number, language).await,
        None => Ok(None),
    }
}

/// The film of TMDB of this number; none when it isn't asked, or has no such film.
pub async fn film_of(state: &State, number: i64, language: &str) -> Result<Option<CatalogueMovie>> {
    let Some(token) = token(state).await? else { return Ok(None) };
    match tokio::time::timeout(PATIENCE, state.tmdb.details(&token, number, language)).await {
        Ok(Ok(details)) => Ok(of_details(details)),
        Ok(Err(error)) => {
            tracing::info!(%error, "TMDB gave no film");
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

/// A film of TMDB. None without a title.
pub fn of_hit(hit: Hit) -> Option<CatalogueMovie> {
    let Hit { id, title, original_title, release_date, vote_count, vote_average } = hit;
    Some(without_twin(CatalogueMovie {
        title: some_text(title)?,
        original_title: some_text(original_title),
        year: year_of(release_date.as_deref()),
        votes: vote_count,
        rating: rating(vote_average),
        ..empty(id)
    }))
}

fn of_details(it: Details) -> Option<CatalogueMovie> {
    Some(without_twin(CatalogueMovie {
        title: some_text(it.title)?,
        original_title: some_text(it.original_title),
        year: year_of(it.release_date.as_deref()),
        runtime_minutes: it.runtime.and_then(|minutes| minutes.try_into().ok()).filter(|minutes| *minutes > 0),
        genres: it.genres.into_iter().map(|genre| genre.name).collect(),
        imdb_id: some_text(it.imdb_id),
        votes: it.vote_count,
        rating: rating(it.vote_average),
        ..empty(it.id)
    }))
}

fn empty(id: i64) -> CatalogueMovie {
    CatalogueMovie {
        id: format!("{PREFIX}{id}"),
        title: String::new(),
        original_title: None,
        year: None,
        runtime_minutes: None,
        genres: Vec::new(),
        directors: Vec::new(),
        actors: Vec::new(),
        credits: Vec::new(),
        imdb_id: None,
        tmdb_id: Some(id),
        votes: 0,
        rating: None,
        in_library: false,
        movie: None,
    }
}

/// The original title is only said when it is another one.
fn without_twin(movie: CatalogueMovie) -> CatalogueMovie {
    let original_title = movie.original_title.filter(|title| *title != movie.title);
    CatalogueMovie { original_title, ..movie }
}

fn some_text(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn rating(average: f64) -> Option<f64> {
    (average > 0.0).then(|| (average * 10.0).round() / 10.0)
}
