//! The search in TMDB, where the catalogue has nothing.

use super::mock::{Mock, TOKEN, Trouble};
use super::{config_of, of_imdb, start};
use crate::support::*;
use domain::catalogue::movies::{CatalogueMovie, CatalogueMovies, CatalogueQuery};
use domain::catalogue::tmdb::{TmdbTokenDraft, TokenSource};
use domain::problems::ProblemKind;
use serde_json::json;
use server::Config;
use std::time::{Duration, Instant};
use storage::Engine;

async fn search(client: &TestClient, text: &str) -> Vec<CatalogueMovie> {
    let query = CatalogueQuery { search: text.to_owned(), limit: Some(2) };
    client.list_catalogue_movies(&query).await.unwrap().items
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_found_at_tmdb_and_those_one_has_are_marked() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let found = search(&client, "Heat").await;
    let ids: Vec<_> = found.iter().map(|it| (it.id.as_str(), it.tmdb_id, it.year, it.in_library)).collect();
    assert_eq!(ids, [("tmdb:949", Some(949), Some(1995), false), ("tmdb:11", Some(11), Some(1986), false)]);
    assert_eq!((found[0].votes, found[0].rating, &found[0].original_title), (7000, Some(7.9), &None));
    // The same again, in whatever spelling, costs nothing for ten minutes.
    search(&client, " HEAT ").await;
    assert_eq!(server.tmdb.came("search").len(), 1);
    server.app.clock.advance(599);
    search(&client, "heat").await;
    assert_eq!(server.tmdb.came("search").len(), 1);
    server.app.clock.advance(1);
    log_in(&client, "ana").await;
    search(&client, "heat").await;
    assert_eq!(server.tmdb.came("search").len(), 2);
    // By an ID at IMDb; and what is picked.
    assert_eq!(search(&client, "https://www.imdb.com/title/tt0113277/?ref_=x").await[0].tmdb_id, Some(949));
    assert_eq!(server.tmdb.came("find/tt0113277").len(), 1);
    let details = client.get_catalogue_movie("tmdb:949").await.unwrap();
    assert_eq!((details.imdb_id.as_deref(), details.runtime_minutes), (Some("tt0113277"), Some(170)));
    problem(client.get_catalogue_movie("tmdb:404").await, ProblemKind::NotFound);
    problem(client.get_catalogue_movie("tmdb:../x").await, ProblemKind::NotFound);

    let mine = client.create_movie(&of_imdb("Heat", "tt0113277"), None).await.unwrap();
    server.until_waiting(0).await;
    let found = search(&client, "heat").await;
    assert!(found[0].in_library && found[0].movie.as_ref().unwrap().id == mine.id && !found[1].in_library);
    // Nothing is asked for a letter, or for nothing.
    let asked = server.tmdb.came("").len();
    assert!(search(&client, "h").await.is_empty() && search(&client, "").await.is_empty());
    assert_eq!(server.tmdb.came("").len(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn titles_are_in_the_language_of_the_caller() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let token = server.app.token_of("ana").await;
    for (language, asked, title) in [("de;q=0.9", "de", "Heat (deutsch)"), ("", "en", "Heat")] {
        let request = server.app.request_as(&token, "GET", "/api/catalogue/movies?search=heat");
        let answer = request.header("accept-language", language).send().await.unwrap().text().await.unwrap();
        let found: CatalogueMovies = serde_json::from_str(&answer).unwrap();
        assert_eq!(found.items[0].title, title);
        assert_eq!(server.tmdb.came("search").last().unwrap().query["language"], asked);
    }
    // That of the account comes first.
    client.update_preferences(&fields(&json!({ "language": "de" }))).await.unwrap();
    assert_eq!(search(&client, "heat").await[0].title, "Heat (deutsch)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_long_for_tmdb_and_without_it_everything_else_goes_on() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    server.tmdb.trouble([Trouble::Silent]);
    let begin = Instant::now();
    assert_eq!(search(&client, "heat").await, []);
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    // What didn't come isn't remembered as nothing.
    assert_eq!(search(&client, "heat").await.len(), 2);
    // Nowhere, and with a token that isn't known any more.
    for (url, token) in [("http://127.0.0.1:9/3", TOKEN), (config_of(&server.tmdb, None).url.unwrap().as_str(), "old")]
    {
        let tmdb = server::TmdbConfig { url: Some(url.to_owned()), ..config_of(&server.tmdb, Some(token)) };
        let app = TestApp::start_with(Engine::Sqlite, Config { tmdb, ..Config::default() }).await;
        let client = app.sign_in("ana").await;
        assert_eq!(search(&client, "heat").await, []);
        client.create_movie(&of_imdb("Heat", "tt0113277"), None).await.unwrap();
    }
}

#[tokio::test]
async fn the_token_of_the_options_wins_and_shows_nowhere() {
    let tmdb = Mock::start().await;
    let config = Config { tmdb: config_of(&tmdb, Some(TOKEN)), ..Config::default() };
    assert!(!format!("{config:?}").contains(TOKEN));
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    let admin = app.sign_in_admin("root").await;
    let info = admin.get_tmdb().await.unwrap();
    assert_eq!(info.token_source, Some(TokenSource::Option));
    let draft = TmdbTokenDraft { token: "another".to_owned() };
    let refusal = problem(admin.update_tmdb_token(&draft).await, ProblemKind::Conflict);
    assert!(refusal.detail.unwrap().contains("--tmdb-token-file"));
    assert_eq!(tmdb.came("").len(), 0);
    let elsewhere =
        server::TmdbConfig { url: Some("http://films.example/3".to_owned()), ..server::TmdbConfig::default() };
    assert!(server::tmdb::Tmdb::new(&elsewhere, None).is_err());
}
