use crate::support::*;
use client::Error;
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::TotpDraft;
use domain::auth::sessions::{AccessToken, LoginDraft};
use domain::challenges::SecondFactor;
use domain::problems::ProblemKind;
use server::jobs::housekeeping::tidy_up;
use totp_rs::{Builder, Secret};

fn proof() -> ProofDraft {
    ProofDraft { password: PASSWORD.to_owned() }
}

/// The code that an app shows so many seconds from now.
fn code_in(app: &TestApp, secret: &str, seconds: i64) -> String {
    let now = app.clock.now().plus_seconds(seconds).as_millis() / 1000;
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(now.try_into().unwrap()).to_string()
}

fn typed(code: String) -> TotpDraft {
    TotpDraft { code }
}

/// Turns an authenticator app on; gives its secret and the recovery codes. A code was used then.
pub async fn enable(app: &TestApp, client: &TestClient) -> (String, Vec<String>) {
    let secret = client.create_totp(&proof()).await.unwrap().secret;
    let codes = client.confirm_totp(&typed(code_in(app, &secret, 0))).await.unwrap().codes;
    app.clock.advance(30);
    (secret, codes)
}

/// Signs in as ana, from nowhere in particular.
async fn login(app: &TestApp, code: Option<&str>) -> Result<AccessToken, Error> {
    login_with(&app.client(), PASSWORD, code).await
}

async fn login_with(client: &TestClient, password: &str, code: Option<&str>) -> Result<AccessToken, Error> {
    client.login(&LoginDraft { code: code.map(str::to_owned), ..LoginDraft::new("ana", password) }).await
}

/// That the code was refused, and said to be wrong.
#[track_caller]
fn refused_code(result: Result<AccessToken, Error>) {
    let problem = problem(result, ProblemKind::SecondFactorRequired);
    assert_eq!(faults(&problem), [("code", "wrong")]);
}

/// A code that is wrong at any time near.
fn wrong_code(app: &TestApp, secret: &str) -> String {
    let near: Vec<String> = (-2..=2).map(|steps| code_in(app, secret, 30 * steps)).collect();
    (0..10).map(|digit: u32| digit.to_string().repeat(6)).find(|code| !near.contains(code)).unwrap()
}

