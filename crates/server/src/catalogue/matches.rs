//! Films without an ID elsewhere, and those of the catalogue that they may be.

use super::languages::language;
use super::matching::{self, found_of};
use super::movies::{ask, described, read_language, with_own};
use super::second_source;
use super::unmatching::undone_so_far;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Listed};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use ::catalogue::film::Id as FilmId;
use ::catalogue::finding::Catalogue;
use axum::response::Response;
use domain::catalogue::matches::{
    MatchCandidate, MatchDraft, MatchField, MatchRun, Matched, MatchesInfo, MovieMatch, differing_fields,
};
use domain::catalogue::movies::CatalogueMovie;
use domain::ids::{MovieId, UndoId};
use domain::library::movies::MovieSummary;
use domain::library::undo::Undoable;
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use domain::queries::NoQuery;
use http::{HeaderMap, StatusCode};
use storage::Tx;
use storage::library::matches::runs::{Run, find_run};
use storage::library::matches::{Choice, Proposed, count_matches, dismiss_match, list_matches, tie_chosen};
use storage::library::movies::{find_movie, find_movie_for_update};
use storage::library::undo::can_undo;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_movie_matches, start_movie_matches))
        .routes(routes!(get_movie_matches_status))
        .routes(routes!(match_movie, dismiss_movie_match))
}

/// List your films that are to be checked, last added first, each with the films of the catalogue that it may be. Titles
/// are in the language of your account, or else of `Accept-Language`.
#[utoipa::path(get, path = "/api/catalogue/matches", tag = CATALOGUE,
    responses((status = 200, body = Page<MovieMatch>)))]
async fn list_movie_matches(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Listed(NoQuery, page): Listed,
) -> Result<axum::Json<Page<MovieMatch>>> {
    let owner = caller.id;
    let Page { items, next_cursor, total } = state.store.read(move |tx| list_matches(tx, owner, &page)).await?;
    let read = read_language(&language(&state, caller.id, &headers).await?);
    let ids: Vec<Vec<String>> = items.iter().map(|it| it.candidates.clone()).collect();
    let found = ask(&state, move |catalogue| {
        let of_film = |ids: Vec<String>| {
            let films = ids.iter().filter_map(|id| catalogue.film_of(id.parse().ok()?).transpose());
            films.map(|film| described(catalogue, film?, read)).collect::<Result<Vec<_>, _>>()
        };
        ids.into_iter().map(of_film).collect::<Result<Vec<_>, _>>()
    });
    let found = found.await?.unwrap_or_else(|| vec![Vec::new(); items.len()]);
    let counts: Vec<usize> = found.iter().map(Vec::len).collect();
    let mut all = with_own(&state, owner, found.into_iter().flatten().collect()).await?.into_iter();
    let items = items.into_iter().zip(counts).map(|(Proposed { movie, .. }, count)| {
        let candidates = all.by_ref().take(count).map(|it| candidate(&movie, it)).collect();
        MovieMatch { movie, candidates }
    });
    Ok(axum::Json(Page { items: items.collect(), next_cursor, total }))
}

fn candidate(movie: &MovieSummary, other: CatalogueMovie) -> MatchCandidate {
    MatchCandidate { differing_fields: differing_fields(movie, &other), movie: other }
}

/// Match your films that have no ID elsewhere with the catalogue, in the background. Sure ones get IDs and what they lack;
/// the others are to be checked. Does nothing while that is under way, or is being undone.
#[utoipa::path(post, path = "/api/catalogue/matches", tag = CATALOGUE, responses(
    (status = 202, body = MatchesInfo),
    (status = 409, body = Problem, description = "The server has no catalogue."),
))]
async fn start_movie_matches(state: State, caller: Caller) -> Result<(StatusCode, axum::Json<MatchesInfo>)> {
    if ask(&state, Catalogue::count).await?.is_none() {
        let detail = "There’s no catalogue on this server. An admin can build one in Administration → Catalogue.";
        return Err(ApiError::new(ProblemKind::Conflict, detail));
    }
    let clock = state.clock.clone();
    let is_new = state.store.write(move |tx| matching::start(tx, caller.id, &clock)).await?;
    if is_new {
        state.job_added.notify_one();
    }
    Ok((StatusCode::ACCEPTED, axum::Json(info(&state, &caller).await?)))
}

/// See whether your films are being matched with the catalogue, what came of it, and how many are to be checked.
#[utoipa::path(get, path = "/api/catalogue/matches/status", tag = CATALOGUE,
    responses((status = 200, body = MatchesInfo)))]
async fn get_movie_matches_status(state: State, caller: Caller) -> Result<axum::Json<MatchesInfo>> {
    info(&state, &caller).await.map(axum::Json)
}

