//! What all handlers share.

use crate::catalogue_index::CatalogueIndex;
use crate::clock::Clock;
use crate::error::{ApiError, Result};
use crate::limits::Limits;
use crate::listeners::Listeners;
use crate::metrics::Metrics;
use crate::pictures::Pictures;
use crate::security::access_tokens::AccessTokens;
use crate::security::callers::Callers;
use crate::security::client_info::ClientInfo;
use crate::security::guesses::Guesses;
use crate::security::passwords::{HashCost, Passwords};
use crate::security::provider::{OidcConfig, Provider};
use crate::security::rate_limits::{Attempts, Excess, RateLimits};
use crate::security::refusals::Refusals;
use crate::tmdb::{Tmdb, TmdbConfig};
use axum::extract::FromRequestParts;
use domain::accounts::audit_events::{AuditEvent, EventKind};
use domain::ids::WatchId;
use domain::problems::ProblemKind;
use domain::transfer::backups::BackupSchedule;
use http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use storage::accounts::audit_events::insert_audit_event;
use storage::catalogue::{find_tmdb_token, update_lookups};
use storage::transfer::Passphrase;
use storage::{Engine, Store};
use tokio::sync::Notify;

/// What the operator of the server sets.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where browsers reach the server, such as `https://films.example`; none when that is where
    /// it listens.
    pub public_url: Option<String>,
    /// The proxies that are believed about who came to them.
    pub trusted_proxies: Vec<IpNet>,
    /// The OpenID provider to sign in through, when there is one.
    pub oidc: Option<OidcConfig>,
    /// The proxy through which the server sends requests of its own; none to send them directly.
    pub proxy: Option<String>,
    /// Whether people may import from servers of the operator’s own network.
    pub imports_from_own_network: bool,
    /// The backups that the server makes.
    pub backups: BackupConfig,
    /// The folder for files that are there for a while only; that of the system by default.
    pub data_dir: Option<PathBuf>,
    /// What hashing a password costs.
    pub hash_cost: HashCost,
    /// How TMDB is asked.
    pub tmdb: TmdbConfig,
}

/// The backups that a server makes.
#[derive(Debug, Clone, Default)]
pub struct BackupConfig {
    /// Where they are written to.
    pub folder: PathBuf,
    /// When it makes them by itself, if the operator says so: then admins can't.
    pub schedule: Option<BackupSchedule>,
    /// What they are encrypted with, if they are.
    pub passphrase: Option<Passphrase>,
    /// The store that they are sent to, too, if there is one.
    pub store: Option<StoreConfig>,
}

/// A store that speaks S3.
#[derive(Clone)]
pub struct StoreConfig {
    /// Its address.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// What the names of the files there begin with.
    pub prefix: String,
    /// The ID of the key that requests are signed with.
    pub access_key: String,
    /// That key.
    pub secret_key: String,
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The folder for files that are there for a while only.
    pub fn scratch(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(std::env::temp_dir)
    }

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
    /// What the operator of the server sets.
    pub config: Config,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Signs and verifies access tokens.
    pub access_tokens: AccessTokens,
    /// The sessions and tokens that were found alive lately.
    pub callers: Callers,
    /// Counts the requests that are under way.
    pub limits: Arc<Limits>,
    /// Those who listen for changes.
    pub listeners: Arc<Listeners>,
    /// The figures of this process.
    pub metrics: Metrics,
    /// Counts attempts.
    pub rate_limits: RateLimits,
    /// Delays those who guess passwords.
    pub guesses: Guesses,
    /// The refusals that the audit log is yet to be told.
    pub refusals: Refusals,
    /// The provider to sign in through.
    pub oidc: Option<Box<Provider>>,
    /// Prepares the pictures of films.
    pub pictures: Arc<Pictures>,
    /// The catalogue of films, in the data folder.
    pub catalogue: Arc<CatalogueIndex>,
    /// Asks TMDB.
    pub tmdb: Tmdb,
    /// Wakes a worker of this server, after a job was added.
    pub job_added: Notify,
}

