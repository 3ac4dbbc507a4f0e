//! Imports from a MediaTracker, which has no file to export: its API is asked in place of it.

mod faults;
mod fetching;

pub use faults::Fault;
pub use fetching::MediaTracker;

use super::uploading::{checked, receive_later};
use crate::error::{ApiError, Result};
use crate::limits::places::NoPlace;
use crate::net::Destinations;
use crate::request::extract::Json;
use crate::request::guards::Standing;
use crate::request::openapi::{IMPORTS, routes};
use crate::state::State;
use axum::response::{IntoResponse, Response};
use domain::problems::Problem;
use domain::transfer::imports::{Choices, Import};
use domain::transfer::media_tracker::MediaTrackerDraft;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

/// What such an import is called in place of a file.
const NAME: &str = "MediaTracker";

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(fetch_import))
}

/// Import from a MediaTracker, by its address and an application token of yours there. The server asks it for your films
/// and lists; from then on it is an import like that of a file. The token isn’t kept.
#[utoipa::path(post, path = "/api/imports/mediatracker", tag = IMPORTS, request_body = MediaTrackerDraft, responses(
    (status = 202, body = Import, description = "Your films are being fetched."),
    (status = 409, body = Problem, description = "You have too many imports that aren’t applied."),
    (status = 429, body = Problem, description = "Another import of yours is still being fetched."),
    (status = 422, body = Problem, description = "There is no MediaTracker at this address, the server may not fetch from there, or the token isn’t valid."),
))]
async fn fetch_import(state: State, caller: Standing, body: Json) -> Result<Response> {
    let (address, token, choices) = body.parse(|draft: &MediaTrackerDraft| {
        let time_zone = draft.time_zone.clone().filter(|zone| !zone.is_empty());
        let choices = checked(Choices { time_zone, ..Choices::default() });
        match (draft.parse(), choices) {
            (Ok((address, token)), Ok(choices)) => Ok((address, token, choices)),
            (one, other) => {
                let mut errors = one.err().unwrap_or_default();
                errors.extend(other.err().unwrap_or_default());
                Err(errors)
            }
        }
    })?;
    // Each holds some memory, and its answers come as slowly as somebody else’s server likes.
    let place = state.limits.fetches.take(caller.id).map_err(|reason| match reason {
        NoPlace::OfAccount => ApiError::too_many_fetches_of_account(),
        NoPlace::AtAll => ApiError::too_many_fetches(),
    })?;
    let may_stay = state.config.imports_from_own_network;
    let destinations = if may_stay { Destinations::OwnNetwork } else { Destinations::Public };
    let source = MediaTracker::open(&address, &token, destinations, state.config.proxy.as_deref()).await;
    let source = source.map_err(|fault| ApiError::field(fault.field(), fault.code(), fault.to_string()))?;
    let import = receive_later(&state, caller, Some(NAME.to_owned()), &choices, source.holding(place)).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(import)).into_response())
}
