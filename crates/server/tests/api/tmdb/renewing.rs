//! What TMDB brought to films is renewed, or goes, in time.

use super::*;

const DAY: i64 = 24 * 3600;

impl Server {
    /// Waits until a film has another version than this.
    async fn until_changed(&self, client: &TestClient, id: MovieId, version: i64) -> Movie {
        let begin = Instant::now();
        loop {
            let now = film(client, id).await;
            if now.version != version {
                return now;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{now:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn what_tmdb_brought_is_renewed_and_what_was_typed_stays(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let typed = MovieDraft { year: Some(1994), ..of_tmdb(949) };
    let heat = client.create_movie(&typed, None).await.unwrap();
    server.until_waiting(0).await;
    let patch = fields(&json!({"overview": "Mine.", "actors": ["Al Pacino", "Robert De Niro"]}));
    let before = client.update_movie(heat.id, &patch, None).await.unwrap();
    assert_eq!((before.genres.concat().as_str(), before.runtime_minutes), ("ActionCrime", Some(170)));
    server.tmdb.change();
    let asked = server.tmdb.came("/3/movie/949").len();
    server.let_pass(149 * DAY).await;
    server.let_pass(2 * DAY).await;
    log_in(&client, "ana").await;
    let after = server.until_changed(&client, heat.id, before.version).await;
    assert_eq!(server.tmdb.came("/3/movie/949").len(), asked + 1, "it is asked too early");
    assert_eq!((after.genres.concat().as_str(), after.runtime_minutes), ("Thriller", Some(171)));
    assert_eq!((after.overview.as_deref(), after.actors.len(), after.year), (Some("Mine."), 2, Some(1994)));
    // TMDB has no director and no backdrop any more; the poster is the same.
    assert_eq!((after.directors.len(), &after.backdrop_url), (0, &None));
    assert_eq!(after.poster_url, before.poster_url);
    let url = after.poster_url.unwrap();
    assert_eq!(server.app.request("GET", &url).send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_tmdb_brought_is_renewed_and_what_was_typed_stays_on_sqlite() {
    what_tmdb_brought_is_renewed_and_what_was_typed_stays(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_tmdb_brought_is_renewed_and_what_was_typed_stays_on_postgresql() {
    what_tmdb_brought_is_renewed_and_what_was_typed_stays(Engine::Postgres).await;
}

async fn what_tmdb_brought_goes_when_it_cant_be_renewed_for_half_a_year(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let heat = client.create_movie(&of_tmdb(949), None).await.unwrap();
    server.until_waiting(0).await;
    let patch = fields(&json!({"overview": "Mine."}));
    let before = client.update_movie(heat.id, &patch, None).await.unwrap();
    server.tmdb.trouble((0..1000).map(|_| Trouble::Broken));
    server.let_pass(151 * DAY).await;
    server.until_asked("/3/movie/949", 2).await;
    log_in(&client, "ana").await;
    assert_eq!(film(&client, heat.id).await.genres, before.genres);
    server.let_pass(29 * DAY).await;
    log_in(&client, "ana").await;
    let after = server.until_changed(&client, heat.id, before.version).await;
    assert_eq!((after.overview.as_deref(), after.title.as_str(), after.tmdb_id), (Some("Mine."), "A film", Some(949)));
    assert_eq!((after.year, after.runtime_minutes, after.genres.len()), (None, None, 0));
    assert_eq!((after.directors.len(), after.actors.len()), (0, 0));
    assert_eq!((after.poster_url, after.backdrop_url), (None, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_tmdb_brought_goes_when_it_cant_be_renewed_for_half_a_year_on_sqlite() {
    what_tmdb_brought_goes_when_it_cant_be_renewed_for_half_a_year(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_tmdb_brought_goes_when_it_cant_be_renewed_for_half_a_year_on_postgresql() {
    what_tmdb_brought_goes_when_it_cant_be_renewed_for_half_a_year(Engine::Postgres).await;
}