impl State {
    /// Gets everything ready on a database whose migrations are all applied.
    ///
    /// # Errors
    /// When the database can't be read or written, or the provider’s configuration is wrong.
    pub async fn open(store: Store, clock: Clock, config: Config) -> Result<Self> {
        let access_tokens = AccessTokens::open(store.clone(), clock.clone()).await?;
        let passwords = Passwords::new(config.hash_cost)?;
        let provider = |oidc: OidcConfig| {
            Provider::new(oidc, config.public_url.as_deref(), config.proxy.as_deref(), clock.clone())
        };
        let oidc = config.oidc.clone().map(provider).transpose();
        let oidc = oidc.map_err(|reason| ApiError::new(ProblemKind::Internal, reason))?.map(Box::new);
        let (callers, limits, metrics) = (Callers::default(), Arc::default(), Metrics::new());
        let (rate_limits, guesses) = (RateLimits::new(clock.clone()), Guesses::new(clock.clone()));
        let refusals = Refusals::default();
        let pictures = Arc::new(Pictures::new(config.proxy.clone()));
        let catalogue = Arc::new(CatalogueIndex::new(config.data_dir.clone()));
        let tmdb = Tmdb::new(&config.tmdb, config.proxy.clone());
        let tmdb = tmdb.map_err(|reason| ApiError::new(ProblemKind::Internal, reason))?;
        let has_token = tmdb.token().is_some();
        // Whoever adds films, also by the command line, knows by this whether they are looked up.
        let set_lookups = move |tx: &mut storage::Tx| {
            let looks_up = has_token || find_tmdb_token(tx)?.is_some();
            // Of several servers, another one may have a token of its own.
            if looks_up || tx.engine() == Engine::Sqlite {
                update_lookups(tx, looks_up)?;
            }
            Ok::<_, storage::Error>(looks_up)
        };
        tmdb.set_on(store.write(set_lookups).await?);
        Ok(Self(Arc::new(Shared {
            store,
            clock,
            config,
            passwords,
            access_tokens,
            callers,
            limits,
            listeners: Arc::default(),
            metrics,
            rate_limits,
            guesses,
            refusals,
            oidc,
            pictures,
            catalogue,
            tmdb,
            job_added: Notify::new(),
        })))
    }

    /// From now on the server says that it isn't ready, so that balancers send it no more requests; it
    /// still takes those that come. Streams end.
    pub fn begin_stopping(&self) {
        self.limits.begin_stopping();
        self.listeners.stop();
        self.catalogue.stop();
    }

    /// After films were added: wakes a worker of this server if films are looked up.
    pub fn wake_lookups(&self) {
        if self.tmdb.is_on() {
            self.job_added.notify_one();
        }
    }

    /// Counts an attempt; the time to wait when it is one too many.
    pub async fn count(&self, attempts: &Attempts) -> Result<Option<Excess>, storage::Error> {
        self.rate_limits.count(&self.store, attempts).await
    }

    /// Refuses what needs that passwords sign in, where the provider is the only way in.
    ///
    /// # Errors
    /// [`ProblemKind::Forbidden`], with the way in.
    pub fn require_password_login(&self) -> Result<()> {
        let only = self.oidc.as_deref().map(Provider::config).filter(|provider| provider.only);
        let Some(provider) = only else { return Ok(()) };
        let name = provider.display_name();
        let detail = format!("You can’t sign in with a password here. Use {name} or a passkey.");
        Err(ApiError::new(ProblemKind::Forbidden, detail))
    }

    /// Notes in the audit log that something was refused: `event` happened, to `subject` if it is an account.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn note_refusal(&self, from: &ClientInfo, event: EventKind, subject: Option<&str>) -> Result<()> {
        let event = from.event(&self.clock, event, None, subject);
        self.write_events(self.refusals.note(&self.clock, from, event)).await
    }

    /// Writes the refusals that were counted in hours that are over or, when the server stops, in the present one.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn write_refusals(&self, all: bool) -> Result<()> {
        self.write_events(self.refusals.take(&self.clock, all)).await
    }

    async fn write_events(&self, lines: Vec<AuditEvent>) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let write = move |tx: &mut storage::Tx| lines.iter().try_for_each(|line| insert_audit_event(tx, line));
        Ok(self.store.write::<_, storage::Error, _>(write).await?)
    }

    /// An id for a new watch.
    pub fn watch_id(&self) -> WatchId {
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
