//! Rights that are lost while they are used: what grants something looks again.

use crate::sessions::{log_in_raw, refresh};
use crate::support::*;
use domain::accounts::identities::IdentityDraft;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::accounts::settings::SiteSettings;
use domain::accounts::users::{Role, UserPatch};
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::auth::passwords::PasswordDraft;
use domain::auth::sessions::LoginDraft;
use domain::problems::ProblemKind;
use reqwest::StatusCode;
use std::sync::Arc;

const NEW_PASSWORD: &str = "another horse battery";

fn token_draft() -> ApiTokenDraft {
    ApiTokenDraft { name: "A script".to_owned(), scope: Scope::Write, ..ApiTokenDraft::default() }
}

fn disabled(disabled: bool) -> UserPatch {
    UserPatch { disabled: Some(disabled), ..UserPatch::default() }
}

/// The status that a token is answered with.
async fn status_of(app: &TestApp, token: &str) -> StatusCode {
    app.request_as(token, "GET", "/api/me").send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_session_by_the_old_password_outlives_its_change() {
    let (first, second) = TestApp::start_two().await;
    let apps = [Arc::new(first), Arc::new(second)];
    for round in 0..10 {
        let name = format!("ana{round}");
        let ana = apps[0].sign_in(&name).await;
        let thieves: Vec<_> = (0..3)
            .map(|thief| {
                let (client, draft) = (apps[thief % 2].client(), LoginDraft::new(&name, PASSWORD));
                tokio::spawn(async move { client.login(&draft).await.is_ok() })
            })
            .collect();
        let (current_password, new_password) = (PASSWORD.to_owned(), NEW_PASSWORD.to_owned());
        let draft = PasswordDraft { current_password, new_password, ..PasswordDraft::default() };
        ana.update_password(&draft).await.unwrap();
        for thief in thieves {
            thief.await.unwrap();
        }
        let sessions = ana.list_sessions().await.unwrap().items;
        assert_eq!(sessions.len(), 1, "round {round}: {sessions:?}");
        assert!(sessions[0].is_current);
        let again = apps[1].client().login(&LoginDraft::new(&name, PASSWORD)).await;
        problem(again, ProblemKind::InvalidCredentials);
        // Past the limit of attempts by one address.
        for app in &apps {
            app.clock.advance(901);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_was_demoted_elsewhere_a_moment_ago_grants_nothing() {
    let (first, second) = TestApp::start_two().await;
    let root = first.sign_in_admin("root").await;
    let eve = second.sign_in_admin("eve").await;
    let root_id = root.get_me().await.unwrap().id;
    let eve_id = eve.get_me().await.unwrap().id;
    eve.list_invites().await.unwrap();
    root.update_user(eve_id, &UserPatch { role: Some(Role::Member), ..UserPatch::default() }).await.unwrap();
    // The second server still takes her for an admin.
    eve.list_invites().await.unwrap();
    problem(eve.create_invite(&Default::default()).await, ProblemKind::Forbidden);
    problem(eve.create_password_reset(root_id).await, ProblemKind::Forbidden);
    let admin = UserPatch { role: Some(Role::Admin), ..UserPatch::default() };
    problem(eve.update_user(eve_id, &admin).await, ProblemKind::Forbidden);
    problem(eve.update_user(root_id, &disabled(true)).await, ProblemKind::Forbidden);
    problem(eve.delete_user(root_id).await, ProblemKind::Forbidden);
    problem(eve.delete_user_sessions(root_id).await, ProblemKind::Forbidden);
    problem(eve.delete_second_factors(root_id).await, ProblemKind::Forbidden);
    let identity = IdentityDraft { issuer: Some("https://id.example".to_owned()), subject: "eve".to_owned() };
    problem(eve.create_identity(root_id, &identity).await, ProblemKind::Forbidden);
    let settings = SiteSettings { registration_open: true, ..root.get_settings().await.unwrap() };
    problem(eve.update_settings(&settings).await, ProblemKind::Forbidden);
    assert_eq!(root.list_invites().await.unwrap().items, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_elsewhere_a_moment_ago_grants_nothing() {
    for end in ["disabled", "signed out", "session ended"] {
        let (first, second) = TestApp::start_two().await;
        let root = first.sign_in_admin("root").await;
        first.sign_in("ana").await;
        let (access, cookie) = log_in_raw(&second, "ana").await;
        let ana = second.client();
        ana.transport().set_token(Some(access));
        let me = ana.get_me().await.unwrap();
        match end {
            "disabled" => drop(root.update_user(me.id, &disabled(true)).await.unwrap()),
            "signed out" => {
                let logout = first.request("POST", "/api/auth/logout");
                let logout = logout.header("cookie", format!("movietracker_refresh={cookie}"));
                assert_eq!(logout.send().await.unwrap().status(), 204);
            }
            _ => root.delete_user_sessions(me.id).await.unwrap(),
        }
        // The second server still takes the session to be alive.
        assert!(ana.get_me().await.is_ok(), "{end}");
        problem(ana.create_api_token(&token_draft()).await, ProblemKind::Unauthenticated);
        problem(ana.create_totp(&own_proof()).await, ProblemKind::Unauthenticated);
        assert_eq!(refresh(&second, &cookie).await, None, "{end}");
    }
}

on_both_engines! {
    async fn a_token_takes_the_password_ten_minutes_after_signing_in(app: TestApp) {
        let ana = app.sign_in("ana").await;
        ana.create_api_token(&token_draft()).await.unwrap();
        app.clock.advance(590);
        ana.create_api_token(&token_draft()).await.unwrap();
        app.clock.advance(11);
        let refresh = ana.refresh().await.unwrap().access_token;
        ana.transport().set_token(Some(refresh));
        let missing = problem(ana.create_api_token(&token_draft()).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&missing), [("password", "required")]);
        let wrong = ApiTokenDraft { password: "wrong password".to_owned(), ..token_draft() };
        let wrong = problem(ana.create_api_token(&wrong).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&wrong), [("password", "wrong")]);
        ana.create_api_token(&ApiTokenDraft { password: PASSWORD.to_owned(), ..token_draft() }).await.unwrap();
    }

    async fn tokens_end_with_a_reset_disabling_and_ending_the_access(app: TestApp) {
        let root = app.sign_in_admin("root").await;
        let ana = app.sign_in("ana").await;
        let id = ana.get_me().await.unwrap().id;
        for end in ["reset", "disabling", "ending"] {
            let client = app.client();
            let password = if end == "reset" { PASSWORD } else { NEW_PASSWORD };
            let token = client.login(&LoginDraft::new("ana", password)).await.unwrap();
            client.transport().set_token(Some(token.access_token));
            let token = client.create_api_token(&token_draft()).await.unwrap().token;
            assert_eq!(status_of(&app, &token).await, 200);
            match end {
                "reset" => {
                    let link = root.create_password_reset(id).await.unwrap().token;
                    let draft = PasswordResetDraft { token: link, password: NEW_PASSWORD.to_owned() };
                    app.client().reset_password(&draft).await.unwrap();
                }
                "disabling" => {
                    root.update_user(id, &disabled(true)).await.unwrap();
                    root.update_user(id, &disabled(false)).await.unwrap();
                }
                _ => root.delete_user_sessions(id).await.unwrap(),
            }
            assert_eq!(status_of(&app, &token).await, 401, "{end}");
        }
    }

    async fn a_new_password_and_signing_out_everywhere_revoke_tokens_unless_they_are_kept(app: TestApp) {
        for (everywhere, revoke_tokens) in [(false, true), (false, false), (true, true), (true, false)] {
            let name = format!("ana-{everywhere}-{revoke_tokens}");
            let ana = app.sign_in(&name).await;
            let token = ana.create_api_token(&token_draft()).await.unwrap().token;
            if everywhere {
                ana.delete_sessions(revoke_tokens).await.unwrap();
            } else {
                let (current_password, new_password) = (PASSWORD.to_owned(), NEW_PASSWORD.to_owned());
                ana.update_password(&PasswordDraft { current_password, new_password, revoke_tokens }).await.unwrap();
            }
            assert_eq!(status_of(&app, &token).await, if revoke_tokens { 401 } else { 200 }, "{name}");
        }
        let token = app.sign_in("bob").await.create_api_token(&token_draft()).await.unwrap().token;
        let everywhere = app.token_of("bob").await;
        let path = "/api/me/sessions?revoke_tokens=maybe";
        refused(app.request_as(&everywhere, "DELETE", path), ProblemKind::ValidationFailed).await;
        // Without a word the safer one is meant.
        let request = app.request_as(&everywhere, "DELETE", "/api/me/sessions");
        assert_eq!(request.send().await.unwrap().status(), 204);
        assert_eq!(status_of(&app, &token).await, 401);
    }

    async fn a_new_sign_in_in_a_browser_replaces_the_session_that_it_had(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let (access, cookie) = log_in_raw(&app, "ana").await;
        let body = serde_json::json!({"username": "ana", "password": PASSWORD}).to_string();
        let request = app.request("POST", "/api/auth/login").header("content-type", "application/json").body(body);
        let request = request.header("cookie", format!("movietracker_refresh={cookie}"));
        assert_eq!(request.send().await.unwrap().status(), 200);
        assert_eq!(status_of(&app, &access).await, 401);
        assert_eq!(ana.list_sessions().await.unwrap().items.len(), 2);
    }

    async fn a_session_that_nobody_used_for_two_weeks_ends(app: TestApp) {
        let root = app.sign_in_admin("root").await;
        app.sign_in("ana").await;
        let (_, cookie) = log_in_raw(&app, "ana").await;
        app.let_pass(13 * 24 * 3600).await;
        let (_, cookie) = refresh(&app, &cookie).await.unwrap();
        app.let_pass(14 * 24 * 3600).await;
        assert_eq!(refresh(&app, &cookie).await, None);
        log_in(&root, "root").await;
        let settings = root.get_settings().await.unwrap();
        root.update_settings(&SiteSettings { session_idle_days: 30, ..settings }).await.unwrap();
        let (_, cookie) = log_in_raw(&app, "ana").await;
        app.let_pass(29 * 24 * 3600).await;
        assert!(refresh(&app, &cookie).await.is_some());
    }

    async fn an_account_that_must_set_up_a_second_factor_can_do_that_and_nothing_else(app: TestApp) {
        let root = app.sign_in_admin("root").await;
        let ana = app.sign_in("ana").await;
        let token = ana.create_api_token(&token_draft()).await.unwrap().token;
        let settings = root.get_settings().await.unwrap();
        root.update_settings(&SiteSettings { second_factor_required: true, ..settings.clone() }).await.unwrap();
        assert!(ana.get_me().await.unwrap().must_set_up_second_factor);
        problem(ana.create_movie(&draft("M"), None).await, ProblemKind::Forbidden);
        problem(ana.create_api_token(&token_draft()).await, ProblemKind::Forbidden);
        refused(app.request_as(&token, "GET", "/api/movies"), ProblemKind::Forbidden).await;
        problem(root.list_users(&Default::default(), &Default::default()).await, ProblemKind::Forbidden);
        crate::totp::enable(&app, &ana).await;
        assert!(!ana.get_me().await.unwrap().must_set_up_second_factor);
        add(&ana, "M").await;
        assert_eq!(app.request_as(&token, "GET", "/api/movies").send().await.unwrap().status(), 200);
    }
}
