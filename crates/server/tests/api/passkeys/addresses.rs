//! Where passkeys can be used, and from where.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_can_not_ask_for_passkeys_without_end() {
    let app = start(Engine::Sqlite).await;
    for _ in 0..50 {
        app.client().create_passkey_login_options().await.unwrap();
    }
    problem(app.client().create_passkey_login_options().await, ProblemKind::TooManyRequests);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_can_not_sign_anyone_in() {
    let app = start(Engine::Sqlite).await;
    for path in ["/api/auth/passkey/options", "/api/auth/passkey"] {
        let request = app.request("POST", path).header("origin", "https://evil.example");
        refused(request.header("content-type", "application/json").body("{}"), ProblemKind::Forbidden).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_challenge_of_one_server_is_answered_at_another_once() {
    let (first, second) = TestApp::start_two_with(config()).await;
    let ana = first.sign_in("ana").await;
    let (mut device, _) = add_passkey(&first, &ana).await;
    let options = first.client().create_passkey_login_options().await.unwrap();
    let draft = shown(&options, &mut device);
    second.client().login_with_passkey(&draft).await.unwrap();
    problem(first.client().login_with_passkey(&draft).await, ProblemKind::InvalidCredentials);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_browsers_offer_no_passkeys_the_api_says_so() {
    let app = TestApp::start(Engine::Sqlite).await;
    let ana = app.sign_in("ana").await;
    let reason = ana.get_second_factors().await.unwrap().passkeys_unavailable.unwrap();
    assert!(reason.contains("https or localhost"), "{reason}");
    let told = problem(ana.create_passkey_options(&proof()).await, ProblemKind::Conflict);
    assert_eq!(told.detail, Some(reason));
    problem(app.client().create_passkey_login_options().await, ProblemKind::Conflict);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn localhost_needs_no_tls_at_any_port() {
    let app = TestApp::start(Engine::Sqlite).await;
    let origin = app.url.replace("127.0.0.1", "localhost");
    app.sign_in("ana").await;
    let token = app.token_of("ana").await;
    let ask = |path: &str, body: Value| {
        let request = app.request_as(&token, "POST", path).header("origin", origin.clone());
        request
            .header("host", origin.replace("http://", ""))
            .header("content-type", "application/json")
            .body(body.to_string())
    };
    let answer = ask("/api/me/passkeys/options", serde_json::json!({"password": PASSWORD})).send().await.unwrap();
    let options: PasskeyOptions = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let mut device = Authenticator::new(&app.clock, &origin);
    let draft = serde_json::to_value(draft_of(&options, &mut device)).unwrap();
    assert_eq!(ask("/api/me/passkeys", draft).send().await.unwrap().status(), 201);
    let answer = ask("/api/auth/passkey/options", serde_json::json!({})).send().await.unwrap();
    let options: PasskeyOptions = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let draft = serde_json::to_value(shown(&options, &mut device)).unwrap();
    assert_eq!(ask("/api/auth/passkey", draft).send().await.unwrap().status(), 200);
}
