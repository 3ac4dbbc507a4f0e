use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::{Page, PageQuery};
use domain::problems::ProblemKind;
use domain::queries::ListQuery;

/// The titles that a query finds, in order.
async fn titles(client: &TestClient, pairs: &[(&str, &str)]) -> Vec<String> {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (query, errors) = MoviesQuery::parse_with(&pairs, |_, _, _| false);
    assert!(errors.is_empty());
    let page = client.list_movies(&query, &PageQuery::default()).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|movie| movie.title).collect()
}

async fn add_films(app: &TestApp, client: &TestClient) {
    for (title, year, genres, rating, watched_on, on_watchlist, tag) in [
        ("Amélie", Some(2001), ["Romance", "Comedy"], Some(4.5), Some("2019-04-02"), false, "paris"),
        ("99 and 44/100% Dead", Some(1974), ["Crime", "Comedy"], None, None, true, "odd"),
        ("100 Rifles", Some(1969), ["Western", "War"], Some(2.0), None, false, "odd"),
        ("Alien_3", None, ["Science Fiction", "Horror"], Some(3.0), Some("2021-01-01"), false, "space"),
    ] {
        let movie = MovieDraft {
            title: title.to_owned(),
            year,
            genres: genres.map(str::to_owned).to_vec(),
            rating,
            watched_on: watched_on.map(str::to_owned),
            on_watchlist,
            tags: vec![tag.to_owned()],
            ..MovieDraft::default()
        };
        client.create_movie(&movie, None).await.unwrap();
        app.clock.advance(1);
    }
}

on_both_engines! {
    async fn a_search_finds_all_words_in_any_case_and_accent(app: TestApp) {
        let client = app.sign_in("ana").await;
        add_films(&app, &client).await;
        for (search, expected) in [
            ("amelie", vec!["Amélie"]),
            ("AMÉLIE comedy", vec!["Amélie"]),
            ("comedy crime", vec!["99 and 44/100% Dead"]),
            ("comedy western", vec![]),
            ("100%", vec!["99 and 44/100% Dead"]),
            ("_", vec!["Alien_3"]),
            ("paris", vec!["Amélie"]),
            ("\\", vec![]),
            ("' OR 1=1 --", vec![]),
        ] {
            assert_eq!(titles(&client, &[("search", search), ("sort", "title")]).await, expected, "{search}");
        }
    }

    async fn filters_narrow_the_list(app: TestApp) {
        let client = app.sign_in("ana").await;
        add_films(&app, &client).await;
        for (filter, expected) in [
            (vec![("genre", "comedy")], vec!["99 and 44/100% Dead", "Amélie"]),
            (vec![("tag", "ODD")], vec!["100 Rifles", "99 and 44/100% Dead"]),
            (vec![("year", "1969")], vec!["100 Rifles"]),
            (vec![("rating_min", "3")], vec!["Alien_3", "Amélie"]),
            (vec![("status", "watched")], vec!["Alien_3", "Amélie"]),
            (vec![("status", "unwatched")], vec!["100 Rifles", "99 and 44/100% Dead"]),
            (vec![("status", "watchlist")], vec!["99 and 44/100% Dead"]),
            (vec![("genre", "Comedy"), ("status", "watched"), ("search", "a")], vec!["Amélie"]),
        ] {
            let pairs: Vec<_> = filter.iter().copied().chain([("sort", "title")]).collect();
            assert_eq!(titles(&client, &pairs).await, expected, "{filter:?}");
        }
    }

    async fn every_order_has_films_without_a_value_last(app: TestApp) {
        let client = app.sign_in("ana").await;
        add_films(&app, &client).await;
        for (sort, expected) in [
            ("title", ["100 Rifles", "99 and 44/100% Dead", "Alien_3", "Amélie"]),
            ("-title", ["Amélie", "Alien_3", "99 and 44/100% Dead", "100 Rifles"]),
            ("year", ["100 Rifles", "99 and 44/100% Dead", "Amélie", "Alien_3"]),
            ("-year", ["Amélie", "99 and 44/100% Dead", "100 Rifles", "Alien_3"]),
            ("rating", ["100 Rifles", "Alien_3", "Amélie", "99 and 44/100% Dead"]),
            ("-rating", ["Amélie", "Alien_3", "100 Rifles", "99 and 44/100% Dead"]),
            ("added", ["Amélie", "99 and 44/100% Dead", "100 Rifles", "Alien_3"]),
            ("-added", ["Alien_3", "100 Rifles", "99 and 44/100% Dead", "Amélie"]),
        ] {
            assert_eq!(titles(&client, &[("sort", sort)]).await, expected, "{sort}");
        }
        assert_eq!(titles(&client, &[("sort", "watched_on")]).await[..2], ["Amélie", "Alien_3"]);
        assert_eq!(titles(&client, &[("sort", "-watched_on")]).await[..2], ["Alien_3", "Amélie"]);
        assert_eq!(titles(&client, &[]).await[0], "Alien_3", "the default is what was added last");
    }

    async fn pages_together_hold_every_film_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        for i in 0..23 {
            add(&client, &format!("Film {}", i % 5)).await;
        }
        for sort in ["title", "-title", "year", "-watched_on", "added", "-added"] {
            let query = MoviesQuery { sort: Some(sort.parse().unwrap()), ..MoviesQuery::default() };
            let (mut found, mut cursor) = (Vec::new(), None);
            loop {
                let page: Page<_> = client.list_movies(&query, &PageQuery { limit: 4, cursor }).await.unwrap();
                assert_eq!(page.total, 23);
                found.extend(page.items.into_iter().map(|movie| movie.id));
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(found.len(), 23);
            found.sort_unstable();
            found.dedup();
            assert_eq!(found.len(), 23, "{sort}");
        }
    }

    async fn the_list_holds_the_callers_films_only(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        add(&ana, "M").await;
        add(&bob, "Metropolis").await;
        for (client, expected) in [(&ana, "M"), (&bob, "Metropolis")] {
            assert_eq!(titles(client, &[]).await, [expected]);
            assert_eq!(titles(client, &[("search", "m")]).await, [expected]);
        }
    }

    async fn a_wrong_query_names_its_parameters(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=-1", "limit"),
            ("limit=1000000000", "limit"),
            ("limit=101", "limit"),
            ("limit=ten", "limit"),
            ("cursor=nonsense", "cursor"),
            ("cursor=e30", "cursor"),
            ("cursor=%00", "cursor"),
            ("sort=stars", "sort"),
            ("status=seen", "status"),
            ("year=99999999999999999999", "year"),
            ("rating_min=NaN", "rating_min"),
            ("search=%00", "search"),
            ("search=%FF", "search"),
            ("nonsense=1", "nonsense"),
        ] {
            let request = app.request_as(&token, "GET", &format!("/api/movies?{query}"));
            let found = refused(request, ProblemKind::ValidationFailed).await;
            assert_eq!(found.errors.iter().next().unwrap().field, field, "{query}");
        }
    }

    async fn a_cursor_of_another_order_is_refused(app: TestApp) {
        let client = app.sign_in("ana").await;
        add(&client, "M").await;
        add(&client, "N").await;
        let page = client.list_movies(&MoviesQuery::default(), &PageQuery { limit: 1, cursor: None }).await.unwrap();
        let query = MoviesQuery { sort: Some("title".parse().unwrap()), ..MoviesQuery::default() };
        let refusal = client.list_movies(&query, &PageQuery { limit: 1, cursor: page.next_cursor }).await;
        assert_eq!(faults(&problem(refusal, ProblemKind::ValidationFailed)), [("cursor", "malformed")]);
    }
}
