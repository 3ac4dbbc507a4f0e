//! TMDB: the token, films that are looked up after they were added, and the search in it.

#[path = "tmdb/availability.rs"]
mod availability;
#[path = "tmdb/collections.rs"]
mod collections;
#[path = "tmdb/mock.rs"]
mod mock;
#[path = "tmdb/renewing.rs"]
mod renewing;
#[path = "tmdb/searching.rs"]
mod searching;
#[path = "tmdb/taking_back.rs"]
mod taking_back;
#[path = "tmdb/titles.rs"]
mod titles;

use crate::support::*;
use domain::catalogue::tmdb::{TmdbTokenDraft, TokenSource};
use domain::ids::{JobId, MovieId};
use domain::library::changes::{ChangesQuery, Since};
use domain::library::movies::{Movie, MovieDraft};
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use mock::{Mock, TOKEN, Trouble, most_in_a_second};
use serde_json::json;
use server::Config;
use server::catalogue::lookups::KIND;
use server::jobs::worker::Workers;
use std::time::{Duration, Instant};
use storage::jobs::queue::insert_job;
use storage::{Engine, Tx};

/// A server that asks a TMDB of ours, and what works on its jobs.
struct Server {
    app: TestApp,
    tmdb: Mock,
    _workers: Workers,
}

/// What a server needs to ask it, with this token.
fn config_of(tmdb: &Mock, token: Option<&str>) -> server::TmdbConfig {
    server::TmdbConfig {
        token: token.map(str::to_owned),
        url: Some(format!("{}/3", tmdb.url)),
        images_url: Some(format!("{}/t/p/", tmdb.url)),
    }
}

async fn start(engine: Engine, token: Option<&str>) -> Server {
    let tmdb = Mock::start().await;
    let config = Config { tmdb: config_of(&tmdb, token), ..Config::default() };
    let app = TestApp::start_with(engine, config).await;
    let workers = Workers::start(&app.state, server::JOB_KINDS);
    Server { app, tmdb, _workers: workers }
}

