use crate::support::*;
use domain::auth::api_tokens::{ApiTokenDraft, CreatedApiToken, MAX_TOKENS, Scope};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use storage::users::update_disabled;

pub fn named(name: &str, scope: Scope) -> ApiTokenDraft {
    ApiTokenDraft { name: name.to_owned(), scope, expires_in_days: 30, ..ApiTokenDraft::default() }
}

/// A client that sends this API token.
pub fn with(app: &TestApp, made: &CreatedApiToken) -> TestClient {
    let client = app.client();
    client.transport().set_token(Some(made.token.clone()));
    client
}

on_both_engines! {
    async fn a_token_reads_and_one_with_write_changes_films(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let movie = add(&ana, "Solaris").await;
        let made = ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
        assert!(made.token.starts_with("mt_") && made.token.len() == 46, "{}", made.token.len());
        let reading = with(&app, &made);
        assert_eq!(reading.get_me().await.unwrap().username, "ana");
        assert_eq!(reading.get_movie(movie.id).await.unwrap().title, "Solaris");
        problem(reading.create_movie(&draft("Stalker"), None).await, ProblemKind::Forbidden);
        problem(reading.delete_movie(movie.id, None).await, ProblemKind::Forbidden);
        let writing = with(&app, &ana.create_api_token(&named("Sync", Scope::Write)).await.unwrap());
        writing.create_movie(&draft("Stalker"), None).await.unwrap();
        let listed = reading.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        assert_eq!(listed.total, 2);
    }

    async fn a_token_is_listed_without_itself_and_with_its_last_use(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let made = ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
        assert!(ana.list_api_tokens().await.unwrap().items == [made.info.clone()]);
        assert_eq!(made.info.last_used_at, None);
        app.clock.advance(100);
        with(&app, &made).get_me().await.unwrap();
        let used = app.clock.now();
        app.clock.advance(59);
        with(&app, &made).get_me().await.unwrap();
        let token = app.token_of("ana").await;
        let text = app.request_as(&token, "GET", "/api/me/tokens").send().await.unwrap().text().await.unwrap();
        assert!(!text.contains(&made.token[3..]), "the token itself is shown once");
        log_in(&ana, "ana").await;
        assert_eq!(ana.list_api_tokens().await.unwrap().items[0].last_used_at, Some(used));
    }

    async fn a_revoked_token_is_refused_at_once(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let made = ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
        let client = with(&app, &made);
        client.get_me().await.unwrap();
        ana.delete_api_token(made.info.id).await.unwrap();
        problem(client.get_me().await, ProblemKind::Unauthenticated);
        problem(ana.delete_api_token(made.info.id).await, ProblemKind::NotFound);
    }

    async fn a_token_is_refused_from_its_last_day_on(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let client = with(&app, &ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap());
        app.clock.advance(30 * 24 * 3600 - 1);
        client.get_me().await.unwrap();
        app.clock.advance(6);
        problem(client.get_me().await, ProblemKind::Unauthenticated);
    }

    async fn the_tokens_of_a_disabled_account_are_refused(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let client = with(&app, &ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap());
        let (id, now) = (ana.get_me().await.unwrap().id, app.clock.now());
        app.state.store.write(move |tx| update_disabled(tx, id, Some(now))).await.unwrap();
        problem(client.get_me().await, ProblemKind::Unauthenticated);
    }

    async fn a_token_that_nobody_made_is_refused(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let made = ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
        let upper = made.token.replacen("mt_", "MT_", 1);
        for token in ["mt_", "mt_x", upper.as_str(), &made.token[..45], &format!("{}x", made.token)] {
            refused(app.request_as(token, "GET", "/api/me"), ProblemKind::Unauthenticated).await;
        }
    }

    async fn a_token_needs_a_name_and_an_end(app: TestApp) {
        let ana = app.sign_in("ana").await;
        for days in [0, 367] {
            let draft = ApiTokenDraft { name: " ".to_owned(), expires_in_days: days, ..ApiTokenDraft::default() };
            let problem = problem(ana.create_api_token(&draft).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&problem), [("name", "required"), ("expires_in_days", "out_of_range")]);
        }
    }

    async fn there_is_a_most_of_tokens(app: TestApp) {
        let ana = app.sign_in("ana").await;
        for _ in 0..MAX_TOKENS {
            ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
        }
        problem(ana.create_api_token(&named("Backup", Scope::Read)).await, ProblemKind::Conflict);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_revoked_on_one_server_is_refused_by_the_other_within_five_seconds() {
    let (first, second) = TestApp::start_two().await;
    let ana = first.sign_in("ana").await;
    let made = ana.create_api_token(&named("Backup", Scope::Read)).await.unwrap();
    let client = with(&second, &made);
    client.get_me().await.unwrap();
    ana.delete_api_token(made.info.id).await.unwrap();
    second.clock.advance(5);
    problem(client.get_me().await, ProblemKind::Unauthenticated);
}
