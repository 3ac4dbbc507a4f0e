//! The catalogue of films: what is found in it, and how admins have it built.

use crate::support::*;
use axum::Router;
use axum::extract::Path as PathParam;
use axum::response::IntoResponse;
use axum::routing::get;
use catalogue::building::FILE;
use domain::accounts::audit_events::{AuditEventsQuery, EventKind};
use domain::catalogue::movies::{CatalogueMovie, CatalogueQuery};
use domain::catalogue::updates::{CatalogueInfo, CatalogueSettingsDraft, CatalogueUpdateDraft, UpdateState};
use domain::library::movies::MovieDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::StatusCode;
use server::Config;
use server::catalogue::building::keep_catalogue;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use storage::Engine;
use tempfile::TempDir;
use tokio::sync::Notify;

const BASICS: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime
tt0093164\tmovie\tHeat\tHeat\t0\t1986\t\\N\t101\tAction
tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy
tt0000001\tshort\tCarmencita\tCarmencita\t0\t1894\t\\N\t1\tShort
";
const RATINGS: &str = "tconst\taverageRating\tnumVotes
tt0113277\t8.3\t700000
tt0093164\t5.6\t3000
tt0211915\t8.3\t790000
";

const AKAS: &str = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle
tt0211915\t1\tDie fabelhafte Welt der Amélie\tDE\tde\t\\N\t\\N\t0
tt0211915\t2\tAmelia\tPL\tpl\t\\N\t\\N\t0
";
const CREW: &str = "tconst\tdirectors\twriters
tt0211915\tnm0000466\t\\N
";
const PRINCIPALS: &str = "tconst\tordering\tnconst\tcategory\tjob\tcharacters
tt0211915\t1\tnm0851582\tactress\t\\N\t\\N
";
const NAMES: &str = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles
nm0000466\tJean-Pierre Jeunet\t1953\t\\N\tdirector\ttt0211915
nm0851582\tAudrey Tautou\t1976\t\\N\tactress\ttt0211915
";

/// A server with a data folder, and what updates its catalogue.
struct Server {
    app: TestApp,
    admin: TestClient,
    data: TempDir,
}

async fn start(engine: Engine) -> Server {
    let data = tempfile::tempdir().unwrap();
    let config = Config { data_dir: Some(data.path().to_owned()), ..Config::default() };
    let app = TestApp::start_with(engine, config).await;
    tokio::spawn(keep_catalogue(app.state.clone()));
    let admin = app.sign_in_admin("root").await;
    Server { app, admin, data }
}

impl Server {
    /// Has the catalogue built from here.
    async fn build_from(&self, location: &str) -> CatalogueInfo {
        let settings =
            CatalogueSettingsDraft { location: Some(location.to_owned()), ..CatalogueSettingsDraft::default() };
        self.admin.update_catalogue_settings(&settings).await.unwrap();
        self.admin.start_catalogue_update(&agreed()).await.unwrap();
        self.until(|info| !is_busy(info)).await
    }

