//! `movietracker serve`.

use crate::database::DatabaseOptions;
use crate::files::make_private_folder;
use crate::service::backups::BackupOptions;
use crate::service::oidc::OidcOptions;
use crate::service::replicas::ReplicaOptions;
use crate::service::tmdb::TmdbOptions;
use anyhow::{Context, Result, bail};
use clap::Args;
use ipnet::IpNet;
use server::clock::Clock;
use server::jobs::worker::Workers;
use server::{Config, State};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use storage::Engine;
use tokio::net::TcpListener;

/// The options of `serve`.
#[derive(Args)]
pub struct ServeOptions {
    /// The address and port to listen on.
    #[arg(long, env = "MOVIETRACKER_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where browsers reach the server, such as <https://films.example>. Under https, cookies are
    /// bound to it.
    #[arg(long, env = "MOVIETRACKER_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    public_url: Option<String>,
    /// A proxy, or a network of them such as 10.0.0.0/8, whose X-Forwarded-For is trusted. Give it
    /// several times, or separate several by commas.
    #[arg(long = "trusted-proxy", env = "MOVIETRACKER_TRUSTED_PROXY", value_name = "NETWORK", value_delimiter = ',', value_parser = parse_network)]
    trusted_proxies: Vec<IpNet>,
    /// The proxy through which the server sends requests of its own, such as <http://proxy.example:3128>. Without
    /// it, they go directly.
    #[arg(long, env = "MOVIETRACKER_PROXY", value_name = "URL", hide_env_values = true)]
    proxy: Option<String>,
    /// Let people import from a MediaTracker on the server’s own network. Everyone with an account can then make the
    /// server send requests to addresses there, except link-local ones and those where clouds keep a machine’s secrets.
    #[arg(long, env = "MOVIETRACKER_IMPORT_FROM_OWN_NETWORK")]
    import_from_own_network: bool,
    /// How many seconds after the signal to stop the server reports that it isn't ready but still
    /// takes requests, so that a load balancer stops sending them. By default 0 with SQLite, 5 with PostgreSQL.
    #[arg(long, env = "MOVIETRACKER_SHUTDOWN_DELAY", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=600))]
    shutdown_delay: Option<u64>,
    #[command(flatten)]
    replicas: ReplicaOptions,
    #[command(flatten)]
    backups: BackupOptions,
    #[command(flatten)]
    oidc: OidcOptions,
    #[command(flatten)]
    tmdb: TmdbOptions,
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).map_err(|_| "expected an address or a network such as 10.0.0.0/8".to_owned())
}

fn parse_public_url(text: &str) -> Result<String, String> {
    if text.starts_with("https://") || text.starts_with("http://") {
        return Ok(text.to_owned());
    }
    Err("the public URL must begin with https:// or http://".to_owned())
}

impl ServeOptions {
    /// The configuration, with what is in the files that it names.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(self, database: &DatabaseOptions) -> Result<Config> {
        let mut faults = Vec::new();
        let data_dir = database.data_dir();
        let checked = noted(database.check(), &mut faults);
        let replicas = noted(self.replicas.read(database), &mut faults);
        let oidc = noted(self.oidc.read(self.public_url.as_deref()), &mut faults);
        let backups = noted(self.backups.read(data_dir), &mut faults);
        let tmdb = noted(self.tmdb.read(), &mut faults);
        let (Some(()), Some(_), Some(oidc), Some(backups), Some(tmdb)) = (checked, replicas, oidc, backups, tmdb)
        else {
            bail!(faults.join("\n  "))
        };
        Ok(Config {
            public_url: self.public_url,
            trusted_proxies: self.trusted_proxies,
            oidc,
            proxy: self.proxy,
            imports_from_own_network: self.import_from_own_network,
            backups,
            tmdb,
            data_dir: Some(data_dir.to_owned()),
            ..Config::default()
        })
    }
}

/// What was read, or nothing and one more fault.
fn noted<T>(read: Result<T>, faults: &mut Vec<String>) -> Option<T> {
    read.map_err(|error| faults.push(format!("{error:#}"))).ok()
}

/// Serves until the process is told to stop.
pub async fn run(database: &DatabaseOptions, options: ServeOptions) -> Result<()> {
    let (listen, shutdown_delay) = (options.listen, options.shutdown_delay);
    let replicas = options.replicas.read(database);
    let config = options.read(database)?;
    make_private_folder(&config.backups.folder)?;
    let public_url = config.public_url.clone();
    // Before anything else: who sees the announcement may send the signal at once.
    let signals = StopSignals::listen()?;
    let mut store = database.open_migrated().await?;
    if let Some(url) = replicas? {
        let opened = store.with_replicas(&url, database.connections()).await;
        store = opened.context("the replicas of PostgreSQL can't be used")?;
    }
    let engine = store.engine();
    let state = State::open(store, Clock::system(), config)
        .await
        .map_err(|error| anyhow::anyhow!("the server can't start: {error}"))?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("can't listen on {listen}"))?;
    let address = listener.local_addr()?;
    let url = public_url.unwrap_or_else(|| format!("http://{address}"));
    let url = url.trim_end_matches('/');
    tracing::info!(%address, %engine, "ready");
    announce(&state, url).await?;
    let delay = Duration::from_secs(shutdown_delay.unwrap_or(match engine {
        Engine::Sqlite => 0,
        Engine::Postgres => 5,
    }));
    let upkeep = tokio::spawn(server::jobs::upkeep::keep_up(state.clone()));
    let catalogue = tokio::spawn(server::catalogue::building::keep_catalogue(state.clone()));
    let workers = Workers::start(&state, &server::job_kinds(&state.config));
    let stop = stop(signals, &state, delay);
    server::service::serve::serve(listener, server::app(state.clone()), &state, stop).await;
    upkeep.abort();
    workers.stop().await;
    // It stops at once, but for what is being written.
    drop(catalogue.await);
    if let Err(error) = state.write_refusals(true).await {
        tracing::warn!(?error, "refusals that were only counted are not in the audit log");
    }
    Ok(())
}

/// Tells where the page is. The setup token goes to the terminal, not into the log.
async fn announce(state: &State, url: &str) -> Result<()> {
    let token = server::accounts::setup::setup_token(state)
        .await
        .map_err(|error| anyhow::anyhow!("the server can't start: {error}"))?;
    let line = match token {
        Some(token) => format!("Create the first account: {url}/setup?token={token}\n"),
        None => format!("Movie Tracker is at {url}\n"),
    };
    // On a thread of its own, and without looking whether it works: the service doesn't need it.
    std::thread::spawn(move || std::io::stdout().write_all(line.as_bytes()));
    Ok(())
}

/// Ready when connections are no longer accepted: so long after the first signal to stop, or at once
/// after the second. Meanwhile the server says that it isn't ready.
async fn stop(mut signals: StopSignals, state: &State, delay: Duration) {
    signals.next().await;
    state.begin_stopping();
    if delay > Duration::ZERO {
        tracing::info!(seconds = delay.as_secs(), "stopping: requests are still accepted for a moment");
        tokio::select! {
            () = tokio::time::sleep(delay) => (),
            () = signals.next() => (),
        }
    }
}

/// The requests to stop, by Ctrl-C or by a supervisor.
#[cfg(unix)]
struct StopSignals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = self.interrupt.recv() => (),
        }
    }
}

/// The requests to stop, by Ctrl-C.
#[cfg(not(unix))]
struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    fn listen() -> Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
