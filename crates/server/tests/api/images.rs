//! Posters and backdrops: kept, served, taken back, deleted.

#[path = "images/corpus.rs"]
pub mod corpus;

use crate::support::*;
use corpus::{BLUE, RED, is_near, jpeg, picture, png, seen, webp};
use domain::library::images::ImageKind::{Backdrop, Poster};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind::*;
use domain::versions::Versioned;
use reqwest::Response;
use serde_json::json;

/// What is at the address of a picture, asked for without a token.
pub async fn fetch(app: &TestApp, path: &str) -> Response {
    app.request("GET", path).send().await.unwrap()
}

async fn bytes(app: &TestApp, path: &str) -> Vec<u8> {
    let response = fetch(app, path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

on_both_engines! {
    async fn a_poster_is_kept_in_two_sizes_and_shown_without_a_token(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "M").await;
        assert_eq!(film.poster_url, None);
        let token = app.token_of("ana").await;
        let path = format!("/api/movies/{}/poster", film.id);
        let request = app.request_as(&token, "PUT", &path).header("content-type", "image/png");
        let answer = request.body(png(&picture(1000, 1500))).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "etag")), (200, "\"2\""));
        let answer: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!((&answer["title"], &answer["version"]), (&json!("M"), &json!(2)));
        let url = answer["poster_url"].as_str().unwrap();
        for (path, size) in [(url.to_owned(), (780, 1170)), (format!("{url}?size=small"), (400, 600))] {
            let (above, below, found) = seen(&bytes(&app, &path).await);
            assert!(is_near(above, RED) && is_near(below, BLUE), "{above:?} {below:?}");
            assert_eq!(found, size);
        }
        let listed = client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        assert_eq!(listed.items[0].poster_url.as_deref(), Some(url));
    }

    async fn a_picture_is_kept_by_the_browser_for_ever_and_is_nothing_but_a_picture(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "M").await;
        let changed = client.update_image(film.id, Backdrop, webp(&picture(64, 48)), None).await.unwrap();
        let url = changed.movie.backdrop_url.unwrap();
        let answer = fetch(&app, &url).await;
        assert_eq!(header(&answer, "content-type"), "image/jpeg");
        assert_eq!(header(&answer, "cache-control"), "private, max-age=31536000, immutable");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert!(header(&answer, "content-security-policy").starts_with("default-src 'none'"));
        let etag = header(&answer, "etag").to_owned();
        assert_eq!(seen(&answer.bytes().await.unwrap()).2, (64, 48), "nothing is made larger");
        let known = app.request("GET", &url).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, &*etag));
        let head = app.request("HEAD", &url).send().await.unwrap();
        assert_eq!(head.status(), 200);
        for unknown in ["/images/0123456789abcdef0123456789abcdef", "/images/x", "/images/%00"] {
            assert_eq!(fetch(&app, unknown).await.status(), 404, "{unknown}");
        }
        assert_eq!(fetch(&app, &format!("{url}?size=huge")).await.status(), 422);
        assert_eq!(fetch(&app, &format!("{url}/more")).await.status(), 404);
    }

    async fn the_same_picture_is_stored_once_and_stays_while_a_film_has_it(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (first, second) = (add(&client, "M").await, add(&client, "N").await);
        let file = jpeg(&picture(200, 300));
        let one = client.update_image(first.id, Poster, file.clone(), None).await.unwrap().movie;
        let other = client.update_image(second.id, Poster, file, None).await.unwrap().movie;
        assert_eq!(one.poster_url, other.poster_url);
        let url = one.poster_url.unwrap();
        client.delete_image(first.id, Poster, None).await.unwrap();
        app.clock.advance(30 * 3600);
        server::jobs::housekeeping::tidy_up(&app.state).await.unwrap();
        bytes(&app, &url).await;
        log_in(&client, "ana").await;
        client.delete_movie(second.id, None).await.unwrap();
        client.erase_movie(second.id).await.unwrap();
        app.clock.advance(30 * 3600);
        server::jobs::housekeeping::tidy_up(&app.state).await.unwrap();
        assert_eq!(fetch(&app, &url).await.status(), 404);
    }

    async fn a_removed_or_replaced_picture_comes_back(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "M").await;
        let first = client.update_image(film.id, Poster, png(&picture(20, 30)), None).await.unwrap();
        let second = client.update_image(film.id, Poster, png(&picture(40, 60)), None).await.unwrap();
        problem(client.undo(first.undo).await, Conflict);
        client.undo(second.undo).await.unwrap();
        let poster = async || client.get_movie(film.id).await.unwrap().poster_url;
        assert_eq!(poster().await, first.movie.poster_url);
        let removed = client.delete_image(film.id, Poster, None).await.unwrap();
        assert_eq!(removed.movie.poster_url, None);
        problem(client.delete_image(film.id, Poster, None).await, NotFound);
        client.undo(removed.undo).await.unwrap();
        assert_eq!(poster().await, first.movie.poster_url);
        bytes(&app, &poster().await.unwrap()).await;
    }

    async fn a_picture_is_for_the_version_of_the_film_that_was_read(app: TestApp) {
        let (ana, ben) = (app.sign_in("ana").await, app.sign_in("ben").await);
        let film = add(&ana, "M").await;
        let sent = || png(&picture(20, 30));
        let changed = ana.update_image(film.id, Poster, sent(), Some(&film.etag())).await.unwrap().movie;
        problem(ana.update_image(film.id, Poster, sent(), Some(&film.etag())).await, PreconditionFailed);
        problem(ana.delete_image(film.id, Poster, Some(&film.etag())).await, PreconditionFailed);
        problem(ben.update_image(film.id, Poster, sent(), None).await, NotFound);
        problem(ben.delete_image(film.id, Poster, None).await, NotFound);
        ana.delete_image(film.id, Poster, Some(&changed.etag())).await.unwrap();
    }
}
