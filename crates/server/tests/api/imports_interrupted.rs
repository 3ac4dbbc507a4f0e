//! Imports that are cut short, or that two servers work on at once because one of them wasn't heard of for a while.

use crate::imports::{apply, settled, upload};
use crate::support::*;
use domain::ids::ImportId;
use domain::jobs::MAX_ATTEMPTS;
use domain::pages::PageQuery;
use domain::transfer::imports::ImportState;
use server::jobs::worker::Workers;
use server::transfer::imports::Reading;
use std::fmt::Write as _;
use storage::Tx;
use storage::jobs::queue::claim_job;
use storage::testing::age_jobs;
use storage::transfer::import_chunks::{delete_chunks, find_chunk};
use uuid::Uuid;

const FILMS: u64 = 300;

/// A diary of [`FILMS`] films, each watched once.
fn diary() -> Vec<u8> {
    let mut csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n".to_owned();
    for number in 0..FILMS {
        writeln!(csv, "2021-05-05,Film {number},2000,https://boxd.it/{number},,,,2021-05-{:02}", 1 + number % 28)
            .unwrap();
    }
    csv.into_bytes()
}

/// What a server does that works on an import.
fn reading(app: &TestApp, id: ImportId) -> Reading {
    let (store, clock, pictures) = (app.state.store.clone(), app.clock.clone(), app.state.pictures.clone());
    Reading { store, clock, pictures, catalogue: app.state.catalogue.clone(), id }
}

/// Servers that take the jobs that wait, so many times in a row, and die with them.
async fn die(app: &TestApp, times: i64) {
    for _ in 0..times {
        let claim = |tx: &mut Tx| {
            claim_job(tx, Uuid::from_u128(1), &["import"], 60)?;
            age_jobs(tx, 61)
        };
        app.state.store.write::<_, storage::Error, _>(claim).await.unwrap();
    }
}

async fn has_file(app: &TestApp, id: ImportId) -> bool {
    let find = move |tx: &mut Tx| find_chunk(tx, id, 0);
    app.state.store.read::<_, storage::Error, _>(find).await.unwrap().is_some()
}

async fn count_movies(client: &TestClient) -> u64 {
    client.list_movies(&Default::default(), &PageQuery::default()).await.unwrap().total
}

on_both_engines! {
    async fn two_that_apply_one_import_apply_it_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&client, diary()).await;
        workers.stop().await;
        client.apply_import(import.id).await.unwrap();
        let (one, other) = (reading(&app, import.id), reading(&app, import.id));
        let (one, other) = tokio::join!(one.apply(), other.apply());
        one.and(other).unwrap();
        let applied = client.get_import(import.id).await.unwrap();
        let result = applied.result.unwrap();
        assert_eq!((applied.state, result.movies_added, result.watches_added), (ImportState::Applied, FILMS, FILMS));
        client.undo_import(import.id, None).await.unwrap();
        let (one, other) = (reading(&app, import.id), reading(&app, import.id));
        let (one, other) = tokio::join!(one.undo(), other.undo());
        one.and(other).unwrap();
        let undone = client.get_import(import.id).await.unwrap();
        assert_eq!((undone.state, undone.result.unwrap().movies_kept), (ImportState::Undone, 0));
        assert_eq!(count_movies(&client).await, 0);
    }

    async fn a_server_that_was_overtaken_leaves_the_rows_alone(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&client, diary()).await;
        assert_eq!(reading(&app, import.id).run().await.unwrap(), None, "another one has read it");
        let result = apply(&client, import.id).await.result.unwrap();
        assert_eq!(result.movies_added, FILMS);
        workers.stop().await;
    }

    async fn of_two_that_read_a_file_one_makes_it_ready(app: TestApp) {
        let client = app.sign_in("ana").await;
        let import = client.create_import(diary(), "diary.csv", None).await.unwrap();
        let (one, other) = (reading(&app, import.id), reading(&app, import.id));
        let overtaken = one.run().await.unwrap().unwrap();
        let version = other.run().await.unwrap().unwrap();
        one.judge(overtaken).await.unwrap();
        assert_eq!(client.get_import(import.id).await.unwrap().state, ImportState::Reading);
        other.judge(version).await.unwrap();
        let ready = client.get_import(import.id).await.unwrap();
        assert_eq!((ready.state, ready.counts.ready), (ImportState::Ready, FILMS));
    }

    async fn an_import_that_fails_again_and_again_says_so_and_makes_room(app: TestApp) {
        let client = app.sign_in("ana").await;
        let import = client.create_import(diary(), "diary.csv", None).await.unwrap();
        let id = import.id;
        app.state.store.write::<_, storage::Error, _>(move |tx| delete_chunks(tx, id)).await.unwrap();
        die(&app, MAX_ATTEMPTS - 1).await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let failed = settled(&client, id).await;
        assert_eq!(failed.state, ImportState::Failed);
        assert!(failed.failure.unwrap().starts_with("The server couldn’t finish this."));
        client.discard_import(id, None).await.unwrap();
        workers.stop().await;
    }

    async fn an_import_that_servers_died_with_is_given_up(app: TestApp) {
        let client = app.sign_in("ana").await;
        let import = client.create_import(diary(), "diary.csv", None).await.unwrap();
        die(&app, MAX_ATTEMPTS + 1).await;
        app.clock.advance(3601);
        log_in(&client, "ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        assert_eq!(settled(&client, import.id).await.state, ImportState::Failed);
        workers.stop().await;
        assert!(!has_file(&app, import.id).await);
    }

    async fn an_import_that_waits_for_a_server_is_kept(app: TestApp) {
        let client = app.sign_in("ana").await;
        let import = client.create_import(diary(), "diary.csv", None).await.unwrap();
        app.clock.advance(3601);
        log_in(&client, "ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        assert_eq!(settled(&client, import.id).await.state, ImportState::Ready);
        workers.stop().await;
        assert!(has_file(&app, import.id).await);
    }
}
