//! The catalogue of films: what is found in it, and how admins have it built.

use crate::support::*;
use catalogue::building::FILE;
use domain::catalogue::credits::CreditRole;
use domain::catalogue::movies::{CatalogueMovie, CatalogueQuery};
use domain::catalogue::updates::{CatalogueInfo, CatalogueSettingsDraft, CatalogueUpdateDraft, UpdateState};
use domain::library::movies::MovieDraft;
use domain::problems::ProblemKind;
use serde_json::json;
use server::Config;
use server::catalogue::building::keep_catalogue;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use storage::Engine;
use tempfile::TempDir;

pub const BASICS: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime
tt0093164\tmovie\tHeat\tHeat\t0\t1986\t\\N\t101\tAction
tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy
tt0000001\tshort\tCarmencita\tCarmencita\t0\t1894\t\\N\t1\tShort
";
pub const RATINGS: &str = "tconst\taverageRating\tnumVotes
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
pub struct Server {
    pub app: TestApp,
    pub admin: TestClient,
    pub data: TempDir,
}

pub async fn start(engine: Engine) -> Server {
    let data = tempfile::tempdir().unwrap();
    let config = Config { data_dir: Some(data.path().to_owned()), ..Config::default() };
    let app = TestApp::start_with(engine, config).await;
    tokio::spawn(keep_catalogue(app.state.clone()));
    let admin = app.sign_in_admin("root").await;
    Server { app, admin, data }
}

impl Server {
    /// Has the catalogue built from here.
    pub async fn build_from(&self, location: &str) -> CatalogueInfo {
        let settings =
            CatalogueSettingsDraft { location: Some(location.to_owned()), ..CatalogueSettingsDraft::default() };
        self.admin.update_catalogue_settings(&settings).await.unwrap();
        self.admin.start_catalogue_update(&agreed()).await.unwrap();
        self.until(|info| !is_busy(info)).await
    }

    /// Waits until the catalogue is as it should be.
    pub async fn until(&self, what: impl Fn(&CatalogueInfo) -> bool) -> CatalogueInfo {
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
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort_unstable();
        names
    }
}

pub fn is_busy(info: &CatalogueInfo) -> bool {
    matches!(info.update.state, UpdateState::Waiting | UpdateState::Downloading | UpdateState::Building)
}

pub fn agreed() -> CatalogueUpdateDraft {
    CatalogueUpdateDraft { accepts_terms: true }
}

pub async fn search(client: &TestClient, search: &str) -> Vec<CatalogueMovie> {
    let query = CatalogueQuery { search: search.to_owned(), limit: None };
    client.list_catalogue_movies(&query).await.unwrap().items
}

pub fn named(movies: &[CatalogueMovie]) -> Vec<String> {
    movies.iter().map(|movie| format!("{} {}", movie.title, movie.year.unwrap_or_default())).collect()
}

pub fn write_files(folder: &Path) {
    fs::write(folder.join("title.basics.tsv"), BASICS).unwrap();
    fs::write(folder.join("title.ratings.tsv"), RATINGS).unwrap();
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
    assert_eq!(found[0].movie.as_deref(), Some(&mine.clone().into()));
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
    let whole = server.admin.get_catalogue_movie(&film.id).await.unwrap();
    let jeunet = &whole.credits[0];
    assert_eq!(
        (jeunet.id.as_str(), jeunet.name.as_str(), jeunet.role),
        ("nm0000466", "Jean-Pierre Jeunet", CreditRole::Director)
    );
    let before = server.admin.get_catalogue_person(&jeunet.id).await.unwrap();
    assert_eq!((before.name.as_str(), before.credits.len(), before.watched_count), ("Jean-Pierre Jeunet", 1, 0));
    assert_eq!((before.credits[0].movie.title.as_str(), before.average_rating), ("Amélie", None));
    let seen = MovieDraft { rating: Some(4.5), watched_on: Some("2026-01-02".to_owned()), ..film.draft() };
    let mine = server.admin.create_movie(&seen, None).await.unwrap();
    let after = server.admin.get_catalogue_person(&jeunet.id).await.unwrap();
    assert_eq!((after.watched_count, after.average_rating), (1, Some(4.5)));
    assert!(after.credits[0].movie.in_library);
    for id in ["nm0000001", "nm", "nm-1", "Q466", "0000466"] {
        problem(server.admin.get_catalogue_person(id).await, ProblemKind::NotFound);
    }
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
    // What the account says comes before what the browser asks for.
    server.admin.update_preferences(&fields(&json!({ "language": "de" }))).await.unwrap();
    let german = "Die fabelhafte Welt der Amélie";
    assert_eq!(named(&search(&server.admin, "amelie").await), [format!("{german} 2001")]);
    assert_eq!(server.admin.get_catalogue_movie("tt0211915").await.unwrap().title, german);
    assert_eq!(server.admin.get_catalogue_person("nm0000466").await.unwrap().credits[0].movie.title, german);
}

#[tokio::test]
async fn a_server_without_a_folder_has_no_catalogue() {
    let app = TestApp::start(Engine::Sqlite).await;
    let client = app.sign_in("ann").await;
    assert_eq!(search(&client, "heat").await, []);
    problem(client.get_catalogue_movie("tt0113277").await, ProblemKind::NotFound);
}
