//! Films that people have, tied to those of the catalogue.

use crate::catalogue::{BASICS, RATINGS, Server, search, start};
use crate::imports::{apply, upload};
use crate::support::*;
use client::Error;
use domain::catalogue::matches::{MatchDraft, MatchField, MatchesInfo, MovieMatch};
use domain::ids::MovieId;
use domain::library::movies::{Movie, MovieDraft};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::rows::RowState;
use server::jobs::worker::Workers;
use std::fs;
use std::time::{Duration, Instant};
use storage::Engine;

/// One more of 1996, so that Heat of 1995 isn't sure by its title and year.
const MORE: &str = "tt0116000\tmovie\tHeat\tHeat\t0\t1996\t\\N\t90\tDrama\n";

/// A server with a catalogue, and what works on its jobs.
pub async fn with_catalogue(engine: Engine) -> (Server, Workers) {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    fs::write(files.path().join("title.basics.tsv"), format!("{BASICS}{MORE}")).unwrap();
    fs::write(files.path().join("title.ratings.tsv"), RATINGS).unwrap();
    fs::write(files.path().join("title.crew.tsv"), "tconst\tdirectors\twriters\ntt0211915\tnm0000466\t\\N\n").unwrap();
    let name = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n\
        nm0000466\tJean-Pierre Jeunet\t1953\t\\N\tdirector\ttt0211915\n";
    fs::write(files.path().join("name.basics.tsv"), name).unwrap();
    let info = server.build_from(files.path().to_str().unwrap()).await;
    assert_eq!((info.movie_count, info.update.error), (Some(4), None));
    let workers = Workers::start(&server.app.state, server::JOB_KINDS);
    (server, workers)
}

pub async fn add(client: &TestClient, title: &str, year: i64) -> Movie {
    let draft = MovieDraft { title: title.to_owned(), year: Some(year), ..MovieDraft::default() };
    client.create_movie(&draft, None).await.unwrap()
}

