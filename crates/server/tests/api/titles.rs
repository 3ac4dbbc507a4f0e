//! The titles of one's films in the language that one reads.

use crate::catalogue::{BASICS, RATINGS, Server, start};
use crate::support::*;
use domain::ids::MovieId;
use domain::library::log::LogDraft;
use domain::library::movies::{Movie, MovieDraft};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::transfer::exports::ExportFormat;
use serde_json::json;
use server::jobs::worker::Workers;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use storage::Engine;

const AKAS: &str = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle
tt0211915\t1\tDie fabelhafte Welt der Amélie\tDE\tde\t\\N\t\\N\t0
tt0211915\t2\tAmelia\tPL\tpl\t\\N\t\\N\t0
tt0093164\t1\tNick, der Einzelkämpfer\tDE\tde\t\\N\t\\N\t0
";
const GERMAN: &str = "Die fabelhafte Welt der Amélie";

fn write_files(folder: &Path) {
    for (name, text) in [("basics", BASICS), ("ratings", RATINGS), ("akas", AKAS)] {
        fs::write(folder.join(format!("title.{name}.tsv")), text).unwrap();
    }
}

async fn with_catalogue(engine: Engine) -> (Server, Workers) {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    let info = server.build_from(files.path().to_str().unwrap()).await;
    assert_eq!(info.update.error, None);
    let workers = Workers::start(&server.app.state, server::JOB_KINDS);
    (server, workers)
}

async fn read(client: &TestClient, language: Option<&str>) {
    client.update_preferences(&fields(&json!({ "language": language }))).await.unwrap();
}

fn amelie(title: &str) -> MovieDraft {
    MovieDraft { imdb_id: Some("tt0211915".to_owned()), year: Some(2001), ..draft(title) }
}

async fn film(client: &TestClient, id: MovieId) -> Movie {
    client.get_movie(id).await.unwrap()
}

