use crate::support::*;
use axum::Router;
use axum::routing::get;
use domain::problems::ProblemKind;
use server::Config;
use storage::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_wrong_methods_are_problems() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/api", "/api/", "/api/films", "/api/movies/", "/api/v1/movies", "/api/../api/x"] {
        refused(app.request("GET", path), ProblemKind::NotFound).await;
    }
    for (method, path) in
        [("DELETE", "/api/movies"), ("POST", "/api/me"), ("GET", "/api/auth/login"), ("BREW", "/api/movies")]
    {
        let response = app.request(method, path).send().await.unwrap();
        assert!(response.headers().contains_key("allow"), "{method} {path}");
        refused(app.request(method, path), ProblemKind::MethodNotAllowed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_the_api_are_not_stored() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/api/setup", "/api/me", "/api/nothing"] {
        let response = app.request("GET", path).send().await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        assert!(!response.headers().contains_key("access-control-allow-origin"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let panics = Router::new().route("/panics", get(async || -> &'static str { panic!("a test's") }));
    let app = TestApp::start_with_routes(Config::default(), panics).await;
    for path in [
        "/",
        "/assets/x",
        "/robots.txt",
        "/api/setup",
        "/api/nothing",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/panics",
    ] {
        for host in ["nas", "na/s"] {
            let response = app.request("GET", path).header("host", host).send().await.unwrap();
            let header = |name: &str| response.headers()[name].to_str().unwrap();
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
            let policy = header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && policy.ends_with("frame-ancestors 'none'"), "{path}");
        }
    }
    assert_eq!(app.request("GET", "/panics").send().await.unwrap().status(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn supervisors_see_that_it_is_alive_and_ready() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (path, text) in [("/health/live", "alive\n"), ("/health/ready", "ready\n")] {
        let response = app.request("GET", path).send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.text().await.unwrap().as_str()), (200, text));
    }
    let metrics = app.request("GET", "/metrics").send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains(r#"movietracker_http_requests_total{method="GET",path="/health/live",status="200"} 1"#),
        "{metrics}"
    );
    assert!(metrics.ends_with("# EOF\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_its_tables_is_not_ready() {
    let app = TestApp::start(Engine::Sqlite).await;
    storage::migrate::down(&app.state.store, 1).await.unwrap();
    let response = app.request("GET", "/health/ready").send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &"2".parse().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_answered_or_ends_and_the_server_goes_on() {
    let app = TestApp::start(Engine::Sqlite).await;
    let address = app.url.strip_prefix("http://").unwrap();
    for garbage in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET \xff HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(garbage).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        assert!(!answer.starts_with(b"HTTP/1.1 2") && !answer.starts_with(b"HTTP/1.1 5"));
    }
    assert_eq!(app.request("GET", "/health/live").send().await.unwrap().status(), 200);
}

/// The one test that waits for a limit of time: there is no other way to see that it is held.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_sends_no_head_is_closed() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(b"GET /api/setup HTTP/1.1\r\nHost: x\r\n").await.unwrap();
    let mut answer = Vec::new();
    // Ends when the server closes; a server that never does fails the run's own limit.
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_held_to_tls_only_where_there_is_tls() {
    for (public_url, expected) in
        [(Some("https://films.example"), true), (Some("http://nas:3000"), false), (None, false)]
    {
        let config = Config { public_url: public_url.map(str::to_owned), ..Config::default() };
        let app = TestApp::start_with(Engine::Sqlite, config).await;
        for path in ["/", "/api/setup", "/api/nothing", "/health/live"] {
            let response = app.request("GET", path).send().await.unwrap();
            assert_eq!(response.headers().contains_key("strict-transport-security"), expected, "{public_url:?} {path}");
        }
    }
}
