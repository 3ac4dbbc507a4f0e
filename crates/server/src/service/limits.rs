//! What keeps the server standing: requests and bodies are bounded, and a panic ends one request.

use crate::error::{ApiError, Result};
use crate::limits::Admission;
use crate::request::body_limit::BodyLimit;
use crate::request::linger::Linger;
use crate::security::client_info::ClientInfo;
use crate::service::bodies;
use crate::state::State;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::problems::{Problem, ProblemKind};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONNECTION};
use std::any::Any;
use std::net::IpAddr;
use tokio::sync::OwnedSemaphorePermit;

/// Wraps a service: bounded, and its API never cached.
pub fn limited(service: Router<State>, state: &State) -> Router<State> {
    service.layer(middleware::from_fn_with_state(state.clone(), limit))
}

async fn limit(state: State, client: ClientInfo, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api");
    let linger = request.extensions().get::<Linger>().cloned();
    let mut response = match admit(&state, client.block(), request).await {
        Ok((request, _admission)) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    if linger.is_some_and(|linger| linger.is_asked()) {
        // The connection is of no more use, which the client had better know before it sends the next request on it.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if is_api {
        response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// What a request holds while it is worked on: its place, and the memory of its large body.
type Admitted = (Admission, Option<OwnedSemaphorePermit>);

/// A slot is taken when the body is complete: however slow bodies are, they keep nothing from others.
async fn admit(state: &State, client: IpAddr, request: Request) -> Result<(Request, Admitted)> {
    let mut admission = state.limits.enter(client).ok_or_else(ApiError::too_many_at_once)?;
    let limit = BodyLimit::of(request.extensions());
    if limit.is_streamed() {
        // It may take long, and works little: it takes no slot from others. The handler bounds it.
        return Ok((request, (admission, None)));
    }
    let (request, upload) = if limit.is_large() {
        let (request, upload) = bodies::complete_upload(request, state).await?;
        (request, Some(upload))
    } else {
        (bodies::complete(request, &mut admission).await?, None)
    };
    if admission.take_slot() { Ok((request, (admission, upload))) } else { Err(ApiError::unavailable(1)) }
}

/// The answer to a request whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives it away")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    tracing::error!(message, "a handler panicked");
    ApiError::from(Problem::new(ProblemKind::Internal)).into_response()
}
