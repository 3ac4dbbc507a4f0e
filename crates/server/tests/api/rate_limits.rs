use crate::support::*;
use domain::problems::ProblemKind;
use reqwest::{Response, StatusCode};
use server::Settings;
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
    TestApp::start_with(engine, Settings { trusted_proxies, ..Settings::default() }).await
}

/// Fails so often that the next attempt is one too many.
async fn use_up(app: &TestApp, from: &str, username: &str) {
    for _ in 0..10 {
        let response = try_login(app, from, username, "wrong password", None).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
}

on_both_engines! {
    async fn a_stranger_has_ten_attempts_in_any_spelling_of_the_name(app: TestApp) {
        app.sign_in("ana").await;
        let attempt = async |name: &str, password: &str| {
            let body = serde_json::json!({"username": name, "password": password}).to_string();
            app.request("POST", "/api/auth/login").header("content-type", "application/json").body(body)
        };
        for name in ["ana", "ANA", " Ána ", "ana", "Ana", "aNa", "anA", "ana", "ána"] {
            // One was used up, and forgiven, by signing in above.
            refused(attempt(name, "wrong password").await, ProblemKind::InvalidCredentials).await;
        }
        refused(attempt("ana", "wrong password").await, ProblemKind::InvalidCredentials).await;
        let response = attempt("ana", PASSWORD).await.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()["retry-after"], "901");
        app.clock.advance(901);
        assert_eq!(attempt("ana", PASSWORD).await.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_over_all_instances_on_one_database() {
    let (first, second) = TestApp::start_two().await;
    first.sign_in("ana").await;
    for app in [&first, &second, &first, &second, &first, &second, &first, &second, &first, &second] {
        assert_eq!(try_login(app, "", "ana", "wrong password", None).await.status(), StatusCode::UNAUTHORIZED);
    }
    for app in [&first, &second] {
        assert_eq!(try_login(app, "", "ana", PASSWORD, None).await.status(), StatusCode::TOO_MANY_REQUESTS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_do_not_keep_an_owner_away_from_a_browser_that_is_known() {
    let app = behind_a_proxy(Engine::Sqlite).await;
    app.sign_in("ana").await;
    let known = try_login(&app, "198.51.100.1", "ana", PASSWORD, None).await;
    assert_eq!(known.status(), StatusCode::OK);
    for attempt in 0..100 {
        let from = format!("203.0.113.{}", attempt % 10);
        try_login(&app, &from, "ana", "wrong password", None).await;
    }
    let elsewhere = try_login(&app, "192.0.2.1", "ana", PASSWORD, None).await;
    assert_eq!(elsewhere.status(), StatusCode::TOO_MANY_REQUESTS, "the account is guessed at from everywhere");
    let owner = try_login(&app, "198.51.100.1", "ana", PASSWORD, Some(&known)).await;
    assert_eq!(owner.status(), StatusCode::OK);
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
    for attempt in 0..10 {
        try_login(&app, &format!("203.0.113.{attempt}"), "ana", "wrong password", None).await;
    }
    let response = try_login(&app, "203.0.113.200", "ana", PASSWORD, None).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
}
