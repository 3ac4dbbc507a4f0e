//! Which answers are compressed, and which never are.

use crate::support::*;
use flate2::read::GzDecoder;
use reqwest::Response;
use serde_json::Value;
use std::io::Read;
use storage::Engine;

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    // Of several, the last one.
    response.headers().get_all(name).iter().next_back().map_or("", |value| value.to_str().unwrap())
}

async fn unpacked(response: Response) -> String {
    let encoding = header(&response, "content-encoding").to_owned();
    let length: usize = header(&response, "content-length").parse().unwrap();
    let body = response.bytes().await.unwrap();
    assert_eq!(body.len(), length);
    let mut reader: Box<dyn Read + Send> = match encoding.as_str() {
        "br" => Box::new(brotli::Decompressor::new(&body[..], 4096)),
        "gzip" => Box::new(GzDecoder::new(&body[..])),
        _ => Box::new(&body[..]),
    };
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    text
}

on_both_engines! {
    async fn answers_about_films_are_compressed_for_clients_that_take_it(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let ask = async |path: &str, accept: &str| {
            let request = app.request_as(&token, "GET", path).header("accept-encoding", accept);
            request.send().await.unwrap()
        };
        let small = ask("/api/movies", "br, gzip").await;
        assert_eq!((header(&small, "content-encoding"), header(&small, "vary")), ("", "accept-encoding"));
        for number in 0..30 {
            add(&client, &format!("Film {number}")).await;
        }
        for path in ["/api/movies", "/api/openapi.json"] {
            let plain = unpacked(ask(path, "identity").await).await;
            assert!(plain.len() > 4096 && serde_json::from_str::<Value>(&plain).is_ok());
            for (accept, encoding) in
                [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("*;q=0", ""), ("", "")]
            {
                let response = ask(path, accept).await;
                let found = (header(&response, "content-encoding"), header(&response, "vary"));
                assert_eq!(found, (encoding, "accept-encoding"), "{path} {accept}");
                let length: usize = header(&response, "content-length").parse().unwrap();
                assert_eq!(length < plain.len() / 2, !encoding.is_empty(), "{path} {accept}");
                assert_eq!(unpacked(response).await, plain);
            }
        }
    }

    async fn a_large_answer_is_the_same_when_it_is_compressed(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let film = add(&client, "M").await;
        let comment = Some((0..1800).map(|number| format!("{number} ")).collect::<Vec<_>>().concat());
        let watch = domain::library::watches::WatchDraft { comment, ..Default::default() };
        for _ in 0..20 {
            client.create_watch(film.id, &watch, None).await.unwrap();
        }
        for encoding in ["br", "gzip"] {
            let ask = |accept| app.request_as(&token, "GET", "/api/watches").header("accept-encoding", accept).send();
            let packed = ask(encoding).await.unwrap();
            assert_eq!(header(&packed, "content-encoding"), encoding);
            let plain = unpacked(ask("identity").await.unwrap()).await;
            assert!(plain.len() > 128 * 1024);
            assert_eq!(unpacked(packed).await, plain);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_can_hold_secrets_are_never_compressed() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.sign_in_admin("root").await;
    let token = app.token_of("root").await;
    let document: Value = serde_json::from_str(&server::openapi_document()).unwrap();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let tag = operation["tags"][0].as_str().unwrap();
            if tag == "movies" || tag == "watches" || path == "/api/me" && method == "delete" {
                continue;
            }
            let request = app.request_as(&token, &method.to_uppercase(), path).header("accept-encoding", "br, gzip");
            let response = request.send().await.unwrap();
            assert_eq!((header(&response, "content-encoding"), header(&response, "vary")), ("", ""), "{method} {path}");
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
    // One that is large enough: a code to scan, with its secret.
    let request = app.request_as(&app.token_of("root").await, "POST", "/api/me/totp").header("accept-encoding", "br");
    let body = serde_json::json!({"password": PASSWORD}).to_string();
    let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
    assert_eq!((response.status().as_u16(), header(&response, "content-encoding")), (200, ""));
    assert!(response.bytes().await.unwrap().len() > 1024);
}
