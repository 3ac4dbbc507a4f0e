use crate::support::*;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;

on_both_engines! {
    async fn the_sample_films_are_added_once(program: Program) {
        let first = program.run(&["seed", "--password-file", "password"]);
        assert!(first.contains("6 added, 0 already there"), "{first}");
        let second = program.run(&["seed", "--password-file", "password"]);
        assert!(second.contains("0 added, 6 already there"), "{second}");
        let server = program.serve();
        let client = server.client("demo").await;
        let query = MoviesQuery { sort: Some("watched_on".parse().unwrap()), ..MoviesQuery::default() };
        let films = client.list_movies(&query, &PageQuery::default()).await.unwrap().items;
        let rows: Vec<_> = films
            .iter()
            .map(|film| (film.title.as_str(), film.watched_on.unwrap().to_string(), film.rating.unwrap().stars()))
            .collect();
        assert_eq!(rows[0], ("The Shawshank Redemption", "2016-11-04".to_owned(), 4.0));
        assert_eq!(rows[5], ("The Lord of the Rings: The Return of the King", "2019-04-02".to_owned(), 5.0));
    }
}

#[tokio::test]
async fn the_demo_account_gets_a_password_that_stands_nowhere() {
    let passwords: Vec<_> = [(); 2]
        .map(async |()| {
            let program = Program::new(storage::Engine::Sqlite).await;
            let output = program.run(&["seed"]);
            output.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned()
        })
        .into_iter()
        .collect();
    let mut found = Vec::new();
    for password in passwords {
        found.push(password.await);
    }
    assert_ne!(found[0], found[1]);
    assert!(found[0].len() >= 12);
}
