//! Logging a film: the film and its watch in one step.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::WATCHES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{MovieId, UndoId};
use domain::library::log::{LogDraft, Logged};
use storage::library::log::{self, NewLog, NotLogged};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(log_movie))
}

/// Log a film: find or add it, and record that it was watched. A film that was not watched goes on the watchlist.
#[utoipa::path(post, path = "/api/log", tag = WATCHES, request_body = LogDraft, responses((status = 201, body = Logged, headers(
    ("Location" = String, description = "Where the watch is, or else the film."),
))))]
async fn log_movie(state: State, caller: Caller, key: IdempotencyKey, body: Json) -> Result<Response> {
    let entry = body.parse(|draft: &LogDraft| draft.parse(state.clock.today()))?;
    let (movie_id, watch_id) = (MovieId(state.clock.id()), state.watch_id());
    let (undo, now) = (UndoId(state.clock.id()), state.clock.now());
    let digest = body.digest();
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                let logged = log::log_movie(tx, caller.id, NewLog { movie_id, watch_id, undo, entry: &entry, now })?;
                let logged = logged.map_err(refused)?;
                let location = match &logged.watch {
                    Some(watch) => format!("/api/watches/{}", watch.id),
                    None => format!("/api/movies/{}", logged.movie.id),
                };
                Ok(idempotency::created(&logged, location, None))
            })
        })
        .await?;
    state.wake_lookups();
    Ok(idempotency::reply(stored))
}

fn refused(why: NotLogged) -> ApiError {
    match why {
        NotLogged::NoSuchMovie => {
            ApiError::field("movie_id", "unknown", "This film doesn’t exist or was deleted. Choose another one.")
        }
        NotLogged::TooManyTags => {
            ApiError::field("tags", "too_many", "The film would have more than 50 tags. Leave some out.")
        }
    }
}
