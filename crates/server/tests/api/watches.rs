use crate::support::*;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use serde_json::json;

fn watch(day: Option<&str>) -> WatchDraft {
    WatchDraft { watched_on: day.map(str::to_owned), ..WatchDraft::default() }
}

on_both_engines! {
    async fn watches_are_counted_and_the_latest_shows_at_the_film(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        for day in [Some("2019-04-02"), Some("2021-01-01"), None, Some("2020-06-06")] {
            client.create_watch(movie.id, &watch(day), None).await.unwrap();
        }
        let after = client.get_movie(movie.id).await.unwrap();
        assert_eq!((after.watch_count, after.watched_on.unwrap().to_string().as_str()), (4, "2021-01-01"));
        assert!(after.version > movie.version);
        let page = client.list_movie_watches(movie.id, &PageQuery::default()).await.unwrap();
        let days: Vec<_> = page.items.iter().map(|w| w.watched_on.map(|day| day.to_string())).collect();
        let expected = [Some("2021-01-01"), Some("2020-06-06"), Some("2019-04-02"), None];
        assert_eq!(days, expected.map(|day| day.map(str::to_owned)));
    }

    async fn a_watch_is_replaced_and_deleted_and_the_film_follows(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let draft = WatchDraft { rating: Some(3.5), comment: Some("In the rain.".to_owned()), ..watch(Some("2019-04-02")) };
        let made = client.create_watch(movie.id, &draft, None).await.unwrap();
        assert_eq!((made.rating.unwrap().stars(), made.comment.as_deref()), (3.5, Some("In the rain.")));
        let moved = client.update_watch(made.id, &watch(Some("2022-02-02"))).await.unwrap();
        assert_eq!((moved.rating, moved.comment, moved.movie.title.as_str()), (None, None, "M"));
        assert_eq!(client.get_movie(movie.id).await.unwrap().watched_on, moved.watched_on);
        client.delete_watch(made.id).await.unwrap();
        let after = client.get_movie(movie.id).await.unwrap();
        assert_eq!((after.watch_count, after.watched_on), (0, None));
        problem(client.delete_watch(made.id).await, ProblemKind::NotFound);
        problem(client.update_watch(made.id, &watch(None)).await, ProblemKind::NotFound);
    }

    async fn a_film_that_was_watched_leaves_the_watchlist(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        assert!(client.update_movie(movie.id, &fields(&json!({"on_watchlist": true})), None).await.unwrap().on_watchlist);
        client.create_watch(movie.id, &watch(None), None).await.unwrap();
        assert!(!client.get_movie(movie.id).await.unwrap().on_watchlist);
    }

    async fn the_diary_is_newest_first_and_paged(app: TestApp) {
        let client = app.sign_in("ana").await;
        for (title, day) in [("A", "2020-01-01"), ("B", "2022-01-01"), ("C", "2021-01-01")] {
            let movie = add(&client, title).await;
            client.create_watch(movie.id, &watch(Some(day)), None).await.unwrap();
        }
        let first = client.list_watches(&PageQuery { limit: 2, cursor: None }).await.unwrap();
        let rest = client.list_watches(&PageQuery { limit: 2, cursor: first.next_cursor }).await.unwrap();
        let titles: Vec<_> = first.items.into_iter().chain(rest.items).map(|watch| watch.movie.title).collect();
        assert_eq!((titles, first.total, rest.next_cursor), (vec!["B".into(), "C".into(), "A".into()], 3, None));
    }

    async fn a_wrong_watch_names_its_fields(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let wrong = WatchDraft { rating: Some(9.0), comment: Some("\0".to_owned()), ..watch(Some("2999-01-01")) };
        let found = problem(client.create_watch(movie.id, &wrong, None).await, ProblemKind::ValidationFailed);
        let expected = [("watched_on", "out_of_range"), ("rating", "out_of_range"), ("comment", "control_characters")];
        assert_eq!(faults(&found), expected);
    }
}
