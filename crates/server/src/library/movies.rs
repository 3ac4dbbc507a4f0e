//! Films: list, create, read, replace, change, delete.

use crate::error::{ApiError, Result};
use crate::request::etag::{etag, not_modified, with_etag};
use crate::request::extract::{Id, IfMatch, IfNoneMatch, Json, Listed};
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::request::renewal::{Renewal, Renewed};
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{MovieId, UserId};
use domain::library::movies::{Movie, MovieDraft, MovieFields, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::pages::Page;
use domain::problems::Problem;
use domain::versions::Versioned;
use http::StatusCode;
use storage::Tx;
use storage::library::movies::{
    NewMovie, find_movie, find_movie_for_update, insert_movie, list_movies as list_movies_of, list_movies_of_version,
    update_movie as store_movie,
};
use storage::library::trash;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_movies, create_movie)).routes(routes!(
        get_movie,
        replace_movie,
        update_movie,
        delete_movie
    ))
}

/// List your films.
#[utoipa::path(get, path = "/api/movies", tag = MOVIES, responses((status = 200, body = Page<MovieSummary>)))]
async fn list_movies(
    state: State,
    caller: Caller,
    Listed(query, page): Listed<MoviesQuery>,
    renewal: Renewal,
) -> Result<Renewed<Page<MovieSummary>>> {
    let is_filtered = query.is_filtered();
    let list = move |tx: &mut Tx| {
        if query.is_of_others() {
            return Ok(Renewed::Newer(None, list_movies_of(tx, caller.id, &query, &page)?));
        }
        renewal.of_version(tx, caller.id, |tx| list_movies_of_version(tx, caller.id, &query, &page))
    };
    // What is filtered is searched and counted, which takes its time.
    if is_filtered || state.store.has_replicas() {
        state.store.read_at_replica(list).await
    } else {
        state.store.read_inline(list).await
    }
}

/// Add a film.
#[utoipa::path(post, path = "/api/movies", tag = MOVIES, request_body = MovieDraft, responses((status = 201, body = Movie, headers(
    ("Location" = String, description = "Where the film is."),
    ("ETag" = String, description = "Its version."),
))))]
async fn create_movie(state: State, caller: Caller, key: IdempotencyKey, body: Json) -> Result<Response> {
    let fields = body.parse(|draft: &MovieDraft| draft.parse(state.clock.today()))?;
    let (id, watch_id, now) = (MovieId(state.clock.id()), state.watch_id(), state.clock.now());
    let digest = body.digest();
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                insert_movie(tx, caller.id, NewMovie { id, watch_id, fields: &fields, now })?;
                let movie = find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
                Ok(idempotency::created(&movie, format!("/api/movies/{id}"), Some(movie.etag())))
            })
        })
        .await?;
    state.wake_lookups();
    Ok(idempotency::reply(stored))
}

/// Get a film.
#[utoipa::path(get, path = "/api/movies/{id}", tag = MOVIES, responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its version."))),
    (status = 304, description = "The version of If-None-Match is still the newest."),
))]
async fn get_movie(state: State, caller: Caller, Id(id): Id<MovieId>, known: IfNoneMatch) -> Result<Response> {
    let movie =
        state.store.read_inline(move |tx| find_movie(tx, caller.id, id)).await?.ok_or_else(ApiError::not_found)?;
    let etag = etag(&movie)?;
    if known.knows(&etag) { Ok(not_modified(etag)) } else { with_etag(movie) }
}

/// Replace the editable fields of a film.
#[utoipa::path(put, path = "/api/movies/{id}", tag = MOVIES, request_body = MovieDraft, responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its new version."))),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn replace_movie(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let fields = body.parse(|draft: &MovieDraft| draft.parse(state.clock.today()))?;
    change(&state, caller.id, id, if_match, move |_| Ok(fields)).await
}

/// Change the given fields of a film; null clears.
#[utoipa::path(patch, path = "/api/movies/{id}", tag = MOVIES, request_body(content = ref("#/components/schemas/MoviePatch"), description = "A merge patch (RFC 7396)."), responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its new version."))),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn update_movie(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let today = state.clock.today();
    change(&state, caller.id, id, if_match, move |movie| {
        body.patch(&MovieDraft::from(movie), |draft: &MovieDraft| draft.parse(today))
    })
    .await
}

async fn change(
    state: &State,
    owner: UserId,
    id: MovieId,
    if_match: IfMatch,
    fields: impl FnOnce(&Movie) -> Result<MovieFields> + Send + 'static,
) -> Result<Response> {
    let (watch_id, now) = (state.watch_id(), state.clock.now());
    let movie = state
        .store
        .write(move |tx| {
            let before = find_for_change(tx, owner, id, &if_match)?;
            store_movie(tx, owner, &before, &fields(&before)?, watch_id, now)?;
            find_movie(tx, owner, id)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    with_etag(movie)
}

/// Move a film to the trash, where it stays for 30 days.
#[utoipa::path(delete, path = "/api/movies/{id}", tag = MOVIES, responses(
    (status = 204),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn delete_movie(state: State, caller: Caller, Id(id): Id<MovieId>, if_match: IfMatch) -> Result<StatusCode> {
    let now = state.clock.now();
    state
        .store
        .write(move |tx| {
            find_for_change(tx, caller.id, id, &if_match)?;
            trash::delete_movie(tx, caller.id, id, now).map_err(ApiError::from)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn find_for_change(tx: &mut Tx, owner: UserId, id: MovieId, if_match: &IfMatch) -> Result<Movie> {
    let movie = find_movie_for_update(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
    if_match.check(&etag(&movie)?)?;
    Ok(movie)
}