async fn info(state: &State, caller: &Caller) -> Result<MatchesInfo> {
    let owner = caller.id;
    let has_catalogue = ask(state, Catalogue::count).await?.is_some();
    let now = state.clock.now();
    let find = move |tx: &mut Tx| {
        let latest_run = match find_run(tx, owner)? {
            Some(run) => Some(run_of(run, can_undo(tx, owner, run.undo, now)?)),
            None => None,
        };
        let undone = undone_so_far(tx, owner)?;
        Ok::<_, ApiError>(MatchesInfo {
            has_catalogue,
            is_running: matching::is_running(tx, owner)?,
            is_undoing: undone.is_some(),
            undone_count: undone.unwrap_or(0),
            to_check_count: count_matches(tx, owner)?.try_into().unwrap_or(0),
            latest_run,
        })
    };
    state.store.read(find).await
}

fn run_of(run: Run, can_undo: bool) -> MatchRun {
    MatchRun {
        started_at: run.started_at,
        finished_at: run.finished_at,
        matched_count: run.tied_count,
        to_check_count: run.proposed_count,
        not_found_count: run.unknown_count,
        undo: can_undo.then_some(run.undo),
    }
}

/// Say which film of the catalogue yours is. It gets the IDs, and what it lacks; of the fields that differ, those that you
/// name. `POST /api/undo` takes it back.
#[utoipa::path(post, path = "/api/catalogue/matches/{id}", tag = CATALOGUE,
    request_body = MatchDraft, responses(
        (status = 200, body = Matched),
        (status = 409, body = Problem, description = "The film already has another film’s ID."),
    ))]
async fn match_movie(
    state: State,
    caller: Caller,
    headers: HeaderMap,
    Id(id): Id<MovieId>,
    key: IdempotencyKey,
    body: Json,
) -> Result<Response> {
    let (owner, undo, now, today) = (caller.id, UndoId(state.clock.id()), state.clock.now(), state.clock.today());
    state.store.read(move |tx| find_movie(tx, owner, id)).await?.ok_or_else(ApiError::not_found)?;
    let (chosen, fields) = body.parse(MatchDraft::parse)?;
    let other = find_candidate(&state, &chosen, &language(&state, caller.id, &headers).await?).await?;
    let unknown =
        || ApiError::field("candidate", "unknown", "The catalogue has no film with this ID. Choose another one.");
    let other = other.ok_or_else(unknown)?;
    let digest = body.digest();
    let work = move |tx: &mut Tx| {
        let movie = find_movie_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
        let has_imdb_id = movie.imdb_id.is_some() && movie.imdb_id == other.imdb_id;
        if has_imdb_id || movie.tmdb_id.is_some() && movie.tmdb_id == other.tmdb_id {
            return Ok(idempotency::done(&Matched { movie, undo: None }));
        }
        if movie.imdb_id.is_some() || movie.tmdb_id.is_some() {
            let detail = "This film already has another film’s ID. Remove that ID first.";
            return Err(ApiError::new(ProblemKind::Conflict, detail));
        }
        let title = other.draft().title;
        let shown = if fields.contains(&MatchField::Title) { &title } else { &movie.title };
        let found = found_of(shown, &other, today);
        tie_chosen(tx, owner, Choice { movie, title, found, undo }, &fields, now)?;
        let movie = find_movie(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
        Ok::<_, ApiError>(idempotency::done(&Matched { movie, undo: Some(undo) }))
    };
    let stored = state.store.write(move |tx| key.once(tx, (owner, &digest, now), work)).await?;
    Ok(idempotency::reply(stored))
}

/// The film of the catalogue, or of TMDB, that has this ID.
async fn find_candidate(state: &State, id: &str, wanted: &str) -> Result<Option<CatalogueMovie>> {
    let Ok(id) = id.parse::<FilmId>() else { return second_source::film(state, id, wanted).await };
    let read = read_language(wanted);
    let find =
        ask(state, move |catalogue| catalogue.film_of(id)?.map(|film| described(catalogue, film, read)).transpose());
    Ok(find.await?.flatten())
}

/// Say that your film is none of the candidates. You aren’t asked about it again.
#[utoipa::path(delete, path = "/api/catalogue/matches/{id}", tag = CATALOGUE,
    responses((status = 200, body = Undoable)))]
async fn dismiss_movie_match(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<axum::Json<Undoable>> {
    let (owner, undo, now) = (caller.id, UndoId(state.clock.id()), state.clock.now());
    let dismiss = move |tx: &mut Tx| {
        let movie = find_movie_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
        dismiss_match(tx, owner, movie.id, undo, now).map_err(ApiError::from)
    };
    state.store.write(dismiss).await?;
    Ok(axum::Json(Undoable { undo }))
}
