//! Building the catalogue, as admins have it done.

use crate::catalogue::*;
use crate::support::*;
use axum::Router;
use axum::extract::Path as PathParam;
use axum::response::IntoResponse;
use axum::routing::get;
use catalogue::building::FILE;
use domain::accounts::audit_events::{AuditEventsQuery, EventKind};
use domain::catalogue::updates::{CatalogueSettingsDraft, CatalogueUpdateDraft, UpdateState};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::StatusCode;
use server::Config;
use server::catalogue::building::keep_catalogue;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::sync::Notify;

fn gzipped(text: &str) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_downloaded_once_the_terms_are_agreed_to() {
    let server = start(Engine::Sqlite).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let origin = serve(Router::new().route(
        "/{file}",
        get(async move |PathParam(file): PathParam<String>| {
            counted.fetch_add(1, Ordering::SeqCst);
            match file.as_str() {
                "title.basics.tsv.gz" => gzipped(BASICS).into_response(),
                "title.ratings.tsv.gz" => gzipped(RATINGS).into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        }),
    ))
    .await;
    let settings = CatalogueSettingsDraft {
        location: Some(origin),
        shorts: true,
        interval_days: Some(7),
        ..CatalogueSettingsDraft::default()
    };
    server.admin.update_catalogue_settings(&settings).await.unwrap();
    let refusal = server.admin.start_catalogue_update(&CatalogueUpdateDraft::default()).await;
    assert!(problem(refusal, ProblemKind::Conflict).detail.unwrap_or_default().contains("terms"));
    assert_eq!(asked.load(Ordering::SeqCst), 0);

    server.admin.start_catalogue_update(&agreed()).await.unwrap();
    let first = server.until(|info| !is_busy(info)).await;
    assert_eq!((first.movie_count, first.terms_accepted, asked.load(Ordering::SeqCst)), (Some(4), true, 6));
    assert_eq!(server.files(), [FILE, "catalogue.lock", "catalogue.request"]);
    // Once is enough, and the next update comes by itself.
    assert!(first.next_update_at.is_some());
    server.app.let_pass(7 * 24 * 3600).await;
    log_in(&server.admin, "root").await;
    server.app.state.catalogue.changed.notify_one();
    server.until(|info| info.next_update_at > first.next_update_at && !is_busy(info)).await;
    wait_for(|| asked.load(Ordering::SeqCst) == 12).await;
    let events = server.admin.list_audit_events(&AuditEventsQuery::default(), &PageQuery::default()).await.unwrap();
    let count = |kind: EventKind| events.items.iter().filter(|event| event.event == kind.as_str()).count();
    assert_eq!((count(EventKind::CatalogueChanged), count(EventKind::CatalogueRequested)), (1, 1));
}

async fn wait_for(what: impl Fn() -> bool) {
    let begin = Instant::now();
    while !what() {
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_wrong_is_said_and_the_catalogue_from_before_stays() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    let folder = files.path().to_str().unwrap();
    let info = server.build_from(folder).await;
    assert_eq!((info.update.state, info.movie_count), (UpdateState::Failed, None));
    assert!(info.update.error.unwrap().contains("has no dataset"));
    write_files(files.path());
    // It is tried again by itself.
    server.app.let_pass(3600).await;
    log_in(&server.admin, "root").await;
    server.app.state.catalogue.changed.notify_one();
    server.until(|info| info.movie_count == Some(3) && info.update.state == UpdateState::Idle).await;

    let whole = gzipped(&BASICS.repeat(50));
    let cut = whole[..whole.len() / 2].to_vec();
    let origin = serve(
        Router::new()
            .route("/missing/{file}", get(|| async { StatusCode::NOT_FOUND }))
            .route("/broken/{file}", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
            .route("/page/{file}", get(|| async { "<html>Sign in to the hotel</html>" }))
            .route("/cut/{file}", get(move || async { cut })),
    )
    .await;
    for (path, says) in
        [("missing", "404"), ("broken", "500"), ("page", "title.ratings.tsv.gz"), ("cut", "title.ratings.tsv.gz")]
    {
        let info = server.build_from(&format!("{origin}/{path}")).await;
        assert_eq!((info.update.state, info.movie_count), (UpdateState::Failed, Some(3)), "{path}");
        let error = info.update.error.unwrap();
        assert!(error.contains(says), "{path}: {error}");
        assert_eq!(named(&search(&server.admin, "amel").await), ["Amélie 2001"]);
    }
    let refusal = server
        .admin
        .update_catalogue_settings(&CatalogueSettingsDraft {
            location: Some("imdb".to_owned()),
            interval_days: Some(0),
            ..CatalogueSettingsDraft::default()
        })
        .await;
    let refusal = problem(refusal, ProblemKind::ValidationFailed);
    assert_eq!(faults(&refusal), [("location", "malformed"), ("interval_days", "out_of_range")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_is_canceled_leaves_nothing_behind() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    server.build_from(files.path().to_str().unwrap()).await;
    let arrived = Arc::new(Notify::new());
    let told = Arc::clone(&arrived);
    let origin = serve(Router::new().route(
        "/{file}",
        get(async move || {
            told.notify_one();
            std::future::pending::<()>().await;
        }),
    ))
    .await;
    let settings = CatalogueSettingsDraft { location: Some(origin), ..CatalogueSettingsDraft::default() };
    server.admin.update_catalogue_settings(&settings).await.unwrap();
    server.admin.start_catalogue_update(&agreed()).await.unwrap();
    arrived.notified().await;
    let under_way = server.until(|info| info.update.state == UpdateState::Downloading).await;
    assert_eq!(under_way.movie_count, Some(3));
    server.admin.cancel_catalogue_update().await.unwrap();
    server.until(|info| info.update.state == UpdateState::Idle).await;
    assert_eq!(server.files(), [FILE, "catalogue.lock", "catalogue.request"]);
    assert_eq!(named(&search(&server.admin, "amel").await), ["Amélie 2001"]);
    // It isn't begun again.
    server.app.state.catalogue.changed.notify_one();
    assert_eq!(server.admin.get_catalogue().await.unwrap().update.state, UpdateState::Idle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_server_builds_its_own_catalogue() {
    let (first, files) = (start(Engine::Postgres).await, tempfile::tempdir().unwrap());
    let data = tempfile::tempdir().unwrap();
    let config = Config { data_dir: Some(data.path().to_owned()), ..Config::default() };
    let second = first.app.start_another(config).await;
    tokio::spawn(keep_catalogue(second.state.clone()));
    write_files(files.path());
    let info = first.build_from(files.path().to_str().unwrap()).await;
    assert!(info.server.is_some());
    second.state.catalogue.changed.notify_one();
    let client = second.client();
    log_in(&client, "root").await;
    let begin = Instant::now();
    while search(&client, "amel").await.is_empty() {
        assert!(begin.elapsed() < Duration::from_mins(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_another_server_is_asked_for_is_the_one_under_way() {
    let first = start(Engine::Postgres).await;
    let (asked, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (counted, opened) = (Arc::clone(&asked), Arc::clone(&gate));
    let origin = serve(Router::new().route(
        "/{file}",
        get(async move |PathParam(file): PathParam<String>| match file.as_str() {
            "title.basics.tsv.gz" => {
                counted.fetch_add(1, Ordering::SeqCst);
                opened.notified().await;
                gzipped(BASICS).into_response()
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        }),
    ))
    .await;
    let settings = CatalogueSettingsDraft { location: Some(origin), ..CatalogueSettingsDraft::default() };
    first.admin.update_catalogue_settings(&settings).await.unwrap();
    first.admin.start_catalogue_update(&agreed()).await.unwrap();
    wait_for(|| asked.load(Ordering::SeqCst) == 1).await;

    let second = first.app.start_another(Config::default()).await;
    let admin = second.client();
    log_in(&admin, "root").await;
    admin.start_catalogue_update(&agreed()).await.unwrap();
    for _ in 0..20 {
        first.app.state.catalogue.changed.notify_one();
        let info = first.admin.get_catalogue().await.unwrap();
        assert_eq!((info.update.state, asked.load(Ordering::SeqCst)), (UpdateState::Downloading, 1));
    }
    // With other settings it is another one.
    let settings = CatalogueSettingsDraft { shorts: true, ..settings };
    admin.update_catalogue_settings(&settings).await.unwrap();
    admin.start_catalogue_update(&agreed()).await.unwrap();
    first.app.state.catalogue.changed.notify_one();
    wait_for(|| asked.load(Ordering::SeqCst) == 2).await;
    admin.start_catalogue_update(&agreed()).await.unwrap();
    gate.notify_waiters();
    gate.notify_one();
    first.until(|info| info.movie_count == Some(4) && !is_busy(info)).await;
    // It counts for what was asked for last, too.
    for _ in 0..20 {
        first.app.state.catalogue.changed.notify_one();
        let info = first.admin.get_catalogue().await.unwrap();
        assert_eq!((info.update.state, asked.load(Ordering::SeqCst)), (UpdateState::Idle, 2));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_catalogue_finds_nothing_and_is_built_anew() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    server.build_from(files.path().to_str().unwrap()).await;
    let damaged = server.data.path().join("damaged");
    std::fs::write(&damaged, "no index").unwrap();
    std::fs::rename(damaged, server.data.path().join(FILE)).unwrap();
    assert_eq!(search(&server.admin, "amel").await, []);
    assert_eq!(server.admin.get_catalogue().await.unwrap().movie_count, None);
    server.app.state.catalogue.changed.notify_one();
    server.until(|info| info.movie_count == Some(3) && !is_busy(info)).await;
    assert_eq!(named(&search(&server.admin, "amel").await), ["Amélie 2001"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_downloaded_without_the_terms_by_changing_the_settings() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let origin = serve(Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::ready(StatusCode::NOT_FOUND)
    }))
    .await;
    let from = |location: &str| CatalogueSettingsDraft {
        location: Some(location.to_owned()),
        interval_days: Some(1),
        ..CatalogueSettingsDraft::default()
    };
    server.admin.update_catalogue_settings(&from(files.path().to_str().unwrap())).await.unwrap();
    server.admin.start_catalogue_update(&CatalogueUpdateDraft::default()).await.unwrap();
    server.until(|info| info.movie_count == Some(3) && !is_busy(info)).await;
    for location in [origin.clone(), format!("{origin}/title.basics.tsv.gz")] {
        server.admin.update_catalogue_settings(&from(&location)).await.unwrap();
        server.app.let_pass(24 * 3600).await;
        log_in(&server.admin, "root").await;
        server.app.state.catalogue.changed.notify_one();
        let refused = server.until(|info| info.update.state == UpdateState::Failed).await;
        assert!(refused.update.error.unwrap().contains("terms"), "{location}");
        assert_eq!((refused.movie_count, asked.load(Ordering::SeqCst)), (Some(3), 0), "{location}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_is_wanted_also_after_one_that_was_canceled_by_a_later_clock() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    let info = server.build_from(files.path().to_str().unwrap()).await;
    server.app.clock.advance(3600);
    log_in(&server.admin, "root").await;
    server.admin.cancel_catalogue_update().await.unwrap();
    server.app.clock.advance(-3600);
    log_in(&server.admin, "root").await;
    server.admin.start_catalogue_update(&agreed()).await.unwrap();
    server.until(|now| now.built_at > info.built_at && !is_busy(now)).await;
}
