//! Watchlists: their order, picking a film, and what two people both want.

use crate::error::{ApiError, Result};
use crate::request::etag::{etag, with_etag};
use crate::request::extract::{Asked, Id, IfMatch, Json, Listed};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{MovieId, UserId};
use domain::library::movies::{Movie, MovieSummary};
use domain::library::movies_query::{MoviesQuery, Status};
use domain::library::watchlists::{PriorityDraft, SharedWatchlists};
use domain::pages::Page;
use domain::problems::{Problem, ProblemKind};
use storage::library::movies;
use storage::library::watchlists::{self, Moved};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(pick_movie))
        .routes(routes!(move_on_watchlist))
        .routes(routes!(list_watchlists))
        .routes(routes!(list_common_movies))
}

/// Pick one of your films by chance, of those that match.
#[utoipa::path(get, path = "/api/movies/random", tag = MOVIES, responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its version."))),
    (status = 404, body = Problem, description = "No film matches."),
))]
async fn pick_movie(state: State, caller: Caller, Asked(query): Asked<MoviesQuery>) -> Result<Response> {
    let place = u64::from_le_bytes(state.clock.random());
    let picked = state.store.read(move |tx| movies::pick_movie(tx, caller.id, &query, place)).await?;
    with_etag(picked.ok_or_else(|| ApiError::new(ProblemKind::NotFound, "No film matches."))?)
}

/// Move a film of your watchlist behind another one, or to the first place. `sort=priority` lists films in this order.
#[utoipa::path(put, path = "/api/movies/{id}/priority", tag = MOVIES, request_body = PriorityDraft, responses(
    (status = 200, body = Movie, headers(("ETag" = String, description = "Its new version."))),
    (status = 409, body = Problem, description = "The film isn’t on the watchlist."),
    (status = 412, body = Problem, description = "It has another version by now."),
))]
async fn move_on_watchlist(
    state: State,
    caller: Caller,
    Id(id): Id<MovieId>,
    if_match: IfMatch,
    body: Json,
) -> Result<Response> {
    let (after, now) = (body.parse(PriorityDraft::parse)?, state.clock.now());
    let movie = state
        .store
        .write(move |tx| {
            let before = movies::find_movie_for_update(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
            if_match.check(&etag(&before)?)?;
            match watchlists::move_on_watchlist(tx, caller.id, id, after, now)? {
                Moved::Done => movies::find_movie(tx, caller.id, id)?.ok_or_else(ApiError::not_found),
                Moved::NotOnWatchlist => {
                    Err(ApiError::new(ProblemKind::Conflict, "This film isn’t on your watchlist any more."))
                }
                Moved::NoSuchNeighbour => {
                    let message = "The film that it should come after isn’t on your watchlist any more.";
                    Err(ApiError::field("after", "unknown", message))
                }
            }
        })
        .await?;
    with_etag(movie)
}

/// List the people who share their watchlists with you: none unless you share yours.
#[utoipa::path(get, path = "/api/watchlists", tag = MOVIES, responses((status = 200, body = SharedWatchlists)))]
async fn list_watchlists(state: State, caller: Caller) -> Result<axum::Json<SharedWatchlists>> {
    let list = state.store.read(move |tx| {
        let shares_watchlist = watchlists::shares_watchlist(tx, caller.id)?;
        let items = watchlists::list_watchlists(tx, caller.id)?;
        Ok::<_, ApiError>(SharedWatchlists { shares_watchlist, items })
    });
    Ok(axum::Json(list.await?))
}

/// List the films that you and someone else both want to watch. A film is the same by its IDs, or else by title and
/// year.
#[utoipa::path(get, path = "/api/watchlists/{id}/common", tag = MOVIES, responses(
    (status = 200, body = Page<MovieSummary>),
    (status = 404, body = Problem, description = "One of you doesn’t share the watchlist."),
))]
async fn list_common_movies(
    state: State,
    caller: Caller,
    Id(id): Id<UserId>,
    Listed(query, page): Listed<MoviesQuery>,
) -> Result<axum::Json<Page<MovieSummary>>> {
    let query = MoviesQuery { status: Some(Status::Watchlist), common_with: Some(id), ..query };
    let list = state.store.read_at_replica(move |tx| {
        if !watchlists::is_shared(tx, caller.id, id)? {
            return Err(ApiError::not_found());
        }
        // It looks at that again in the same statement as at the films.
        Ok(movies::list_movies(tx, caller.id, &query, &page)?)
    });
    Ok(axum::Json(list.await?))
}
