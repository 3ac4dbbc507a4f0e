//! People, series and the best known films of the catalogue, with what one has seen of them.

use crate::catalogue::{Server, start};
use crate::support::*;
use domain::catalogue::best::{BestQuery, BestStatus};
use domain::catalogue::credits::CreditRole;
use domain::catalogue::movies::CatalogueMovie;
use domain::catalogue::people::PersonQuery;
use domain::library::movies::{Movie, MovieDraft};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use std::fs;
use storage::Engine;

/// Films of two series, of two people of one name, and of three countries.
const FILMS: &str = r#"{"header":{"format":"movietracker catalogue","version":2}}
{"film":{"id":"tt0068646","tmdb":238,"title":"The Godfather","year":1972,"genres":["Crime"],"countries":["US"],"series":[{"id":900,"place":1}],"known":90,"directors":[1],"cast":[2]}}
{"film":{"id":"tt0071562","tmdb":240,"title":"The Godfather Part II","year":1974,"genres":["Crime"],"countries":["US"],"series":[{"id":900,"place":2}],"known":80,"directors":[1],"cast":[2]}}
{"film":{"id":"tt0099674","title":"The Godfather Part III","year":1990,"genres":["Crime"],"countries":["US"],"series":[{"id":900,"place":3}],"known":70,"directors":[1],"cast":[2]}}
{"film":{"id":"tt0113277","title":"Heat","year":1995,"genres":["Crime"],"countries":["US"],"known":60,"cast":[2]}}
{"film":{"id":"tt0113247","title":"La Haine","year":1995,"genres":["Drama"],"countries":["FR"],"known":50,"directors":[3],"cast":[4]}}
{"film":{"id":"tt0999999","title":"Another Steve","year":1999,"countries":["GB","FR"],"known":10,"cast":[5]}}
{"film":{"id":"tt0999998","title":"A Steve","year":1998,"known":9,"cast":[6]}}
{"person":{"id":1,"name":"Francis Ford Coppola"}}
{"person":{"id":2,"name":"Al Pacino"}}
{"person":{"id":3,"name":"Mathieu Kassovitz"}}
{"person":{"id":4,"name":"Vincent Cassel"}}
{"person":{"id":5,"name":"Steve"}}
{"person":{"id":6,"name":"Steve"}}
{"series":{"id":900,"name":"The Godfather films"}}
"#;

async fn with_films(engine: Engine) -> (Server, TestClient) {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    fs::write(files.path().join("films.jsonl"), FILMS).unwrap();
    let info = server.build_from(files.path().to_str().unwrap()).await;
    assert_eq!((info.movie_count, info.update.error), (Some(7), None));
    let client = server.app.sign_in("ann").await;
    (server, client)
}

/// Adds a film of the catalogue; one that was watched has a rating.
async fn add(client: &TestClient, id: &str, rating: Option<f64>) -> Movie {
    let film = client.get_catalogue_movie(id).await.unwrap();
    let watched_on = rating.map(|_| "2026-01-02".to_owned());
    let draft = MovieDraft { rating, watched_on, on_watchlist: rating.is_none(), ..film.draft() };
    client.create_movie(&draft, None).await.unwrap()
}

fn titles(movies: &[CatalogueMovie]) -> Vec<&str> {
    movies.iter().map(|it| it.title.as_str()).collect()
}