impl Server {
    /// Waits until this many films are still to be looked up.
    async fn until_waiting(&self, count: i64) {
        let begin = Instant::now();
        loop {
            let waiting = |tx: &mut Tx| tx.query_one::<i64>("SELECT count(*) FROM movie_lookups", &[]);
            let now: i64 = self.app.state.store.read(waiting).await.unwrap();
            if now == count {
                return;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{now} films are still to be looked up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until TMDB was asked so often for what has this in its path.
    async fn until_asked(&self, path: &str, count: usize) {
        let begin = Instant::now();
        while self.tmdb.came(path).len() < count {
            assert!(begin.elapsed() < Duration::from_mins(1), "{path}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the film that failed is only due after so many seconds.
    async fn until_due_after(&self, seconds: i64) {
        let after = self.app.clock.now().plus_seconds(seconds);
        let begin = Instant::now();
        loop {
            let find = |tx: &mut Tx| tx.query_one::<Timestamp>("SELECT due_at FROM movie_lookups", &[]);
            let due: Timestamp = self.app.state.store.read(find).await.unwrap();
            if due > after {
                return;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{due:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets time pass, and the job run that looks for what is due.
    async fn let_pass(&self, seconds: i64) {
        self.app.clock.advance(seconds);
        let id = JobId(self.app.clock.id());
        let run = move |tx: &mut Tx| insert_job(tx, id, KIND.name, "{}");
        self.app.state.store.write::<_, storage::Error, _>(run).await.unwrap();
        self.app.state.job_added.notify_one();
    }
}

async fn film(client: &TestClient, id: MovieId) -> Movie {
    client.get_movie(id).await.unwrap()
}

fn of_imdb(title: &str, imdb_id: &str) -> MovieDraft {
    MovieDraft { imdb_id: Some(imdb_id.to_owned()), ..draft(title) }
}

fn of_tmdb(tmdb_id: i64) -> MovieDraft {
    MovieDraft { tmdb_id: Some(tmdb_id), ..draft("A film") }
}

fn of_year(title: &str, year: i64) -> MovieDraft {
    MovieDraft { year: Some(year), ..draft(title) }
}

async fn a_film_that_is_added_gets_what_it_lacks_and_keeps_what_was_typed(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let typed = MovieDraft { overview: Some("Mine.".to_owned()), ..of_imdb("Heat!", "tt0113277") };
    let since = client.list_changes(&ChangesQuery { since: Some(Since::Now), limit: 100 }).await.unwrap().next;
    let added = client.create_movie(&typed, None).await.unwrap();
    server.until_waiting(0).await;
    let heat = film(&client, added.id).await;
    assert_eq!((heat.title.as_str(), heat.overview.as_deref()), ("Heat!", Some("Mine.")));
    assert_eq!((heat.original_title.as_deref(), heat.year), (Some("Heat"), Some(1995)));
    assert_eq!((heat.runtime_minutes, heat.tmdb_id, heat.version), (Some(170), Some(949), 2));
    assert_eq!(heat.genres, ["Action", "Crime"]);
    assert_eq!((heat.directors.concat(), heat.actors.concat()), ("Michael Mann".to_owned(), "Al Pacino".to_owned()));
    for url in [heat.poster_url.as_ref().unwrap(), heat.backdrop_url.as_ref().unwrap()] {
        assert_eq!(server.app.request("GET", url).send().await.unwrap().status(), 200);
    }
    // Copies learn of it.
    let changes = client.list_changes(&ChangesQuery { since: since.parse().ok(), limit: 100 }).await.unwrap();
    let told = changes.items.iter().filter_map(|change| change.movie.as_ref()).find(|it| it.id == added.id).unwrap();
    assert_eq!(told.poster_url, heat.poster_url);
    assert!(server.tmdb.came("/3/").iter().all(|it| it.token.as_deref() == Some(&format!("Bearer {TOKEN}"))));
    // Nobody else gets anything, and a title alone is nothing to go by.
    add(&client, "Heat").await;
    server.until_waiting(0).await;
    assert_eq!(server.tmdb.came("search").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_is_added_gets_what_it_lacks_and_keeps_what_was_typed_on_sqlite() {
    a_film_that_is_added_gets_what_it_lacks_and_keeps_what_was_typed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_is_added_gets_what_it_lacks_and_keeps_what_was_typed_on_postgresql() {
    a_film_that_is_added_gets_what_it_lacks_and_keeps_what_was_typed(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_description_is_in_the_language_of_the_account_where_there_is_one() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    for (name, language, overview) in [("ana", "pt", "Um ladrão."), ("ben", "fr", "A thief and a detective.")] {
        let client = server.app.sign_in(name).await;
        client.update_preferences(&fields(&json!({ "language": language }))).await.unwrap();
        let heat = client.create_movie(&of_imdb("Heat", "tt0113277"), None).await.unwrap();
        server.until_waiting(0).await;
        let heat = film(&client, heat.id).await;
        // Genres stay those of the catalogue.
        assert_eq!((heat.overview.as_deref(), heat.genres.concat().as_str()), (Some(overview), "ActionCrime"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_title_and_a_year_are_sure_when_one_film_has_both() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let mut ids = Vec::new();
    for draft in [of_year("HEAT", 1995), of_year("Twins", 2001), of_year("Heat", 1999), of_year("Nothing", 1950)] {
        ids.push(client.create_movie(&draft, None).await.unwrap().id);
    }
    server.until_waiting(0).await;
    let mut found = Vec::new();
    for id in ids {
        found.push(film(&client, id).await.tmdb_id);
    }
    assert_eq!(found, [Some(949), None, None, None]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_that_are_gone_or_have_nothing_and_pictures_that_are_no_good_do_no_harm() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let gone = client.create_movie(&of_tmdb(404), None).await.unwrap();
    let bare = client.create_movie(&of_imdb("Bare", "tt9999999"), None).await.unwrap();
    let broken = client.create_movie(&of_tmdb(3), None).await.unwrap();
    // Another film than the one at IMDb: neither is believed.
    let torn = MovieDraft { tmdb_id: Some(949), ..of_imdb("Torn", "tt0000007") };
    let torn = client.create_movie(&torn, None).await.unwrap();
    server.until_waiting(0).await;
    for movie in [&gone, &bare, &torn] {
        assert_eq!(film(&client, movie.id).await, *movie);
    }
    let broken = film(&client, broken.id).await;
    assert_eq!((broken.overview.as_deref(), broken.poster_url, broken.backdrop_url), (Some("Found."), None, None));
    assert_eq!(server.tmdb.came("secret").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_tried_again_at_once_and_later_and_not_for_ever() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    // In passing.
    server.tmdb.trouble([Trouble::Broken, Trouble::Malformed]);
    let first = client.create_movie(&of_tmdb(949), None).await.unwrap();
    server.until_waiting(0).await;
    assert_eq!(server.tmdb.came("/3/movie/949").len(), 3);
    assert!(film(&client, first.id).await.poster_url.is_some());
    // For longer: four requests each time, and then the next in an hour, six hours, a day and three.
    let before = server.tmdb.came("").len();
    server.tmdb.trouble((0..20).map(|_| Trouble::Malformed));
    let second = client.create_movie(&of_tmdb(1), None).await.unwrap();
    for (round, pause) in [3600, 6 * 3600, 24 * 3600, 3 * 24 * 3600].into_iter().enumerate() {
        server.until_asked("", before + 4 * (round + 1)).await;
        server.until_due_after(pause - 1).await;
        server.let_pass(pause - 10).await;
        server.let_pass(10).await;
    }
    server.until_waiting(0).await;
    assert_eq!(server.tmdb.came("").len(), before + 20);
    log_in(&client, "ana").await;
    assert_eq!(film(&client, second.id).await, second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tmdb_is_asked_forty_times_a_second_at_most_and_left_alone_when_it_says_so() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    for id in 1000..1060 {
        client.create_movie(&of_tmdb(id), None).await.unwrap();
    }
    server.until_waiting(0).await;
    let came = server.tmdb.came("");
    assert!(came.len() == 60 && most_in_a_second(&came) <= 41, "{}", most_in_a_second(&came));
    server.tmdb.trouble([Trouble::TooMany(1)]);
    client.create_movie(&of_tmdb(2000), None).await.unwrap();
    server.until_waiting(0).await;
    let came = server.tmdb.came("/3/movie/2000");
    assert_eq!(came.len(), 2);
    assert!(came[1].at - came[0].at >= Duration::from_millis(990), "{:?}", came[1].at - came[0].at);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_tried_before_it_is_kept_and_never_shown() {
    let server = start(Engine::Sqlite, None).await;
    let admin = server.app.sign_in_admin("root").await;
    let early = admin.create_movie(&of_tmdb(949), None).await.unwrap();
    problem(admin.start_movie_lookups().await, ProblemKind::Conflict);
    let enter = |token: &str| {
        let draft = TmdbTokenDraft { token: token.to_owned() };
        let admin = &admin;
        async move { admin.update_tmdb_token(&draft).await }
    };
    let refusal = problem(enter("another-token").await, ProblemKind::ValidationFailed);
    assert_eq!(faults(&refusal), [("token", "refused")]);
    assert_eq!(faults(&problem(enter("two words").await, ProblemKind::ValidationFailed)), [("token", "malformed")]);
    assert_eq!(admin.get_tmdb().await.unwrap().token_source, None);
    let info = enter(TOKEN).await.unwrap();
    assert_eq!((info.token_source, info.waiting_count), (Some(TokenSource::Settings), 0));
    let token = server.app.token_of("root").await;
    let shown = server.app.request_as(&token, "GET", "/api/admin/catalogue/tmdb").send().await.unwrap();
    assert!(!shown.text().await.unwrap().contains(TOKEN));
    let sealed = |tx: &mut Tx| tx.query_one::<Vec<u8>>("SELECT tmdb_token FROM settings", &[]);
    let sealed: Vec<u8> = server.app.state.store.read(sealed).await.unwrap();
    assert!(!sealed.windows(8).any(|part| TOKEN.as_bytes().windows(8).any(|it| it == part)));
    // Films from before have to be asked for.
    admin.start_movie_lookups().await.unwrap();
    server.until_waiting(0).await;
    assert!(film(&admin, early.id).await.poster_url.is_some());
    let info = admin.delete_tmdb_token().await.unwrap();
    assert_eq!(info.token_source, None);
    let asked = server.tmdb.came("").len();
    admin.create_movie(&of_tmdb(1001), None).await.unwrap();
    server.until_waiting(0).await;
    assert_eq!(server.tmdb.came("").len(), asked);
    let events = events(&server.app).await;
    assert_eq!(&events[..4], ["tmdb_token_deleted", "lookups_started", "login", "tmdb_token_changed"]);
}
