//! Lists that are sent again only when something has changed.

use crate::images::corpus::{picture, png};
use crate::support::*;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// An account that asks by raw requests.
struct Asking<'a> {
    app: &'a TestApp,
    token: String,
}

impl Asking<'_> {
    async fn get(&self, path: &str, known: Option<&str>) -> Response {
        let request = self.app.request_as(&self.token, "GET", path);
        let request = if let Some(known) = known { request.header(IF_NONE_MATCH, known) } else { request };
        request.send().await.unwrap()
    }

    async fn etag(&self, path: &str) -> String {
        let response = self.get(path, None).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.headers()[ETAG].to_str().unwrap().to_owned()
    }

    async fn etags(&self, paths: &[String]) -> Vec<String> {
        let mut etags = Vec::new();
        for path in paths {
            etags.push(self.etag(path).await);
        }
        etags
    }

    /// Makes a change; gives what is answered.
    async fn change(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.app.request_as(&self.token, method.as_str(), path);
        let request = match body {
            Value::Null => request,
            body => request.header(CONTENT_TYPE, "application/json").body(body.to_string()),
        };
        let response = request.send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.change(Method::POST, path, body).await
    }

    /// The id of what is made.
    async fn make(&self, path: &str, body: Value) -> String {
        self.post(path, body).await["id"].as_str().unwrap().to_owned()
    }

    async fn film(&self, title: &str) -> String {
        self.make("/api/movies", json!({"title": title, "tags": ["old"], "on_watchlist": true})).await
    }
}

async fn asking<'a>(app: &'a TestApp, username: &str) -> Asking<'a> {
    app.sign_in(username).await;
    Asking { app, token: app.token_of(username).await }
}

/// The lists that follow from what an account has.
fn lists(movie: &str, list: &str) -> Vec<String> {
    let paths = [
        "/api/movies",
        "/api/movies?sort=title&limit=1",
        "/api/movies?status=watchlist&sort=priority",
        "/api/movies?search=heat",
        "/api/watches",
        "/api/watches?watched_in=2026",
        "/api/statistics",
        "/api/statistics?year=2026",
    ];
    let of_one = [
        format!("/api/movies/{movie}/watches"),
        format!("/api/lists/{list}/items"),
        format!("/api/movies?list={list}"),
    ];
    paths.into_iter().map(str::to_owned).chain(of_one).collect()
}