/// Waits until a film has this title.
async fn until_titled(client: &TestClient, id: MovieId, title: &str) -> Movie {
    let begin = Instant::now();
    loop {
        let movie = film(client, id).await;
        if movie.title == title {
            return movie;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{} isn't {title}", movie.title);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn titles(client: &TestClient, search: &str) -> Vec<String> {
    let query = MoviesQuery { search: search.to_owned(), sort: "title".parse().ok(), ..MoviesQuery::default() };
    let page = client.list_movies(&query, &PageQuery::default()).await.unwrap();
    page.items.into_iter().map(|movie| movie.title).collect()
}

async fn the_language_of_the_account_decides_which_title_is_shown(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let (client, other) = (server.app.sign_in("ann").await, server.app.sign_in("bob").await);
    let theirs = other.create_movie(&amelie("Amélie"), None).await.unwrap();
    let id = client.create_movie(&amelie("Amelie"), None).await.unwrap().id;
    let cure = add(&client, "Cure").await;
    let tags = json!({ "tags": ["Paris"], "rating": 4.5 });
    let before = client.update_movie(id, &fields(&tags), None).await.unwrap();
    read(&client, Some("de")).await;
    let shown = until_titled(&client, id, GERMAN).await;
    assert_eq!(shown.original_title.as_deref(), Some("Le fabuleux destin d'Amélie Poulain"));
    assert!(shown.version > before.version, "clients that have it must learn of it");
    // All titles find it, and it has its place by the one that is shown.
    for search in ["fabelhafte", "amelie", "fabuleux", "paris"] {
        assert_eq!(titles(&client, search).await, [GERMAN], "{search}");
    }
    assert_eq!(titles(&client, "").await, ["Cure", GERMAN]);
    // What changes it otherwise leaves all of that, also a program that sends all it has got back.
    client.update_movie(id, &fields(&json!({ "tags": ["Lyon"] })), None).await.unwrap();
    let whole = MovieDraft { tags: vec!["Nice".to_owned()], ..amelie(GERMAN) };
    client.replace_movie(id, &whole, None).await.unwrap();
    client.delete_movie(id, None).await.unwrap();
    client.restore_movie(id).await.unwrap();
    assert_eq!(titles(&client, "amelie nice").await, [GERMAN]);
    let export = String::from_utf8(client.export(ExportFormat::Json).await.unwrap()).unwrap();
    assert!(export.contains("\"title\":\"Amelie\"") && !export.contains(GERMAN), "{export}");
    // Logged by the title that it was given, it is the same film.
    let draft = LogDraft { movie: Some(MovieDraft { year: Some(2001), ..draft("AMELIE") }), ..LogDraft::default() };
    let logged = client.log_movie(&draft, None).await.unwrap();
    assert_eq!((logged.movie.id, logged.movie_created), (id, false));

    read(&client, Some("pl")).await;
    until_titled(&client, id, "Amelia").await;
    assert_eq!(titles(&client, "fabelhafte").await, [] as [&str; 0]);
    read(&client, None).await;
    let back = until_titled(&client, id, "Amelie").await;
    assert_eq!((back.rating, back.tags.concat()), (None, "Nice".to_owned()));
    assert_eq!(titles(&client, "").await, ["Amelie", "Cure"]);
    // Nobody else's has changed.
    assert_eq!(film(&other, theirs.id).await, theirs);
    assert_eq!(film(&client, cure.id).await, cure);
}

async fn a_title_of_ones_own_stays_and_new_films_have_theirs(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    read(&client, Some("de")).await;
    let mine = client.create_movie(&amelie("My favourite"), None).await.unwrap();
    let heat = MovieDraft { imdb_id: Some("tt0093164".to_owned()), ..draft("Heat") };
    let heat = client.create_movie(&heat, None).await.unwrap();
    until_titled(&client, heat.id, "Nick, der Einzelkämpfer").await;
    assert_eq!(film(&client, mine.id).await, mine);
    // One that is typed instead is one's own, too; and one that another film has belongs to it no longer.
    let typed = client.update_movie(heat.id, &fields(&json!({ "title": "Burt" })), None).await.unwrap();
    let amelie = client.create_movie(&amelie("Amélie"), None).await.unwrap();
    until_titled(&client, amelie.id, GERMAN).await;
    assert_eq!(film(&client, typed.id).await.title, "Burt");
    client.update_movie(amelie.id, &fields(&json!({ "imdb_id": null })), None).await.unwrap();
    until_titled(&client, amelie.id, "Amélie").await;
    // Films that a new catalogue knows are shown by its titles.
    let other = MovieDraft { imdb_id: Some("tt0113277".to_owned()), ..draft("Heat") };
    let other = client.create_movie(&other, None).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    write_files(files.path());
    let more = format!("{AKAS}tt0113277\t1\tHeat – Hitze\tDE\tde\t\\N\t\\N\t0\n");
    fs::write(files.path().join("title.akas.tsv"), more).unwrap();
    server.build_from(files.path().to_str().unwrap()).await;
    until_titled(&client, other.id, "Heat – Hitze").await;
}

async fn a_tie_that_is_taken_back_takes_the_title_along(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    read(&client, Some("de")).await;
    let added = client.create_movie(&MovieDraft { imdb_id: None, ..amelie("Amelie") }, None).await.unwrap();
    let run = crate::catalogue_matches::matched(&client).await.latest_run.unwrap();
    until_titled(&client, added.id, GERMAN).await;
    client.undo(run.undo.unwrap()).await.unwrap();
    let back = film(&client, added.id).await;
    assert_eq!((back.title.as_str(), back.original_title, back.imdb_id), ("Amelie", None, None));
}

async fn two_people_both_want_a_film_whose_title_is_translated_for_one_of_them(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let (ana, bob) = (server.app.sign_in("ana").await, server.app.sign_in("bob").await);
    let known = ana.create_movie(&MovieDraft { on_watchlist: true, ..amelie("Amelie") }, None).await.unwrap();
    let by_hand = MovieDraft { on_watchlist: true, imdb_id: None, ..amelie("Amélie") };
    bob.create_movie(&by_hand, None).await.unwrap();
    for client in [&ana, &bob] {
        client.update_preferences(&fields(&json!({ "shares_watchlist": true }))).await.unwrap();
    }
    read(&ana, Some("de")).await;
    until_titled(&ana, known.id, GERMAN).await;
    let (of_ana, of_bob) = (ana.get_me().await.unwrap().id, bob.get_me().await.unwrap().id);
    for (client, other, title) in [(&ana, of_bob, GERMAN), (&bob, of_ana, "Amélie")] {
        let common = client.list_common_movies(other, &MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        assert_eq!(common.items.into_iter().map(|it| it.title).collect::<Vec<_>>(), [title]);
    }
}

macro_rules! on_both {
    ($($name:ident),+) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(storage::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                super::$name(storage::Engine::Postgres).await;
            }
        }
    )+};
}

on_both!(
    the_language_of_the_account_decides_which_title_is_shown,
    a_title_of_ones_own_stays_and_new_films_have_theirs,
    a_tie_that_is_taken_back_takes_the_title_along,
    two_people_both_want_a_film_whose_title_is_translated_for_one_of_them
);