    /// Waits until the catalogue is as it should be.
    async fn until(&self, what: impl Fn(&CatalogueInfo) -> bool) -> CatalogueInfo {
        let begin = Instant::now();
        loop {
            let info = self.admin.get_catalogue().await.unwrap();
            if what(&info) {
                return info;
            }
            assert!(begin.elapsed() < Duration::from_mins(1), "{info:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What is in the data folder, in order.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }
}

fn is_busy(info: &CatalogueInfo) -> bool {
    matches!(info.update.state, UpdateState::Waiting | UpdateState::Downloading | UpdateState::Building)
}

fn agreed() -> CatalogueUpdateDraft {
    CatalogueUpdateDraft { accepts_terms: true }
}

async fn search(client: &TestClient, search: &str) -> Vec<CatalogueMovie> {
    let query = CatalogueQuery { search: search.to_owned(), limit: None };
    client.list_catalogue_movies(&query).await.unwrap().items
}

fn named(movies: &[CatalogueMovie]) -> Vec<String> {
    movies.iter().map(|movie| format!("{} {}", movie.title, movie.year.unwrap_or_default())).collect()
}

fn write_files(folder: &Path) {
    fs::write(folder.join("title.basics.tsv"), BASICS).unwrap();
    fs::write(folder.join("title.ratings.tsv"), RATINGS).unwrap();
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

async fn films_are_found_and_those_one_has_are_marked(engine: Engine) {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    let client = server.app.sign_in("ann").await;
    assert_eq!(search(&client, "heat").await, []);
    write_files(files.path());
    let info = server.build_from(files.path().to_str().unwrap()).await;
    assert_eq!((info.movie_count, info.update.error), (Some(3), None));
    assert_eq!(server.files(), [FILE, "catalogue.lock", "catalogue.request"]);

    let found = search(&client, "hea").await;
    assert_eq!(named(&found), ["Heat 1995", "Heat 1986"]);
    let heat = &found[0];
    assert_eq!((heat.id.as_str(), heat.votes, heat.rating), ("tt0113277", 700_000, Some(8.3)));
    assert_eq!((heat.runtime_minutes, &heat.genres[..]), (Some(170), &["Action".to_owned(), "Crime".to_owned()][..]));
    assert!(!heat.in_library && heat.movie.is_none());
    assert_eq!(client.get_catalogue_movie("tt0211915").await.unwrap().title, "Amélie");
    problem(client.get_catalogue_movie("tt0000001").await, ProblemKind::NotFound);
    problem(client.get_catalogue_movie("heat").await, ProblemKind::NotFound);
    assert_eq!(named(&search(&client, "https://www.imdb.com/title/tt0093164/?ref_=x").await), ["Heat 1986"]);

    let mine = client.create_movie(&MovieDraft { rating: Some(4.5), ..heat.draft() }, None).await.unwrap();
    let found = search(&client, "heat").await;
    assert!(found[0].in_library && !found[1].in_library);
    assert_eq!(found[0].movie.as_deref(), Some(&mine));
    // Others have nothing to do with it, and a film in the trash isn't there.
    let other = server.app.sign_in("bob").await;
    assert!(!search(&other, "heat").await[0].in_library);
    client.delete_movie(mine.id, None).await.unwrap();
    assert!(!search(&client, "heat").await[0].in_library);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_found_and_those_one_has_are_marked_on_sqlite() {
    films_are_found_and_those_one_has_are_marked(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_found_and_those_one_has_are_marked_on_postgresql() {
    films_are_found_and_those_one_has_are_marked(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_has_its_people_and_its_title_in_the_language_of_the_caller() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    for (name, text) in
        [("title.akas", AKAS), ("title.crew", CREW), ("title.principals", PRINCIPALS), ("name.basics", NAMES)]
    {
        fs::write(files.path().join(format!("{name}.tsv")), text).unwrap();
    }
    let settings = CatalogueSettingsDraft {
        location: Some(files.path().to_str().unwrap().to_owned()),
        languages: Some(vec!["DE".to_owned()]),
        ..CatalogueSettingsDraft::default()
    };
    let set = server.admin.update_catalogue_settings(&settings).await.unwrap();
    assert_eq!(set.settings.languages.as_deref(), Some(&["de".to_owned()][..]));
    // A folder needs no terms.
    server.admin.start_catalogue_update(&CatalogueUpdateDraft::default()).await.unwrap();
    server.until(|info| !is_busy(info) && info.movie_count.is_some()).await;
    let film = &search(&server.admin, "tautou").await[0];
    assert_eq!((film.directors.concat(), film.actors.concat()), ("Jean-Pierre Jeunet".into(), "Audrey Tautou".into()));
    let mine = server.admin.create_movie(&film.draft(), None).await.unwrap();
    assert_eq!((mine.directors, mine.actors), (film.directors.clone(), film.actors.clone()));
    let token = server.app.token_of("root").await;
    for (language, title, original) in [
        ("de-AT,de;q=0.9,en;q=0.5", "Die fabelhafte Welt der Amélie", "Le fabuleux destin d'Amélie Poulain"),
        // Of a language that wasn't wanted nothing is known.
        ("pl", "Amélie", "Le fabuleux destin d'Amélie Poulain"),
        ("*", "Amélie", "Le fabuleux destin d'Amélie Poulain"),
        ("é", "Amélie", "Le fabuleux destin d'Amélie Poulain"),
    ] {
        let request = server.app.request_as(&token, "GET", "/api/catalogue/movies/tt0211915");
        let text = request.header("accept-language", language).send().await.unwrap().text().await.unwrap();
        let film: CatalogueMovie = serde_json::from_str(&text).unwrap();
        assert_eq!((film.title.as_str(), film.original_title.as_deref()), (title, Some(original)), "{language}");
    }
    assert_eq!(named(&search(&server.admin, "fabelhafte").await), ["Amélie 2001"]);
}

#[tokio::test]
async fn a_server_without_a_folder_has_no_catalogue() {
    let app = TestApp::start(Engine::Sqlite).await;
    let client = app.sign_in("ann").await;
    assert_eq!(search(&client, "heat").await, []);
    problem(client.get_catalogue_movie("tt0113277").await, ProblemKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_downloaded_once_the_terms_are_agreed_to() {
    let server = start(Engine::Sqlite).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let origin = serve(Router::new().route(
        "/{file}",
        get(async move |PathParam(file): PathParam<String>| {
            counted.fetch_add(1, Ordering::SeqCst);
            match file.as_str() {
                "title.basics.tsv.gz" => gzipped(BASICS).into_response(),
                "title.ratings.tsv.gz" => gzipped(RATINGS).into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        }),
    ))
    .await;
    let settings = CatalogueSettingsDraft {
        location: Some(origin),
        shorts: true,
        interval_days: Some(7),
        ..CatalogueSettingsDraft::default()
    };
    server.admin.update_catalogue_settings(&settings).await.unwrap();
    let refusal = server.admin.start_catalogue_update(&CatalogueUpdateDraft::default()).await;
    assert!(problem(refusal, ProblemKind::Conflict).detail.unwrap_or_default().contains("terms"));
    assert_eq!(asked.load(Ordering::SeqCst), 0);

    server.admin.start_catalogue_update(&agreed()).await.unwrap();
    let first = server.until(|info| !is_busy(info)).await;
    assert_eq!((first.movie_count, first.terms_accepted, asked.load(Ordering::SeqCst)), (Some(4), true, 6));
    assert_eq!(server.files(), [FILE, "catalogue.lock", "catalogue.request"]);
    // Once is enough, and the next update comes by itself.
    assert!(first.next_update_at.is_some());
    server.app.let_pass(7 * 24 * 3600).await;
    log_in(&server.admin, "root").await;
    server.app.state.catalogue.changed.notify_one();
    server.until(|info| info.next_update_at > first.next_update_at && !is_busy(info)).await;
    wait_for(|| asked.load(Ordering::SeqCst) == 12).await;
    let events = server.admin.list_audit_events(&AuditEventsQuery::default(), &PageQuery::default()).await.unwrap();
    let count = |kind: EventKind| events.items.iter().filter(|event| event.event == kind.as_str()).count();
    assert_eq!((count(EventKind::CatalogueChanged), count(EventKind::CatalogueRequested)), (1, 1));
}

async fn wait_for(what: impl Fn() -> bool) {
    let begin = Instant::now();
    while !what() {
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_wrong_is_said_and_the_catalogue_from_before_stays() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    let folder = files.path().to_str().unwrap();
    let info = server.build_from(folder).await;
    assert_eq!((info.update.state, info.movie_count), (UpdateState::Failed, None));
    assert!(info.update.error.unwrap().contains("has no dataset"));
    write_files(files.path());
    // It is tried again by itself.
    server.app.let_pass(3600).await;
    log_in(&server.admin, "root").await;
    server.app.state.catalogue.changed.notify_one();
    server.until(|info| info.movie_count == Some(3) && info.update.state == UpdateState::Idle).await;

    let whole = gzipped(&BASICS.repeat(50));
    let cut = whole[..whole.len() / 2].to_vec();
    let origin = serve(
        Router::new()
            .route("/missing/{file}", get(|| async { StatusCode::NOT_FOUND }))
            .route("/broken/{file}", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
            .route("/page/{file}", get(|| async { "<html>Sign in to the hotel</html>" }))
            .route("/cut/{file}", get(move || async { cut })),
    )
    .await;
    for (path, says) in
        [("missing", "404"), ("broken", "500"), ("page", "title.ratings.tsv.gz"), ("cut", "title.ratings.tsv.gz")]
    {
        let info = server.build_from(&format!("{origin}/{path}")).await;
        assert_eq!((info.update.state, info.movie_count), (UpdateState::Failed, Some(3)), "{path}");
        let error = info.update.error.unwrap();
        assert!(error.contains(says), "{path}: {error}");
        assert_eq!(named(&search(&server.admin, "amel").await), ["Amélie 2001"]);
    }
    let refusal = server
        .admin
        .update_catalogue_settings(&CatalogueSettingsDraft {
            location: Some("imdb".to_owned()),
            interval_days: Some(0),
            ..CatalogueSettingsDraft::default()
        })
        .await;
    let refusal = problem(refusal, ProblemKind::ValidationFailed);
    assert_eq!(faults(&refusal), [("location", "malformed"), ("interval_days", "out_of_range")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_is_canceled_leaves_nothing_behind() {
    let (server, files) = (start(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    server.build_from(files.path().to_str().unwrap()).await;
    let arrived = Arc::new(Notify::new());
    let told = Arc::clone(&arrived);
    let origin = serve(Router::new().route(
        "/{file}",
        get(async move || {
            told.notify_one();
            std::future::pending::<()>().await;
        }),
    ))
    .await;
    let settings = CatalogueSettingsDraft { location: Some(origin), ..CatalogueSettingsDraft::default() };
    server.admin.update_catalogue_settings(&settings).await.unwrap();
    server.admin.start_catalogue_update(&agreed()).await.unwrap();
    arrived.notified().await;
    let under_way = server.until(|info| info.update.state == UpdateState::Downloading).await;
    assert_eq!(under_way.movie_count, Some(3));
    server.admin.cancel_catalogue_update().await.unwrap();
    server.until(|info| info.update.state == UpdateState::Idle).await;
    assert_eq!(server.files(), [FILE, "catalogue.lock", "catalogue.request"]);
    assert_eq!(named(&search(&server.admin, "amel").await), ["Amélie 2001"]);
    // It isn't begun again.
    server.app.state.catalogue.changed.notify_one();
    assert_eq!(server.admin.get_catalogue().await.unwrap().update.state, UpdateState::Idle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_server_builds_its_own_catalogue() {
    let (first, files) = (start(Engine::Postgres).await, tempfile::tempdir().unwrap());
    let data = tempfile::tempdir().unwrap();
    let config = Config { data_dir: Some(data.path().to_owned()), ..Config::default() };
    let second = first.app.start_another(config).await;
    tokio::spawn(keep_catalogue(second.state.clone()));
    write_files(files.path());
    let info = first.build_from(files.path().to_str().unwrap()).await;
    assert!(info.server.is_some());
    second.state.catalogue.changed.notify_one();
    let client = second.client();
    log_in(&client, "root").await;
    let begin = Instant::now();
    while search(&client, "amel").await.is_empty() {
        assert!(begin.elapsed() < Duration::from_mins(1));
    }
}
