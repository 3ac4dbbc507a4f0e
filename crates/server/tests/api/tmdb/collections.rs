//! Collections of TMDB: found when a film is looked up, and shown with what one has seen of them.

use super::*;
use domain::library::watches::WatchDraft;
use server::jobs::housekeeping::tidy_up;
use storage::library::collections::list_tmdb_collections;

async fn a_film_brings_its_collection_with_what_is_next(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let (client, other) = (server.app.sign_in("ana").await, server.app.sign_in("bob").await);
    assert_eq!(client.list_collections().await.unwrap().items, []);
    let second = client.create_movie(&of_tmdb(240), None).await.unwrap();
    server.until_kept(230).await;
    let seen = WatchDraft { watched_on: Some("2026-01-02".to_owned()), ..WatchDraft::default() };
    client.create_watch(second.id, &seen, None).await.unwrap();
    let all = client.list_collections().await.unwrap().items;
    let [it] = &all[..] else { panic!("{all:?}") };
    assert_eq!((it.id.as_str(), it.name.as_str()), ("tmdb:230", "The Godfather Collection"));
    assert_eq!((it.movie_count, it.watched_count), (4, 1));
    let next = it.next.as_ref().unwrap();
    assert_eq!((next.title.as_str(), next.year, next.movie_id), ("The Godfather", Some(1972), None));
    assert_eq!(it.cover[1].movie_id, Some(second.id));
    // In the order in which they came out; one that is still to come is the last.
    let whole = client.get_collection("tmdb:230").await.unwrap();
    let titles: Vec<_> = whole.movies.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["The Godfather", "The Godfather Part II", "The Godfather Part III", "The Godfather Part IV"]);
    assert_eq!(whole.movies[1].movie.as_ref().map(|movie| movie.id), Some(second.id));
    assert_eq!(whole.watched_count, 1);
    let relations = client.get_movie_relations(second.id).await.unwrap();
    assert_eq!(relations.collections[0].id, "tmdb:230");
    // Nobody else has begun it.
    assert_eq!(other.list_collections().await.unwrap().items, []);
    problem(other.get_movie_relations(second.id).await, ProblemKind::NotFound);
    client.delete_movie(second.id, None).await.unwrap();
    assert_eq!(client.list_collections().await.unwrap().items, []);
    for id in ["tmdb:1", "tmdb:x", "Q1", "x"] {
        problem(client.get_collection(id).await, ProblemKind::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_brings_its_collection_with_what_is_next_on_sqlite() {
    a_film_brings_its_collection_with_what_is_next(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_brings_its_collection_with_what_is_next_on_postgresql() {
    a_film_brings_its_collection_with_what_is_next(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collection_is_fetched_again_after_a_month_and_one_that_is_gone_is_not_asked_for_each_time() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    client.create_movie(&of_tmdb(238), None).await.unwrap();
    client.create_movie(&of_tmdb(500), None).await.unwrap();
    server.until_asked("/3/collection/231", 1).await;
    server.until_kept(230).await;
    server.let_pass(24 * 3600).await;
    server.let_pass(31 * 24 * 3600).await;
    server.until_asked("/3/collection/231", 2).await;
    server.until_asked("/3/collection/230", 2).await;
    assert_eq!(server.tmdb.came("/3/collection/230").len(), 2);
    log_in(&client, "ana").await;
    let all = client.list_collections().await.unwrap().items;
    assert_eq!(all.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["tmdb:230"]);
    // What TMDB doesn't give any more is gone after half a year.
    server.tmdb.trouble((0..100).map(|_| Trouble::Broken));
    server.let_pass(181 * 24 * 3600).await;
    tidy_up(&server.app.state).await.unwrap();
    log_in(&client, "ana").await;
    assert_eq!(client.list_collections().await.unwrap().items, [], "it is kept for too long");
}

async fn a_film_that_means_another_one_leaves_its_collection(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let film = client.create_movie(&of_tmdb(240), None).await.unwrap();
    server.until_kept(230).await;
    server.until_waiting(0).await;
    assert_eq!(client.list_collections().await.unwrap().items.len(), 1);
    client.update_movie(film.id, &fields(&json!({ "tmdb_id": 3 })), None).await.unwrap();
    assert_eq!(client.list_collections().await.unwrap().items, []);
    // It is looked up again, so that one that has a collection gets it.
    client.update_movie(film.id, &fields(&json!({ "tmdb_id": 242 })), None).await.unwrap();
    server.until_asked("/3/movie/242", 1).await;
    server.until_waiting(0).await;
    assert_eq!(client.list_collections().await.unwrap().items.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_means_another_one_leaves_its_collection_on_sqlite() {
    a_film_that_means_another_one_leaves_its_collection(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_means_another_one_leaves_its_collection_on_postgresql() {
    a_film_that_means_another_one_leaves_its_collection(Engine::Postgres).await;
}

impl Server {
    /// Waits until this collection was fetched.
    async fn until_kept(&self, id: i64) {
        let begin = Instant::now();
        loop {
            let find = move |tx: &mut Tx| list_tmdb_collections(tx, &[id]);
            if !self.app.state.store.read(find).await.unwrap().is_empty() {
                return;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{id} is not fetched");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
