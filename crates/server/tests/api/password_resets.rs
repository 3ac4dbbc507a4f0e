//! Password resets: one-time links to choose another password with.

use crate::support::*;
use domain::accounts::links::{LinkDraft, LinkKind};
use domain::accounts::password_resets::PasswordResetDraft;
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::users::{Role, UserPatch};
use domain::auth::passwords::PasswordDraft;
use domain::auth::sessions::LoginDraft;
use domain::ids::UserId;
use domain::problems::ProblemKind;

const OTHER_PASSWORD: &str = "another horse battery";

fn reset(token: &str) -> PasswordResetDraft {
    PasswordResetDraft { token: token.to_owned(), password: OTHER_PASSWORD.to_owned() }
}

async fn make(admin: &TestClient, id: UserId) -> String {
    admin.create_password_reset(id).await.unwrap().token
}

on_both_engines! {
    async fn a_link_gives_another_password_once_and_signs_out_everywhere(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("Ana").await);
        let made = admin.create_password_reset(ana.get_me().await.unwrap().id).await.unwrap();
        let link = app.client().check_link(&LinkDraft { token: made.token.clone() }).await.unwrap();
        assert_eq!((link.kind, link.username.as_deref()), (LinkKind::PasswordReset, Some("Ana")));
        assert_eq!(link.expires_at, made.expires_at);
        ana.get_me().await.unwrap();
        app.client().reset_password(&reset(&made.token)).await.unwrap();
        problem(ana.get_me().await, ProblemKind::Unauthenticated);
        problem(ana.refresh().await, ProblemKind::Unauthenticated);
        let draft = |password: &str| LoginDraft::new("ana", password);
        problem(app.client().login(&draft(PASSWORD)).await, ProblemKind::InvalidCredentials);
        app.client().login(&draft(OTHER_PASSWORD)).await.unwrap();
        problem(app.client().reset_password(&reset(&made.token)).await, ProblemKind::Forbidden);
        let found = events(&app).await;
        assert!(found.contains(&"password_reset_created".to_owned()) && found.contains(&"password_reset".to_owned()));
    }

    async fn a_reset_leaves_second_factors_on(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        crate::totp::enable(&app, &ana).await;
        let token = make(&admin, ana.get_me().await.unwrap().id).await;
        app.client().reset_password(&reset(&token)).await.unwrap();
        let login = app.client().login(&LoginDraft::new("ana", OTHER_PASSWORD)).await;
        problem(login, ProblemKind::SecondFactorRequired);
    }

    async fn a_password_that_breaks_a_rule_does_not_use_the_link_up(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("anamaria").await);
        let token = make(&admin, ana.get_me().await.unwrap().id).await;
        for (password, fault) in [("short", "too_short"), ("AnaMaria", "too_common")] {
            let draft = PasswordResetDraft { password: password.to_owned(), ..reset(&token) };
            let found = problem(app.client().reset_password(&draft).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&found), [("password", fault)]);
        }
        app.client().reset_password(&reset(&token)).await.unwrap();
    }

    async fn a_link_works_for_24_hours_and_a_new_one_replaces_it(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        let (first, second) = (make(&admin, id).await, make(&admin, id).await);
        problem(app.client().reset_password(&reset(&first)).await, ProblemKind::Forbidden);
        app.clock.advance(24 * 3600);
        problem(app.client().reset_password(&reset(&second)).await, ProblemKind::Forbidden);
    }

    async fn a_link_ends_when_the_password_changes_or_its_admin_goes(app: TestApp) {
        let (admin, other, ana) =
            (app.sign_in_admin("root").await, app.sign_in_admin("other").await, app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        let token = make(&other, id).await;
        let (current_password, new_password) = (PASSWORD.to_owned(), OTHER_PASSWORD.to_owned());
        ana.update_password(&PasswordDraft { current_password, new_password, revoke_tokens: true }).await.unwrap();
        problem(app.client().reset_password(&reset(&token)).await, ProblemKind::Forbidden);
        let token = make(&other, id).await;
        let demoted = UserPatch { role: Some(Role::Member), disabled: None };
        admin.update_user(other.get_me().await.unwrap().id, &demoted).await.unwrap();
        problem(app.client().reset_password(&reset(&token)).await, ProblemKind::Forbidden);
    }

    async fn a_disabled_account_gets_no_link_and_keeps_none(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        let token = make(&admin, id).await;
        admin.update_user(id, &UserPatch { role: None, disabled: Some(true) }).await.unwrap();
        problem(app.client().reset_password(&reset(&token)).await, ProblemKind::Forbidden);
        problem(admin.create_password_reset(id).await, ProblemKind::Conflict);
    }

    async fn a_link_is_good_for_its_own_purpose_alone(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let invite = admin.create_invite(&Default::default()).await.unwrap().token;
        problem(app.client().reset_password(&reset(&invite)).await, ProblemKind::Forbidden);
        let id = app.sign_in("ana").await.get_me().await.unwrap().id;
        let token = Some(make(&admin, id).await);
        let draft = RegistrationDraft { token, username: "eve".to_owned(), password: PASSWORD.to_owned() };
        problem(app.client().register(&draft).await, ProblemKind::Forbidden);
        // Neither was used up.
        app.client().reset_password(&reset(&draft.token.unwrap())).await.unwrap();
        app.client().check_link(&LinkDraft { token: invite }).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_one_link_at_once_over_two_servers_one_chooses_the_password() {
    let (first, second) = TestApp::start_two().await;
    let admin = first.sign_in_admin("root").await;
    let id = first.sign_in("ana").await.get_me().await.unwrap().id;
    for round in 0..10 {
        let draft = reset(&make(&admin, id).await);
        let (one, other) = (first.client(), second.client());
        let (one, other) = tokio::join!(one.reset_password(&draft), other.reset_password(&draft));
        assert!(one.is_ok() != other.is_ok(), "round {round}");
    }
}
