use crate::logs::Log;
use crate::support::*;
use domain::accounts::audit_events::AuditEventsQuery;
use domain::pages::PageQuery;
use domain::problems::{Problem, ProblemKind};
use reqwest::header::HeaderValue;
use server::Config;
use storage::Engine;
use storage::accounts::audit_events::list_audit_events;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a server answers to these bytes until it closes the connection.
pub async fn raw(app: &TestApp, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_must_name_one_host() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/", "/api/setup", "/api/nothing", "/health/live", "/metrics", "/assets/x"] {
        for hosts in
            ["", "Host: a\r\nHost: a\r\n", "Host: a\r\nHost: b\r\n", "Host:\r\n", "Host: a/b\r\n", "Host: a@b\r\n"]
        {
            let answer = raw(&app, format!("GET {path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").as_bytes()).await;
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 400"), "{path} {hosts:?}: {answer}");
            assert!(head.contains("content-type: application/problem+json"), "{head}");
            let problem: Problem = serde_json::from_str(body).unwrap();
            assert_eq!(problem.kind(), Some(ProblemKind::MalformedRequest));
        }
        let request = format!("GET {path} HTTP/1.1\r\nHost: nas:3000\r\nConnection: close\r\n\r\n");
        assert!(!raw(&app, request.as_bytes()).await.starts_with("HTTP/1.1 400"), "{path}");
    }
}

/// How often the log says that no proxy is trusted, after two requests that a proxy forwarded.
async fn warnings(config: Config) -> usize {
    let log = Log::default();
    let _guard = log.listen();
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    app.request("GET", "/api/setup").send().await.unwrap();
    assert_eq!(log.text().matches("--trusted-proxy").count(), 0);
    app.request("GET", "/api/setup").header("x-forwarded-for", "203.0.113.9").send().await.unwrap();
    app.request("GET", "/").header("forwarded", "for=203.0.113.9").send().await.unwrap();
    log.text().matches("--trusted-proxy").count()
}

// On one thread: what it logs is kept for this test alone.
#[tokio::test(flavor = "current_thread")]
async fn a_proxy_that_is_not_trusted_is_noted_once() {
    assert_eq!(warnings(Config::default()).await, 1);
    let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    assert_eq!(warnings(Config { trusted_proxies, ..Config::default() }).await, 0);
}

/// Signs in as proxies forward it, and gives the addresses that the audit log then has.
async fn addresses_of_sign_ins(engine: Engine) -> Vec<String> {
    let trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    let app = TestApp::start_with(engine, Config { trusted_proxies, ..Config::default() }).await;
    app.sign_in("ana").await;
    for (name, value) in [
        ("x-forwarded-for", &b"\xff, 203.0.113.1"[..]),
        ("x-forwarded-for", b"203.0.113.2:4711"),
        ("x-forwarded-for", b"\"[2001:db8::3]:4711\""),
        ("forwarded", b"for=\"[2001:db8::4]:4711\";proto=https"),
    ] {
        let request = app.request("POST", "/api/auth/login").header("content-type", "application/json");
        let request = request.header(name, HeaderValue::from_bytes(value).unwrap());
        let body = serde_json::json!({"username": "ana", "password": PASSWORD});
        assert_eq!(request.body(body.to_string()).send().await.unwrap().status(), 200);
    }
    let (page, query) = (PageQuery::default(), AuditEventsQuery::default());
    let log =
        app.state.store.read::<_, storage::Error, _>(move |tx| list_audit_events(tx, &query, &page)).await.unwrap();
    let mut found: Vec<_> = log.items.into_iter().map(|event| event.address).collect();
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_known_by_what_a_trusted_proxy_says() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let expected = ["127.0.0.1", "2001:db8::3", "2001:db8::4", "203.0.113.1", "203.0.113.2"];
        assert_eq!(addresses_of_sign_ins(engine).await, expected);
    }
}
