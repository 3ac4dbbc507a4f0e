//! Bodies and queries that are made to cost much.

use crate::heads::raw;
use crate::support::*;
use domain::problems::{Problem, ProblemKind::*};
use serde_json::Value;
use storage::Engine;

/// Sends a body and gives the answer's status, its size and what it says.
async fn send(app: &TestApp, token: &str, method: &str, path: &str, body: String) -> (u16, usize, Problem) {
    assert!(body.len() <= 1024 * 1024, "{}", body.len());
    let request = app.request_as(token, method, path).header("content-type", "application/json");
    let response = request.body(body).send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, text.len(), serde_json::from_str(&text).unwrap())
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

on_both_engines! {
    async fn of_very_many_faults_the_first_fifty_are_told(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = format!("/api/movies/{}", add(&client, "M").await.id);
        let token = app.token_of("ana").await;
        let bodies = [
            format!("{{{}}}", list(104_000, |number| format!("\"{number:05}\":1"))),
            format!("{{{}}}", list(60, |number| format!("\"{number:02}{}\":1", "k".repeat(17_000)))),
            format!("{{{}}}", list(1000, |number| format!("\"\\u0001{number}{}\":1", "\\u0001".repeat(160)))),
            format!("{{\"genres\":[{}]}}", list(500, |_| "\"\"".to_owned())),
        ];
        for body in bodies {
            for (method, path) in [("POST", "/api/movies"), ("PUT", &film), ("PATCH", &film)] {
                let (status, size, problem) = send(&app, &token, method, path, body.clone()).await;
                assert_eq!((status, problem.errors.iter().count(), problem.more_errors), (422, 50, true), "{method}");
                assert!(size < 64 * 1024, "{size}");
                assert!(problem.message().contains("Only the first 50"), "{problem}");
            }
        }
    }

    async fn whatever_a_body_is_made_of_the_answer_is_small(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let key = "k".repeat(450_000);
        let bodies = [
            (422, format!("{{\"genres\":[{}]}}", list(520_000, |_| "1".to_owned()))),
            (422, format!("{{\"genres\":[{}]}}", list(340_000, |_| "\"\"".to_owned()))),
            (422, format!("{{\"tags\":[{}]}}", list(170_000, |_| "\"aaa\"".to_owned()))),
            (422, format!("{{\"genres\":[{}]}}", list(100_000, |_| "[[[]]]".to_owned()))),
            (422, format!("{{\"genres\":{{{}}}}}", list(104_000, |number| format!("\"{number:05}\":1")))),
            (422, format!("{{\"x\":{{{}}}}}", list(104_000, |number| format!("\"{number:05}\":1")))),
            (422, format!("{{\"{key}\":1}}")),
            (422, format!("{{\"year\":\"{key}\"}}")),
            (422, format!("{{\"title\":\"Z{}\"}}", "\u{351}\u{316}".repeat(200_000))),
            (422, format!("{{\"genres\":[\"Z{}\"]}}", "\u{fdfa}".repeat(300_000))),
            (400, format!("{{\"{key}\":1,\"{key}\":2}}")),
            (400, format!("{{\"x\":{{\"{key}\":1,\"{key}\":2}}}}")),
            (400, format!("{{\"x\":{}", "[".repeat(1_000_000))),
            (400, format!("{{\"year\":{}}}", "9".repeat(1_000_000))),
            (400, format!("\"{key}\"")),
        ];
        for (expected, body) in bodies {
            let (status, size, problem) = send(&app, &token, "POST", "/api/movies", body).await;
            assert_eq!(status, expected, "{problem}");
            assert!(size < 4096 && problem.errors.iter().count() <= 50, "{problem}");
        }
    }
}

/// All operations that need no token, or a cookie instead: method and path.
fn open_operations() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !operation["security"].is_null() {
                found.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_without_a_sign_in_take_small_bodies_alone() {
    let app = TestApp::start(Engine::Sqlite).await;
    let operations = open_operations();
    assert!(operations.iter().filter(|(method, _)| method == "POST").count() >= 9, "{operations:?}");
    for (method, path) in operations {
        let send = |size: usize| {
            let request = app.request(&method, &path).header("content-type", "application/json");
            request.body(format!("{{{}}}", " ".repeat(size - 2)))
        };
        let found = refused(send(17 * 1024), PayloadTooLarge).await;
        assert!(found.message().contains("16 KiB"), "{found}");
        let status = send(16 * 1024).send().await.unwrap().status();
        assert_ne!(status, 413, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_unknown_length_is_read_up_to_its_limit() {
    let app = TestApp::start(Engine::Sqlite).await;
    let address = app.url.strip_prefix("http://").unwrap();
    let head = format!(
        "POST /api/auth/link HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    let answer = raw(&app, format!("{head}{chunk}1\r\n \r\n0\r\n\r\n").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_is_refused_for_is_told_in_a_few_words() {
    let app = TestApp::start(Engine::Sqlite).await;
    let fields = list(1300, |number| format!("\"{number:04}\":1"));
    let request = app.request("POST", "/api/auth/link").header("content-type", "application/json");
    let found = refused(request.body(format!("{{{fields}}}")), ValidationFailed).await;
    assert_eq!((found.errors.iter().count(), found.more_errors), (50, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_has_few_parameters_and_each_once() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    let found = refused(app.request_as(&token, "GET", "/api/movies?year=1931&year=1932"), ValidationFailed).await;
    assert_eq!(faults(&found), [("year", "repeated")]);
    let query = |count| list(count, |number| format!("p{number}")).replace(',', "&");
    let found = refused(app.request_as(&token, "GET", &format!("/api/movies?{}", query(100))), ValidationFailed).await;
    assert_eq!((found.errors.iter().count(), found.more_errors), (50, true));
    refused(app.request_as(&token, "GET", &format!("/api/movies?{}", query(101))), MalformedRequest).await;
    refused(app.request_as(&token, "GET", &format!("/api/watches?{}", query(2000))), MalformedRequest).await;
}
