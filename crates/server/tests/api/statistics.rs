use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::library::statistics::StatisticsQuery;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;

on_both_engines! {
    async fn a_period_adds_up_to_the_callers_own_watches(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let heat = MovieDraft { directors: vec!["Michael Mann".to_owned()], ..draft("Heat") };
        let film = client.create_movie(&heat, None).await.unwrap();
        for (date, rating) in [("2025-01-01", Some(4.0)), ("2024", None)] {
            let watch = WatchDraft { watched_on: Some(date.to_owned()), rating, ..WatchDraft::default() };
            client.create_watch(film.id, &watch, None).await.unwrap();
        }
        let of_2025 = StatisticsQuery { year: Some(2025), ..StatisticsQuery::default() };
        let year = client.get_statistics(&of_2025).await.unwrap();
        assert_eq!((year.watches, year.movies, year.average_rating), (1, 1, Some(4.0)));
        assert_eq!(year.all_years, [2025, 2024]);
        assert_eq!(year.directors.iter().map(|it| (&*it.name, it.watches)).collect::<Vec<_>>(), [("Michael Mann", 1)]);
        assert_eq!(year.actors, []);
        assert_eq!(client.get_statistics(&StatisticsQuery::default()).await.unwrap().watches, 2);
        assert_eq!(other.get_statistics(&StatisticsQuery::default()).await.unwrap().watches, 0);
    }

    async fn a_period_that_is_none_is_refused(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        for (query, field) in [("year=25", "year"), ("from=2025-02-30", "from"), ("to=2025", "to"), ("month=1", "month"), ("year=2025&year=2024", "year")] {
            let request = app.request_as(&token, "GET", &format!("/api/statistics?{query}"));
            let problem = refused(request, ProblemKind::ValidationFailed).await;
            assert!(problem.errors.of(field).is_some(), "{query}: {problem:?}");
        }
    }

    async fn a_year_is_read_by_its_link_until_that_is_revoked(app: TestApp) {
        let (client, stranger) = (app.sign_in("ana").await, app.client());
        let film = add(&client, "Heat").await;
        for year in ["2025-01-01", "2024"] {
            let watch = WatchDraft {
                watched_on: Some(year.to_owned()),
                place: Some("private place".to_owned()),
                companions: vec!["private friend".to_owned()],
                comment: Some("private comment".to_owned()),
                ..WatchDraft::default()
            };
            client.create_watch(film.id, &watch, None).await.unwrap();
        }
        let link = client.create_year_link(2025).await.unwrap();
        // It stays the same, and its owner sees it again.
        assert_eq!(client.create_year_link(2025).await.unwrap(), link);
        assert_eq!(client.list_year_links().await.unwrap().items, std::slice::from_ref(&link));
        assert_eq!(app.sign_in("bob").await.list_year_links().await.unwrap().items, []);
        let token = link.path.strip_prefix("/shared/years/").unwrap();
        let shared = stranger.get_shared_year(token).await.unwrap();
        assert_eq!((shared.year, shared.statistics.watches), (2025, 1));
        assert_eq!(shared.statistics.latest.unwrap().movie.title, "Heat");
        let response = app.request("GET", &format!("/api/shared/years/{token}")).send().await.unwrap();
        assert_eq!(response.headers()["x-robots-tag"], "noindex, nofollow");
        let text = response.text().await.unwrap();
        assert!(!text.contains("private") && !text.contains("2024") && !text.contains("ana\""), "{text}");
        client.delete_year_link(2025).await.unwrap();
        client.delete_year_link(2025).await.unwrap();
        problem(stranger.get_shared_year(token).await, ProblemKind::NotFound);
        assert_ne!(client.create_year_link(2025).await.unwrap().path, link.path);
    }

    async fn only_years_that_may_have_watches_are_shared(app: TestApp) {
        let client = app.sign_in("ana").await;
        for year in [1869, 9999, -1] {
            problem(client.create_year_link(year).await, ProblemKind::NotFound);
        }
        client.create_year_link(1870).await.unwrap();
    }

    async fn a_film_in_the_trash_is_in_no_year(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "Heat").await;
        let watch = WatchDraft { watched_on: Some("2024".to_owned()), ..WatchDraft::default() };
        client.create_watch(film.id, &watch, None).await.unwrap();
        client.delete_movie(film.id, None).await.unwrap();
        assert_eq!(client.get_statistics(&StatisticsQuery::default()).await.unwrap().all_years, [0_i16; 0]);
    }
}
