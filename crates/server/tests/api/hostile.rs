use crate::support::*;
use domain::problems::ProblemKind::{self, *};
use serde_json::{Value, json};

on_both_engines! {
    async fn hostile_bodies_are_refused_and_name_the_field(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let long = format!(r#"{{"title": "{}"}}"#, "x".repeat(1_000_000));
        let cases: Vec<(&[u8], ProblemKind, &[&str])> = vec![
            (br#"{"title": "a\u0000b"}"#, ValidationFailed, &["title"]),
            (br#"{"title": "\ud800"}"#, MalformedRequest, &["title"]),
            (b"{\"title\": \"\xff\"}", MalformedRequest, &["title"]),
            (long.as_bytes(), ValidationFailed, &["title"]),
            (br#"{"title": 5, "year": "x", "stars": 1}"#, ValidationFailed, &["title", "year", "stars"]),
            (br#"{"title": ["M"]}"#, ValidationFailed, &["title"]),
            (br#"{"title": {"$ne": null}}"#, ValidationFailed, &["title"]),
            (br#"{"title": "M", "year": 1e99}"#, ValidationFailed, &["year"]),
            (br#"{"title": "M", "rating": 1e999}"#, MalformedRequest, &["rating"]),
            (br#"{"title": "M", "tmdb_id": 9223372036854775808}"#, ValidationFailed, &["tmdb_id"]),
            (br#"{"title": "M", "genres": "Drama"}"#, ValidationFailed, &["genres"]),
            (br#"{"title": "M", "genres": [null]}"#, ValidationFailed, &["genres[0]"]),
            (br#"{"title": "M", "on_watchlist": 1}"#, ValidationFailed, &["on_watchlist"]),
            (br#"{"title": "M", "watched_on": "2019-02-30"}"#, ValidationFailed, &["watched_on"]),
            (br#"{"title": "M", "watched_on": 20190402}"#, ValidationFailed, &["watched_on"]),
            (br#"{"title": "M", "id": "0192f0c1-2d5c-7a6e-8a7d-0242ac120002"}"#, ValidationFailed, &["id"]),
            (br#"{"title": "M", "genres": ["Drama", " "], "tags": [""]}"#, ValidationFailed, &["genres[1]", "tags[0]"]),
            (br#"{"title": "M", "title": "N"}"#, MalformedRequest, &["title"]),
            (br#"{"title": "M", "x": [{"a": {"b": 1, "b": 2}}]}"#, MalformedRequest, &["x"]),
            (br#"{"title": "M""#, MalformedRequest, &[]),
            (b"[]", MalformedRequest, &[]),
            (b"", MalformedRequest, &[]),
            (b"\xef\xbb\xbf{}", MalformedRequest, &[]),
        ];
        for (body, kind, fields) in cases {
            let request = app.request_as(&token, "POST", "/api/movies");
            let request = request.header("content-type", "application/json").body(body.to_vec());
            let found = refused(request, kind).await;
            let named: Vec<_> = found.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(named, fields, "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        }
    }

    async fn hostile_texts_are_kept_as_they_are(app: TestApp) {
        let client = app.sign_in("ana").await;
        for title in [
            "Robert'); DROP TABLE movies;--",
            "<script>alert(1)</script>",
            "%_\\%$1 ${jndi:ldap://x}",
            "\u{202e}rtl\u{200d}\u{feff}",
            "👩‍👩‍👧‍👦",
            &"\u{fdfa}".repeat(300),
            &"\u{1f469}".repeat(300),
            &"Z\u{351}\u{36b}\u{343}".repeat(75),
        ] {
            let made = add(&client, title).await;
            assert_eq!(client.get_movie(made.id).await.unwrap().title, title.trim());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_above_one_mebibyte_are_refused() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    let body = vec![b' '; 1024 * 1024 + 1];
    let request = app.request_as(&token, "POST", "/api/movies").header("content-type", "application/json");
    refused(request.body(body), PayloadTooLarge).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_not_json_are_refused() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
        let request = app.request_as(&token, "POST", "/api/movies").header("content-type", media_type);
        refused(request.body(r#"{"title": "M"}"#), UnsupportedMediaType).await;
    }
    let request = app.request_as(&token, "POST", "/api/movies");
    let request = request.header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(request.body(r#"{"title": "M"}"#).send().await.unwrap().status(), 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_are_not_found() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    for id in ["1", "x", "%00", "%FF", "..%2f..%2fetc", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002", &"9".repeat(4000)] {
        for (method, path) in [("GET", "movies"), ("DELETE", "movies"), ("DELETE", "watches"), ("DELETE", "trash")] {
            refused(app.request_as(&token, method, &format!("/api/{path}/{id}")), NotFound).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_every_route_but_the_public_ones_is_refused() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    let document: Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let mut guarded = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"] == json!([{}]) {
                continue;
            }
            let path = path.replace("{id}", "0192f0c1-2d5c-7a6e-8a7d-0242ac120002");
            let method = method.to_uppercase();
            let found = refused(app.request(&method, &path), Unauthenticated).await;
            assert_eq!(found.errors, Default::default());
            for token in ["", "Bearer", "Bearer x", "Basic YTpi"] {
                refused(app.request(&method, &path).header("authorization", token), Unauthenticated).await;
            }
            guarded += 1;
        }
    }
    assert!(guarded >= 18, "{guarded}");
    let challenge = app.request("GET", "/api/me").send().await.unwrap();
    assert!(challenge.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    assert_eq!(json!({"required": true}), app.request("GET", "/api/setup").send().await.unwrap().json_value().await);
}

trait JsonValue {
    async fn json_value(self) -> Value;
}

impl JsonValue for reqwest::Response {
    async fn json_value(self) -> Value {
        serde_json::from_str(&self.text().await.unwrap()).unwrap()
    }
}
