use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use serde_json::json;

/// A draft with every field set.
fn full_draft() -> MovieDraft {
    MovieDraft {
        title: "Le fabuleux destin d’Amélie Poulain".to_owned(),
        original_title: Some("Amélie".to_owned()),
        year: Some(2001),
        runtime_minutes: Some(122),
        genres: vec!["Romance".to_owned(), "Comedy".to_owned()],
        directors: vec!["Jean-Pierre Jeunet".to_owned()],
        actors: vec!["Audrey Tautou".to_owned(), "Mathieu Kassovitz".to_owned()],
        services: vec!["MUBI".to_owned(), "The shelf".to_owned()],
        overview: Some("A waitress in Montmartre.\nShe helps others.".to_owned()),
        notes: Some("With “quotes”, 'quotes' and \\ — 🎬".to_owned()),
        rating: Some(4.5),
        liked: true,
        watched_on: Some("2019-04-02".to_owned()),
        on_watchlist: true,
        tags: vec!["to own".to_owned()],
        imdb_id: Some("tt0211915".to_owned()),
        tmdb_id: Some(194),
    }
}

on_both_engines! {
    async fn lists_leave_out_long_texts_and_tell_of_notes(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let list = async |path: &str| {
            let answer = app.request_as(&token, "GET", path).send().await.unwrap().bytes().await.unwrap();
            let films = serde_json::from_slice::<serde_json::Value>(&answer).unwrap()["items"].as_array().unwrap().clone();
            assert!(films.iter().all(|film| film.get("overview").is_none() && film.get("notes").is_none()), "{films:?}");
            films.into_iter().map(|film| film["has_notes"].as_bool().unwrap()).collect::<Vec<_>>()
        };
        let noted = client.create_movie(&full_draft(), None).await.unwrap();
        let other = client.create_movie(&MovieDraft { notes: None, ..full_draft() }, None).await.unwrap();
        for path in ["/api/movies?sort=added", "/api/movies?sort=added&search=amelie", "/api/movies?sort=added&liked=true"] {
            assert_eq!(list(path).await, [true, false], "{path}");
        }
        let whole = client.get_movie(noted.id).await.unwrap();
        assert_eq!((&whole.overview, &whole.notes), (&noted.overview, &noted.notes));
        for film in [noted, other] {
            client.delete_movie(film.id, None).await.unwrap();
        }
        assert_eq!(list("/api/trash").await, [false, true]);
    }

    async fn films_are_found_by_their_people(app: TestApp) {
        let client = app.sign_in("ana").await;
        let amelie = client.create_movie(&full_draft(), None).await.unwrap();
        add(&client, "Audrey").await;
        let people = |directors: &[&str], actors: &[&str]| MovieDraft {
            directors: directors.iter().map(|&name| name.to_owned()).collect(),
            actors: actors.iter().map(|&name| name.to_owned()).collect(),
            ..draft("La Haine")
        };
        let haine = client.create_movie(&people(&["Mathieu Kassovitz"], &["100% _Vincent\\"]), None).await.unwrap();
        let found = async |query: MoviesQuery| {
            let films = client.list_movies(&query, &PageQuery::default()).await.unwrap().items;
            let mut titles: Vec<String> = films.into_iter().map(|film| film.title).collect();
            titles.sort_unstable();
            titles
        };
        let of = |name: &str| MoviesQuery { person: Some(name.to_owned()), ..MoviesQuery::default() };
        let search = |text: &str| MoviesQuery { search: text.to_owned(), ..MoviesQuery::default() };
        assert_eq!(found(of("Mathieu Kassovitz")).await, [haine.title.clone(), amelie.title.clone()]);
        assert_eq!(found(of("100% _Vincent\\")).await, [haine.title.as_str()]);
        // A part of a name is another name.
        for name in ["Kassovitz", "Audrey", "%", "_"] {
            assert_eq!(found(of(name)).await, [] as [String; 0], "{name}");
        }
        assert_eq!(found(search("kassovitz amelie")).await, [amelie.title.as_str()]);
        // Other people take their place, also in what is searched.
        client.replace_movie(haine.id, &people(&[], &["Vincent Cassel"]), None).await.unwrap();
        assert_eq!(found(of("Mathieu Kassovitz")).await, [amelie.title.as_str()]);
        assert_eq!(found(search("cassel")).await, [haine.title.as_str()]);
        assert_eq!(found(search("kassovitz")).await, [amelie.title.as_str()]);
        // Also after the trash.
        client.delete_movie(haine.id, None).await.unwrap();
        client.restore_movie(haine.id).await.unwrap();
        assert_eq!(found(search("cassel")).await, [haine.title]);
        let long = MovieDraft { actors: vec!["a".repeat(101)], ..draft("Long") };
        let refusal = problem(client.create_movie(&long, None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refusal), [("actors[0]", "too_long")]);
    }

    async fn a_film_comes_back_as_it_was_sent(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = full_draft();
        let made = client.create_movie(&draft, None).await.unwrap();
        assert_eq!(MovieDraft { watched_on: draft.watched_on.clone(), ..MovieDraft::from(&made) }, draft);
        assert_eq!(made.watched_on.unwrap().to_string(), "2019-04-02");
        assert_eq!((made.watch_count, made.created_at, made.version), (1, app.clock.now(), 1));
        assert_eq!(client.get_movie(made.id).await.unwrap(), made);
    }

    async fn creating_tells_where_the_film_is_and_its_version(app: TestApp) {
        app.sign_in("ana").await;
        let request = app.request_as(&app.token_of("ana").await, "POST", "/api/movies");
        let response = request.header("content-type", "application/json").body(r#"{"title": "M"}"#).send().await.unwrap();
        assert_eq!(response.status(), 201);
        let (location, etag) = (response.headers()["location"].clone(), response.headers()["etag"].clone());
        let body: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(location.to_str().unwrap(), format!("/api/movies/{}", body["id"].as_str().unwrap()));
        assert_eq!(etag, "\"1\"");
        for null in ["original_title", "year", "rating", "watched_on", "imdb_id", "poster_url"] {
            assert_eq!(body.get(null), Some(&json!(null)), "{null} is there, as null");
        }
    }

    async fn replacing_sets_every_field_and_clears_those_left_out(app: TestApp) {
        let client = app.sign_in("ana").await;
        let made = client.create_movie(&full_draft(), None).await.unwrap();
        app.clock.advance(60);
        let replaced = client.replace_movie(made.id, &draft("Amelie"), Some(&made.etag())).await.unwrap();
        assert_eq!(MovieDraft::from(&replaced), draft("Amelie"));
        assert_eq!((replaced.version, replaced.created_at, replaced.updated_at), (2, made.created_at, app.clock.now()));
        assert_eq!(replaced.watched_on, made.watched_on, "editing never removes a watch");
    }

    async fn a_patch_changes_only_what_it_gives_and_null_clears(app: TestApp) {
        let client = app.sign_in("ana").await;
        let made = client.create_movie(&full_draft(), None).await.unwrap();
        let patch = fields(&json!({"year": 2002, "rating": null, "genres": ["Drama"]}));
        let patched = client.update_movie(made.id, &patch, None).await.unwrap();
        let expected = MovieDraft {
            year: Some(2002),
            rating: None,
            genres: vec!["Drama".to_owned()],
            ..MovieDraft::from(&made)
        };
        assert_eq!(MovieDraft::from(&patched), expected);
        let unchanged = client.update_movie(made.id, &fields(&json!({})), None).await.unwrap();
        assert_eq!(MovieDraft::from(&unchanged), expected);
        let fault = problem(client.update_movie(made.id, &fields(&json!({"title": null})), None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&fault), [("title", "required")]);
    }

    async fn the_day_watched_moves_the_latest_watch(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        assert_eq!((movie.watched_on, movie.watch_count), (None, 0));
        let set = async |day: &str| client.update_movie(movie.id, &fields(&json!({"watched_on": day})), None).await.unwrap();
        let first = set("2020-05-01").await;
        assert_eq!((first.watched_on.unwrap().to_string(), first.watch_count), ("2020-05-01".to_owned(), 1));
        let moved = set("2019-02-03").await;
        assert_eq!((moved.watched_on.unwrap().to_string(), moved.watch_count), ("2019-02-03".to_owned(), 1));
    }

    async fn a_change_of_a_version_that_is_gone_is_refused(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let stale = movie.etag();
        client.update_movie(movie.id, &fields(&json!({"year": 1931})), Some(&stale)).await.unwrap();
        problem(client.update_movie(movie.id, &fields(&json!({"year": 1932})), Some(&stale)).await, ProblemKind::PreconditionFailed);
        problem(client.replace_movie(movie.id, &draft("N"), Some(&stale)).await, ProblemKind::PreconditionFailed);
        problem(client.delete_movie(movie.id, Some(&stale)).await, ProblemKind::PreconditionFailed);
        problem(client.delete_movie(movie.id, Some("not an etag")).await, ProblemKind::PreconditionFailed);
        assert_eq!(client.get_movie(movie.id).await.unwrap().year, Some(1931));
        client.delete_movie(movie.id, Some("*")).await.unwrap();
    }

    async fn of_many_changes_of_one_version_one_wins(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let tasks: Vec<_> = (0..10)
            .map(|i| {
                let (client, id, etag) = (client.clone(), movie.id, movie.etag());
                tokio::spawn(async move { client.update_movie(id, &fields(&json!({"year": 1900 + i})), Some(&etag)).await.is_ok() })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        assert_eq!(won, 1);
        assert_eq!(client.get_movie(movie.id).await.unwrap().version, 2);
    }

    async fn another_users_film_is_not_found_for_every_verb(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let made = add(&ana, "M").await;
        problem(bob.get_movie(made.id).await, ProblemKind::NotFound);
        problem(bob.replace_movie(made.id, &draft("N"), None).await, ProblemKind::NotFound);
        problem(bob.update_movie(made.id, &fields(&json!({"year": 1931})), None).await, ProblemKind::NotFound);
        problem(bob.delete_movie(made.id, None).await, ProblemKind::NotFound);
        problem(bob.list_movie_watches(made.id, &Default::default()).await, ProblemKind::NotFound);
        problem(bob.create_watch(made.id, &Default::default(), None).await, ProblemKind::NotFound);
        problem(bob.restore_movie(made.id).await, ProblemKind::NotFound);
        problem(bob.erase_movie(made.id).await, ProblemKind::NotFound);
        let watch = ana.create_watch(made.id, &Default::default(), None).await.unwrap();
        problem(bob.update_watch(watch.id, &Default::default(), None).await, ProblemKind::NotFound);
        problem(bob.delete_watch(watch.id, None).await, ProblemKind::NotFound);
        ana.delete_movie(made.id, None).await.unwrap();
        problem(bob.restore_movie(made.id).await, ProblemKind::NotFound);
        problem(bob.erase_movie(made.id).await, ProblemKind::NotFound);
        assert_eq!(bob.list_trash(&Default::default()).await.unwrap().total, 0);
        assert_eq!(bob.list_watches(&Default::default(), &Default::default()).await.unwrap().total, 0);
        assert_eq!(ana.restore_movie(made.id).await.unwrap().id, made.id);
    }

    async fn a_version_that_is_known_is_not_sent_again(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        let token = app.token_of("ana").await;
        let path = format!("/api/movies/{}", movie.id);
        let known = app.request_as(&token, "GET", &path).header("if-none-match", movie.etag());
        let response = known.send().await.unwrap();
        assert_eq!((response.status().as_u16(), response.text().await.unwrap().as_str()), (304, ""));
        let other = app.request_as(&token, "GET", &path).header("if-none-match", "\"9\"");
        assert_eq!(other.send().await.unwrap().status(), 200);
    }
}
