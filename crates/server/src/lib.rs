//! The HTTP API of Movie Tracker, and the page that uses it.
//!
//! [`app`] makes the whole service out of a [`State`]; [`serve::serve`] runs it on a socket. A
//! noun's routes and handlers stand in the file of its name. A handler makes five moves: who is it
//! ([`callers::Caller`]), check the input, open a transaction, one to three storage calls, reply.

pub mod access_tokens;
mod account;
mod api_tokens;
mod audit_events;
mod bin;
mod bodies;
mod body_limits;
mod callers;
pub mod client_info;
pub mod clock;
mod compression;
mod connections;
mod cookies;
pub mod error;
mod extract;
mod forwarded;
mod guesses;
mod heads;
mod health;
pub mod housekeeping;
mod idempotency;
mod identities;
mod invites;
mod labels;
mod limits;
mod links;
pub mod logs;
mod movies;
mod observe;
mod oidc;
mod openapi;
mod origins;
mod page;
mod passkeys;
mod password_resets;
pub mod passwords;
mod proof;
mod rate_limits;
mod recovery_codes;
mod refresh_tokens;
pub mod refusals;
mod registration;
mod response_headers;
mod second_factors;
pub mod serve;
mod sessions;
mod settings;
pub mod setup;
mod sign_in;
mod stream;
mod totp;
mod users;
mod watches;

use crate::access_tokens::AccessTokens;
use crate::callers::Callers;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::guesses::Guesses;
use crate::limits::Limits;
use crate::observe::Metrics;
pub use crate::oidc::OidcSettings;
use crate::oidc::Provider;
use crate::passwords::Passwords;
use crate::rate_limits::{Attempts, Excess, RateLimits};
use crate::refusals::Refusals;
use axum::Router;
use axum::extract::FromRequestParts;
use domain::ids::WatchId;
use domain::problems::ProblemKind;
use http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;
use storage::Store;

/// What whoever runs the server decides.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where browsers reach the server, such as `https://films.example`; none when that is where
    /// it listens.
    pub public_url: Option<String>,
    /// The proxies that are believed about who came to them.
    pub trusted_proxies: Vec<IpNet>,
    /// The OpenID provider to sign in through, when there is one.
    pub oidc: Option<OidcSettings>,
}

impl Settings {
    /// Whether browsers come by TLS: cookies are then bound to it.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.to_ascii_lowercase().starts_with("https://"))
    }
}

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Shared>);

/// The parts of a [`State`].
pub struct Shared {
    /// The database.
    pub store: Store,
    /// The time, ids and randomness.
    pub clock: Clock,
    /// What whoever runs the server decides.
    pub settings: Settings,
    /// Hashes passwords.
    pub passwords: Passwords,
    access_tokens: AccessTokens,
    callers: Callers,
    limits: Arc<Limits>,
    metrics: Metrics,
    rate_limits: RateLimits,
    guesses: Guesses,
    refusals: Refusals,
    oidc: Option<Box<Provider>>,
}

impl State {
    /// Gets everything ready on a database whose migrations are all applied.
    ///
    /// # Errors
    /// When the database can't be read or written, or the settings of the provider are wrong.
    pub async fn open(store: Store, clock: Clock, settings: Settings) -> Result<Self> {
        let access_tokens = AccessTokens::open(store.clone(), clock.clone()).await?;
        let passwords = Passwords::new()?;
        let provider = |oidc: OidcSettings| Provider::new(oidc, settings.public_url.as_deref(), clock.clone());
        let oidc = settings.oidc.clone().map(provider).transpose();
        let oidc = oidc.map_err(|reason| ApiError::new(ProblemKind::Internal, reason))?.map(Box::new);
        let (callers, limits, metrics) = (Callers::default(), Arc::default(), Metrics::new());
        let (rate_limits, guesses) = (RateLimits::new(clock.clone()), Guesses::new(clock.clone()));
        let refusals = Refusals::default();
        Ok(Self(Arc::new(Shared {
            store,
            clock,
            settings,
            passwords,
            access_tokens,
            callers,
            limits,
            metrics,
            rate_limits,
            guesses,
            refusals,
            oidc,
        })))
    }

    /// From now on the server says that it isn't ready, so that balancers send it no more requests; it
    /// still takes those that come.
    pub fn begin_stopping(&self) {
        self.limits.begin_stopping();
    }

    /// Counts an attempt; the time to wait when it is one too many.
    async fn count(&self, attempts: &Attempts) -> Result<Option<Excess>, storage::Error> {
        self.rate_limits.count(&self.store, attempts).await
    }

    /// Refuses what needs that passwords sign in, where the provider is the only way in.
    ///
    /// # Errors
    /// [`ProblemKind::Forbidden`], with the way in.
    fn require_password_login(&self) -> Result<()> {
        let only = self.oidc.as_deref().map(Provider::settings).filter(|provider| provider.only);
        let Some(provider) = only else { return Ok(()) };
        let name = provider.display_name();
        let detail = format!("Passwords don't sign in here. Sign in with {name} or a passkey.");
        Err(ApiError::new(ProblemKind::Forbidden, detail))
    }

    fn watch_id(&self) -> WatchId {
        WatchId(self.clock.id())
    }
}

impl Deref for State {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> std::result::Result<Self, Infallible> {
        Ok(state.clone())
    }
}

/// The whole service: API, documentation, health, metrics and page.
pub fn app(state: State) -> Router {
    app_with(state, Router::new())
}

/// The whole service, and more routes that pass through the same limits and figures: to measure
/// what an answer costs that takes no work.
pub fn app_with(state: State, more: Router<State>) -> Router {
    let (api, document) = openapi::router().split_for_parts();
    let (open, compressible) = (openapi::open_calls(&document), openapi::compressible_paths(&document));
    let api = api
        .merge(more)
        .merge(openapi::routes(document))
        .route("/api/{*rest}", axum::routing::any(unknown_path))
        .route("/api", axum::routing::any(unknown_path))
        .route("/api/", axum::routing::any(unknown_path))
        .method_not_allowed_fallback(wrong_method);
    let api = compression::compressed(api, compressible);
    let service = body_limits::limited(limits::limited(api.merge(page::routes()), &state), open);
    let service = heads::checked(service.merge(health::routes()), &state);
    let service = observe::observed(service, &state);
    response_headers::secured(service, &state).with_state(state)
}

/// The OpenAPI document of the API, as JSON.
pub fn openapi_document() -> String {
    let (_, document) = openapi::router().split_for_parts();
    openapi::to_json(document)
}

async fn unknown_path() -> ApiError {
    ApiError::new(ProblemKind::NotFound, "There is no such path; /api/docs lists those there are.")
}

async fn wrong_method() -> ApiError {
    let detail = "This path does not take this method; the header Allow lists those it takes.";
    ApiError::new(ProblemKind::MethodNotAllowed, detail)
}
