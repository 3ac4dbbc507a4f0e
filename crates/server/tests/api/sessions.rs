use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::auth::sessions::{AccessToken, LoginDraft};
use domain::ids::SessionId;
use domain::problems::ProblemKind;
use server::Config;
use storage::auth::sessions::{delete_session, find_session};
use storage::{Engine, users};

const NAME: &str = "movietracker_refresh";

fn login_draft(username: &str, password: &str) -> LoginDraft {
    LoginDraft::new(username, password)
}

/// Signs in by a raw request: the access token and the cookie.
pub async fn log_in_raw(app: &TestApp, username: &str) -> (String, String) {
    tokens(login_request(app, username).send().await.unwrap()).await
}

fn login_request(app: &TestApp, username: &str) -> reqwest::RequestBuilder {
    let body = serde_json::json!({"username": username, "password": PASSWORD}).to_string();
    app.request("POST", "/api/auth/login").header("content-type", "application/json").body(body)
}

/// Refreshes with a cookie: the next access token and cookie, or none when it is refused.
pub async fn refresh(app: &TestApp, cookie: &str) -> Option<(String, String)> {
    let request = app.request("POST", "/api/auth/refresh").header("cookie", format!("{NAME}={cookie}"));
    let response = request.send().await.unwrap();
    if response.status() == 401 { None } else { Some(tokens(response).await) }
}

async fn tokens(response: reqwest::Response) -> (String, String) {
    assert_eq!(response.status(), 200);
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    let value = cookie.strip_prefix(NAME).unwrap()[1..].split(';').next().unwrap().to_owned();
    let body: AccessToken = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!((body.token_type.as_str(), body.expires_in), ("Bearer", 600));
    (body.access_token, value)
}

pub async fn is_let_in(app: &TestApp, token: &str) -> bool {
    app.request("GET", "/api/me").bearer_auth(token).send().await.unwrap().status() == 200
}

/// The session that a refresh token names.
fn session_of(cookie: &str) -> SessionId {
    let bytes = URL_SAFE_NO_PAD.decode(cookie).unwrap();
    SessionId(uuid::Uuid::from_slice(&bytes[..16]).unwrap())
}

