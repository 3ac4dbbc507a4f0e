//! Changing many films at once.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::idempotency::{self, IdempotencyKey};
use crate::request::openapi::MOVIES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use axum::response::Response;
use domain::ids::{UndoId, WatchId};
use domain::library::batch::{BatchDraft, BatchOutcome, too_many};
use storage::library::batch::{NewBatch, NotChanged, change_movies as store_change};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(change_movies))
}

/// Change up to 10,000 films at once, all of them or none. `POST /api/undo` takes it back as a whole, unless one of the
/// films was changed since.
#[utoipa::path(post, path = "/api/movies/batch", tag = MOVIES, request_body = BatchDraft, responses((status = 200, body = BatchOutcome)))]
async fn change_movies(state: State, caller: Caller, key: IdempotencyKey, body: Json) -> Result<Response> {
    let batch = body.parse(|draft: &BatchDraft| draft.parse(state.clock.today()))?;
    let (undo, now, clock) = (UndoId(state.clock.id()), state.clock.now(), state.clock.clone());
    let digest = body.digest();
    let stored = state
        .store
        .write(move |tx| {
            key.once(tx, (caller.id, &digest, now), |tx| {
                let new = NewBatch { batch: &batch, undo, watch_id: &|| WatchId(clock.id()), now };
                let outcome = store_change(tx, caller.id, &new)?.map_err(refused)?;
                Ok(idempotency::done(&outcome))
            })
        })
        .await?;
    Ok(idempotency::reply(stored))
}

fn refused(why: NotChanged) -> ApiError {
    match why {
        NotChanged::TooManyMovies(count) => ApiError::field("query", "too_many", too_many(count)),
        NotChanged::TooManyTags(count) => {
            let films = if count == 1 { "1 film".to_owned() } else { format!("{count} films") };
            let message = format!("{films} would have more than 50 tags. Leave some out, or remove others first.");
            ApiError::field("change.add_tags", "too_many", message)
        }
        NotChanged::NoSuchList => {
            ApiError::field("change.add_to_list", "unknown", "This list doesn’t exist any more. Choose another one.")
        }
        NotChanged::FullList => {
            let message = "A list holds up to 10,000 films. Choose fewer films, or another list.";
            ApiError::field("change.add_to_list", "too_many", message)
        }
    }
}
