//! The HTTP API of Movie Tracker, and the page that uses it.
//!
//! [`app`] makes the whole service out of a [`State`]; [`service::serve::serve`] runs it on a socket. A
//! noun's routes and handlers stand in the file of its name, in the room of its capability. A handler makes five
//! moves: who is it ([`security::callers::Caller`]), check the input, open a transaction, one to three storage calls,
//! reply.

pub mod accounts;
mod auth;
pub mod catalogue;
mod catalogue_index;
pub mod clock;
pub mod error;
pub mod jobs;
mod library;
mod limits;
mod listeners;
pub mod logs;
mod metrics;
pub mod net;
mod pictures;
mod request;
pub mod security;
pub mod service;
pub mod state;
pub mod tmdb;
pub mod transfer;

pub use security::provider::OidcConfig;
pub use state::{BackupConfig, Config, State, StoreConfig};
pub use tmdb::TmdbConfig;

use crate::error::ApiError;
use crate::jobs::worker::Kind;
use axum::Router;
use domain::problems::ProblemKind;
use utoipa_axum::router::OpenApiRouter;

/// The kinds of jobs that every server runs.
pub const JOB_KINDS: &[Kind] = &[
    jobs::housekeeping::KIND,
    transfer::imports::KIND,
    transfer::imports::EXPIRY,
    transfer::backups::KIND,
    catalogue::lookups::KIND,
    catalogue::matching::KIND,
    catalogue::unmatching::KIND,
    catalogue::titles::KIND,
];

/// The kinds of jobs that a server with this configuration runs.
pub fn job_kinds(config: &Config) -> Vec<Kind> {
    JOB_KINDS.iter().copied().chain(transfer::backups::kind(config)).collect()
}

/// The whole service: API, documentation, health, metrics and page.
pub fn app(state: State) -> Router {
    app_with(state, Router::new())
}

/// The whole service, and more routes that pass through the same limits and figures: to measure
/// what an answer costs that takes no work.
pub fn app_with(state: State, more: Router<State>) -> Router {
    let (api, document) = routes().split_for_parts();
    let calls = service::openapi::CallsByBody::of(&document);
    let compressible = service::openapi::compressible_paths(&document);
    let api = api
        .merge(more)
        .merge(service::openapi::routes(document))
        .route("/api/{*rest}", axum::routing::any(unknown_path))
        .route("/api", axum::routing::any(unknown_path))
        .route("/api/", axum::routing::any(unknown_path))
        .method_not_allowed_fallback(wrong_method);
    let api = service::compression::compressed(api, compressible);
    let service = service::limits::limited(api.merge(service::page::routes()), &state);
    let service = service::body_limits::limited(service, calls);
    let service = service::heads::checked(service.merge(service::health::routes()), &state);
    let service = service::observe::observed(service, &state);
    service::response_headers::secured(service, &state).with_state(state)
}

/// The OpenAPI document of the API, as JSON.
pub fn openapi_document() -> String {
    let (_, document) = routes().split_for_parts();
    service::openapi::to_json(document)
}

async fn unknown_path() -> ApiError {
    ApiError::new(ProblemKind::NotFound, "This path doesn’t exist. See /api/docs for the paths that do.")
}

async fn wrong_method() -> ApiError {
    let detail = "This path doesn’t accept this method. The Allow header lists the methods it accepts.";
    ApiError::new(ProblemKind::MethodNotAllowed, detail)
}

/// All handlers of the API.
fn routes() -> OpenApiRouter<State> {
    service::openapi::base()
        .merge(auth::routes())
        .merge(accounts::routes())
        .merge(library::routes())
        .merge(catalogue::routes())
        .merge(transfer::routes())
        .merge(jobs::routes())
}
