//! Films of the catalogue for somebody who loved others.

use crate::catalogue::{Server, start};
use crate::support::*;
use domain::catalogue::discoveries::{DiscoverQuery, Discoveries, Discovery, Dismissal, ReasonKind};
use domain::library::movies::{Movie, MovieDraft};
use domain::pages::{Page, PageQuery};
use domain::problems::ProblemKind;
use serde_json::json;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use storage::Engine;

/// Films of two directors and two actors: ID, title, year, genres, director, actors, votes.
type Film = (u32, &'static str, u16, &'static str, u32, &'static [u32], u32);
const FILMS: [Film; 10] = [
    (1, "Heat", 1995, "Crime,Drama", 11, &[21, 22], 900),
    (2, "Thief", 1981, "Crime,Drama", 11, &[23], 500),
    (3, "Collateral", 2004, "Crime,Drama", 11, &[24], 700),
    (4, "Serpico", 1973, "Crime,Biography", 12, &[21], 600),
    (5, "Fargo", 1996, "Crime,Comedy", 13, &[25], 800),
    (6, "Toy Story", 1995, "Animation,Comedy", 14, &[26], 1000),
    (7, "Jack and Jill", 2011, "Comedy", 15, &[21, 27], 300),
    (8, "Amélie", 2001, "Romance", 16, &[28], 950),
    (9, "Grown Ups", 2010, "Comedy", 15, &[27], 400),
    (10, "The Keep", 1983, "Horror", 11, &[29], 50),
];

fn write_files(folder: &Path) {
    let id = |number: u32| format!("tt{number:07}");
    let person = |number: u32| format!("nm{number:07}");
    let (mut basics, mut ratings) = (
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
            .to_owned(),
        "tconst\taverageRating\tnumVotes\n".to_owned(),
    );
    let mut crew = "tconst\tdirectors\twriters\n".to_owned();
    let mut principals = "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n".to_owned();
    let mut names = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n".to_owned();
    for (number, title, year, genres, director, actors, votes) in FILMS {
        let film = id(number);
        writeln!(basics, "{film}\tmovie\t{title}\t{title}\t0\t{year}\t\\N\t100\t{genres}").unwrap();
        writeln!(ratings, "{film}\t7.0\t{votes}").unwrap();
        writeln!(crew, "{film}\t{}\t\\N", person(director)).unwrap();
        for (at, actor) in actors.iter().enumerate() {
            writeln!(principals, "{film}\t{}\t{}\tactor\t\\N\t\\N", at + 1, person(*actor)).unwrap();
        }
    }
    for number in 11..=29 {
        let name = match number {
            11 => "Michael Mann".to_owned(),
            21 => "Al Pacino".to_owned(),
            _ => format!("Person {number}"),
        };
        writeln!(names, "{}\t{name}\t\\N\t\\N\t\\N\t\\N", person(number)).unwrap();
    }
    for (name, text) in [
        ("title.basics", basics),
        ("title.ratings", ratings),
        ("title.crew", crew),
        ("title.principals", principals),
        ("name.basics", names),
    ] {
        fs::write(folder.join(format!("{name}.tsv")), text).unwrap();
    }
}

async fn with_catalogue(engine: Engine) -> Server {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    write_files(files.path());
    let info = server.build_from(files.path().to_str().unwrap()).await;
    assert_eq!((info.movie_count, info.update.error), (Some(10), None));
    server
}

async fn discover(client: &TestClient) -> Discoveries {
    client.list_discoveries(&DiscoverQuery::default()).await.unwrap()
}

fn titles(found: &Discoveries) -> Vec<&str> {
    found.items.iter().map(|it| it.movie.title.as_str()).collect()
}

async fn rated(client: &TestClient, number: u32, rating: f64) -> Movie {
    let (_, title, year, ..) = FILMS[number as usize - 1];
    let draft = MovieDraft {
        year: Some(i64::from(year)),
        imdb_id: Some(format!("tt{number:07}")),
        rating: Some(rating),
        ..draft(title)
    };
    client.create_movie(&draft, None).await.unwrap()
}

fn reasons(it: &Discovery) -> Vec<(ReasonKind, &str, &str)> {
    it.because.iter().map(|it| (it.kind, it.name.as_str(), it.movie.title.as_str())).collect()
}

async fn films_of_the_same_people_come_first_each_with_its_reason(engine: Engine) {
    let server = with_catalogue(engine).await;
    let client = server.app.sign_in("ana").await;
    let nothing = discover(&client).await;
    assert_eq!((nothing.has_catalogue, nothing.loved_count, nothing.items.len()), (true, 0, 0));
    let heat = rated(&client, 1, 5.0).await;
    let found = discover(&client).await;
    assert_eq!(found.loved_count, 1);
    let of = |title: &str| found.items.iter().find(|it| it.movie.title == title).unwrap();
    assert_eq!(reasons(of("Thief")), [(ReasonKind::Director, "Michael Mann", "Heat")]);
    assert_eq!(of("Thief").because[0].movie.id, heat.id);
    assert_eq!(of("Thief").because[0].person_id.as_deref(), Some("nm0000011"));
    assert_eq!(of("Thief").movie.directors, ["Michael Mann"]);
    assert_eq!(reasons(of("Serpico")), [(ReasonKind::Actor, "Al Pacino", "Heat")]);
    assert_eq!(reasons(of("Fargo")), [(ReasonKind::Genre, "Crime", "Heat")]);
    // What has nothing in common isn't there, nor is the film itself.
    assert!(!titles(&found).contains(&"Amélie") && !titles(&found).contains(&"Heat"), "{:?}", titles(&found));
    assert!(["Thief", "Collateral"].contains(&titles(&found)[0]), "{:?}", titles(&found));
    // The same again is the same again.
    assert_eq!(discover(&client).await, found);
    let two = client.list_discoveries(&DiscoverQuery { limit: Some(2) }).await.unwrap();
    assert_eq!(two.items[..], found.items[..2]);
    // Somebody else has tastes of their own.
    let ben = server.app.sign_in("ben").await;
    assert_eq!(discover(&ben).await.items, []);
}

async fn no_film_that_one_has_or_has_dismissed_is_among_them(engine: Engine) {
    let server = with_catalogue(engine).await;
    let (client, ben) = (server.app.sign_in("ana").await, server.app.sign_in("ben").await);
    for client in [&client, &ben] {
        rated(client, 1, 5.0).await;
    }
    let all = discover(&client).await;
    assert!(["Thief", "Collateral", "The Keep"].iter().all(|title| titles(&all).contains(title)));
    // By its ID; by its title, whatever the spelling, and a year that is one off; and in the trash.
    let thief =
        client.create_movie(&MovieDraft { imdb_id: Some("tt0000002".to_owned()), ..draft("x") }, None).await.unwrap();
    client
        .create_movie(&MovieDraft { year: Some(2005), on_watchlist: true, ..draft("COLLATERAL") }, None)
        .await
        .unwrap();
    client.create_movie(&MovieDraft { year: Some(1990), ..draft("Serpico") }, None).await.unwrap();
    client.delete_movie(thief.id, None).await.unwrap();
    let keep = client.create_movie(&MovieDraft { year: Some(1983), ..draft("The Keep") }, None).await.unwrap();
    client.delete_movie(keep.id, None).await.unwrap();
    client.create_discover_dismissal("tt0000005").await.unwrap();
    client.create_discover_dismissal("tt0000005").await.unwrap();
    let left = discover(&client).await;
    for gone in ["Thief", "Collateral", "Fargo", "The Keep"] {
        assert!(!titles(&left).contains(&gone), "{gone}: {:?}", titles(&left));
    }
    assert!(titles(&left).contains(&"Serpico"), "another film of that title");
    // Only for whoever did so, and until it's taken back.
    assert!(titles(&discover(&ben).await).contains(&"Fargo"));
    client.delete_discover_dismissal("tt0000005").await.unwrap();
    client.delete_discover_dismissal("tt0000005").await.unwrap();
    assert!(titles(&discover(&client).await).contains(&"Fargo"));
    for id in ["tt0000099", "x", "nm0000011", "tmdb:949"] {
        problem(client.create_discover_dismissal(id).await, ProblemKind::NotFound);
    }
}

async fn dismissed_films_are_listed_until_they_are_brought_back(engine: Engine) {
    let server = with_catalogue(engine).await;
    let (client, ben) = (server.app.sign_in("ana").await, server.app.sign_in("ben").await);
    let page = |limit, cursor| PageQuery { limit, cursor };
    let none = client.list_discover_dismissals(&PageQuery::default()).await.unwrap();
    assert_eq!((none.items, none.next_cursor, none.total), (Vec::new(), None, 0));
    for id in ["tt0000003", "tt0000002", "tt0000005"] {
        client.create_discover_dismissal(id).await.unwrap();
        server.app.clock.advance(60);
    }
    log_in(&client, "ana").await;
    let ids = |page: &Page<Dismissal>| page.items.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let first = client.list_discover_dismissals(&page(2, None)).await.unwrap();
    assert_eq!((ids(&first), first.total), (vec!["tt0000005".to_owned(), "tt0000002".to_owned()], 3));
    assert_eq!(first.items[0].movie.as_ref().map(|movie| movie.title.as_str()), Some("Fargo"));
    assert!(first.items[0].dismissed_at > first.items[1].dismissed_at);
    let second = client.list_discover_dismissals(&page(2, first.next_cursor)).await.unwrap();
    assert_eq!((ids(&second), second.next_cursor), (vec!["tt0000003".to_owned()], None));
    let last = client.list_discover_dismissals(&page(50, Some("last-1".to_owned()))).await.unwrap();
    assert_eq!(ids(&last), ["tt0000003"]);
    problem(client.list_discover_dismissals(&page(2, Some("x".to_owned()))).await, ProblemKind::ValidationFailed);
    assert_eq!(ben.list_discover_dismissals(&PageQuery::default()).await.unwrap().total, 0);
    client.delete_discover_dismissal("tt0000002").await.unwrap();
    assert_eq!(ids(&client.list_discover_dismissals(&PageQuery::default()).await.unwrap()), ["tt0000005", "tt0000003"]);
}

async fn what_one_disliked_and_what_is_alike_comes_later(engine: Engine) {
    let server = with_catalogue(engine).await;
    let client = server.app.sign_in("ana").await;
    rated(&client, 1, 5.0).await;
    let place = |found: &Discoveries, title: &str| titles(found).iter().position(|it| *it == title);
    let before = discover(&client).await;
    assert!(place(&before, "Jack and Jill").is_some(), "Pacino plays in it");
    let worst = rated(&client, 9, 0.5).await;
    let after = discover(&client).await;
    let score = |found: &Discoveries| found.items.iter().find(|it| it.movie.title == "Jack and Jill").unwrap().score;
    assert!(score(&after) < score(&before), "{} {}", score(&after), score(&before));
    // A like is as good as four stars.
    client.update_movie(worst.id, &fields(&json!({ "liked": true, "rating": null })), None).await.unwrap();
    assert_eq!(discover(&client).await.loved_count, 2);
    // Not only films of Michael Mann at the front, though three fit best.
    let first: Vec<_> = before.items.iter().take(3).map(|it| it.movie.directors[0].as_str()).collect();
    assert!(first.iter().any(|it| *it != "Michael Mann"), "{first:?}");
}

#[tokio::test]
async fn without_a_catalogue_there_is_nothing_to_discover() {
    let app = TestApp::start(Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    client.create_movie(&MovieDraft { rating: Some(5.0), ..draft("Heat") }, None).await.unwrap();
    let found = discover(&client).await;
    assert_eq!((found.has_catalogue, found.loved_count, found.items.len()), (false, 1, 0));
    problem(client.create_discover_dismissal("tt0000001").await, ProblemKind::NotFound);
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
    films_of_the_same_people_come_first_each_with_its_reason,
    no_film_that_one_has_or_has_dismissed_is_among_them,
    dismissed_films_are_listed_until_they_are_brought_back,
    what_one_disliked_and_what_is_alike_comes_later
);
