//! Running the service on a socket.

use crate::request::client_info::PeerAddress;
use crate::request::linger::Linger;
use crate::security::client_info::ClientInfo;
use crate::service::connections::{Connections, Owner, Place};
use crate::service::stream::GuardedStream;
use crate::state::State;
use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::add_extension::AddExtension;

/// The longest that the head of a request may take, with the time before it in which the connection
/// is idle.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of a head, and about what is buffered of a body and of an answer.
const MAX_HEAD: usize = 32 * 1024;
/// The longest that requests may go on after the server has stopped to accept. With the usual delay
/// before that, and the log's last lines, the process ends within 30 s.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves until `stop` is ready, then finishes the requests that are under way.
///
/// # Errors
/// None while it runs: what goes wrong on one connection ends that connection.
pub async fn serve(listener: TcpListener, app: Router, state: &State, stop: impl Future<Output = ()>) {
    let connections = Connections::new();
    let graceful = GracefulShutdown::new();
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    builder.max_header_size(MAX_HEAD).max_buf_size(MAX_HEAD);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        // Who has too many connections is refused at once: nothing may keep others from being accepted.
        let Some(place) = connections.admit(owner(peer, &state.config.trusted_proxies)) else { continue };
        let linger = Linger::default();
        let service = AddExtension::new(AddExtension::new(app.clone(), PeerAddress(peer)), linger.clone());
        let stream = TokioIo::new(GuardedStream::new(stream, linger));
        let connection = builder.serve_connection(stream, TowerToHyperService::new(service));
        tokio::spawn(run(graceful.watch(connection), place));
    }
    drop(listener);
    // A stream has no end of its own that could be waited for.
    state.listeners.stop();
    tracing::info!("stopping: requests under way are finished");
    if tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

async fn run<E: std::fmt::Display>(connection: impl Future<Output = Result<(), E>>, mut place: Place) {
    tokio::select! {
        outcome = connection => {
            if let Err(error) = outcome {
                tracing::debug!(%error, "a connection broke off");
            }
        }
        () = place.lost() => tracing::debug!("a connection was closed for another client's"),
    }
}

/// Whose connection it is, from whom it comes.
fn owner(peer: IpAddr, trusted_proxies: &[IpNet]) -> Owner {
    let client = ClientInfo { address: peer.to_canonical(), client: String::new() };
    let is_proxy = trusted_proxies.iter().any(|network| network.contains(&client.address));
    (!is_proxy).then(|| client.block())
}

/// A peer that went away before it was accepted costs no time. Anything else is most likely too many
/// open files: a pause lets connections end.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "a connection could not be accepted");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
