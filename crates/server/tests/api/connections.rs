//! Clients that keep connections, requests and memory for themselves, and those that must be served
//! all the same.

use crate::support::*;
use axum::Router;
use axum::routing::get;
use domain::problems::ProblemKind;
use server::Config;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Semaphore;

const GET_LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

/// A connection from 127.0.0.`last`.
async fn connect_from(app: &TestApp, last: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0))).unwrap();
    // As little as the system allows: what isn't read waits at the server.
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(app.url.strip_prefix("http://").unwrap().parse().unwrap()).await.unwrap()
}

/// What the server says first to this; nothing when it closes the connection.
async fn first_words(stream: &mut TcpStream, request: &str) -> String {
    let mut answer = [0; 1024];
    let sent = stream.write_all(request.as_bytes()).await;
    let length = if sent.is_ok() { stream.read(&mut answer).await.unwrap_or_default() } else { 0 };
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

/// A server behind a proxy, with a path at which requests wait.
struct Waiting {
    app: TestApp,
    arrived: Arc<AtomicUsize>,
    gate: Arc<Semaphore>,
}

impl Waiting {
    async fn start() -> Self {
        let (arrived, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let (arrivals, pass) = (Arc::clone(&arrived), Arc::clone(&gate));
        let wait = async move || {
            arrivals.fetch_add(1, Ordering::SeqCst);
            pass.acquire().await.unwrap().forget();
            "passed"
        };
        let config = Config { trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()], ..Config::default() };
        let app = TestApp::start_with_routes(config, Router::new().route("/api/wait", get(wait))).await;
        Self { app, arrived, gate }
    }

    /// Sends requests for these clients, and waits until all of them wait.
    async fn hold(&self, clients: impl IntoIterator<Item = String>) -> Vec<tokio::task::JoinHandle<u16>> {
        let requests: Vec<_> = clients
            .into_iter()
            .map(|client| {
                let request = self.app.request("GET", "/api/wait").header("x-forwarded-for", client);
                tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
            })
            .collect();
        while self.arrived.load(Ordering::SeqCst) < requests.len() {
            tokio::task::yield_now().await;
        }
        requests
    }

    async fn status(&self, path: &str) -> u16 {
        self.app.request("GET", path).header("x-forwarded-for", "198.51.100.7").send().await.unwrap().status().as_u16()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_bodies_keep_nothing_from_others() {
    let app = TestApp::start(Engine::Sqlite).await;
    let request = "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                   Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n";
    let mut held = Vec::new();
    for address in 2..=11 {
        for _ in 0..60 {
            let mut stream = connect_from(&app, address).await;
            // The server waits for the body now.
            let answer = first_words(&mut stream, request).await;
            assert!(answer.starts_with("HTTP/1.1 100"), "{} are held: {answer}", held.len());
            held.push(stream);
        }
    }
    for path in ["/api/setup", "/health/ready", "/login"] {
        assert_eq!(app.request("GET", path).send().await.unwrap().status(), 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_at_most_64_connections() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut held = Vec::new();
    for _ in 0..100 {
        let mut stream = connect_from(&app, 2).await;
        if first_words(&mut stream, GET_LIVE).await.starts_with("HTTP/1.1 200") {
            held.push(stream);
        }
    }
    assert_eq!(held.len(), 64);
    assert!(first_words(&mut connect_from(&app, 3).await, GET_LIVE).await.starts_with("HTTP/1.1 200"));
    held.pop();
    while first_words(&mut connect_from(&app, 2).await, GET_LIVE).await.is_empty() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_each_client_has_at_most_64_requests_at_once() {
    let server = Waiting::start().await;
    let held = server.hold(vec!["203.0.113.9".to_owned(); 64]).await;
    let one_more = server.app.request("GET", "/api/setup").header("x-forwarded-for", "203.0.113.9");
    refused(one_more, ProblemKind::TooManyRequests).await;
    assert_eq!(server.status("/api/setup").await, 200);
    server.gate.add_permits(held.len());
    for request in held {
        assert_eq!(request.await.unwrap(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_no_more_requests_is_alive_and_not_ready() {
    let server = Waiting::start().await;
    let held = server.hold((0..512).map(|number| format!("10.1.{}.{}", number / 256, number % 256))).await;
    for (path, status) in [("/api/setup", 503), ("/health/ready", 503), ("/health/live", 200), ("/metrics", 200)] {
        assert_eq!(server.status(path).await, status, "{path}");
    }
    server.gate.add_permits(held.len());
    for request in held {
        assert_eq!(request.await.unwrap(), 200);
    }
    assert_eq!(server.status("/health/ready").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_has_at_most_32_kib() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (length, is_taken) in [(30_000, true), (40_000, false), (390_000, false)] {
        let request = format!("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(length));
        let answer = first_words(&mut connect_from(&app, 2).await, &request).await;
        // Of the refusal the peer may see no more than that the connection is closed.
        assert_eq!(answer.starts_with("HTTP/1.1 200"), is_taken, "{length}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_however_long_it_is_sent() {
    let app = TestApp::start(Engine::Sqlite).await;
    let part = "x".repeat(1024 * 1024);
    let chunk = format!("100000\r\n{part}\r\n");
    for (header, piece) in [("Content-Length: 8388608", &part), ("Transfer-Encoding: chunked", &chunk)] {
        let mut stream = connect_from(&app, 2).await;
        let head =
            format!("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{header}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..8 {
            stream.write_all(piece.as_bytes()).await.unwrap();
        }
        let mut answer = String::new();
        stream.shutdown().await.unwrap();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("payload-too-large"), "{header}: {answer}");
    }
}

/// Waits for a limit of time, as the next: there is no other way to see that it is held.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_idle_is_closed() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut stream = connect_from(&app, 2).await;
    assert!(first_words(&mut stream, GET_LIVE).await.starts_with("HTTP/1.1 200"));
    assert_eq!(stream.read(&mut [0; 64]).await.unwrap_or_default(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_whose_answers_are_not_read_is_closed() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut stream = connect_from(&app, 2).await;
    let requests = "GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50);
    stream.write_all(requests.as_bytes()).await.unwrap();
    // Ends when the server closes; with one that never does, it is the run's own limit that fails.
    assert!(stream.ready(Interest::ERROR).await.unwrap().is_error());
}
