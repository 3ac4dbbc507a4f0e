//! `movietracker serve`.

use crate::database::DatabaseOptions;
use crate::oidc::OidcOptions;
use anyhow::{Context, Result, bail};
use clap::Args;
use ipnet::IpNet;
use server::clock::Clock;
use server::{Settings, State};
use std::net::{IpAddr, SocketAddr};
use tokio::net::TcpListener;

/// The options of `serve`.
#[derive(Args)]
pub struct ServeOptions {
    /// The address and port to listen on.
    #[arg(long, env = "MOVIETRACKER_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where browsers reach the server, such as <https://films.example>. Under https, cookies are
    /// bound to it.
    #[arg(long, env = "MOVIETRACKER_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// A proxy, or a network of them such as 10.0.0.0/8, whose X-Forwarded-For is believed. Give it
    /// several times, or several between commas.
    #[arg(long = "trusted-proxy", env = "MOVIETRACKER_TRUSTED_PROXY", value_name = "NETWORK", value_delimiter = ',', value_parser = parse_network)]
    trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    oidc: OidcOptions,
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).map_err(|_| "an address or a network such as 10.0.0.0/8 is wanted".to_owned())
}

/// Serves until the process is told to stop.
pub async fn run(database: &DatabaseOptions, options: ServeOptions) -> Result<()> {
    if let Some(url) = &options.public_url
        && !url.starts_with("https://")
        && !url.starts_with("http://")
    {
        bail!("--public-url must begin with https:// or http://");
    }
    let oidc = options.oidc.read(options.public_url.as_deref())?;
    // Before anything else: who sees the announcement may send the signal at once.
    let stop = stop_signal()?;
    let store = database.open_migrated().await?;
    let engine = store.engine();
    let settings = Settings { public_url: options.public_url.clone(), trusted_proxies: options.trusted_proxies, oidc };
    let state = State::open(store, Clock::system(), settings)
        .await
        .map_err(|error| anyhow::anyhow!("the server can't start: {error:?}"))?;
    let listen = options.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("can't listen on {listen}"))?;
    let address = listener.local_addr()?;
    let url = options.public_url.unwrap_or_else(|| format!("http://{address}"));
    let url = url.trim_end_matches('/');
    tracing::info!(%address, %engine, "ready");
    announce(&state, url).await?;
    let housekeeping = tokio::spawn(server::housekeeping::keep_house(state.clone()));
    server::serve::serve(listener, server::app(state), stop).await;
    housekeeping.abort();
    Ok(())
}

/// Tells where the page is. The setup token goes to the terminal, not into the log.
async fn announce(state: &State, url: &str) -> Result<()> {
    let token = server::setup::setup_token(state).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    match token {
        Some(token) => println!("Make the first account: {url}/setup?token={token}"),
        None => println!("Movie Tracker is at {url}"),
    }
    Ok(())
}

/// Ready when the process is asked to stop, by Ctrl-C or by a supervisor.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}

/// Ready when the process is asked to stop, by Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
