//! What was done before a film was looked up can still be taken back.

use super::mock::TOKEN;
use super::{film, of_tmdb, start};
use crate::imports::{apply, settled, upload};
use crate::support::*;
use domain::library::log::LogDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use storage::Engine;

const DIARY: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-03,Heat,1995,https://boxd.it/1,4.5,,,2024-01-02
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_a_film_is_taken_back_after_it_was_looked_up() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let draft = LogDraft { movie: Some(of_tmdb(949)), ..LogDraft::default() };
    let logged = client.log_movie(&draft, None).await.unwrap();
    server.until_waiting(0).await;
    assert!(film(&client, logged.movie.id).await.poster_url.is_some());
    client.undo(logged.undo).await.unwrap();
    problem(client.get_movie(logged.movie.id).await, ProblemKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_changed_since_is_not_taken_back() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let draft = LogDraft { movie: Some(of_tmdb(949)), ..LogDraft::default() };
    let logged = client.log_movie(&draft, None).await.unwrap();
    server.until_waiting(0).await;
    let patch = serde_json::json!({"notes": "Mine."});
    client.update_movie(logged.movie.id, patch.as_object().unwrap(), None).await.unwrap();
    problem(client.undo(logged.undo).await, ProblemKind::Conflict);
}

async fn an_import_is_taken_back_after_its_films_were_looked_up(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let import = upload(&client, DIARY.into()).await;
    apply(&client, import.id).await;
    server.until_waiting(0).await;
    let films = client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().items;
    assert!(films[0].poster_url.is_some(), "{films:?}");
    client.undo_import(import.id, None).await.unwrap();
    assert_eq!(settled(&client, import.id).await.result.unwrap().movies_kept, 0);
    assert_eq!(client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().items, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_taken_back_after_its_films_were_looked_up_on_sqlite() {
    an_import_is_taken_back_after_its_films_were_looked_up(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_taken_back_after_its_films_were_looked_up_on_postgresql() {
    an_import_is_taken_back_after_its_films_were_looked_up(Engine::Postgres).await;
}
