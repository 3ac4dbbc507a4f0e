//! Ties of films to the catalogue, beside lookups, and taken back.

use crate::catalogue_matches::{add, counts, matched, movie, take, with_catalogue};
use domain::catalogue::matches::MatchField;
use storage::Engine;
use storage::catalogue::update_lookups;

async fn films_that_wait_to_be_looked_up_are_tied_as_well(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    server.app.state.store.write(|tx| update_lookups(tx, true)).await.unwrap();
    let client = server.app.sign_in("ann").await;
    // Added one by one, each has had a job by its own id, and without a token each still waits.
    let amelie = add(&client, "Amelie", 2001).await;
    let heat = add(&client, "Heat", 1995).await;
    let first = matched(&client).await;
    assert_eq!(counts(&first), (1, 1, 0));
    assert!(movie(&client, amelie.id).await.imdb_id.is_some());
    for _ in 0..2 {
        let tied = client.match_movie(heat.id, &take("tt0113277", &[])).await.unwrap();
        assert_eq!(tied.movie.imdb_id.as_deref(), Some("tt0113277"));
        client.undo(tied.undo.unwrap()).await.unwrap();
        assert_eq!(movie(&client, heat.id).await.imdb_id, None);
    }
    // A later run that ties nothing leaves the way back open, until it is taken.
    let again = matched(&client).await.latest_run.unwrap();
    assert_eq!(again.undo, first.latest_run.unwrap().undo);
    client.undo(again.undo.unwrap()).await.unwrap();
    assert_eq!(movie(&client, amelie.id).await.imdb_id, None);
    assert_eq!(client.get_movie_matches_status().await.unwrap().latest_run.unwrap().undo, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_that_wait_to_be_looked_up_are_tied_as_well_on_sqlite() {
    films_that_wait_to_be_looked_up_are_tied_as_well(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_that_wait_to_be_looked_up_are_tied_as_well_on_postgresql() {
    films_that_wait_to_be_looked_up_are_tied_as_well(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_title_that_is_replaced_stays_as_the_original_one() {
    let (server, _workers) = with_catalogue(Engine::Sqlite).await;
    let client = server.app.sign_in("ann").await;
    let film = add(&client, "Le fabuleux destin d'Amélie Poulain", 2001).await;
    let tied = client.match_movie(film.id, &take("tt0211915", &[MatchField::Title])).await.unwrap().movie;
    assert_eq!(tied.title, "Amélie");
    assert_eq!(tied.original_title.as_deref(), Some("Le fabuleux destin d'Amélie Poulain"));
}
