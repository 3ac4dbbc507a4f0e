//! What happens when the database file is not there any more.

use crate::support::*;
use client::native::NativeTransport;
use client::{Client, Error};
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use std::fs;
use std::path::PathBuf;
use storage::Engine;

/// A program on SQLite with an account, and where its database is.
async fn with_account() -> (Program, PathBuf) {
    let program = Program::new(Engine::Sqlite).await;
    program.add_user("ana");
    let data = program.path("data");
    (program, data)
}

async fn add(client: &Client<NativeTransport>, title: &str) -> Result<(), Error> {
    let draft = MovieDraft { title: title.to_owned(), ..MovieDraft::default() };
    client.create_movie(&draft, None).await.map(drop)
}

async fn count(client: &Client<NativeTransport>) -> Result<u64, Error> {
    client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.map(|page| page.total)
}

async fn assert_refused(program: &Program, server: &Server, client: &Client<NativeTransport>) {
    for result in [add(client, "Lost").await, count(client).await.map(drop)] {
        let Err(Error::Problem(problem)) = result else { panic!("it was accepted: {result:?}") };
        assert_eq!(problem.kind(), Some(ProblemKind::Unavailable), "{problem:?}");
    }
    assert!(program.refused(&["healthcheck", "--url", &server.base]).contains("503"));
}

#[tokio::test]
async fn a_database_that_is_moved_away_is_not_written_until_it_is_back() {
    let (program, data) = with_account().await;
    let mut server = program.serve();
    let client = server.client("ana").await;
    add(&client, "Kept").await.unwrap();
    let (file, away) = (data.join("movietracker.db"), data.join("away.db"));
    fs::rename(&file, &away).unwrap();
    assert_refused(&program, &server, &client).await;
    assert!(!file.exists(), "nothing is made in its place");
    fs::rename(&away, &file).unwrap();
    add(&client, "Afterwards").await.unwrap();
    assert_eq!(count(&client).await.unwrap(), 2);
    assert_eq!(program.run(&["healthcheck", "--url", &server.base]), "ready\n");
    let log = server.log();
    let told = log.lines().filter(|line| line.contains("ERROR") && line.contains("movietracker.db")).count();
    assert_eq!(told, 1, "{log}");
}

#[tokio::test]
async fn a_database_that_is_deleted_is_not_replaced_by_an_empty_one() {
    let (program, data) = with_account().await;
    let backup = program.path("backup.db");
    fs::copy(data.join("movietracker.db"), &backup).unwrap();
    let server = program.serve();
    let client = server.client("ana").await;
    for name in ["movietracker.db", "movietracker.db-wal", "movietracker.db-shm"] {
        fs::remove_file(data.join(name)).unwrap();
    }
    assert_refused(&program, &server, &client).await;
    drop(server);
    let words = |message: &str| message.contains("backup") && message.contains("delete data/initialized");
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "list"], &["migrate", "up"]] {
        let message = program.refused(command);
        assert!(words(&message), "{message}");
    }
    assert!(!data.join("movietracker.db").exists());
    // Neither an empty file nor a database without tables is taken for it.
    fs::write(data.join("movietracker.db"), "").unwrap();
    assert!(words(&program.refused(&["user", "list"])));
    drop(storage::Store::open_sqlite(&data.join("movietracker.db")).await.unwrap());
    assert!(words(&program.refused(&["user", "list"])));

    fs::copy(&backup, data.join("movietracker.db")).unwrap();
    assert!(program.run(&["user", "list"]).contains("ana"));
}

#[tokio::test]
async fn a_database_that_is_replaced_is_left_alone_until_the_next_start() {
    let (program, data) = with_account().await;
    let server = program.serve();
    let client = server.client("ana").await;
    let (file, other) = (data.join("movietracker.db"), data.join("other.db"));
    let empty = storage::Store::open_sqlite(&other).await.unwrap();
    storage::migrate::up(&empty).await.unwrap();
    drop(empty);
    let before = fs::read(&other).unwrap();
    fs::rename(&other, &file).unwrap();
    assert_refused(&program, &server, &client).await;
    assert_eq!(fs::read(&file).unwrap(), before, "nothing is written to the other one");
}

#[tokio::test]
async fn the_files_beside_the_database_are_missed_too() {
    for name in ["movietracker.db-wal", "movietracker.db-shm"] {
        let (program, data) = with_account().await;
        let server = program.serve();
        let client = server.client("ana").await;
        add(&client, "Kept").await.unwrap();
        fs::rename(data.join(name), data.join("away")).unwrap();
        let result = add(&client, "Lost").await;
        assert!(matches!(&result, Err(Error::Problem(problem)) if problem.status == 503), "{name}: {result:?}");
        assert!(program.refused(&["healthcheck", "--url", &server.base]).contains("503"));
        fs::rename(data.join("away"), data.join(name)).unwrap();
        add(&client, "Afterwards").await.unwrap();
    }
}

#[tokio::test]
async fn starting_anew_takes_deleting_the_marker() {
    let (program, data) = with_account().await;
    fs::remove_file(data.join("movietracker.db")).unwrap();
    assert!(program.refused(&["user", "list"]).contains("delete data/initialized"));
    let text = fs::read_to_string(data.join("initialized")).unwrap();
    assert!(text.contains("backup") && text.contains("delete this file"), "{text}");
    fs::remove_file(data.join("initialized")).unwrap();
    assert_eq!(program.run(&["user", "list"]), "");
    assert!(data.join("initialized").exists());
}

#[tokio::test]
async fn a_database_from_before_the_marker_gets_one() {
    let (program, data) = with_account().await;
    fs::remove_file(data.join("initialized")).unwrap();
    assert!(program.run(&["user", "list"]).contains("ana"));
    assert!(data.join("initialized").exists());
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_starts_again() {
    let program = Program::new(Engine::Sqlite).await;
    let data = program.path("data");
    fs::create_dir(&data).unwrap();
    // Killed once the file was made, and once it was a database, but before its tables were.
    fs::write(data.join("movietracker.db"), "").unwrap();
    assert!(program.run(&["migrate", "status"]).contains("pending"));
    assert!(fs::metadata(data.join("movietracker.db")).unwrap().len() > 0);
    assert!(!data.join("initialized").exists());
    assert_eq!(program.run(&["user", "list"]), "");
    // All tables taken back on purpose: an empty database again.
    program.run(&["migrate", "down", "100"]);
    assert!(!data.join("initialized").exists());
}