on_both_engines! {
    async fn a_list_that_is_known_is_not_sent_again(app: TestApp) {
        let ana = asking(&app, "ana").await;
        let (movie, list) = (ana.film("Heat").await, ana.make("/api/lists", json!({"name": "Best"})).await);
        let mut seen = Vec::new();
        for path in lists(&movie, &list) {
            let (first, etag) = (ana.get(&path, None).await, ana.etag(&path).await);
            assert_eq!((first.headers()[ETAG].to_str().unwrap(), &etag[..3]), (&*etag, "W/\""), "{path}");
            assert!(!seen.contains(&etag), "each list has its own: {path}");
            let known = ana.get(&path, Some(&format!("\"other\", {etag}"))).await;
            assert_eq!(known.status(), StatusCode::NOT_MODIFIED, "{path}");
            for response in [&first, &known] {
                let header = |name| {
                    let values = response.headers().get_all(name).iter();
                    values.map(|value| value.to_str().unwrap()).collect::<Vec<_>>().join(", ")
                };
                assert_eq!(header(ETAG), etag);
                assert_eq!(header(CACHE_CONTROL), "private, no-cache");
                let vary = if path.ends_with("/items") { "authorization" } else { "authorization, accept-encoding" };
                assert_eq!(header(VARY), vary);
            }
            assert_eq!(known.bytes().await.unwrap().len(), 0);
            assert_eq!(ana.get(&path, Some("W/\"other\"")).await.status(), StatusCode::OK, "{path}");
            seen.push(etag);
        }
    }

    async fn after_each_change_every_list_is_another_one(app: TestApp) {
        let ana = asking(&app, "ana").await;
        let (movie, other) = (ana.film("Heat").await, ana.film("Ran").await);
        let list = ana.make("/api/lists", json!({"name": "Best"})).await;
        let (at, items) = (format!("/api/movies/{movie}"), format!("/api/lists/{list}/items"));
        let paths = lists(&movie, &list);
        let mut before = ana.etags(&paths).await;
        let mut differs = async |change: &str| {
            let after = ana.etags(&paths).await;
            for ((path, before), after) in paths.iter().zip(&before).zip(&after) {
                assert_ne!(before, after, "{path} after {change}");
            }
            before = after;
        };
        for patch in [
            json!({"rating": 4.5}),
            json!({"liked": true}),
            json!({"title": "Heat 2"}),
            json!({"notes": "Again."}),
            json!({"genres": ["Crime"]}),
            json!({"tags": ["old", "new"]}),
            json!({"on_watchlist": false}),
            json!({"on_watchlist": true}),
        ] {
            ana.change(Method::PATCH, &at, patch.clone()).await;
            differs(&patch.to_string()).await;
        }
        ana.change(Method::PUT, &format!("{at}/priority"), json!({"after": other})).await;
        differs("another place on the watchlist").await;
        let watch = ana.make(&format!("{at}/watches"), json!({"watched_on": "2026-11-20"})).await;
        differs("a watch").await;
        ana.change(Method::PUT, &format!("/api/watches/{watch}"), json!({"comment": "Late."})).await;
        differs("a watch that was changed").await;
        let undo = ana.change(Method::DELETE, &format!("/api/watches/{watch}"), Value::Null).await;
        differs("a watch that was deleted").await;
        ana.post("/api/undo", undo).await;
        differs("a watch that came back").await;
        ana.post("/api/log", json!({"movie_id": other, "watched_on": "2026-11-21", "rating": 4})).await;
        differs("a film that was logged").await;
        let batch = json!({"query": "search=heat", "change": {"add_tags": ["many"]}});
        ana.post("/api/movies/batch", batch).await;
        differs("many films that were changed").await;
        ana.change(Method::PATCH, "/api/tags/old", json!({"name": "older"})).await;
        differs("a tag that was renamed").await;
        ana.change(Method::DELETE, "/api/tags/older", Value::Null).await;
        differs("a tag that was deleted").await;
        ana.change(Method::PATCH, &format!("/api/lists/{list}"), json!({"name": "Very best"})).await;
        differs("a list that was renamed").await;
        ana.post(&items, json!({"movie_ids": [movie, other]})).await;
        differs("films that were put on a list").await;
        ana.change(Method::PUT, &items, json!({"movie_ids": [other, movie]})).await;
        differs("another order").await;
        ana.change(Method::PATCH, &format!("{items}/{movie}"), json!({"note": "Yes."})).await;
        differs("a note").await;
        ana.change(Method::DELETE, &format!("{items}/{movie}"), Value::Null).await;
        differs("a film that was taken off a list").await;
        ana.post(&format!("/api/lists/{list}/link"), Value::Null).await;
        differs("a list that was shared").await;
        ana.change(Method::DELETE, &format!("/api/lists/{list}/link"), Value::Null).await;
        differs("a list that is no longer shared").await;
        let request = app.request_as(&ana.token, "PUT", &format!("{at}/poster")).header("content-type", "image/png");
        assert_eq!(request.body(png(&picture(60, 90))).send().await.unwrap().status(), StatusCode::OK);
        differs("a poster").await;
        ana.change(Method::DELETE, &format!("/api/movies/{other}"), Value::Null).await;
        differs("a film that was deleted").await;
        ana.post(&format!("/api/trash/{other}/restore"), Value::Null).await;
        differs("a film that came back").await;
        ana.film("Alien").await;
        differs("a new film").await;
        // What jobs write, whichever: titles in another language, what TMDB says, posters, collections.
        for sql in ["UPDATE movies SET title = 'Alien'", "UPDATE movies SET poster = NULL WHERE poster IS NOT NULL"] {
            app.state.store.write(move |tx| tx.execute(sql, &[])).await.unwrap();
            differs(sql).await;
        }
        // As after an older backup was restored: the number is given again, for another change.
        for sql in ["UPDATE changes SET changed_at = (SELECT min(created_at) FROM movies)"] {
            app.state.store.write(move |tx| tx.execute(sql, &[])).await.unwrap();
            differs(sql).await;
        }
    }

    async fn what_one_has_says_nothing_of_what_another_has(app: TestApp) {
        let (ana, bob) = (asking(&app, "ana").await, asking(&app, "bob").await);
        let again = Asking { app: &app, token: app.token_of("ana").await };
        for path in ["/api/movies", "/api/watches", "/api/statistics"] {
            let etag = ana.etag(path).await;
            assert_eq!(bob.get(path, Some(&etag)).await.status(), StatusCode::OK, "{path}");
            assert_eq!(again.get(path, Some(&etag)).await.status(), StatusCode::NOT_MODIFIED, "{path}");
            let nobody = app.request("GET", path).header(IF_NONE_MATCH, &etag).send().await.unwrap();
            assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED, "{path}");
            bob.film("M").await;
            assert_eq!(ana.get(path, Some(&etag)).await.status(), StatusCode::NOT_MODIFIED, "{path}");
        }
    }

    async fn what_follows_from_others_or_has_secrets_is_never_kept(app: TestApp) {
        let ana = asking(&app, "ana").await;
        for path in ["/api/movies?on_services=false", "/api/movies?on_services=true", "/api/lists"] {
            let response = ana.get(path, None).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!((response.headers().get(ETAG), &response.headers()[CACHE_CONTROL]), (None, &"no-store".parse().unwrap()));
            assert_eq!(ana.get(path, Some("*")).await.status(), StatusCode::OK, "{path}");
        }
    }

    async fn a_list_is_known_in_any_form_of_compression(app: TestApp) {
        let ana = asking(&app, "ana").await;
        for number in 0..30 {
            ana.film(&format!("Film {number}")).await;
        }
        let packed = app.request_as(&ana.token, "GET", "/api/movies").header("accept-encoding", "br");
        let packed = packed.send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "br");
        let etag = packed.headers()[ETAG].to_str().unwrap();
        assert_eq!(etag, ana.etag("/api/movies").await);
        let known = app.request_as(&ana.token, "GET", "/api/movies").header("accept-encoding", "br");
        let known = known.header(IF_NONE_MATCH, etag).send().await.unwrap();
        assert_eq!((known.status(), known.headers().get("content-encoding")), (StatusCode::NOT_MODIFIED, None));
    }
}
