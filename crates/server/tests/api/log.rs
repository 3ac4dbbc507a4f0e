use crate::support::*;
use domain::library::log::LogDraft;
use domain::library::movies::MovieDraft;
use domain::problems::ProblemKind;
use serde_json::json;

fn wanted(title: &str) -> LogDraft {
    LogDraft { movie: Some(described(title, None)), ..LogDraft::default() }
}

fn watched(title: &str, date: Option<&str>) -> LogDraft {
    LogDraft { watched_on: Some(date.map(str::to_owned)), ..wanted(title) }
}

fn described(title: &str, year: Option<i64>) -> MovieDraft {
    MovieDraft { title: title.to_owned(), year, ..MovieDraft::default() }
}

on_both_engines! {
    async fn a_film_is_added_and_watched_in_one_step(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = LogDraft {
            rating: Some(4.5),
            liked: true,
            comment: Some("In the rain.".to_owned()),
            place: Some("Lux".to_owned()),
            companions: vec!["Bo".to_owned(), "Cy".to_owned()],
            tags: vec!["35 mm".to_owned()],
            ..watched("Heat", Some("2019-07"))
        };
        let logged = client.log_movie(&draft, None).await.unwrap();
        let (movie, watch) = (logged.movie, logged.watch.unwrap());
        assert!(logged.movie_created && !logged.left_watchlist);
        assert_eq!((movie.title.as_str(), movie.watch_count, movie.tags), ("Heat", 1, vec!["35 mm".to_owned()]));
        assert_eq!((movie.watched_on.unwrap().to_string().as_str(), movie.rating.unwrap().stars()), ("2019-07", 4.5));
        assert!(movie.liked && watch.liked && !watch.rewatch);
        assert_eq!((watch.place.as_deref(), watch.companions), (Some("Lux"), vec!["Bo".to_owned(), "Cy".to_owned()]));
        assert_eq!(client.get_watch(watch.id).await.unwrap().comment.as_deref(), Some("In the rain."));
    }

    async fn a_film_that_is_there_gets_the_watch(app: TestApp) {
        let client = app.sign_in("ana").await;
        let first = client.log_movie(&watched("Amélie", Some("2010")), None).await.unwrap();
        let again = client.log_movie(&watched("AMELIE", Some("2020-01-01")), None).await.unwrap();
        assert_eq!((again.movie.id, again.movie.title.as_str()), (first.movie.id, "Amélie"));
        assert!(!again.movie_created && again.watch.unwrap().rewatch);
        let by_id = LogDraft { movie_id: Some(first.movie.id), watched_on: Some(None), ..LogDraft::default() };
        assert_eq!(client.log_movie(&by_id, None).await.unwrap().movie.watch_count, 3);
        let of_year = LogDraft { movie: Some(described("Amélie", Some(2001))), ..wanted("") };
        assert_eq!(client.log_movie(&of_year, None).await.unwrap().movie.id, first.movie.id, "its year was unknown");
    }

    async fn another_year_or_another_id_is_another_film(app: TestApp) {
        let client = app.sign_in("ana").await;
        let heat = |year, imdb_id: Option<&str>| LogDraft {
            movie: Some(MovieDraft { imdb_id: imdb_id.map(str::to_owned), ..described("Heat", year) }),
            ..LogDraft::default()
        };
        let first = client.log_movie(&heat(Some(1995), Some("tt0113277")), None).await.unwrap();
        for other in [heat(Some(1986), None), heat(Some(1995), Some("tt0093164"))] {
            assert!(client.log_movie(&other, None).await.unwrap().movie_created);
        }
        let renamed = LogDraft {
            movie: Some(MovieDraft { imdb_id: Some("tt0113277".to_owned()), ..described("Hitze", None) }),
            ..LogDraft::default()
        };
        assert_eq!(client.log_movie(&renamed, None).await.unwrap().movie.id, first.movie.id);
    }

    async fn a_film_that_was_not_watched_goes_on_the_watchlist_and_leaves_it_when_it_is(app: TestApp) {
        let client = app.sign_in("ana").await;
        let first = client.log_movie(&wanted("Heat"), None).await.unwrap();
        assert!(first.movie.on_watchlist && first.watch.is_none());
        let then = client.log_movie(&watched("Heat", None), None).await.unwrap();
        assert!(then.left_watchlist && !then.movie.on_watchlist);
        assert_eq!((then.movie.watch_count, then.movie.watched_on), (1, None));
    }

    async fn a_film_that_is_logged_twice_at_once_is_there_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let tasks: Vec<_> = (0..8).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.log_movie(&watched("Heat", Some("2020-01-01")), None).await.unwrap() })
        }).collect();
        let mut created = 0;
        for task in tasks {
            created += usize::from(task.await.unwrap().movie_created);
        }
        let films = client.list_movies(&Default::default(), &Default::default()).await.unwrap();
        assert_eq!((created, films.total, films.items[0].watch_count), (1, 1, 8));
    }

    async fn a_repeated_request_logs_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = watched("Heat", Some("2020-01-01"));
        let first = client.log_movie(&draft, Some("key")).await.unwrap();
        assert_eq!(client.log_movie(&draft, Some("key")).await.unwrap(), first);
        assert_eq!(client.get_movie(first.movie.id).await.unwrap().watch_count, 1);
    }

    async fn a_watch_with_an_id_of_its_own_is_logged_once_however_late_it_is_sent_again(app: TestApp) {
        let (ana, bo) = (app.sign_in("ana").await, app.sign_in("bo").await);
        let sent = |comment: &str| LogDraft {
            external_id: Some("phone-1".to_owned()),
            comment: Some(comment.to_owned()),
            ..watched("Heat", Some("2020-01-01"))
        };
        let first = ana.log_movie(&sent("In the rain."), Some("key")).await.unwrap();
        // Another key, as after the day for which keys are remembered; the film has another name by now.
        let renamed = serde_json::Map::from_iter([("title".to_owned(), json!("Hitze"))]);
        ana.update_movie(first.movie.id, &renamed, None).await.unwrap();
        let again = ana.log_movie(&sent("In the sun."), Some("another key")).await.unwrap();
        assert!(first.movie_created && !again.movie_created && !again.left_watchlist);
        let (again_watch, first_watch) = (again.watch.unwrap(), first.watch.unwrap());
        assert_eq!((again_watch.id, again_watch.comment), (first_watch.id, Some("In the rain.".to_owned())));
        let films = ana.list_movies(&Default::default(), &Default::default()).await.unwrap();
        assert_eq!((films.total, films.items[0].watch_count), (1, 1));
        // Somebody else's program may come up with the same.
        assert!(bo.log_movie(&sent("At home."), None).await.unwrap().movie_created);
        ana.undo(again.undo).await.unwrap();
        assert_eq!(ana.get_movie(first.movie.id).await.unwrap().watch_count, 0);
    }

    async fn a_watch_with_an_id_of_its_own_that_is_sent_several_times_at_once_is_there_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = LogDraft { external_id: Some("phone-1".to_owned()), ..watched("Heat", Some("2020-01-01")) };
        let tasks: Vec<_> = (0..8).map(|_| {
            let (client, draft) = (client.clone(), draft.clone());
            tokio::spawn(async move { client.log_movie(&draft, None).await.unwrap() })
        }).collect();
        let mut watches = std::collections::BTreeSet::new();
        for task in tasks {
            watches.insert(task.await.unwrap().watch.unwrap().id.to_string());
        }
        let films = client.list_movies(&Default::default(), &Default::default()).await.unwrap();
        assert_eq!((watches.len(), films.total, films.items[0].watch_count), (1, 1, 1));
    }

    async fn a_film_of_someone_else_or_in_the_trash_is_not_logged(app: TestApp) {
        let (ana, bo) = (app.sign_in("ana").await, app.sign_in("bo").await);
        let film = add(&ana, "Heat").await;
        let draft = LogDraft { movie_id: Some(film.id), watched_on: Some(None), ..LogDraft::default() };
        problem(bo.log_movie(&draft, None).await, ProblemKind::ValidationFailed);
        ana.delete_movie(film.id, None).await.unwrap();
        problem(ana.log_movie(&draft, None).await, ProblemKind::ValidationFailed);
        assert!(ana.log_movie(&wanted("Heat"), None).await.unwrap().movie_created);
    }

    async fn faults_of_the_film_and_the_watch_are_told_together(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let body = json!({"movie": {"title": "", "year": 99}, "watched_on": "19xx", "rating": 9, "mood": 1});
        let request = app.request_as(&token, "POST", "/api/log").header("content-type", "application/json");
        let problem = refused(request.body(body.to_string()), ProblemKind::ValidationFailed).await;
        let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["mood", "watched_on", "rating", "movie.title", "movie.year"]);
    }

    async fn tags_are_added_to_those_that_the_film_has(app: TestApp) {
        let client = app.sign_in("ana").await;
        let tagged = |tags: Vec<String>| LogDraft { tags, ..wanted("Heat") };
        client.log_movie(&tagged(vec!["Crime".to_owned()]), None).await.unwrap();
        let again = client.log_movie(&tagged(vec!["crime".to_owned(), "Mann".to_owned()]), None).await.unwrap();
        assert_eq!(again.movie.tags, ["Crime", "Mann"]);
        let many = tagged((0..49).map(|number| format!("tag {number}")).collect());
        problem(client.log_movie(&many, None).await, ProblemKind::ValidationFailed);
    }
}