on_both_engines! {
    async fn an_app_is_asked_for_once_it_showed_a_code(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let setup = ana.create_totp(&proof()).await.unwrap();
        assert!(setup.otpauth_url.starts_with("otpauth://totp/Movie%20Tracker:ana?secret="), "{}", setup.otpauth_url);
        assert!(setup.otpauth_url.contains(&setup.secret) && setup.qr_code.path.starts_with('M'));
        // Nothing is asked for before.
        login(&app, None).await.unwrap();
        let wrong = ana.confirm_totp(&typed(wrong_code(&app, &setup.secret))).await;
        assert_eq!(faults(&problem(wrong, ProblemKind::ValidationFailed)), [("code", "wrong")]);
        let codes = ana.confirm_totp(&typed(code_in(&app, &setup.secret, 0))).await.unwrap().codes;
        assert_eq!(codes.len(), 10);
        let state = ana.get_second_factors().await.unwrap();
        assert_eq!((state.totp_enabled_at, state.recovery_codes_left), (Some(app.clock.now()), 10));
        let wanted = problem(login(&app, None).await, ProblemKind::SecondFactorRequired);
        assert_eq!(wanted.second_factor.unwrap().factors, [SecondFactor::Totp, SecondFactor::RecoveryCode]);
        // The code that turned it on was used by that.
        refused_code(login(&app, Some(&code_in(&app, &setup.secret, 0))).await);
        login(&app, Some(&code_in(&app, &setup.secret, 30))).await.unwrap();
        problem(ana.create_totp(&proof()).await, ProblemKind::Conflict);
    }

    async fn a_code_works_once_and_none_before_it_does(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, _) = enable(&app, &ana).await;
        app.clock.advance(120);
        let (earlier, now) = (code_in(&app, &secret, -30), code_in(&app, &secret, 0));
        login(&app, Some(&now)).await.unwrap();
        refused_code(login(&app, Some(&now)).await);
        refused_code(login(&app, Some(&earlier)).await);
        app.clock.advance(30);
        refused_code(login(&app, Some(&now)).await);
        login(&app, Some(&code_in(&app, &secret, 0))).await.unwrap();
    }

    async fn a_code_may_be_half_a_minute_early_or_late(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, _) = enable(&app, &ana).await;
        app.clock.advance(300);
        for seconds in [-60, 60] {
            refused_code(login(&app, Some(&code_in(&app, &secret, seconds))).await);
        }
        for seconds in [-30, 30] {
            let code = code_in(&app, &secret, seconds);
            login(&app, Some(&format!(" {} {}", &code[..3], &code[3..]))).await.unwrap();
        }
    }

    async fn of_many_uses_of_one_code_at_once_one_wins(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, codes) = enable(&app, &ana).await;
        for code in [code_in(&app, &secret, 0), codes[0].clone()] {
            let tries: Vec<_> = (0..5).map(|_| {
                let (client, code) = (app.client(), code.clone());
                tokio::spawn(async move { login_with(&client, PASSWORD, Some(&code)).await.is_ok() })
            }).collect();
            let mut entered = 0;
            for one in tries {
                entered += usize::from(one.await.unwrap());
            }
            assert_eq!(entered, 1, "{code}");
        }
    }

    async fn a_recovery_code_works_once_however_it_is_written(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (_, codes) = enable(&app, &ana).await;
        login(&app, Some(&codes[0].to_uppercase().replace('-', " "))).await.unwrap();
        refused_code(login(&app, Some(&codes[0])).await);
        assert_eq!(ana.get_second_factors().await.unwrap().recovery_codes_left, 9);
        login(&app, Some(&codes[9])).await.unwrap();
        let new = ana.create_recovery_codes(&proof()).await.unwrap().codes;
        assert_eq!(ana.get_second_factors().await.unwrap().recovery_codes_left, 10);
        refused_code(login(&app, Some(&codes[1])).await);
        login(&app, Some(&new[1])).await.unwrap();
    }

    async fn without_a_factor_the_password_is_enough_and_recovery_codes_are_void(app: TestApp) {
        let ana = app.sign_in("ana").await;
        problem(ana.create_recovery_codes(&proof()).await, ProblemKind::Conflict);
        let (_, codes) = enable(&app, &ana).await;
        ana.delete_totp(&proof()).await.unwrap();
        problem(ana.delete_totp(&proof()).await, ProblemKind::NotFound);
        let state = ana.get_second_factors().await.unwrap();
        assert!(!state.any() && state.recovery_codes_left == 0);
        login(&app, None).await.unwrap();
        let (_, again) = enable(&app, &ana).await;
        assert_eq!(again.len(), 10);
        refused_code(login(&app, Some(&codes[0])).await);
        ana.get_me().await.unwrap();
    }

    async fn the_password_is_needed_for_each_change(app: TestApp) {
        let ana = app.sign_in("ana").await;
        enable(&app, &ana).await;
        let wrong = ProofDraft { password: "wrong password".to_owned() };
        let fault = |problem| assert_eq!(faults(&problem), [("password", "wrong")]);
        fault(problem(ana.create_totp(&wrong).await, ProblemKind::ValidationFailed));
        fault(problem(ana.delete_totp(&wrong).await, ProblemKind::ValidationFailed));
        fault(problem(ana.create_recovery_codes(&wrong).await, ProblemKind::ValidationFailed));
        let missing = problem(ana.delete_totp(&ProofDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&missing), [("password", "required")]);
    }

    async fn codes_can_be_tried_ten_times_in_a_quarter_of_an_hour_and_thirty_times_a_day(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, codes) = enable(&app, &ana).await;
        for _ in 0..3 {
            for _ in 0..10 {
                refused_code(login(&app, Some(&wrong_code(&app, &secret))).await);
            }
            let told = problem(login(&app, Some(&codes[0])).await, ProblemKind::TooManyRequests).detail.unwrap();
            assert!(told.contains("16 minutes"), "{told}");
            // The password alone still says what is wanted.
            problem(login(&app, None).await, ProblemKind::SecondFactorRequired);
            app.clock.advance(901);
        }
        let told = problem(login(&app, Some(&codes[0])).await, ProblemKind::TooManyRequests).detail.unwrap();
        assert!(told.contains("24 hours"), "{told}");
        app.clock.advance(24 * 3600);
        tidy_up(&app.state).await.unwrap();
        login(&app, Some(&codes[0])).await.unwrap();
    }

    async fn strangers_keep_nobody_from_giving_a_code(app: TestApp) {
        let known = app.sign_in("ana").await;
        let (secret, codes) = enable(&app, &known).await;
        // They don't know the password: no code is looked at, nor counted.
        for _ in 0..5 {
            let problem = problem(
                login_with(&app.client(), "wrong password", Some(&code_in(&app, &secret, 0))).await,
                ProblemKind::InvalidCredentials,
            );
            assert!(problem.second_factor.is_none());
        }
        app.clock.advance(901);
        login(&app, Some(&codes[0])).await.unwrap();
        // One who does is slowed down, and the owner's own browser is not.
        for _ in 0..10 {
            refused_code(login(&app, Some(&wrong_code(&app, &secret))).await);
        }
        problem(login(&app, Some(&codes[1])).await, ProblemKind::TooManyRequests);
        login_with(&known, PASSWORD, Some(&codes[1])).await.unwrap();
    }

    async fn a_known_browser_has_to_show_the_second_factor_too(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, _) = enable(&app, &ana).await;
        problem(login_with(&ana, PASSWORD, None).await, ProblemKind::SecondFactorRequired);
        login_with(&ana, PASSWORD, Some(&code_in(&app, &secret, 0))).await.unwrap();
        problem(login_with(&ana, PASSWORD, None).await, ProblemKind::SecondFactorRequired);
    }

    async fn a_code_that_can_be_none_is_a_fault_of_its_field(app: TestApp) {
        let ana = app.sign_in("ana").await;
        enable(&app, &ana).await;
        let malformed = problem(login(&app, Some("12345")).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&malformed), [("code", "malformed")]);
        problem(login(&app, Some(" ")).await, ProblemKind::SecondFactorRequired);
    }

    async fn a_secret_waits_an_hour_to_be_confirmed(app: TestApp) {
        let ana = app.sign_in("ana").await;
        problem(ana.confirm_totp(&typed("123456".to_owned())).await, ProblemKind::Conflict);
        let first = ana.create_totp(&proof()).await.unwrap().secret;
        let second = ana.create_totp(&proof()).await.unwrap().secret;
        assert_ne!(first, second);
        app.clock.advance(3600);
        log_in(&ana, "ana").await;
        problem(ana.confirm_totp(&typed(code_in(&app, &second, 0))).await, ProblemKind::Conflict);
        tidy_up(&app.state).await.unwrap();
        enable(&app, &ana).await;
    }

    async fn turning_a_factor_on_or_off_ends_no_session(app: TestApp) {
        let (ana, elsewhere) = (app.sign_in("ana").await, app.client());
        log_in(&elsewhere, "ana").await;
        enable(&app, &ana).await;
        elsewhere.get_me().await.unwrap();
        ana.delete_totp(&proof()).await.unwrap();
        elsewhere.get_me().await.unwrap();
        elsewhere.refresh().await.unwrap();
    }

    async fn what_happens_to_second_factors_stands_in_the_audit_log(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (secret, codes) = enable(&app, &ana).await;
        refused_code(login(&app, Some(&wrong_code(&app, &secret))).await);
        app.clock.advance(1);
        login(&app, Some(&codes[0])).await.unwrap();
        app.clock.advance(1);
        ana.delete_totp(&proof()).await.unwrap();
        let found = events(&app).await;
        assert_eq!(found[0], "totp_disabled");
        for event in ["totp_enabled", "recovery_codes_created", "second_factor_failed", "recovery_code_used"] {
            assert_eq!(found.iter().filter(|found| *found == event).count(), 1, "{event}: {found:?}");
        }
        assert!(found.iter().all(|event| domain::accounts::audit_events::describe(event) != event), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_was_used_on_one_server_is_refused_by_the_other() {
    let (first, second) = TestApp::start_two().await;
    let ana = first.sign_in("ana").await;
    let (secret, codes) = enable(&first, &ana).await;
    second.clock.advance(30);
    for code in [code_in(&first, &secret, 0), codes[0].clone()] {
        let tries: Vec<_> = [&first, &second, &first, &second]
            .into_iter()
            .map(|app| {
                let (client, code) = (app.client(), code.clone());
                tokio::spawn(async move { login_with(&client, PASSWORD, Some(&code)).await.is_ok() })
            })
            .collect();
        let mut entered = 0;
        for one in tries {
            entered += usize::from(one.await.unwrap());
        }
        assert_eq!(entered, 1);
        refused_code(login(&second, Some(&code)).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tries_are_counted_over_all_servers() {
    let (first, second) = TestApp::start_two().await;
    let ana = first.sign_in("ana").await;
    let (secret, codes) = enable(&first, &ana).await;
    for turn in 0..10 {
        let app = if turn % 2 == 0 { &first } else { &second };
        refused_code(login(app, Some(&wrong_code(&first, &secret))).await);
    }
    for app in [&first, &second] {
        problem(login(app, Some(&codes[0])).await, ProblemKind::TooManyRequests);
    }
}