async fn a_name_leads_to_a_person_and_their_films(engine: Engine) {
    let (server, client) = with_films(engine).await;
    let person = |name: &str| PersonQuery { name: name.to_owned() };
    assert_eq!(client.get_person(&person("Al Pacino")).await.unwrap().credits, []);
    let godfather = add(&client, "tt0068646", Some(5.0)).await;
    add(&client, "tt0113277", Some(4.0)).await;
    let own =
        MovieDraft { actors: vec!["Al Pacino".to_owned()], directors: vec!["Al Pacino".to_owned()], ..draft("Mine") };
    client.create_movie(&own, None).await.unwrap();
    let pacino = client.get_person(&person("Al Pacino")).await.unwrap();
    let films: Vec<_> = pacino.credits.iter().map(|it| (it.movie.title.as_str(), it.role)).collect();
    let (director, actor) = (CreditRole::Director, CreditRole::Actor);
    assert_eq!(films, [("Heat", actor), ("The Godfather", actor), ("Mine", director), ("Mine", actor)]);
    assert_eq!((pacino.watched_count, pacino.average_rating), (2, Some(4.5)));
    assert_eq!(pacino.catalogue_id.as_deref(), Some("Q2"));
    // The film knows who is who.
    let relations = client.get_movie_relations(godfather.id).await.unwrap();
    let people: Vec<_> = relations.people.iter().map(|it| (it.name.as_str(), it.catalogue_id.as_deref())).collect();
    assert_eq!(people, [("Francis Ford Coppola", Some("Q1")), ("Al Pacino", Some("Q2"))]);
    assert_eq!(relations.collections[0].id, "Q900");
    // Two people of one name are nobody in particular, but each film knows its own.
    add(&client, "tt0999999", None).await;
    let one = add(&client, "tt0999998", None).await;
    assert_eq!(client.get_person(&person("Steve")).await.unwrap().catalogue_id, None);
    let relations = client.get_movie_relations(one.id).await.unwrap();
    assert_eq!(relations.people[0].catalogue_id.as_deref(), Some("Q6"));
    // A part of a name is none, and others have none of these films.
    assert_eq!(client.get_person(&person("Pacino")).await.unwrap().credits, []);
    assert_eq!(client.get_person(&PersonQuery::default()).await.unwrap().credits, []);
    let other = server.app.sign_in("bob").await;
    assert_eq!(other.get_person(&person("Al Pacino")).await.unwrap().credits, []);
    problem(other.get_movie_relations(godfather.id).await, ProblemKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_leads_to_a_person_and_their_films_on_sqlite() {
    a_name_leads_to_a_person_and_their_films(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_leads_to_a_person_and_their_films_on_postgresql() {
    a_name_leads_to_a_person_and_their_films(Engine::Postgres).await;
}

async fn a_series_says_what_is_next(engine: Engine) {
    let (server, client) = with_films(engine).await;
    add(&client, "tt0113277", Some(4.0)).await;
    assert_eq!(client.list_collections().await.unwrap().items, []);
    let first = add(&client, "tt0068646", Some(5.0)).await;
    add(&client, "tt0099674", None).await;
    let all = client.list_collections().await.unwrap().items;
    let [it] = &all[..] else { panic!("{all:?}") };
    assert_eq!((it.id.as_str(), it.name.as_str()), ("Q900", "The Godfather films"));
    assert_eq!((it.movie_count, it.watched_count), (3, 1));
    let next = it.next.as_ref().unwrap();
    assert_eq!((next.id.as_str(), next.movie_id), ("tt0071562", None));
    assert_eq!(it.cover[0].movie_id, Some(first.id));
    let whole = client.get_collection("Q900").await.unwrap();
    assert_eq!(titles(&whole.movies), ["The Godfather", "The Godfather Part II", "The Godfather Part III"]);
    let is_own: Vec<_> = whole.movies.iter().map(|it| it.in_library).collect();
    assert_eq!((is_own, whole.watched_count), (vec![true, false, true], 1));
    // Once all are watched, nothing is next.
    add(&client, "tt0071562", Some(4.0)).await;
    let wanted = whole.movies[2].movie.as_ref().unwrap().id;
    let seen = domain::library::watches::WatchDraft { watched_on: Some("2026-01-03".to_owned()), ..Default::default() };
    client.create_watch(wanted, &seen, None).await.unwrap();
    let done = &client.list_collections().await.unwrap().items[0];
    assert_eq!((done.watched_count, &done.next), (3, &None));
    // Everyone can look at it; those who have none of its films aren't told of it.
    let other = server.app.sign_in("bob").await;
    assert_eq!(other.list_collections().await.unwrap().items, []);
    assert_eq!(other.get_collection("Q900").await.unwrap().watched_count, 0);
    // A film that is only known by its ID at TMDB is the same in the list and on the page.
    let watched = Some("2026-01-02".to_owned());
    let draft = MovieDraft { tmdb_id: Some(240), watched_on: watched, ..draft("The second one") };
    let second = other.create_movie(&draft, None).await.unwrap();
    let it = &other.list_collections().await.unwrap().items[0];
    assert_eq!((it.id.as_str(), it.watched_count, it.cover[1].movie_id), ("Q900", 1, Some(second.id)));
    let whole = other.get_collection("Q900").await.unwrap();
    assert_eq!((whole.watched_count, whole.movies[1].in_library), (1, true));
    assert_eq!(other.get_movie_relations(second.id).await.unwrap().collections[0].id, "Q900");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_says_what_is_next_on_sqlite() {
    a_series_says_what_is_next(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_says_what_is_next_on_postgresql() {
    a_series_says_what_is_next(Engine::Postgres).await;
}

async fn the_best_known_films_are_told_by_decade_country_and_status(engine: Engine) {
    let (server, client) = with_films(engine).await;
    let page = |limit, cursor: Option<String>| PageQuery { limit, cursor };
    let ask = async |query: BestQuery| client.list_best_movies(&query, &page(50, None)).await.unwrap();
    let all = ask(BestQuery::default()).await;
    assert_eq!((all.items.len(), all.next_cursor), (7, None));
    let choices = all.choices.unwrap();
    assert_eq!(
        (&choices.decades[..], &choices.genres[..]),
        (&[1990, 1970][..], &["Crime".to_owned(), "Drama".to_owned()][..])
    );
    let names: Vec<_> = choices.countries.iter().map(|it| (it.code.as_str(), it.name.as_str())).collect();
    assert_eq!(names, [("FR", "France"), ("GB", "United Kingdom"), ("US", "United States")]);
    let nineties = BestQuery { decade: Some(1990), ..BestQuery::default() };
    let french = BestQuery { country: Some("FR".to_owned()), ..nineties.clone() };
    assert_eq!(titles(&ask(french).await.items), ["La Haine", "Another Steve"]);
    let crime = BestQuery { genre: Some("Crime".to_owned()), ..nineties.clone() };
    assert_eq!(titles(&ask(crime).await.items), ["The Godfather Part III", "Heat"]);
    // Page by page.
    let first = client.list_best_movies(&nineties, &page(3, None)).await.unwrap();
    assert_eq!(titles(&first.items), ["The Godfather Part III", "Heat", "La Haine"]);
    let second = client.list_best_movies(&nineties, &page(3, first.next_cursor)).await.unwrap();
    assert_eq!((titles(&second.items), second.next_cursor), (vec!["Another Steve", "A Steve"], None));
    assert_eq!(second.choices, None);

    add(&client, "tt0113277", Some(4.0)).await;
    add(&client, "tt0113247", None).await;
    let of = |status| BestQuery { status: Some(status), ..nineties.clone() };
    assert_eq!(titles(&ask(of(BestStatus::Watched)).await.items), ["Heat"]);
    assert_eq!(titles(&ask(of(BestStatus::Watchlist)).await.items), ["La Haine"]);
    let seventies = BestQuery { decade: Some(1970), status: Some(BestStatus::Watched), ..BestQuery::default() };
    let none = ask(seventies).await;
    assert_eq!((none.items, none.next_cursor), (Vec::new(), None));
    let unwatched = ask(of(BestStatus::Unwatched)).await.items;
    assert_eq!(titles(&unwatched), ["The Godfather Part III", "La Haine", "Another Steve", "A Steve"]);
    assert!(unwatched[1].in_library);
    let token = server.app.token_of("ann").await;
    for query in ["decade=1995", "decade=x", "status=liked", "cursor=x", "limit=101"] {
        let answer =
            server.app.request_as(&token, "GET", &format!("/api/catalogue/best?{query}")).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_best_known_films_are_told_by_decade_country_and_status_on_sqlite() {
    the_best_known_films_are_told_by_decade_country_and_status(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_best_known_films_are_told_by_decade_country_and_status_on_postgresql() {
    the_best_known_films_are_told_by_decade_country_and_status(Engine::Postgres).await;
}
