use crate::support::*;
use domain::accounts::places::{Language, Region};
use domain::accounts::preferences::{Preferences, RatingScale};
use domain::library::movies::{Movie, MovieDraft, MovieSummary};
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use serde_json::json;

async fn wanted(client: &TestClient, title: &str) -> Movie {
    client.create_movie(&MovieDraft { on_watchlist: true, ..draft(title) }, None).await.unwrap()
}

async fn order(client: &TestClient) -> String {
    let sort = Some(Sort { by: SortBy::Priority, descending: false });
    let query = MoviesQuery { status: Some(Status::Watchlist), sort, ..MoviesQuery::default() };
    let films = client.list_movies(&query, &PageQuery::default()).await.unwrap().items;
    films.into_iter().map(|film| film.title).collect()
}

async fn share(client: &TestClient, shares: bool) {
    let chosen = client.update_preferences(&fields(&json!({"shares_watchlist": shares}))).await.unwrap();
    assert_eq!(chosen, Preferences { shares_watchlist: shares, ..Preferences::default() });
    assert_eq!(client.get_preferences().await.unwrap(), chosen);
}

on_both_engines! {
    async fn ratings_are_shown_on_the_scale_that_was_chosen_last(app: TestApp) {
        let client = app.sign_in("ana").await;
        assert_eq!(client.get_me().await.unwrap().rating_scale, RatingScale::FiveStars);
        client.update_preferences(&fields(&json!({"rating_scale": "ten_points"}))).await.unwrap();
        // Not a moment later, though callers are remembered.
        assert_eq!(client.get_me().await.unwrap().rating_scale, RatingScale::TenPoints);
        assert!(!client.get_preferences().await.unwrap().shares_watchlist);
        let wrong = client.update_preferences(&fields(&json!({"rating_scale": "six_moons"}))).await;
        problem(wrong, ProblemKind::ValidationFailed);
    }

    async fn a_language_and_a_region_are_two_letters_or_left_to_the_browser(app: TestApp) {
        let client = app.sign_in("ana").await;
        let chosen = client.get_preferences().await.unwrap();
        assert_eq!((chosen.language, chosen.region), (None, None));
        client.update_preferences(&fields(&json!({"language": "de", "region": "AT"}))).await.unwrap();
        // What isn't said stays.
        client.update_preferences(&fields(&json!({"shares_watchlist": true}))).await.unwrap();
        let chosen = client.get_preferences().await.unwrap();
        assert_eq!((chosen.language, chosen.region), (Language::from_name("de"), Region::from_name("AT")));
        client.update_preferences(&fields(&json!({"language": null}))).await.unwrap();
        let chosen = client.get_preferences().await.unwrap();
        assert_eq!((chosen.language, chosen.region), (None, Region::from_name("AT")));
        let wrong = client.update_preferences(&fields(&json!({"language": "german", "region": "at"}))).await;
        let wrong = problem(wrong, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("language", "wrong_type"), ("region", "wrong_type")]);
    }

    async fn the_watchlist_is_put_in_order_and_of_two_tabs_one_is_told(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (a, b, c) = (wanted(&client, "a").await, wanted(&client, "b").await, wanted(&client, "c").await);
        let moved = client.move_on_watchlist(c.id, None, Some(&c.etag())).await.unwrap();
        assert_eq!((moved.version, order(&client).await.as_str()), (c.version + 1, "cab"));
        problem(client.move_on_watchlist(c.id, Some(b.id), Some(&c.etag())).await, ProblemKind::PreconditionFailed);
        client.move_on_watchlist(a.id, Some(b.id), None).await.unwrap();
        assert_eq!(order(&client).await, "cba");
        let plain = add(&client, "plain").await;
        problem(client.move_on_watchlist(plain.id, None, None).await, ProblemKind::Conflict);
        let found = problem(client.move_on_watchlist(a.id, Some(plain.id), None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("after", "unknown")]);
        let token = app.token_of("ana").await;
        let request = app.request_as(&token, "PUT", &format!("/api/movies/{}/priority", a.id));
        let found = refused(request.header("content-type", "application/json").body("{}"), ProblemKind::ValidationFailed).await;
        assert_eq!(faults(&found), [("after", "required")]);
    }

    async fn a_film_is_picked_of_those_that_match(app: TestApp) {
        let client = app.sign_in("ana").await;
        let short = MoviesQuery { runtime_max: Some(100), status: Some(Status::Watchlist), ..MoviesQuery::default() };
        problem(client.pick_movie(&short).await, ProblemKind::NotFound);
        for (title, runtime) in [("a", 90), ("b", 100), ("c", 101)] {
            let film = MovieDraft { runtime_minutes: Some(runtime), on_watchlist: true, ..draft(title) };
            client.create_movie(&film, None).await.unwrap();
        }
        let mut seen = std::collections::BTreeSet::new();
        while seen.len() < 2 {
            seen.insert(client.pick_movie(&short).await.unwrap().title);
        }
        assert!(!seen.contains("c"));
    }

    async fn what_two_people_both_want_is_seen_by_both_while_both_share(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        for (client, titles) in [(&ana, ["Heat", "Alien"]), (&bob, ["heat", "Stalker"])] {
            for title in titles {
                wanted(client, title).await;
            }
        }
        let (of_ana, of_bob) = (ana.get_me().await.unwrap().id, bob.get_me().await.unwrap().id);
        let any = MoviesQuery::default();
        let page = PageQuery::default();
        let common = async |client: &TestClient, other| client.list_common_movies(other, &any, &page).await;
        share(&ana, true).await;
        assert_eq!(ana.list_watchlists().await.unwrap().items, []);
        problem(common(&ana, of_bob).await, ProblemKind::NotFound);
        problem(common(&bob, of_ana).await, ProblemKind::NotFound);
        let bobs = bob.list_watchlists().await.unwrap();
        assert_eq!((bobs.shares_watchlist, bobs.items.len()), (false, 0));
        share(&bob, true).await;
        let anas = ana.list_watchlists().await.unwrap();
        assert!(anas.shares_watchlist && anas.items[0].id == of_bob && anas.items[0].username == "bob");
        let titles = |page: domain::pages::Page<MovieSummary>| page.items.into_iter().map(|it| it.title).collect::<Vec<_>>();
        assert_eq!(titles(common(&ana, of_bob).await.unwrap()), ["Heat"]);
        assert_eq!(titles(common(&bob, of_ana).await.unwrap()), ["heat"]);
        let both = MoviesQuery { common_with: Some(of_bob), ..MoviesQuery::default() };
        assert_eq!(ana.pick_movie(&both).await.unwrap().title, "Heat");
        share(&bob, false).await;
        problem(common(&ana, of_bob).await, ProblemKind::NotFound);
        assert_eq!(ana.list_movies(&both, &page).await.unwrap().total, 0);
        problem(ana.pick_movie(&both).await, ProblemKind::NotFound);
    }
}
