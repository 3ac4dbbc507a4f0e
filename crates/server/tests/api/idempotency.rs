use crate::support::*;
use domain::library::movies_query::MoviesQuery;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;

async fn count(client: &TestClient) -> u64 {
    client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().total
}

on_both_engines! {
    async fn a_repeated_create_gives_the_same_film(app: TestApp) {
        let client = app.sign_in("ana").await;
        let first = client.create_movie(&draft("M"), Some("key-1")).await.unwrap();
        let second = client.create_movie(&draft("M"), Some("key-1")).await.unwrap();
        assert_eq!(first, second);
        assert_ne!(client.create_movie(&draft("M"), Some("key-2")).await.unwrap().id, first.id);
        assert_eq!(count(&client).await, 2);
    }

    async fn many_creates_at_once_with_one_key_add_one_film(app: TestApp) {
        let client = app.sign_in("ana").await;
        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.create_movie(&draft("M"), Some("key")).await.unwrap().id })
            })
            .collect();
        let mut ids = std::collections::HashSet::new();
        for task in tasks {
            ids.insert(task.await.unwrap());
        }
        assert_eq!((ids.len(), count(&client).await), (1, 1));
    }

    async fn a_key_of_another_request_is_refused(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = client.create_movie(&draft("M"), Some("key")).await.unwrap();
        let found = problem(client.create_movie(&draft("N"), Some("key")).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("Idempotency-Key", "reused")]);
        let watch = client.create_watch(movie.id, &WatchDraft::default(), Some("key")).await;
        problem(watch, ProblemKind::ValidationFailed);
    }

    async fn a_create_that_was_refused_leaves_its_key_free(app: TestApp) {
        let client = app.sign_in("ana").await;
        problem(client.create_movie(&draft(""), Some("key")).await, ProblemKind::ValidationFailed);
        client.create_movie(&draft("M"), Some("key")).await.unwrap();
    }

    async fn a_key_belongs_to_its_account_and_to_a_day(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let first = ana.create_movie(&draft("M"), Some("key")).await.unwrap();
        assert_ne!(bob.create_movie(&draft("M"), Some("key")).await.unwrap().id, first.id);
        app.clock.advance(24 * 3600 + 1);
        server::jobs::housekeeping::tidy_up(&app.state).await.unwrap();
        log_in(&ana, "ana").await;
        assert_ne!(ana.create_movie(&draft("M"), Some("key")).await.unwrap().id, first.id);
    }

    async fn a_repeated_watch_is_recorded_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        for _ in 0..2 {
            client.create_watch(movie.id, &WatchDraft::default(), Some("key")).await.unwrap();
        }
        assert_eq!(client.get_movie(movie.id).await.unwrap().watch_count, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_no_key_is_refused() {
    let app = TestApp::start(storage::Engine::Sqlite).await;
    let client = app.sign_in("ana").await;
    for key in ["", &"k".repeat(256)] {
        let found = problem(client.create_movie(&draft("M"), Some(key)).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("Idempotency-Key", "malformed")]);
    }
}
