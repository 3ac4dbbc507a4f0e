use crate::support::*;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;
use serde_json::json;

on_both_engines! {
    async fn the_ratings_of_a_film_and_its_watches_are_listed_the_latest_first(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "Heat").await;
        let rate = async |rating: Option<f64>| {
            client.update_movie(film.id, &fields(&json!({ "rating": rating })), None).await.unwrap();
        };
        rate(Some(3.0)).await;
        app.let_pass(3600).await;
        log_in(&client, "ana").await;
        // A slip, which the next one takes the place of.
        rate(Some(1.0)).await;
        app.clock.advance(60);
        rate(Some(4.5)).await;
        let watch = |stars: f64, date: Option<&str>| WatchDraft {
            rating: Some(stars),
            watched_on: date.map(str::to_owned),
            ..WatchDraft::default()
        };
        for (stars, date) in [(2.0, Some("1999")), (5.0, None), (3.5, Some("2001-05-05"))] {
            client.create_watch(film.id, &watch(stars, date), None).await.unwrap();
        }
        let history = client.list_ratings(film.id).await.unwrap().items;
        let ratings: Vec<_> = history.iter().map(|it| it.rating.map(Rating::stars)).collect();
        assert_eq!(ratings, [Some(4.5), Some(3.0), Some(3.5), Some(2.0), Some(5.0)]);
        assert_eq!(history[3].watched_on.unwrap().to_string(), "1999");
        app.let_pass(3600).await;
        log_in(&client, "ana").await;
        rate(None).await;
        assert_eq!(client.list_ratings(film.id).await.unwrap().items[0].rating, None);
    }

    async fn ratings_of_someone_elses_film_are_not_found(app: TestApp) {
        let (ana, bo) = (app.sign_in("ana").await, app.sign_in("bo").await);
        let film = add(&ana, "Heat").await;
        problem(bo.list_ratings(film.id).await, ProblemKind::NotFound);
    }
}