/// Matches films, and waits until that is done.
pub async fn matched(client: &TestClient) -> MatchesInfo {
    client.start_movie_matches().await.unwrap();
    let begin = Instant::now();
    loop {
        let info = client.get_movie_matches_status().await.unwrap();
        if !info.is_running {
            return info;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{info:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub fn counts(info: &MatchesInfo) -> (i64, i64, i64) {
    let run = info.latest_run.as_ref().unwrap();
    (run.matched_count, run.to_check_count, run.not_found_count)
}

async fn to_check(client: &TestClient) -> Vec<MovieMatch> {
    client.list_movie_matches(&PageQuery::default()).await.unwrap().items
}

pub fn take(candidate: &str, fields: &[MatchField]) -> MatchDraft {
    MatchDraft {
        candidate: candidate.to_owned(),
        fields: fields.iter().map(|field| field.as_str().to_owned()).collect(),
    }
}

pub async fn movie(client: &TestClient, id: MovieId) -> Movie {
    client.get_movie(id).await.unwrap()
}

async fn sure_films_are_tied_and_others_are_to_be_checked(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    let amelie = add(&client, "Amelie", 2001).await;
    let heat = add(&client, "Heat", 1995).await;
    let wedding = add(&client, "Our wedding", 2014).await;
    let info = matched(&client).await;
    assert_eq!(counts(&info), (1, 1, 1));
    assert_eq!((info.has_catalogue, info.to_check_count), (true, 1));

    let tied = movie(&client, amelie.id).await;
    assert_eq!((tied.title.as_str(), tied.imdb_id.as_deref()), ("Amelie", Some("tt0211915")));
    assert_eq!((tied.runtime_minutes, tied.directors.concat()), (Some(122), "Jean-Pierre Jeunet".to_owned()));
    assert_eq!(movie(&client, wedding.id).await, wedding, "it isn't in the catalogue");
    let items = to_check(&client).await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].movie.id, heat.id);
    let candidates: Vec<&str> = items[0].candidates.iter().map(|it| it.movie.id.as_str()).collect();
    assert_eq!(candidates, ["tt0113277", "tt0116000", "tt0093164"]);
    assert_eq!(items[0].candidates[1].differing_fields, [MatchField::Year]);

    // Others see nothing of it.
    let other = server.app.sign_in("bob").await;
    assert_eq!(to_check(&other).await, []);
    problem(other.match_movie(heat.id, &take("tt0113277", &[])).await, ProblemKind::NotFound);
    problem(other.dismiss_movie_match(heat.id).await, ProblemKind::NotFound);

    // All of it is taken back at once, and what was sure is to be checked then.
    client.undo(info.latest_run.unwrap().undo.unwrap()).await.unwrap();
    let back = movie(&client, amelie.id).await;
    assert_eq!((back.imdb_id, back.runtime_minutes, back.directors), (None, None, Vec::new()));
    assert_eq!(to_check(&client).await.len(), 2);
    assert_eq!(counts(&matched(&client).await), (0, 2, 1), "it isn't tied by itself again");
}

async fn a_choice_fills_what_is_empty_and_replaces_what_was_named(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    let draft = MovieDraft {
        title: "Heat".to_owned(),
        year: Some(1996),
        runtime_minutes: Some(188),
        genres: vec!["Mine".to_owned()],
        ..MovieDraft::default()
    };
    let heat = client.create_movie(&draft, None).await.unwrap();
    matched(&client).await;
    let done = client.match_movie(heat.id, &take("tt0113277", &[MatchField::Year])).await.unwrap();
    assert_eq!((done.movie.imdb_id.as_deref(), done.movie.year), (Some("tt0113277"), Some(1995)));
    assert_eq!((done.movie.runtime_minutes, done.movie.genres.concat()), (Some(188), "Mine".to_owned()));
    assert_eq!(to_check(&client).await, []);
    // Once more changes nothing; another film is none that it can be.
    let again = client.match_movie(heat.id, &take("tt0113277", &[])).await.unwrap();
    assert_eq!((again.movie.version, again.undo), (done.movie.version, None));
    problem(client.match_movie(heat.id, &take("tt0093164", &[])).await, ProblemKind::Conflict);
    let mine = add(&client, "Mine", 2000).await;
    for draft in [
        take("tt9999999", &[]),
        take("", &[]),
        MatchDraft { fields: vec!["rating".to_owned()], ..take("tt0113277", &[]) },
    ] {
        problem(client.match_movie(mine.id, &draft).await, ProblemKind::ValidationFailed);
    }
    // What was changed since stays, and the rest goes back.
    let edited = MovieDraft { notes: Some("A note".to_owned()), runtime_minutes: Some(170), ..draft_of(&done.movie) };
    client.replace_movie(heat.id, &edited, None).await.unwrap();
    client.undo(done.undo.unwrap()).await.unwrap();
    let back = movie(&client, heat.id).await;
    assert_eq!((back.imdb_id, back.year, back.runtime_minutes), (None, Some(1996), Some(170)));
    assert_eq!(back.notes.as_deref(), Some("A note"));
    assert_eq!(to_check(&client).await.len(), 1);
}

fn draft_of(movie: &Movie) -> MovieDraft {
    MovieDraft {
        title: movie.title.clone(),
        year: movie.year.map(i64::from),
        genres: movie.genres.clone(),
        imdb_id: movie.imdb_id.clone(),
        ..MovieDraft::default()
    }
}

async fn a_film_that_was_dismissed_is_not_proposed_again(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    let heat = add(&client, "Heat", 1995).await;
    matched(&client).await;
    let dismissed = client.dismiss_movie_match(heat.id).await.unwrap();
    assert_eq!(to_check(&client).await, []);
    assert_eq!(counts(&matched(&client).await), (0, 0, 0));
    client.undo(dismissed.undo).await.unwrap();
    let items = to_check(&client).await;
    assert_eq!((items.len(), items[0].candidates.len()), (1, 3));
}

async fn a_film_one_has_already_is_not_had_twice_by_itself(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    for _ in 0..2 {
        add(&client, "Amélie", 2001).await;
    }
    assert_eq!(counts(&matched(&client).await), (1, 1, 0));
    assert!(to_check(&client).await[0].candidates[0].movie.in_library);
}

async fn films_are_recognised_while_they_are_imported(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let client = server.app.sign_in("ann").await;
    let csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n\
        2021-05-05,Amélie,2001,https://boxd.it/1,4,,,2021-05-04\n\
        2021-05-06,Le fabuleux destin d'Amélie Poulain,2001,https://boxd.it/2,,,,2021-05-06\n\
        2021-05-07,Heat,1995,https://boxd.it/3,5,,,2021-05-07\n\
        2021-05-08,Our wedding,2014,https://boxd.it/4,,,,2021-05-08\n";
    let import = upload(&client, csv.as_bytes().to_vec()).await;
    assert_eq!((import.counts.ready, import.counts.needs_look), (4, 0), "{import:?}");
    let rows = client.list_import_rows(import.id, &Default::default(), &PageQuery::default()).await.unwrap().items;
    assert_eq!(rows[0].says.as_ref().unwrap().directors, ["Jean-Pierre Jeunet"]);
    assert_eq!(rows[3].state, RowState::Ready);
    apply(&client, import.id).await;
    let films = client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().items;
    assert_eq!(films.len(), 3, "both titles are of one film");
    let amelie = films.iter().find(|film| film.imdb_id.as_deref() == Some("tt0211915")).unwrap();
    assert_eq!(
        (amelie.watch_count, amelie.runtime_minutes, amelie.genres.concat()),
        (2, Some(122), "Comedy".to_owned())
    );
    // Heat isn't sure, and stays as it was written.
    assert!(films.iter().any(|film| film.title == "Heat" && film.imdb_id.is_none()));
    let again = upload(&client, csv.as_bytes().to_vec()).await;
    assert_eq!((again.counts.ready, again.counts.needs_look), (0, 0), "{again:?}");
}

async fn importing_again_overrules_nothing(engine: Engine) {
    let (server, _workers) = with_catalogue(engine).await;
    let csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n\
        2021-05-05,Amélie,2001,https://boxd.it/1,,,,2021-05-04\n";
    let all = async |client: &TestClient| {
        client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().items
    };
    let client = server.app.sign_in("ann").await;
    let import = upload(&client, csv.as_bytes().to_vec()).await;
    apply(&client, import.id).await;
    let films = all(&client).await;
    assert_eq!((films.len(), films[0].imdb_id.as_deref()), (1, Some("tt0211915")));
    // The owner knows better: the ID that its title is recognised by adds no second film.
    let edited =
        MovieDraft { imdb_id: Some("tt7777777".to_owned()), ..draft_of(&client.get_movie(films[0].id).await.unwrap()) };
    client.replace_movie(films[0].id, &edited, None).await.unwrap();
    let again = upload(&client, csv.as_bytes().to_vec()).await;
    assert_eq!((again.counts.ready, again.counts.needs_look), (0, 0), "{again:?}");
    assert_eq!(all(&client).await.len(), 1);
    // A film that is none of the catalogue's stays without an ID, and what came with it.
    let other = server.app.sign_in("bob").await;
    let amelie = add(&other, "Amélie", 2001).await;
    other.dismiss_movie_match(amelie.id).await.unwrap();
    let import = upload(&other, csv.as_bytes().to_vec()).await;
    apply(&other, import.id).await;
    let films = all(&other).await;
    assert_eq!((films.len(), films[0].watch_count, films[0].imdb_id.as_deref()), (1, 1, None));
    assert_eq!((films[0].runtime_minutes, films[0].directors.len()), (None, 0));
}

macro_rules! on_engines {
    ($($test:ident, $sqlite:ident, $postgresql:ident;)*) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sqlite() {
            $test(Engine::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $postgresql() {
            $test(Engine::Postgres).await;
        }
    )* };
}

on_engines! {
    sure_films_are_tied_and_others_are_to_be_checked, sure_films_are_tied_on_sqlite, sure_films_are_tied_on_postgresql;
    a_choice_fills_what_is_empty_and_replaces_what_was_named, a_choice_fills_on_sqlite, a_choice_fills_on_postgresql;
    a_film_that_was_dismissed_is_not_proposed_again, a_dismissal_lasts_on_sqlite, a_dismissal_lasts_on_postgresql;
    a_film_one_has_already_is_not_had_twice_by_itself, no_twins_on_sqlite, no_twins_on_postgresql;
    films_are_recognised_while_they_are_imported, imports_recognise_on_sqlite, imports_recognise_on_postgresql;
    importing_again_overrules_nothing, imports_overrule_nothing_on_sqlite, imports_overrule_nothing_on_postgresql;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_of_all_accounts_are_matched_once_the_catalogue_is_built() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    let _workers = Workers::start(&server.app.state, server::JOB_KINDS);
    let client = server.app.sign_in("ann").await;
    let amelie = add(&client, "Amélie", 2001).await;
    problem(client.start_movie_matches().await, ProblemKind::Conflict);
    assert!(!client.get_movie_matches_status().await.unwrap().has_catalogue);
    crate::catalogue::write_files(files.path());
    server.build_from(files.path().to_str().unwrap()).await;
    let begin = Instant::now();
    while movie(&client, amelie.id).await.imdb_id.is_none() {
        assert!(begin.elapsed() < Duration::from_mins(1), "it isn't matched");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_elsewhere_find_their_films() {
    let (server, _workers) = with_catalogue(Engine::Sqlite).await;
    let client = server.app.sign_in("ann").await;
    for (address, expected) in [
        ("https://letterboxd.com/film/heat-1996/", "Heat 1996"),
        ("https://letterboxd.com/film/amelie/", "Amélie 2001"),
        ("https://letterboxd.com/ann/film/amelie-1/2/", "Amélie 2001"),
    ] {
        let found = search(&client, address).await;
        assert_eq!(crate::catalogue::named(&found), [expected], "{address}");
    }
    assert_eq!(search(&client, "https://www.themoviedb.org/movie/949-heat").await, [], "IMDb doesn't know it");
    let query = domain::catalogue::movies::CatalogueQuery { search: "https://boxd.it/2b6W".to_owned(), limit: None };
    let refused = client.list_catalogue_movies(&query).await;
    assert!(matches!(&refused, Err(Error::Problem(it)) if it.errors.of("search").is_some()), "{refused:?}");
}
