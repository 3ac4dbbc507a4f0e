use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
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
        let moved = client.update_watch(made.id, &watch(Some("2022-02-02")), None).await.unwrap();
        assert_eq!((moved.rating, moved.comment, moved.movie.title.as_str()), (None, None, "M"));
        assert_eq!(client.get_movie(movie.id).await.unwrap().watched_on, moved.watched_on);
        client.delete_watch(made.id, None).await.unwrap();
        let after = client.get_movie(movie.id).await.unwrap();
        assert_eq!((after.watch_count, after.watched_on), (0, None));
        problem(client.delete_watch(made.id, None).await, ProblemKind::NotFound);
        problem(client.update_watch(made.id, &watch(None), None).await, ProblemKind::NotFound);
    }

    async fn a_rating_of_a_watch_is_the_films_and_one_given_with_a_date_is_the_watchs(app: TestApp) {
        let client = app.sign_in("ana").await;
        let dated = MovieDraft { rating: Some(4.0), watched_on: Some("2019-04-02".to_owned()), ..draft("M") };
        let movie = client.create_movie(&dated, None).await.unwrap();
        let first = client.list_movie_watches(movie.id, &PageQuery::default()).await.unwrap().items.remove(0);
        assert_eq!(first.rating.map(Rating::stars), Some(4.0));
        let rating = async || client.get_movie(movie.id).await.unwrap().rating.map(Rating::stars);
        let rated = |stars: f64, date: &str| WatchDraft { rating: Some(stars), ..watch(Some(date)) };
        let again = client.create_watch(movie.id, &rated(2.5, "2021-01-01"), None).await.unwrap();
        assert_eq!(rating().await, Some(2.5));
        client.update_watch(first.id, &rated(5.0, "2019-04-02"), None).await.unwrap();
        assert_eq!(rating().await, Some(2.5), "a later watch has a rating");
        client.update_watch(again.id, &rated(3.0, "2021-01-01"), None).await.unwrap();
        assert_eq!(rating().await, Some(3.0));
        client.create_watch(movie.id, &watch(Some("2022-01-01")), None).await.unwrap();
        assert_eq!(rating().await, Some(3.0), "a watch without a rating changes nothing");
    }

    async fn a_rewatch_follows_from_the_dates_unless_it_was_corrected(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let rewatches = async || {
            let page = client.list_movie_watches(movie.id, &PageQuery::default()).await.unwrap();
            page.items.iter().map(|watch| watch.rewatch).collect::<Vec<_>>()
        };
        let newest = client.create_watch(movie.id, &watch(Some("2021-01-01")), None).await.unwrap();
        assert!(!newest.rewatch);
        let year = client.create_watch(movie.id, &watch(Some("1999")), None).await.unwrap();
        assert_eq!(rewatches().await, [true, false]);
        let unknown = client.create_watch(movie.id, &watch(None), None).await.unwrap();
        assert_eq!(rewatches().await, [true, true, false], "an unknown date is the earliest");
        client.delete_watch(unknown.id, None).await.unwrap();
        assert_eq!(rewatches().await, [true, false]);
        let corrected = WatchDraft { rewatch: Some(true), ..watch(Some("1999")) };
        assert!(client.update_watch(year.id, &corrected, None).await.unwrap().rewatch_corrected);
        assert_eq!(rewatches().await, [true, true]);
        let first = WatchDraft { rewatch: Some(false), ..watch(Some("2021-01-01")) };
        client.update_watch(newest.id, &first, None).await.unwrap();
        assert_eq!(rewatches().await, [false, true]);
    }

    async fn a_watch_that_was_changed_elsewhere_is_not_overwritten(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let made = client.create_watch(movie.id, &watch(Some("2021-01-01")), None).await.unwrap();
        let changed = client.update_watch(made.id, &watch(Some("2021-01-02")), Some(&made.etag())).await.unwrap();
        problem(client.update_watch(made.id, &watch(None), Some(&made.etag())).await, ProblemKind::PreconditionFailed);
        problem(client.delete_watch(made.id, Some(&made.etag())).await, ProblemKind::PreconditionFailed);
        let tasks: Vec<_> = (1..=6).map(|number| {
            let (client, etag) = (client.clone(), changed.etag());
            let draft = watch(Some(&format!("2022-01-0{number}")));
            tokio::spawn(async move { client.update_watch(made.id, &draft, Some(&etag)).await.is_ok() })
        }).collect();
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        assert_eq!(won, 1);
        client.delete_watch(made.id, Some(&client.get_watch(made.id).await.unwrap().etag())).await.unwrap();
    }

    async fn dates_of_any_exactness_are_kept_and_in_order(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        for date in [Some("2019"), None, Some("2019-07-10"), Some("1999-12"), Some("2019-07")] {
            client.create_watch(movie.id, &watch(date), None).await.unwrap();
        }
        let mut page = PageQuery { limit: 2, cursor: None };
        let mut dates = Vec::new();
        loop {
            let items = client.list_watches(&Default::default(), &page).await.unwrap();
            dates.extend(items.items.iter().map(|watch| watch.watched_on.map(|date| date.to_string())));
            page.cursor = items.next_cursor;
            if page.cursor.is_none() {
                break;
            }
        }
        let expected = [Some("2019-07-10"), Some("2019-07"), Some("2019"), Some("1999-12"), None];
        assert_eq!(dates, expected.map(|date| date.map(str::to_owned)));
        assert_eq!(client.get_movie(movie.id).await.unwrap().watched_on.unwrap().to_string(), "2019-07-10");
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
        let first = client.list_watches(&Default::default(), &PageQuery { limit: 2, cursor: None }).await.unwrap();
        let rest = client.list_watches(&Default::default(), &PageQuery { limit: 2, cursor: first.next_cursor }).await.unwrap();
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
