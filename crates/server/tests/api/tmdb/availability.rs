//! Where films can be watched, and when they come out.

use super::*;
use domain::catalogue::availability::{Service, ServicesDraft};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use server::jobs::housekeeping::tidy_up;

const WEEK: i64 = 7 * 24 * 3600;
const COUNT: &str = "SELECT count(*) FROM tmdb_availability WHERE region = $1 AND offers <> ''";

async fn choose(client: &TestClient, region: Option<&str>, services: &[&str]) {
    client.update_preferences(&fields(&json!({ "region": region }))).await.unwrap();
    let services = services.iter().map(|it| (*it).to_owned()).collect();
    client.update_services(&ServicesDraft { services: Some(services) }).await.unwrap();
}

/// Names, those of one's own services with a mark.
fn names(services: &[Service]) -> Vec<String> {
    services.iter().map(|it| format!("{}{}", it.name, if it.is_own { "!" } else { "" })).collect()
}

/// The titles of the films that one's services have, or don't.
async fn titles(client: &TestClient, on_services: bool) -> Vec<String> {
    let query = MoviesQuery { on_services: Some(on_services), sort: "title".parse().ok(), ..MoviesQuery::default() };
    let films = client.list_movies(&query, &PageQuery::default()).await.unwrap().items;
    films.into_iter().map(|it| it.title).collect()
}

