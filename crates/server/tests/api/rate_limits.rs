use crate::support::*;
use domain::accounts::audit_events::AuditEventsQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use reqwest::{Response, StatusCode};
use server::Config;
use storage::Engine;

/// Tries to sign in from this address, behind a trusted proxy; with the cookies of an earlier
/// answer.
async fn try_login(app: &TestApp, from: &str, username: &str, password: &str, earlier: Option<&Response>) -> Response {
    let body = serde_json::json!({"username": username, "password": password}).to_string();
    let mut request = app.request("POST", "/api/auth/login").header("content-type", "application/json").body(body);
    request = request.header("x-forwarded-for", from);
    for cookie in earlier.into_iter().flat_map(|response| response.headers().get_all("set-cookie")) {
        request = request.header("cookie", cookie.to_str().unwrap().split(';').next().unwrap());
    }
    request.send().await.unwrap()
}

async fn behind_a_proxy(engine: Engine) -> TestApp {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    TestApp::start_with(engine, Config { trusted_proxies, ..Config::default() }).await
}

/// Fails so often that the next attempt is one too many.
async fn use_up(app: &TestApp, from: &str, username: &str) {
    for _ in 0..5 {
        let response = try_login(app, from, username, "wrong password", None).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
}

on_both_engines! {
    async fn a_stranger_has_five_quick_guesses_in_any_spelling_of_the_name_and_is_delayed_then(app: TestApp) {
        app.sign_in("ana").await;
        let attempt = async |name: &str, password: &str| {
            let body = serde_json::json!({"username": name, "password": password}).to_string();
            app.request("POST", "/api/auth/login").header("content-type", "application/json").body(body)
        };
        // One was counted, and taken back, by signing in above.
        for name in ["ana", "ANA", " Ána ", "anA", "ána"] {
            refused(attempt(name, "wrong password").await, ProblemKind::InvalidCredentials).await;
        }
        for _ in 0..3 {
            let response = attempt("ana", PASSWORD).await.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(response.headers()["retry-after"], "181", "being refused delays no further");
        }
        app.clock.advance(180);
        refused(attempt("ana", "wrong password").await, ProblemKind::InvalidCredentials).await;
        let response = attempt("ana", PASSWORD).await.send().await.unwrap();
        assert_eq!(response.headers()["retry-after"], "217");
        app.clock.advance(216);
        assert_eq!(attempt("ana", PASSWORD).await.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_over_all_instances_on_one_database() {
    let (first, second) = TestApp::start_two().await;
    first.sign_in("ana").await;
    let mut verified = 0;
    for app in [&first, &second, &first, &second, &first, &second, &first, &second, &first, &second] {
        let response = try_login(app, "", "ana", "wrong password", None).await;
        verified += i32::from(response.status() == StatusCode::UNAUTHORIZED);
    }
    assert!((5..=7).contains(&verified), "{verified}");
    for app in [&first, &second] {
        assert_eq!(try_login(app, "", "ana", PASSWORD, None).await.status(), StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_from_a_hundred_addresses_are_verified_a_hundred_times_and_keep_no_owner_away() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    app.sign_in("ana").await;
    let known = try_login(&app, "198.51.100.1", "ana", PASSWORD, None).await;
    assert_eq!(known.status(), StatusCode::OK);
    let mut verified = 0;
    for guess in 0..10_000 {
        let response = try_login(&app, &format!("203.0.113.{}", guess % 100), "ana", "wrong password", None).await;
        verified += i32::from(response.status() == StatusCode::UNAUTHORIZED);
        if guess % 1000 == 999 {
            let elsewhere = try_login(&app, &format!("192.0.2.{}", guess / 1000), "ana", PASSWORD, None).await;
            assert_eq!(elsewhere.status(), StatusCode::OK, "a new browser, after {guess} guesses");
        }
    }
    assert!(verified <= 100, "{verified} guesses were verified");
    let owner = try_login(&app, "198.51.100.1", "ana", PASSWORD, Some(&known)).await;
    assert_eq!(owner.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_that_its_address_was_refused_for_counts_against_nothing_else() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    app.sign_in("ana").await;
    for guess in 0..50 {
        try_login(&app, "203.0.113.7", &format!("nobody{guess}"), "wrong password", None).await;
    }
    for _ in 0..20 {
        let response = try_login(&app, "203.0.113.7", "ana", "wrong password", None).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    }
    for _ in 0..5 {
        let response = try_login(&app, "192.0.2.1", "ana", "wrong password", None).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "the account has seen no guess yet");
    }
}

on_both_engines! {
    async fn a_flood_of_refused_attempts_writes_next_to_nothing(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let rows = async || {
            let count = |tx: &mut storage::Tx| {
                tx.query_one::<i64>("SELECT (SELECT count(*) FROM rate_limits) + (SELECT count(*) FROM audit_events)", &[])
            };
            app.state.store.read::<_, storage::Error, _>(count).await.unwrap()
        };
        let before = rows().await;
        for guess in 0..300 {
            try_login(&app, "", &format!("nobody{guess}"), "wrong password", None).await;
            let body = serde_json::json!({"token": format!("made-up-{guess}")}).to_string();
            let request = app.request("POST", "/api/auth/link").header("content-type", "application/json").body(body);
            request.send().await.unwrap();
        }
        let added = rows().await - before;
        assert!(added <= 5, "{added} rows");
        // What was only counted is in the log at last.
        app.state.write_refusals(true).await.unwrap();
        let query = AuditEventsQuery { event: Some("login_limited".to_owned()) };
        let lines = admin.list_audit_events(&query, &PageQuery::default()).await.unwrap().items;
        // The admin's own attempt was one of the fifty that an address has.
        assert_eq!(lines.iter().map(|line| line.count).sum::<i64>(), 251);
        assert_eq!(lines.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_known_by_one_account_is_a_stranger_to_another() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    app.sign_in("ana").await;
    app.sign_in("bob").await;
    let known = try_login(&app, "198.51.100.1", "ana", PASSWORD, None).await;
    use_up(&app, "198.51.100.1", "bob").await;
    let response = try_login(&app, "198.51.100.1", "bob", PASSWORD, Some(&known)).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_fifty_attempts_over_all_accounts_and_a_network_counts_as_one() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    app.sign_in("ana").await;
    for attempt in 0..50 {
        let from = format!("2001:db8:1:2::{attempt:x}");
        let response = try_login(&app, &from, &format!("nobody{attempt}"), "wrong password", None).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
    let same_network = try_login(&app, "2001:db8:1:2:ffff::1", "ana", PASSWORD, None).await;
    assert_eq!(same_network.status(), StatusCode::TOO_MANY_REQUESTS);
    let another = try_login(&app, "2001:db8:1:3::1", "ana", PASSWORD, None).await;
    assert_eq!(another.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_can_not_choose_an_address() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.sign_in("ana").await;
    for attempt in 0..5 {
        try_login(&app, &format!("203.0.113.{attempt}"), "ana", "wrong password", None).await;
    }
    let response = try_login(&app, "203.0.113.200", "ana", PASSWORD, None).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
}
