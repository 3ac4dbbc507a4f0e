use crate::support::*;
use domain::library::log::LogDraft;
use domain::library::movies::MovieDraft;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use serde_json::json;

fn logged(film: &str, rating: f64) -> LogDraft {
    LogDraft {
        movie: Some(draft(film)),
        watched_on: Some(Some("2020-01-01".to_owned())),
        rating: Some(rating),
        liked: true,
        tags: vec!["new".to_owned()],
        ..LogDraft::default()
    }
}

on_both_engines! {
    async fn logging_a_film_that_was_there_is_taken_back_whole(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = MovieDraft { rating: Some(2.0), on_watchlist: true, tags: vec!["old".to_owned()], ..draft("Heat") };
        let before = client.create_movie(&film, None).await.unwrap();
        let change = client.log_movie(&logged("Heat", 5.0), None).await.unwrap();
        assert_eq!((change.movie.tags.len(), change.movie.watch_count, change.movie.on_watchlist), (2, 1, false));
        client.undo(change.undo).await.unwrap();
        let after = client.get_movie(before.id).await.unwrap();
        let facts = |film: &domain::library::movies::Movie| {
            (film.rating, film.liked, film.on_watchlist, film.tags.clone(), film.watch_count, film.watched_on)
        };
        assert_eq!(facts(&after), facts(&before));
        problem(client.undo(change.undo).await, ProblemKind::NotFound);
    }

    async fn a_film_that_was_added_by_logging_goes_when_that_is_taken_back(app: TestApp) {
        let client = app.sign_in("ana").await;
        let change = client.log_movie(&logged("Heat", 5.0), None).await.unwrap();
        client.undo(change.undo).await.unwrap();
        problem(client.get_movie(change.movie.id).await, ProblemKind::NotFound);
        assert_eq!(client.list_movies(&Default::default(), &PageQuery::default()).await.unwrap().total, 0);
        assert_eq!(client.list_trash(&PageQuery::default()).await.unwrap().total, 0);
    }

    async fn nothing_is_taken_back_once_the_film_has_changed(app: TestApp) {
        let client = app.sign_in("ana").await;
        let change = client.log_movie(&logged("Heat", 5.0), None).await.unwrap();
        client.update_movie(change.movie.id, &fields(&json!({"notes": "Loud."})), None).await.unwrap();
        for _ in 0..2 {
            problem(client.undo(change.undo).await, ProblemKind::Conflict);
        }
        assert_eq!(client.get_movie(change.movie.id).await.unwrap().watch_count, 1);
    }

    async fn a_deleted_watch_comes_back_as_it_was(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "Heat").await;
        let details = WatchDraft {
            watched_on: Some("2020-02".to_owned()),
            rating: Some(3.5),
            rewatch: Some(true),
            comment: Some("Loud.".to_owned()),
            place: Some("Lux".to_owned()),
            companions: vec!["Bo".to_owned()],
            ..WatchDraft::default()
        };
        let watch = client.create_watch(film.id, &details, None).await.unwrap();
        let deleted = client.delete_watch(watch.id, None).await.unwrap();
        client.undo(deleted.undo).await.unwrap();
        let back = client.get_watch(watch.id).await.unwrap();
        assert_eq!(WatchDraft::from(&back), details);
        assert_eq!((back.created_at, back.version > watch.version), (watch.created_at, true));
        let again = client.delete_watch(watch.id, None).await.unwrap();
        client.delete_movie(film.id, None).await.unwrap();
        problem(client.undo(again.undo).await, ProblemKind::Conflict);
    }

    async fn changes_are_taken_back_by_their_owner_and_for_a_day(app: TestApp) {
        let (ana, bo) = (app.sign_in("ana").await, app.sign_in("bo").await);
        let change = ana.log_movie(&logged("Heat", 5.0), None).await.unwrap();
        problem(bo.undo(change.undo).await, ProblemKind::NotFound);
        app.let_pass(24 * 3600).await;
        log_in(&ana, "ana").await;
        problem(ana.undo(change.undo).await, ProblemKind::NotFound);
        assert_eq!(ana.get_movie(change.movie.id).await.unwrap().watch_count, 1);
    }

    async fn a_change_that_is_taken_back_many_times_at_once_is_taken_back_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "Heat").await;
        client.log_movie(&logged("Heat", 3.0), None).await.unwrap();
        let change = client.log_movie(&logged("Heat", 5.0), None).await.unwrap();
        let tasks: Vec<_> = (0..6).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.undo(change.undo).await.is_ok() })
        }).collect();
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.unwrap());
        }
        assert_eq!((done, client.get_movie(film.id).await.unwrap().watch_count), (1, 1));
    }
}
