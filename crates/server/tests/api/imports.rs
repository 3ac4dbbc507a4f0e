//! Imports, from the upload to the undoing.

use crate::support::*;
use domain::ids::ImportId;
use domain::library::movies::{Movie, MovieDraft, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::imports::{Choices, Import, ImportState, Question, RowCounts};
use domain::transfer::imports_query::RowsQuery;
use domain::transfer::rows::{ImportRow, RowState, RowsDraft};
use server::jobs::worker::Workers;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

const DIARY: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-03,Heat,1995,https://boxd.it/1,4.5,,\"crime, night\",2024-01-02
2024-02-11,Stalker,1979,https://boxd.it/2,5,Yes,,2024-02-10
2024-03-01,Heat,1995,https://boxd.it/3,4,Yes,,2024-02-28
";
const REVIEWS: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date
2024-01-03,Heat,1995,https://boxd.it/1,4.5,,\"Best <i>coffee</i> scene.\",\"crime, night\",2024-01-02
";
const WATCHED: &str = "Date,Name,Year,Letterboxd URI
2020-01-01,Heat,1995,https://boxd.it/a
2020-01-01,Stalker,1979,https://boxd.it/b
2020-01-01,Playtime,1967,https://boxd.it/c
";
const RATINGS: &str = "Date,Name,Year,Letterboxd URI,Rating
2024-03-01,Heat,1995,https://boxd.it/a,4
2020-01-01,Playtime,1967,https://boxd.it/c,3.5
";
const WATCHLIST: &str = "Date,Name,Year,Letterboxd URI
2023-05-06,Solaris,1972,https://boxd.it/d
";
const LIST: &str = "Letterboxd list export v7
Date,Name,Tags,URL,Description
2023-01-01,Slow films,slow,https://boxd.it/l,Take your time.

Position,Name,Year,URL,Description
1,Stalker,1979,https://boxd.it/b,The zone.
2,Solaris,1972,https://boxd.it/d,
";

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn letterboxd() -> Vec<u8> {
    zip(&[
        ("diary.csv", DIARY),
        ("reviews.csv", REVIEWS),
        ("watched.csv", WATCHED),
        ("ratings.csv", RATINGS),
        ("watchlist.csv", WATCHLIST),
        ("lists/slow-films.csv", LIST),
    ])
}

/// The import, once no server works on it.
pub async fn settled(client: &TestClient, id: ImportId) -> Import {
    let begin = Instant::now();
    loop {
        let import = client.get_import(id).await.unwrap();
        if !import.state.is_under_way() {
            return import;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{import:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub async fn upload(client: &TestClient, file: Vec<u8>) -> Import {
    let import = client.create_import(file, "export.zip", Some("America/New_York")).await.unwrap();
    settled(client, import.id).await
}

pub async fn apply(client: &TestClient, id: ImportId) -> Import {
    client.apply_import(id).await.unwrap();
    settled(client, id).await
}

async fn rows(client: &TestClient, id: ImportId, state: Option<RowState>) -> Vec<ImportRow> {
    let query = RowsQuery { state, ..RowsQuery::default() };
    client.list_import_rows(id, &query, &PageQuery::default()).await.unwrap().items
}

async fn movies(client: &TestClient) -> Vec<MovieSummary> {
    let query = MoviesQuery { sort: Some("title".parse().unwrap()), ..MoviesQuery::default() };
    client.list_movies(&query, &PageQuery::default()).await.unwrap().items
}

async fn movie(client: &TestClient, title: &str) -> Movie {
    let found = movies(client).await.into_iter().find(|movie| movie.title == title);
    client.get_movie(found.unwrap().id).await.unwrap()
}

/// The dates of a film's watches, the latest first, with their ratings and comments.
async fn watches(client: &TestClient, movie: &Movie) -> Vec<(Option<String>, Option<f64>, Option<String>)> {
    let page = client.list_movie_watches(movie.id, &PageQuery::default()).await.unwrap();
    let shown = page
        .items
        .into_iter()
        .map(|watch| (watch.watched_on.map(|date| date.to_string()), watch.rating.map(Rating::stars), watch.comment));
    shown.collect()
}

on_both_engines! {
    async fn a_letterboxd_zip_comes_over_whole_and_goes_again(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&client, letterboxd()).await;
        assert_eq!((import.state, import.format.as_deref()), (ImportState::Ready, Some("letterboxd")), "{import:?}");
        assert_eq!(import.counts.refused + import.counts.needs_look, 0, "{import:?}");
        assert_eq!(movies(&client).await, [], "nothing before it is applied");
        let applied = apply(&client, import.id).await;
        assert_eq!(applied.state, ImportState::Applied, "{applied:?}");
        let result = applied.result.unwrap();
        assert_eq!((result.movies_added, result.watches_added, result.lists_added), (4, 5, 1));
        let heat = movie(&client, "Heat").await;
        assert_eq!((heat.rating.map(Rating::stars), heat.watch_count), (Some(4.0), 2));
        assert_eq!(heat.tags, ["crime", "night"]);
        let comment = "Best *coffee* scene.".to_owned();
        let expected = [
            (Some("2024-02-28".to_owned()), Some(4.0), None),
            (Some("2024-01-02".to_owned()), Some(4.5), Some(comment)),
        ];
        assert_eq!(watches(&client, &heat).await, expected);
        let stalker = movie(&client, "Stalker").await;
        let dates: Vec<_> = watches(&client, &stalker).await.into_iter().map(|watch| watch.0).collect();
        assert_eq!(dates, [Some("2024-02-10".to_owned()), None], "its first watch was a rewatch");
        let playtime = movie(&client, "Playtime").await;
        assert_eq!(watches(&client, &playtime).await, [(None, None, None)], "watched, nobody knows when");
        assert!(movie(&client, "Solaris").await.on_watchlist);
        let lists = client.list_lists(&Default::default(), &PageQuery::default()).await.unwrap().items;
        assert_eq!((lists[0].name.as_str(), lists[0].movie_count), ("Slow films", 2));
        client.undo_import(import.id, None).await.unwrap();
        assert_eq!(settled(&client, import.id).await.state, ImportState::Undone);
        assert_eq!(movies(&client).await, []);
        assert_eq!(client.list_lists(&Default::default(), &PageQuery::default()).await.unwrap().total, 0);
        workers.stop().await;
    }

    async fn the_same_file_again_adds_nothing(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let first = upload(&client, letterboxd()).await;
        apply(&client, first.id).await;
        let second = upload(&client, letterboxd()).await;
        let counts = RowCounts { already_there: first.counts.ready + first.counts.repeated, ..RowCounts::default() };
        assert_eq!(second.counts, counts, "{:?}", rows(&client, second.id, None).await);
        let result = apply(&client, second.id).await.result.unwrap();
        assert_eq!((result.movies_added, result.movies_changed, result.watches_added), (0, 0, 0));
        workers.stop().await;
    }

    async fn films_that_one_has_get_their_history_and_lose_it_again(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let heat = MovieDraft { year: Some(1995), rating: Some(3.0), tags: vec!["Crime".to_owned()], ..draft("HEAT") };
        let heat = client.create_movie(&heat, None).await.unwrap();
        let day = WatchDraft { watched_on: Some("2024-01-02".to_owned()), ..WatchDraft::default() };
        client.create_watch(heat.id, &day, None).await.unwrap();
        let before = client.get_movie(heat.id).await.unwrap();
        let import = upload(&client, letterboxd()).await;
        let result = apply(&client, import.id).await.result.unwrap();
        assert_eq!((result.movies_added, result.movies_changed), (3, 1));
        let after = client.get_movie(heat.id).await.unwrap();
        assert_eq!((after.title.as_str(), after.rating, after.watch_count), ("HEAT", before.rating, 2));
        assert_eq!(after.tags, ["Crime", "night"]);
        let comment = Some("Best *coffee* scene.".to_owned());
        assert_eq!(watches(&client, &after).await[1], (Some("2024-01-02".to_owned()), None, comment));
        client.undo_import(import.id, None).await.unwrap();
        settled(&client, import.id).await;
        let undone = client.get_movie(heat.id).await.unwrap();
        let unversioned = |movie: &Movie| Movie { version: 0, updated_at: movie.created_at, ..movie.clone() };
        assert_eq!(unversioned(&undone), unversioned(&before));
        assert_eq!(watches(&client, &undone).await, [(Some("2024-01-02".to_owned()), None, None)]);
        workers.stop().await;
    }

    async fn a_film_that_changed_since_stays_when_its_import_is_undone(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&client, letterboxd()).await;
        apply(&client, import.id).await;
        let solaris = movie(&client, "Solaris").await;
        client.create_watch(solaris.id, &WatchDraft::default(), None).await.unwrap();
        client.undo_import(import.id, None).await.unwrap();
        let undone = settled(&client, import.id).await;
        assert_eq!(undone.result.unwrap().movies_kept, 1);
        assert_eq!(movies(&client).await.len(), 1);
        workers.stop().await;
    }

    async fn what_isnt_sure_waits_for_somebody_to_look(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let heat = client.create_movie(&MovieDraft { year: Some(1996), ..draft("Heat") }, None).await.unwrap();
        let import = upload(&client, DIARY.as_bytes().to_vec()).await;
        assert_eq!((import.counts.needs_look, import.counts.ready, import.counts.taken), (2, 1, 1), "{import:?}");
        let unsure = rows(&client, import.id, Some(RowState::NeedsLook)).await;
        assert_eq!(unsure[0].candidates.iter().map(|it| it.id).collect::<Vec<_>>(), [heat.id]);
        assert_eq!((unsure[0].remarks[0].code.as_str(), unsure[0].line), ("unsure_match", 2));
        let this = RowsDraft { numbers: Some(vec![unsure[0].number]), movie_id: Some(heat.id), ..RowsDraft::default() };
        let chosen = client.update_import_rows(import.id, &this).await.unwrap();
        assert_eq!(chosen.counts.taken, 3, "all rows of the film");
        let result = apply(&client, import.id).await.result.unwrap();
        assert_eq!((result.movies_added, result.movies_changed), (1, 1));
        assert_eq!(client.get_movie(heat.id).await.unwrap().watch_count, 2);
        workers.stop().await;
    }

    async fn a_day_on_which_much_was_marked_can_be_made_undated(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let mut csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n".to_owned();
        for number in 0..25 {
            writeln!(csv, "2021-05-05,Film {number},2000,https://boxd.it/{number},,,,2021-05-05").unwrap();
        }
        let import = upload(&client, csv.into_bytes()).await;
        let day = "2021-05-05".parse().unwrap();
        assert_eq!(import.bulk_days.iter().map(|it| (it.date, it.watches)).collect::<Vec<_>>(), [(day, 25)]);
        let choices = Choices { undated_days: vec![day], ..import.choices.clone() };
        client.update_import(import.id, &choices).await.unwrap();
        let undated = settled(&client, import.id).await;
        assert_eq!((undated.counts.ready, undated.bulk_days), (25, import.bulk_days), "it can be dated again");
        let shown = rows(&client, import.id, None).await.remove(0).says.unwrap();
        assert_eq!(shown.watched_on, [None]);
        apply(&client, import.id).await;
        assert_eq!(watches(&client, &movie(&client, "Film 7").await).await, [(None, None, None)]);
        workers.stop().await;
    }

    async fn dates_that_can_be_read_both_ways_are_asked_for(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let netflix = "\"Title\",\"Date\"\n\"Heat\",\"4/7/21\"\n\"Stalker\",\"5/6/21\"\n";
        let import = upload(&client, netflix.as_bytes().to_vec()).await;
        assert_eq!(import.state, ImportState::Asking);
        assert!(matches!(import.question, Some(Question::DayFirst { .. })), "{import:?}");
        let choices = Choices { day_first: Some(true), ..import.choices.clone() };
        client.update_import(import.id, &choices).await.unwrap();
        let ready = settled(&client, import.id).await;
        assert_eq!((ready.state, ready.question), (ImportState::Ready, None));
        apply(&client, import.id).await;
        assert_eq!(movie(&client, "Heat").await.watched_on.unwrap().to_string(), "2021-07-04");
        workers.stop().await;
    }

    async fn a_file_that_nobody_knows_is_refused_with_its_columns(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&client, vec![0, 1, 2, 3, 4, 5, 6, 7]).await;
        assert_eq!(import.state, ImportState::Failed);
        assert!(import.failure.unwrap().starts_with("Movie Tracker doesn’t know this kind of file."));
        problem(client.apply_import(import.id).await, ProblemKind::Conflict);
        client.discard_import(import.id, None).await.unwrap();
        problem(client.get_import(import.id).await, ProblemKind::NotFound);
        workers.stop().await;
    }

    async fn an_import_is_its_owners_alone(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let import = client.create_import(letterboxd(), "letterboxd.zip", None).await.unwrap();
        problem(other.get_import(import.id).await, ProblemKind::NotFound);
        problem(other.list_import_rows(import.id, &RowsQuery::default(), &PageQuery::default()).await, ProblemKind::NotFound);
        problem(other.apply_import(import.id).await, ProblemKind::NotFound);
        problem(other.discard_import(import.id, None).await, ProblemKind::NotFound);
        assert_eq!(other.list_imports(&PageQuery::default()).await.unwrap().total, 0);
        assert_eq!(client.list_imports(&PageQuery::default()).await.unwrap().total, 1);
    }

    async fn an_empty_file_and_an_unknown_time_zone_are_refused(app: TestApp) {
        let client = app.sign_in("ana").await;
        let empty = problem(client.create_import(Vec::new(), "x.csv", None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&empty), [("file", "required")]);
        let zone = client.create_import(letterboxd(), "x.zip", Some("Mars/Olympus")).await;
        assert_eq!(faults(&problem(zone, ProblemKind::ValidationFailed)), [("time_zone", "unknown")]);
        // Nothing is kept of them.
        let begin = Instant::now();
        while client.list_imports(&PageQuery::default()).await.unwrap().total > 0 {
            assert!(begin.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
