use crate::support::*;
use domain::library::statistics::StatisticsQuery;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;

on_both_engines! {
    async fn a_period_adds_up_to_the_callers_own_watches(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let film = add(&client, "Heat").await;
        for (date, rating) in [("2025-01-01", Some(4.0)), ("2024", None)] {
            let watch = WatchDraft { watched_on: Some(date.to_owned()), rating, ..WatchDraft::default() };
            client.create_watch(film.id, &watch, None).await.unwrap();
        }
        let of_2025 = StatisticsQuery { year: Some(2025), ..StatisticsQuery::default() };
        let year = client.get_statistics(&of_2025).await.unwrap();
        assert_eq!((year.watches, year.movies, year.average_rating), (1, 1, Some(4.0)));
        assert_eq!(year.all_years, [2025, 2024]);
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
}