on_both_engines! {
    async fn the_right_password_signs_in_by_any_spelling_of_the_name(app: TestApp) {
        app.sign_in("Zoë").await;
        for name in ["Zoë", "zoe", " ZOE "] {
            let client = app.client();
            log_in(&client, name).await;
            assert_eq!(client.get_me().await.unwrap().username, "Zoë");
        }
    }

    async fn an_unknown_user_and_a_wrong_password_are_refused_alike(app: TestApp) {
        app.sign_in("ana").await;
        let mut answers = Vec::new();
        for (name, password) in [("ana", "wrong password"), ("nobody", PASSWORD)] {
            let refusal = app.client().login(&login_draft(name, password)).await;
            answers.push(problem(refusal, ProblemKind::InvalidCredentials));
        }
        assert_eq!(answers[0], answers[1]);
    }

    async fn a_disabled_account_is_out_within_five_seconds(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (id, now) = (client.get_me().await.unwrap().id, app.clock.now());
        app.state.store.write::<_, storage::Error, _>(move |tx| users::update_disabled(tx, id, Some(now))).await.unwrap();
        app.clock.advance(5);
        problem(client.get_me().await, ProblemKind::Unauthenticated);
        problem(client.refresh().await, ProblemKind::Unauthenticated);
        let refusal = app.client().login(&login_draft("ana", PASSWORD)).await;
        problem(refusal, ProblemKind::InvalidCredentials);
    }

    async fn a_bcrypt_hash_verifies_and_is_replaced(app: TestApp) {
        // Cost 4: bcrypt's lowest, for speed.
        let id = app.add_user("ana", bcrypt::hash(PASSWORD, 4).unwrap()).await;
        problem(app.client().login(&login_draft("ana", "wrong password")).await, ProblemKind::InvalidCredentials);
        log_in(&app.client(), "ana").await;
        let user = app.state.store.read::<_, storage::Error, _>(move |tx| users::find_user(tx, id)).await.unwrap();
        assert!(user.unwrap().password_hash.unwrap().starts_with("$argon2id$v=19$"));
        log_in(&app.client(), "ana").await;
    }

    async fn an_access_token_expires_after_ten_minutes_and_is_renewed_by_the_cookie(app: TestApp) {
        app.sign_in("ana").await;
        let (token, cookie) = log_in_raw(&app, "ana").await;
        app.let_pass(599).await;
        assert!(is_let_in(&app, &token).await);
        app.let_pass(6).await;
        assert!(!is_let_in(&app, &token).await);
        let (token, next) = refresh(&app, &cookie).await.unwrap();
        assert!(is_let_in(&app, &token).await);
        assert_ne!(cookie, next);
    }

    async fn within_ten_seconds_every_token_gives_the_same_successor_and_nothing_ends(app: TestApp) {
        app.sign_in("ana").await;
        let (_, first) = log_in_raw(&app, "ana").await;
        assert_eq!(refresh(&app, &first).await.unwrap().1, first, "the first generation is young");
        app.age_sessions(11).await;
        let (_, second) = refresh(&app, &first).await.unwrap();
        assert_ne!(first, second);
        app.age_sessions(9).await;
        for token in [&first, &second, &second, &first] {
            assert_eq!(refresh(&app, token).await.unwrap().1, second);
        }
        app.age_sessions(2).await;
        let (_, third) = refresh(&app, &second).await.unwrap();
        assert_ne!(second, third);
    }

    async fn an_old_refresh_token_ends_the_session(app: TestApp) {
        app.sign_in("ana").await;
        let (token, first) = log_in_raw(&app, "ana").await;
        app.age_sessions(11).await;
        let (_, second) = refresh(&app, &first).await.unwrap();
        app.age_sessions(11).await;
        assert_eq!(refresh(&app, &first).await, None);
        assert_eq!(refresh(&app, &second).await, None, "the thief and the owner are both out");
        app.clock.advance(5);
        assert!(!is_let_in(&app, &token).await);
    }

    async fn the_token_before_the_predecessor_ends_the_session_at_any_time(app: TestApp) {
        app.sign_in("ana").await;
        let (_, first) = log_in_raw(&app, "ana").await;
        app.age_sessions(11).await;
        let (_, second) = refresh(&app, &first).await.unwrap();
        app.age_sessions(11).await;
        let (_, third) = refresh(&app, &second).await.unwrap();
        assert_eq!(refresh(&app, &first).await, None);
        assert_eq!(refresh(&app, &third).await, None);
    }

    async fn a_clock_that_is_set_back_keeps_nobody_signed_in_whose_session_ended(app: TestApp) {
        app.sign_in("ana").await;
        let (token, cookie) = log_in_raw(&app, "ana").await;
        let id = session_of(&cookie);
        assert!(is_let_in(&app, &token).await);
        app.clock.set_forward(-3600);
        // Ended elsewhere: this server isn't told.
        app.state.store.write(move |tx| delete_session(tx, id)).await.unwrap();
        app.clock.advance(5);
        assert!(!is_let_in(&app, &token).await);
    }

    async fn fifty_refreshes_at_once_give_one_successor(app: TestApp) {
        app.sign_in("ana").await;
        let (_, cookie) = log_in_raw(&app, "ana").await;
        let app = std::sync::Arc::new(app);
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (app, cookie) = (app.clone(), cookie.clone());
                tokio::spawn(async move { refresh(&app, &cookie).await.unwrap().1 })
            })
            .collect();
        let mut successors = std::collections::HashSet::new();
        for task in tasks {
            successors.insert(task.await.unwrap());
        }
        assert_eq!(successors.len(), 1);
    }

    async fn a_session_lives_thirty_days_at_the_most(app: TestApp) {
        app.sign_in("ana").await;
        let (_, mut cookie) = log_in_raw(&app, "ana").await;
        for _ in 0..29 {
            app.let_pass(24 * 3600).await;
            cookie = refresh(&app, &cookie).await.unwrap().1;
        }
        app.let_pass(24 * 3600).await;
        assert_eq!(refresh(&app, &cookie).await, None);
    }

    async fn signing_out_ends_the_session_for_access_and_refresh(app: TestApp) {
        app.sign_in("ana").await;
        let (token, cookie) = log_in_raw(&app, "ana").await;
        let (other_token, _) = log_in_raw(&app, "ana").await;
        let logout = app.request("POST", "/api/auth/logout").header("cookie", format!("{NAME}={cookie}"));
        let response = logout.send().await.unwrap();
        assert_eq!(response.status(), 204);
        assert!(response.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert!(!is_let_in(&app, &token).await);
        assert_eq!(refresh(&app, &cookie).await, None);
        assert!(is_let_in(&app, &other_token).await, "another session goes on");
    }

    async fn the_secret_of_a_session_is_in_no_token(app: TestApp) {
        app.sign_in("ana").await;
        let (_, cookie) = log_in_raw(&app, "ana").await;
        let (id, bytes) = (session_of(&cookie), URL_SAFE_NO_PAD.decode(cookie).unwrap());
        let found = app.state.store.read::<_, storage::Error, _>(move |tx| find_session(tx, id)).await.unwrap();
        let (session, _) = found.unwrap();
        assert!(!bytes.windows(8).any(|part| session.secret.windows(8).any(|secret| part == secret)));
    }

    async fn forged_refresh_tokens_are_refused_and_end_nothing(app: TestApp) {
        app.sign_in("ana").await;
        let (token, cookie) = log_in_raw(&app, "ana").await;
        let mut bytes = URL_SAFE_NO_PAD.decode(&cookie).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let older = [&bytes[..16], &0_i64.to_be_bytes(), &bytes[24..]].concat();
        for forged in [URL_SAFE_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(older), String::new(), "x".repeat(5000)] {
            assert_eq!(refresh(&app, &forged).await, None);
        }
        assert!(is_let_in(&app, &token).await);
        assert!(refresh(&app, &cookie).await.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_out_of_reach_for_scripts_and_under_https_bound_to_host_and_tls() {
    for (public_url, name, end) in
        [(None, NAME, ""), (Some("https://films.example"), "__Host-movietracker_refresh", "; Secure")]
    {
        let config = Config { public_url: public_url.map(str::to_owned), ..Config::default() };
        let app = TestApp::start_with(Engine::Sqlite, config).await;
        app.sign_in("ana").await;
        let response = login_request(&app, "ana").send().await.unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with(&format!("{name}=")), "{cookie}");
        let attributes = format!("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict{end}");
        assert!(cookie.ends_with(&attributes), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_pages_can_use_no_endpoint_that_acts_on_the_cookie() {
    let app = TestApp::start(Engine::Sqlite).await;
    for path in ["/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/setup"] {
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let request = app.request("POST", path).header("content-type", "application/json").header(name, value);
            refused(request.body("{}"), ProblemKind::Forbidden).await;
        }
        let form = app.request("POST", path).header("content-type", "text/plain").body("{}");
        refused(form, ProblemKind::UnsupportedMediaType).await;
    }
}
