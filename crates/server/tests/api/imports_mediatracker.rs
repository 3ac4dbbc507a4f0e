//! Imports from a MediaTracker. The one here answers as a real one does.

use crate::imports::{apply, settled};
use crate::support::*;
use axum::Router;
use axum::body::Body;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use bytes::Bytes;
use client::Error;
use domain::library::movies::MovieSummary;
use domain::library::ratings::Rating;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::imports::{Import, ImportState};
use domain::transfer::media_tracker::MediaTrackerDraft;
use http::{HeaderMap, StatusCode, Uri};
use http_body::Frame;
use serde_json::{Value, json};
use server::Config;
use server::jobs::worker::Workers;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use storage::{Engine, Tx};
use tokio::sync::Notify;

const TOKEN: &str = "a token of ana";

fn answer(uri: &Uri, headers: &HeaderMap) -> Response {
    if headers.get("access-token").is_none_or(|token| token != "a-token-of-ana") {
        return (StatusCode::UNAUTHORIZED, [("location", "/#login")]).into_response();
    }
    let film =
        |id: i64, title: &str, year: &str| json!({"id": id, "mediaType": "movie", "title": title, "releaseDate": year});
    let and = |mut one: Value, other: Value| {
        let more = other.as_object().unwrap().clone();
        one.as_object_mut().unwrap().extend(more);
        one
    };
    let listed = |list: i64, item: Value| json!({"rank": 0, "id": list, "listedAt": "2023-05-06T07:08:09.000Z", "type": "movie", "mediaItem": item});
    let body = match uri.path_and_query().unwrap().as_str() {
        "/films/api/user" => json!({"id": 7, "name": "ana"}),
        "/films/api/items" => json!([
            and(film(1, "Heat", "1995-12-15"), json!({"seen": true, "tmdbId": 949, "lastSeenAt": 1_704_231_000_000_i64})),
            and(film(2, "Ran", "1985-06-01"), json!({"seen": false, "onWatchlist": true})),
            {"id": 3, "mediaType": "tv", "title": "Lost", "seen": true},
        ]),
        "/films/api/details/1" => and(
            film(1, "Heat", "1995-12-15"),
            json!({
                "seen": true, "tmdbId": 949, "userRating": {"rating": 4.5, "date": 1_704_231_000_000_i64, "review": "Coffee!"},
                "seenHistory": [{"id": 2, "date": 1_704_231_000_000_i64}, {"id": 1, "date": null}],
            }),
        ),
        "/films/api/lists?userId=7" => {
            json!([{"id": 5, "name": "Watchlist", "isWatchlist": true}, {"id": 6, "name": "Noir"}])
        }
        "/films/api/list/items?listId=5" => json!([listed(5, film(2, "Ran", "1985-06-01"))]),
        "/films/api/list/items?listId=6" => {
            json!([listed(6, film(4, "Laura", "1944-10-11")), listed(6, film(1, "Heat", "1995"))])
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    axum::Json(body).into_response()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

async fn media_tracker() -> String {
    let handler = |uri: Uri, headers: HeaderMap| async move { answer(&uri, &headers) };
    serve(Router::new().fallback(handler)).await
}

async fn app(engine: Engine) -> TestApp {
    TestApp::start_with(engine, Config { imports_from_own_network: true, ..Config::default() }).await
}

fn draft(address: &str, token: &str) -> MediaTrackerDraft {
    let (address, token) = (address.to_owned(), token.to_owned());
    MediaTrackerDraft { address, token, time_zone: Some("America/New_York".to_owned()) }
}

async fn fetched(client: &TestClient, address: &str) -> Import {
    let import = client.fetch_import(&draft(address, "a-token-of-ana")).await.unwrap();
    settled(client, import.id).await
}

async fn movies(client: &TestClient) -> Vec<MovieSummary> {
    let mut all = client.list_movies(&Default::default(), &PageQuery::default()).await.unwrap().items;
    all.sort_by(|one, other| one.title.cmp(&other.title));
    all
}

/// The pieces of files that the database holds.
async fn count_pieces(app: &TestApp) -> i64 {
    let count = |tx: &mut Tx| tx.query_one::<i64>("SELECT count(*) FROM import_chunks", &[]);
    app.state.store.read::<_, storage::Error, _>(count).await.unwrap()
}

async fn films_and_lists_come_over_and_go_again(engine: Engine) {
    let app = app(engine).await;
    let client = app.sign_in("ana").await;
    let workers = Workers::start(&app.state, server::JOB_KINDS);
    let import = fetched(&client, &format!("{}/films/", media_tracker().await)).await;
    assert_eq!((import.state, import.format.as_deref()), (ImportState::Ready, Some("mediatracker")), "{import:?}");
    assert_eq!((import.file_name.as_deref(), import.counts.left_out), (Some("MediaTracker"), 1), "{import:?}");
    assert_eq!(movies(&client).await, []);
    let result = apply(&client, import.id).await.result.unwrap();
    assert_eq!((result.movies_added, result.watches_added, result.lists_added), (3, 2, 1));
    let all = movies(&client).await;
    assert_eq!(all.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["Heat", "Laura", "Ran"]);
    assert_eq!((all[0].tmdb_id, all[0].rating.map(Rating::stars), all[0].watch_count), (Some(949), Some(4.5), 2));
    assert_eq!(all[0].watched_on.map(|date| date.to_string()).as_deref(), Some("2024-01-02"));
    assert!(all[2].on_watchlist && all[1].watch_count == 0);
    let list = client.list_lists(&Default::default(), &PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!((list.name.as_str(), list.movie_count), ("Noir", 2));
    assert_eq!(fetched(&client, &format!("{}/films", media_tracker().await)).await.counts.ready, 0, "twice is once");
    client.undo_import(import.id, None).await.unwrap();
    assert_eq!(settled(&client, import.id).await.state, ImportState::Undone);
    assert_eq!(movies(&client).await, []);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_and_lists_come_over_and_go_again_sqlite() {
    films_and_lists_come_over_and_go_again(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_and_lists_come_over_and_go_again_postgresql() {
    films_and_lists_come_over_and_go_again(Engine::Postgres).await;
}

/// What is said of a field, and that nothing came of it.
async fn refusal(client: &TestClient, address: &str, token: &str, field: &str) -> String {
    let refused = client.fetch_import(&draft(address, token)).await;
    let Err(Error::Problem(problem)) = refused else { panic!("{address}: {refused:?}") };
    assert_eq!(client.list_imports(&PageQuery::default()).await.unwrap().total, 0);
    problem.errors.of(field).unwrap_or_else(|| panic!("{address}: {problem:?}")).to_owned()
}

/// A body that never ends.
struct Endless(Bytes);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(self.0.clone()))))
    }
}

fn endless() -> Body {
    Body::new(Endless(vec![b' '; 1024 * 1024].into()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_told_at_its_field_and_nothing_stays() {
    let app = app(Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    let good = media_tracker().await;
    let router = Router::new()
        .route("/html/api/items", get(|| async { Html("<h1>Films</h1>") }))
        .route("/failing/api/items", get(|| async { StatusCode::BAD_GATEWAY }))
        .route("/away/api/items", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data/") }))
        .route("/endless/api/items", get(|| async { endless() }))
        .route("/object/api/items", get(|| async { axum::Json(json!({"items": []})) }));
    let other = serve(router).await;
    for (address, token, field, expected) in [
        (format!("{good}/films"), "another-token", "token", "doesn’t accept this token"),
        (format!("{good}/films"), "", "token", "Enter an application token."),
        (format!("{good}/films"), TOKEN, "token", "This isn’t a token."),
        (good.clone(), "a-token-of-ana", "address", "There’s no MediaTracker at this address."),
        (format!("{other}/html"), "x", "address", "There’s no MediaTracker at this address."),
        (format!("{other}/object"), "x", "address", "There’s no MediaTracker at this address."),
        (format!("{other}/failing"), "x", "address", "answered with an error (502)"),
        (format!("{other}/away"), "x", "address", "redirects to another one"),
        (format!("{other}/endless"), "x", "address", "sent too much data"),
        ("http://127.0.0.1:9".to_owned(), "x", "address", "no answer from this address"),
        ("http://169.254.169.254".to_owned(), "x", "address", "no answer from this address"),
        ("media.example.org".to_owned(), "x", "address", "Enter the full address"),
        ("http://media.example.org/?x".to_owned(), "x", "address", "Enter the full address"),
    ] {
        let said = refusal(&client, &address, token, field).await;
        assert!(said.contains(expected), "{address}: {said}");
        assert!(!said.contains("another-token"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_own_network_is_only_reached_where_the_operator_allows_it() {
    let app = TestApp::start(Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    let port = media_tracker().await.rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let said = refusal(&client, &format!("http://{host}:{port}/films"), "a-token-of-ana", "address").await;
        assert!(said.contains("--import-from-own-network"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_breaks_off_fails_with_the_reason_and_leaves_nothing() {
    let items = || async { axum::Json(json!([{"id": 1, "mediaType": "movie", "title": "Heat", "seen": true}])) };
    let router = Router::new()
        .route("/api/items", get(items))
        .route("/api/user", get(|| async { axum::Json(json!({"id": 7})) }))
        .route("/api/details/1", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }));
    let app = app(Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    let workers = Workers::start(&app.state, server::JOB_KINDS);
    let import = fetched(&client, &serve(router).await).await;
    assert_eq!(import.state, ImportState::Failed, "{import:?}");
    assert_eq!(import.failure.as_deref(), Some("MediaTracker answered with an error (500). Try again later."));
    assert_eq!((count_pieces(&app).await, movies(&client).await.len()), (0, 0));
    client.discard_import(import.id, None).await.unwrap();
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_fetches_one_import_at_a_time() {
    let app = app(Engine::Sqlite).await;
    let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
    let arrived = Arc::new(Notify::new());
    let told = Arc::clone(&arrived);
    let slow = Router::new().fallback(async move || {
        told.notify_one();
        std::future::pending::<()>().await;
    });
    let (slow, good) = (serve(slow).await, media_tracker().await);
    let waiting = tokio::spawn(async move { ana.fetch_import(&draft(&slow, "x")).await.map(|_| ana) });
    arrived.notified().await;
    let ana = app.client();
    log_in(&ana, "ana").await;
    let refused = ana.fetch_import(&draft(&format!("{good}/films"), "a-token-of-ana")).await;
    problem(refused, ProblemKind::TooManyRequests);
    bob.fetch_import(&draft(&format!("{good}/films"), "a-token-of-ana")).await.unwrap();
    // A caller who goes away gives the place back.
    waiting.abort();
    let begin = Instant::now();
    while let Err(error) = ana.fetch_import(&draft(&format!("{good}/films"), "a-token-of-ana")).await {
        problem::<()>(Err(error), ProblemKind::TooManyRequests);
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