async fn a_film_tells_where_it_can_be_watched_with_ones_own_services_first(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let (client, other) = (server.app.sign_in("ana").await, server.app.sign_in("bob").await);
    let typed = MovieDraft { services: vec!["Blu-ray".to_owned(), "MUBI".to_owned()], ..of_tmdb(949) };
    let film = client.create_movie(&typed, None).await.unwrap();
    let its = of_tmdb(949);
    let of_other = other.create_movie(&its, None).await.unwrap();
    server.until_waiting(0).await;
    let asked = server.tmdb.came("/3/movie/949").len();
    // Without a country, there is only what was typed.
    let it = client.get_movie_availability(film.id).await.unwrap();
    assert_eq!((it.uses_tmdb, it.region, it.fetched_at), (true, None, None));
    assert_eq!(names(&it.typed), ["Blu-ray", "MUBI"]);
    choose(&client, Some("AT"), &["mubi", "Sky"]).await;
    let it = client.get_movie_availability(film.id).await.unwrap();
    assert_eq!(names(&it.typed), ["MUBI!", "Blu-ray"]);
    assert_eq!(
        (names(&it.stream), names(&it.free)),
        (vec!["Mubi!".to_owned(), "Netflix".to_owned()], vec!["Pluto TV".to_owned()])
    );
    assert_eq!((names(&it.rent), names(&it.buy)), (Vec::new(), vec!["Apple TV".to_owned()]));
    let days = [it.in_cinemas_on, it.digital_on, it.physical_on].map(|day| day.map(|day| day.to_string()));
    assert_eq!(days, [Some("1996-02-23".to_owned()), None, Some("2001-03-08".to_owned())]);
    assert_eq!((it.release, it.fetched_at), (None, Some(server.app.clock.now())));
    assert_eq!(it.tmdb_url.as_deref(), Some("https://www.themoviedb.org/movie/949/watch?locale=AT"));
    // It is asked once a week, and what it says stays when it is away.
    client.get_movie_availability(film.id).await.unwrap();
    assert_eq!(server.tmdb.came("/3/movie/949").len(), asked + 1);
    server.app.clock.advance(WEEK);
    log_in(&client, "ana").await;
    server.tmdb.trouble((0..4).map(|_| Trouble::Broken));
    assert_eq!(client.get_movie_availability(film.id).await.unwrap().stream, it.stream);
    // Each has a country and services of their own, and nobody sees the films of others.
    log_in(&other, "bob").await;
    choose(&other, Some("US"), &["Netflix"]).await;
    let theirs = other.get_movie_availability(of_other.id).await.unwrap();
    assert_eq!((names(&theirs.stream), names(&theirs.typed)), (vec!["Hulu".to_owned()], Vec::new()));
    problem(other.get_movie_availability(film.id).await, ProblemKind::NotFound);
    assert_eq!(titles(&other, true).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_tells_where_it_can_be_watched_with_ones_own_services_first_on_sqlite() {
    a_film_tells_where_it_can_be_watched_with_ones_own_services_first(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_tells_where_it_can_be_watched_with_ones_own_services_first_on_postgresql() {
    a_film_tells_where_it_can_be_watched_with_ones_own_services_first(Engine::Postgres).await;
}

async fn films_are_filtered_by_ones_services(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    choose(&client, Some("AT"), &["Netflix", "100% Kino_"]).await;
    let with = |title: &str, services: &[&str]| MovieDraft {
        services: services.iter().map(|it| (*it).to_owned()).collect(),
        ..draft(title)
    };
    for draft in [
        MovieDraft { on_watchlist: true, ..MovieDraft { title: "By TMDB".to_owned(), ..of_tmdb(949) } },
        with("By hand", &["Shelf", "NETFLIX"]),
        with("Odd name", &["100% kino_"]),
        with("Nearly", &["Netflix Kids", "100x Kinos"]),
        with("Nowhere", &[]),
    ] {
        client.create_movie(&draft, None).await.unwrap();
    }
    // The job asks about films of watchlists by itself.
    server.until_kept_in("AT", 1).await;
    assert_eq!(titles(&client, true).await, ["By hand", "By TMDB", "Odd name"]);
    assert_eq!(titles(&client, false).await, ["Nearly", "Nowhere"]);
    // To rent or buy is no streaming.
    choose(&client, Some("AT"), &["Apple TV"]).await;
    assert_eq!(titles(&client, true).await, [""; 0]);
    choose(&client, Some("AT"), &["pluto tv"]).await;
    assert_eq!(titles(&client, true).await, ["By TMDB"]);
    // In another country it isn't known.
    choose(&client, Some("DE"), &["Netflix"]).await;
    assert_eq!(titles(&client, true).await, ["By hand"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_filtered_by_ones_services_on_sqlite() {
    films_are_filtered_by_ones_services(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_filtered_by_ones_services_on_postgresql() {
    films_are_filtered_by_ones_services(Engine::Postgres).await;
}

async fn a_watchlist_tells_what_comes_out_and_is_asked_for_every_week(engine: Engine) {
    let server = start(engine, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    client.update_preferences(&fields(&json!({ "region": "AT" }))).await.unwrap();
    for (title, id) in [("Later", 600), ("Heat", 949)] {
        let draft = MovieDraft { title: title.to_owned(), on_watchlist: true, ..of_tmdb(id) };
        client.create_movie(&draft, None).await.unwrap();
    }
    server.until_kept_in("AT", 2).await;
    let releases = client.list_watchlist_releases().await.unwrap();
    let told: Vec<_> = releases.items.iter().map(|it| (it.title.as_str(), it.release.on.to_string())).collect();
    assert_eq!(told, [("Later", "2098-12-17".to_owned())]);
    assert!(!releases.has_services);
    let asked = server.tmdb.came("/3/movie/600").len();
    server.let_pass(WEEK + 1).await;
    server.until_asked("/3/movie/600", asked + 1).await;
    // What TMDB hasn't given for half a year is gone.
    server.tmdb.trouble((0..100).map(|_| Trouble::Broken));
    server.app.clock.advance(181 * 24 * 3600);
    tidy_up(&server.app.state).await.unwrap();
    log_in(&client, "ana").await;
    assert_eq!(client.list_watchlist_releases().await.unwrap().items, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watchlist_tells_what_comes_out_and_is_asked_for_every_week_on_sqlite() {
    a_watchlist_tells_what_comes_out_and_is_asked_for_every_week(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watchlist_tells_what_comes_out_and_is_asked_for_every_week_on_postgresql() {
    a_watchlist_tells_what_comes_out_and_is_asked_for_every_week(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_services_of_a_country_come_from_tmdb_and_others_can_be_chosen_without_it() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    assert_eq!(client.get_services().await.unwrap().available, [""; 0]);
    choose(&client, Some("AT"), &["The library", "Netflix", "NETFLIX"]).await;
    let it = client.get_services().await.unwrap();
    assert_eq!(it.services, ["The library", "Netflix"]);
    assert_eq!(it.available, ["Netflix", "Mubi", "Sky Go"]);
    assert_eq!(server.tmdb.came("/3/watch/providers/movie").len(), 1);
    assert_eq!(server.tmdb.came("/3/watch/providers/movie")[0].query["watch_region"], "AT");
    let refusal = problem(client.update_services(&ServicesDraft::default()).await, ProblemKind::ValidationFailed);
    assert_eq!(faults(&refusal), [("services", "required")]);
    let without = start(Engine::Sqlite, None).await;
    let client = without.app.sign_in("ana").await;
    choose(&client, Some("AT"), &["The library"]).await;
    let film = MovieDraft { services: vec!["the library".to_owned()], ..of_tmdb(949) };
    let film = client.create_movie(&film, None).await.unwrap();
    let it = client.get_movie_availability(film.id).await.unwrap();
    assert_eq!((it.uses_tmdb, names(&it.typed)), (false, vec!["the library!".to_owned()]));
    assert_eq!(titles(&client, true).await, ["A film"]);
    assert_eq!(without.tmdb.came("").len(), 0);
}

impl Server {
    /// Waits until so many films are known in a country.
    async fn until_kept_in(&self, region: &'static str, count: i64) {
        let begin = Instant::now();
        loop {
            let kept = move |tx: &mut Tx| tx.query_one::<i64>(COUNT, &[&region]);
            if self.app.state.store.read(kept).await.unwrap() == count {
                return;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{region} is not fetched");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
