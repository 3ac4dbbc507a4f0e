use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;

on_both_engines! {
    async fn genres_and_tags_are_listed_with_their_films_counted(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        for (title, genres, tags) in [("A", vec!["Drama"], vec!["own"]), ("B", vec!["drama", "Crime"], vec![]), ("C", vec!["Drama"], vec![])] {
            let labels = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
            let movie = MovieDraft { genres: labels(genres), tags: labels(tags), ..draft(title) };
            client.create_movie(&movie, None).await.unwrap();
        }
        let counted = |labels: domain::library::labels::Labels| {
            labels.items.into_iter().map(|label| (label.name, label.movie_count)).collect::<Vec<_>>()
        };
        assert_eq!(counted(client.list_genres().await.unwrap()), [("Drama".to_owned(), 3), ("Crime".to_owned(), 1)]);
        assert_eq!(counted(client.list_movie_tags().await.unwrap()), [("own".to_owned(), 1)]);
        assert_eq!(counted(other.list_genres().await.unwrap()), []);
    }

    async fn places_and_people_are_listed_with_their_films_counted(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (a, b) = (add(&client, "A").await, add(&client, "B").await);
        for (film, place, people) in [(&a, "Lux", &["Bo", "Cy"][..]), (&a, "Lux", &["Cy"]), (&b, "Home", &["Cy"]), (&b, "Lux", &[])] {
            let companions = people.iter().map(|name| (*name).to_owned()).collect();
            let watch = WatchDraft { place: Some(place.to_owned()), companions, ..WatchDraft::default() };
            client.create_watch(film.id, &watch, None).await.unwrap();
        }
        let counted = |labels: domain::library::labels::Labels| {
            labels.items.into_iter().map(|label| (label.name, label.movie_count)).collect::<Vec<_>>()
        };
        let pairs = |pairs: &[(&str, u64)]| pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>();
        assert_eq!(counted(client.list_places().await.unwrap()), pairs(&[("Lux", 2), ("Home", 1)]));
        assert_eq!(counted(client.list_companions().await.unwrap()), pairs(&[("Cy", 2), ("Bo", 1)]));
        assert_eq!(counted(other.list_places().await.unwrap()), []);
        client.delete_movie(b.id, None).await.unwrap();
        assert_eq!(counted(client.list_places().await.unwrap()), pairs(&[("Lux", 1)]));
        assert_eq!(counted(client.list_companions().await.unwrap()), pairs(&[("Bo", 1), ("Cy", 1)]));
    }

    async fn films_are_found_by_several_genres_and_the_rest_is_asked_for_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let movie = MovieDraft { genres: vec!["Drama".to_owned(), "War".to_owned()], ..draft("A") };
        client.create_movie(&movie, None).await.unwrap();
        for (query, count) in [
            ("genre=drama&genre=war", 1),
            ("genre=drama&genre=comedy", 0),
            ("genre=drama&genre=comedy&genre_match=any", 1),
            ("rated=false&liked=false&watched=never&decade=1990&runtime_max=90", 0),
            ("rated=false&liked=false&watched=never", 1),
        ] {
            let response = app.request_as(&token, "GET", &format!("/api/movies?{query}")).send().await.unwrap();
            let page: serde_json::Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
            assert_eq!(page["total"], count, "{query}: {page}");
        }
        let twice = app.request_as(&token, "GET", "/api/movies?decade=1990&decade=2000");
        let problem = refused(twice, ProblemKind::ValidationFailed).await;
        assert_eq!(problem.errors.of("decade"), Some("Give it only once."));
    }

    async fn films_in_the_trash_are_not_counted(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = MovieDraft { genres: vec!["Drama".to_owned()], ..draft("A") };
        let movie = client.create_movie(&movie, None).await.unwrap();
        client.delete_movie(movie.id, None).await.unwrap();
        assert_eq!(client.list_genres().await.unwrap().items, []);
    }
}
