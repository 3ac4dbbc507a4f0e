//! The same server with one more route, whose answer takes no work: what the page of films is
//! measured against. Routes, middleware and connections are those of `movietracker serve`.

use anyhow::{Context, Result, anyhow};
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use clap::Args;
use http::header::CONTENT_TYPE;
use server::clock::Clock;
use server::{Config, State};
use std::net::SocketAddr;
use std::path::PathBuf;
use storage::Store;
use storage::sealing::SecretKey;
use storage::secrets::unlock;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Where the answer is.
pub const PATH: &str = "/api/fixed";

/// The options of `movietracker serve` that are needed here, and the answer's length.
#[derive(Args)]
pub struct Options {
    #[arg(long)]
    fixed_bytes: usize,
    #[arg(long)]
    listen: SocketAddr,
    #[arg(long)]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 10)]
    database_connections: usize,
    #[arg(long)]
    database_url: Option<String>,
}

/// Serves until the process is told to stop.
#[tokio::main]
pub async fn serve(options: &Options) -> Result<()> {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new("info")).with_writer(std::io::stderr).init();
    let store = match &options.database_url {
        Some(url) => Store::open_postgres(url, options.database_connections).await?,
        None => Store::open_sqlite(&options.data_dir.join("movietracker.db")).await?,
    };
    let key = std::fs::read_to_string(options.data_dir.join("secret.key")).context("the secret key")?;
    let key = SecretKey::parse(key.trim()).context("the secret key")?;
    unlock(&store, key, Clock::system().random()).await?;
    let state = State::open(store, Clock::system(), Config::default()).await;
    let state = state.map_err(|error| anyhow!("the server cannot start: {error:?}"))?;
    let listener = TcpListener::bind(options.listen).await.context("cannot listen")?;
    println!("The measured server is at http://{}", listener.local_addr()?);
    let mut terminated = signal(SignalKind::terminate())?;
    let body = Bytes::from(vec![b'x'; options.fixed_bytes]);
    let answer = async move || ([(CONTENT_TYPE, "application/json")], body.clone());
    let app = server::app_with(state.clone(), Router::new().route(PATH, get(answer)));
    server::service::serve::serve(listener, app, &state, async move { terminated.recv().await.unwrap_or_default() })
        .await;
    Ok(())
}
