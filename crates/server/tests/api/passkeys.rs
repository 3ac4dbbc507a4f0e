#[path = "passkeys/addresses.rs"]
mod addresses;
#[path = "passkeys/authenticator.rs"]
mod authenticator;

use crate::support::*;
use authenticator::Authenticator;
use client::Error;
use domain::auth::passkeys::{CreatedPasskey, PasskeyDraft, PasskeyLoginDraft, PasskeyNameDraft};
use domain::auth::passwords::ProofDraft;
use domain::auth::sessions::{AccessToken, LoginDraft};
use domain::challenges::PasskeyOptions;
use domain::challenges::SecondFactor;
use domain::ids::PasskeyId;
use domain::problems::ProblemKind;
use serde_json::Value;
use server::Config;
use server::jobs::housekeeping::tidy_up;
use storage::Engine;
use storage::users::update_disabled;

const ORIGIN: &str = "https://films.example";

/// Makes of each test one for SQLite and one for PostgreSQL, on a server that browsers reach at
/// [`ORIGIN`].
macro_rules! at_an_address_with_tls {
    ($(async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(start(Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgresql() {
                test(start(Engine::Postgres).await).await;
            }
        }
    )+};
}

async fn start(engine: Engine) -> TestApp {
    TestApp::start_with(engine, config()).await
}

fn config() -> Config {
    Config { public_url: Some(ORIGIN.to_owned()), ..Config::default() }
}

fn proof() -> ProofDraft {
    ProofDraft { password: PASSWORD.to_owned() }
}

fn draft_of(options: &PasskeyOptions, device: &mut Authenticator) -> PasskeyDraft {
    let credential = Some(device.create(&options.options));
    PasskeyDraft { challenge_id: Some(options.challenge_id), name: "My key".to_owned(), credential }
}

/// Adds a passkey of a new device.
async fn add_passkey(app: &TestApp, client: &TestClient) -> (Authenticator, CreatedPasskey) {
    let mut device = Authenticator::new(&app.clock, ORIGIN);
    let options = client.create_passkey_options(&proof()).await.unwrap();
    let created = client.create_passkey(&draft_of(&options, &mut device)).await.unwrap();
    (device, created)
}

fn shown(options: &PasskeyOptions, device: &mut Authenticator) -> PasskeyLoginDraft {
    let credential = Some(device.get(&options.options));
    PasskeyLoginDraft { challenge_id: Some(options.challenge_id), credential }
}

/// Signs in without a name.
async fn login(app: &TestApp, device: &mut Authenticator) -> Result<AccessToken, Error> {
    let client = app.client();
    let options = client.create_passkey_login_options().await.unwrap();
    client.login_with_passkey(&shown(&options, device)).await
}

/// What is wanted after this account's right password.
async fn wanted(app: &TestApp, username: &str) -> (Vec<SecondFactor>, Option<PasskeyOptions>) {
    let result = app.client().login(&LoginDraft::new(username, PASSWORD)).await;
    let challenge = *problem(result, ProblemKind::SecondFactorRequired).second_factor.unwrap();
    (challenge.factors, challenge.passkey)
}

fn json(options: &PasskeyOptions) -> Value {
    serde_json::from_str(options.options.0.get()).unwrap()
}

at_an_address_with_tls! {
    async fn a_passkey_signs_in_without_a_password(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, created) = add_passkey(&app, &ana).await;
        assert_eq!(created.recovery_codes.len(), 10);
        app.clock.advance(60);
        let token = login(&app, &mut device).await.unwrap();
        let client = app.client();
        client.transport().set_token(Some(token.access_token));
        assert_eq!(client.get_me().await.unwrap().username, "ana");
        let listed = ana.get_second_factors().await.unwrap();
        assert_eq!(listed.passkeys[0].last_used_at, Some(app.clock.now()));
        assert_eq!((listed.passkeys[0].name.as_str(), listed.passkeys_unavailable), ("My key", None));
        login(&app, &mut device).await.unwrap();
    }

    async fn the_answer_to_a_passkey_has_the_cookies_of_a_login(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        let options = app.client().create_passkey_login_options().await.unwrap();
        let body = serde_json::to_string(&shown(&options, &mut device)).unwrap();
        let request = app.request("POST", "/api/auth/passkey").header("content-type", "application/json").body(body);
        let response = request.send().await.unwrap();
        let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
        for name in ["__Host-movietracker_refresh=", "__Host-movietracker_device="] {
            let cookie = cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap();
            assert!(cookie.contains("HttpOnly; SameSite=Strict; Secure"), "{cookie}");
        }
    }

    async fn after_a_passkey_was_added_the_password_alone_is_not_enough(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, created) = add_passkey(&app, &ana).await;
        let (factors, passkey) = wanted(&app, "ana").await;
        assert_eq!(factors, [SecondFactor::Passkey, SecondFactor::RecoveryCode]);
        let passkey = passkey.unwrap();
        assert_eq!(json(&passkey)["allowCredentials"].as_array().unwrap().len(), 1);
        // A key that can't keep whose it is will do here.
        device.user_handle = None;
        app.client().login_with_passkey(&shown(&passkey, &mut device)).await.unwrap();
        let code = Some(created.recovery_codes[0].clone());
        app.client().login(&LoginDraft { code, ..LoginDraft::new("ana", PASSWORD) }).await.unwrap();
    }

    async fn a_new_passkey_is_asked_for_so_that_the_device_lists_it(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (device, _) = add_passkey(&app, &ana).await;
        let options = json(&ana.create_passkey_options(&proof()).await.unwrap());
        assert_eq!(options["rp"]["id"], "films.example");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let excluded = options["excludeCredentials"].as_array().unwrap();
        assert_eq!(excluded.len(), 1, "{device_id:?}", device_id = device.credential_id);
    }

    async fn a_challenge_is_answered_once(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        let options = app.client().create_passkey_login_options().await.unwrap();
        let draft = shown(&options, &mut device);
        let tries: Vec<_> = (0..4).map(|_| {
            let (client, draft) = (app.client(), draft.clone());
            tokio::spawn(async move { client.login_with_passkey(&draft).await.is_ok() })
        }).collect();
        let mut entered = 0;
        for one in tries {
            entered += usize::from(one.await.unwrap());
        }
        assert_eq!(entered, 1);
        let again = shown(&options, &mut device);
        problem(app.client().login_with_passkey(&again).await, ProblemKind::InvalidCredentials);
    }

    async fn a_challenge_is_answered_within_five_minutes(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        let early = app.client().create_passkey_login_options().await.unwrap();
        let late = app.client().create_passkey_login_options().await.unwrap();
        let new = ana.create_passkey_options(&proof()).await.unwrap();
        app.clock.advance(299);
        app.client().login_with_passkey(&shown(&early, &mut device)).await.unwrap();
        app.clock.advance(1);
        problem(app.client().login_with_passkey(&shown(&late, &mut device)).await, ProblemKind::InvalidCredentials);
        let mut other = Authenticator::new(&app.clock, ORIGIN);
        let expired = problem(ana.create_passkey(&draft_of(&new, &mut other)).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&expired), [("challenge_id", "expired")]);
        app.clock.advance(1);
        tidy_up(&app.state).await.unwrap();
        let count = "SELECT count(*) FROM passkey_challenges";
        let left: i64 = app.state.store.read::<_, storage::Error, _>(move |tx| tx.query_one(count, &[])).await.unwrap();
        assert_eq!(left, 0);
    }

    async fn another_site_gets_nothing_out_of_a_passkey(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        for origin in ["https://films.example.evil.example", "http://films.example", "https://films.example:444"] {
            device.origin = origin.to_owned();
            problem(login(&app, &mut device).await, ProblemKind::InvalidCredentials);
            let mut other = Authenticator::new(&app.clock, origin);
            let options = ana.create_passkey_options(&proof()).await.unwrap();
            let refused = problem(ana.create_passkey(&draft_of(&options, &mut other)).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&refused), [("credential", "refused")]);
        }
        ORIGIN.clone_into(&mut device.origin);
        login(&app, &mut device).await.unwrap();
    }

    async fn a_passkey_that_does_not_ask_who_is_there_is_refused(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        device.verifies = false;
        problem(login(&app, &mut device).await, ProblemKind::InvalidCredentials);
    }

    async fn a_copy_of_a_passkey_is_noticed_by_its_counter(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        let mut copy = device.clone();
        login(&app, &mut device).await.unwrap();
        problem(login(&app, &mut copy).await, ProblemKind::InvalidCredentials);
    }

    async fn another_accounts_passkey_is_no_second_factor(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        add_passkey(&app, &ana).await;
        let (mut bobs, _) = add_passkey(&app, &bob).await;
        let (_, passkey) = wanted(&app, "ana").await;
        let draft = shown(&passkey.unwrap(), &mut bobs);
        problem(app.client().login_with_passkey(&draft).await, ProblemKind::InvalidCredentials);
        // Nor does it sign in as somebody else by saying so.
        bobs.user_handle = Some(ana.get_me().await.unwrap().id.0.as_bytes().to_vec());
        problem(login(&app, &mut bobs).await, ProblemKind::InvalidCredentials);
        bobs.user_handle = None;
        problem(login(&app, &mut bobs).await, ProblemKind::InvalidCredentials);
    }

    async fn a_challenge_of_another_account_adds_no_passkey(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let options = ana.create_passkey_options(&proof()).await.unwrap();
        let mut device = Authenticator::new(&app.clock, ORIGIN);
        let draft = draft_of(&options, &mut device);
        problem(bob.create_passkey(&draft).await, ProblemKind::ValidationFailed);
        assert!(!bob.get_second_factors().await.unwrap().any());
        // Nor does one that was made to sign in.
        let options = app.client().create_passkey_login_options().await.unwrap();
        let draft = PasskeyDraft { challenge_id: Some(options.challenge_id), ..draft };
        problem(bob.create_passkey(&draft).await, ProblemKind::ValidationFailed);
    }

    async fn a_passkey_belongs_to_one_account(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (mut device, _) = add_passkey(&app, &ana).await;
        let options = bob.create_passkey_options(&proof()).await.unwrap();
        problem(bob.create_passkey(&draft_of(&options, &mut device)).await, ProblemKind::Conflict);
    }

    async fn a_disabled_account_does_not_get_in_by_its_passkey(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (mut device, _) = add_passkey(&app, &ana).await;
        let (id, now) = (ana.get_me().await.unwrap().id, app.clock.now());
        app.state.store.write(move |tx| update_disabled(tx, id, Some(now))).await.unwrap();
        problem(login(&app, &mut device).await, ProblemKind::InvalidCredentials);
    }

    async fn passkeys_are_named_and_deleted_by_their_owner(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (mut device, created) = add_passkey(&app, &ana).await;
        let (mut second, again) = add_passkey(&app, &ana).await;
        assert!(again.recovery_codes.is_empty(), "the codes stay");
        let name = PasskeyNameDraft { name: " Phone ".to_owned() };
        problem(bob.update_passkey(created.info.id, &name).await, ProblemKind::NotFound);
        ana.update_passkey(created.info.id, &name).await.unwrap();
        assert_eq!(ana.get_second_factors().await.unwrap().passkeys[0].name, "Phone");
        let empty = problem(ana.update_passkey(created.info.id, &PasskeyNameDraft::default()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&empty), [("name", "required")]);
        let wrong = ProofDraft { password: "wrong password".to_owned() };
        problem(ana.delete_passkey(created.info.id, &wrong).await, ProblemKind::ValidationFailed);
        problem(bob.delete_passkey(created.info.id, &proof()).await, ProblemKind::NotFound);
        ana.delete_passkey(created.info.id, &proof()).await.unwrap();
        problem(login(&app, &mut device).await, ProblemKind::InvalidCredentials);
        login(&app, &mut second).await.unwrap();
        assert_eq!(ana.get_second_factors().await.unwrap().recovery_codes_left, 10);
        ana.delete_passkey(again.info.id, &proof()).await.unwrap();
        assert_eq!(ana.get_second_factors().await.unwrap().recovery_codes_left, 0);
        app.client().login(&LoginDraft::new("ana", PASSWORD)).await.unwrap();
        let nobodys = PasskeyId(app.clock.id());
        problem(ana.delete_passkey(nobodys, &proof()).await, ProblemKind::NotFound);
    }

    async fn what_is_no_answer_of_a_passkey_is_refused(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        for credential in ["{}", "7", r#"{"id":"x","rawId":"!","response":{},"type":"public-key"}"#] {
            let options = ana.create_passkey_options(&proof()).await.unwrap();
            let body = format!(r#"{{"challenge_id":"{}","name":"K","credential":{credential}}}"#, options.challenge_id);
            let request = app.request_as(&token, "POST", "/api/me/passkeys").header("content-type", "application/json");
            refused(request.body(body), ProblemKind::ValidationFailed).await;
            let options = app.client().create_passkey_login_options().await.unwrap();
            let body = format!(r#"{{"challenge_id":"{}","credential":{credential}}}"#, options.challenge_id);
            let request = app.request("POST", "/api/auth/passkey").header("content-type", "application/json");
            refused(request.body(body), ProblemKind::InvalidCredentials).await;
        }
    }
}
