//! The accounts, as admins manage them.

use crate::support::*;
use domain::accounts::users::{Role, UserInfo, UserPatch, UsersQuery};
use domain::auth::passwords::ProofDraft;
use domain::auth::sessions::LoginDraft;
use domain::ids::UserId;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use storage::Engine;
use storage::users::update_role;

fn role(role: Role) -> UserPatch {
    UserPatch { role: Some(role), disabled: None }
}

fn disabled(disabled: bool) -> UserPatch {
    UserPatch { role: None, disabled: Some(disabled) }
}

async fn list(admin: &TestClient, search: &str) -> Vec<UserInfo> {
    let query = UsersQuery { search: search.to_owned() };
    admin.list_users(&query, &PageQuery::default()).await.unwrap().items
}

async fn id_of(client: &TestClient) -> UserId {
    client.get_me().await.unwrap().id
}

on_both_engines! {
    async fn an_admin_sees_everyone_with_films_and_last_sign_in(app: TestApp) {
        let made_at = app.clock.now();
        let admin = app.sign_in_admin("root").await;
        app.add_user("Zoë", String::new()).await;
        app.clock.advance(60);
        let ana = app.sign_in("ana").await;
        add(&ana, "Solaris").await;
        let all = list(&admin, "").await;
        assert_eq!(all.iter().map(|user| user.username.as_str()).collect::<Vec<_>>(), ["ana", "root", "Zoë"]);
        assert_eq!((all[0].movie_count, all[0].role, all[0].disabled_at), (1, Role::Member, None));
        assert_eq!(all[0].last_login_at, Some(app.clock.now()));
        assert_eq!((all[1].role, all[1].created_at, all[1].last_login_at), (Role::Admin, made_at, Some(made_at)));
        assert_eq!((all[2].movie_count, all[2].last_login_at), (0, None));
        assert_eq!(list(&admin, "ZOE").await.len(), 1);
        assert!(list(&admin, "%").await.is_empty());
    }

    async fn accounts_come_in_pages(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        for name in ["a", "b", "c"] {
            app.add_user(name, String::new()).await;
        }
        let mut page = PageQuery { limit: 3, cursor: None };
        let first = admin.list_users(&UsersQuery::default(), &page).await.unwrap();
        assert_eq!((first.items.len(), first.total), (3, 4));
        page.cursor = first.next_cursor;
        let second = admin.list_users(&UsersQuery::default(), &page).await.unwrap();
        assert_eq!((second.items[0].username.as_str(), second.next_cursor), ("root", None));
    }

    async fn an_unknown_parameter_is_named(app: TestApp) {
        app.sign_in_admin("root").await;
        let token = app.token_of("root").await;
        for path in ["/api/users?name=x", "/api/audit-events?name=x", "/api/audit-events?event=nothing", "/api/users?cursor=x"] {
            let found = refused(app.request_as(&token, "GET", path), ProblemKind::ValidationFailed).await;
            assert_eq!(found.errors.iter().count(), 1, "{path}");
        }
    }

    async fn a_disabled_account_is_out_at_once_and_can_be_enabled_again(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = id_of(&ana).await;
        let now = admin.update_user(id, &disabled(true)).await.unwrap();
        assert_eq!(now.disabled_at, Some(app.clock.now()));
        problem(ana.get_me().await, ProblemKind::Unauthenticated);
        problem(ana.refresh().await, ProblemKind::Unauthenticated);
        let draft = LoginDraft::new("ana", PASSWORD);
        problem(app.client().login(&draft).await, ProblemKind::InvalidCredentials);
        assert_eq!(admin.update_user(id, &disabled(false)).await.unwrap().disabled_at, None);
        problem(ana.get_me().await, ProblemKind::Unauthenticated);
        log_in(&ana, "ana").await;
    }

    async fn a_role_counts_at_once(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let (own, id) = (id_of(&admin).await, id_of(&ana).await);
        problem(ana.list_invites().await, ProblemKind::Forbidden);
        assert_eq!(admin.update_user(id, &role(Role::Admin)).await.unwrap().role, Role::Admin);
        ana.list_invites().await.unwrap();
        ana.update_user(own, &role(Role::Member)).await.unwrap();
        problem(admin.list_invites().await, ProblemKind::Forbidden);
        assert_eq!(admin.get_me().await.unwrap().role, Role::Member);
    }

    async fn a_deleted_account_is_gone_with_its_films(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        add(&ana, "Solaris").await;
        let id = id_of(&ana).await;
        admin.delete_user(id).await.unwrap();
        problem(ana.get_me().await, ProblemKind::Unauthenticated);
        problem(admin.delete_user(id).await, ProblemKind::NotFound);
        problem(admin.update_user(id, &disabled(true)).await, ProblemKind::NotFound);
        problem(admin.create_password_reset(id).await, ProblemKind::NotFound);
        assert_eq!(list(&admin, "").await.len(), 1);
    }

    async fn the_last_admin_stays(app: TestApp) {
        let (admin, second) = (app.sign_in_admin("root").await, app.sign_in_admin("second").await);
        let (own, other) = (id_of(&admin).await, id_of(&second).await);
        // A disabled admin is none that could help.
        admin.update_user(other, &disabled(true)).await.unwrap();
        problem(admin.update_user(own, &role(Role::Member)).await, ProblemKind::Conflict);
        problem(admin.update_user(own, &disabled(true)).await, ProblemKind::Conflict);
        problem(admin.delete_user(own).await, ProblemKind::Conflict);
        problem(admin.delete_me(&ProofDraft { password: PASSWORD.to_owned() }).await, ProblemKind::Conflict);
        assert_eq!(admin.get_me().await.unwrap().role, Role::Admin);
        admin.update_user(other, &disabled(false)).await.unwrap();
        admin.update_user(own, &role(Role::Member)).await.unwrap();
    }

    async fn second_factors_that_somebody_lost_are_taken_away(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = id_of(&ana).await;
        problem(admin.delete_second_factors(id).await, ProblemKind::NotFound);
        crate::totp::enable(&app, &ana).await;
        assert!(list(&admin, "ana").await[0].has_second_factor);
        problem(app.client().login(&LoginDraft::new("ana", PASSWORD)).await, ProblemKind::SecondFactorRequired);
        admin.delete_second_factors(id).await.unwrap();
        assert!(!list(&admin, "ana").await[0].has_second_factor);
        problem(ana.get_me().await, ProblemKind::Unauthenticated);
        log_in(&ana, "ana").await;
        assert!(events(&app).await.contains(&"second_factors_reset".to_owned()));
    }

    async fn what_is_refused_leaves_nothing_changed(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        app.sign_in("ana").await;
        let own = id_of(&admin).await;
        let before = (list(&admin, "").await, events(&app).await);
        let both = UserPatch { role: Some(Role::Member), disabled: Some(true) };
        problem(admin.update_user(own, &both).await, ProblemKind::Conflict);
        assert_eq!((list(&admin, "").await, events(&app).await), before);
    }

    async fn every_act_stands_in_the_audit_log_once(app: TestApp) {
        let (admin, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = id_of(&ana).await;
        let count = events(&app).await.len();
        for patch in [role(Role::Admin), role(Role::Admin), role(Role::Member), disabled(true), disabled(false)] {
            app.clock.advance(1);
            admin.update_user(id, &patch).await.unwrap();
        }
        app.clock.advance(1);
        admin.update_user(id, &UserPatch::default()).await.unwrap();
        admin.delete_user(id).await.unwrap();
        let found = events(&app).await;
        let expected = ["user_deleted", "user_enabled", "user_disabled", "user_made_member", "user_made_admin"];
        assert_eq!(found[..found.len() - count], expected);
        let log = admin.list_audit_events(&Default::default(), &PageQuery::default()).await.unwrap().items;
        assert_eq!((log[0].actor.as_deref(), log[0].subject.as_deref()), (Some("root"), Some("ana")));
        assert_eq!(log[0].address, "127.0.0.1");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_admins_who_demote_each_other_at_once_on_two_servers_one_remains() {
    let (first, second) = TestApp::start_two().await;
    let (ana, ben) = (first.sign_in_admin("ana").await, second.sign_in_admin("ben").await);
    let (of_ana, of_ben) = (id_of(&ana).await, id_of(&ben).await);
    for round in 0..20 {
        let demoted = role(Role::Member);
        let (one, other) = tokio::join!(ana.update_user(of_ben, &demoted), ben.update_user(of_ana, &demoted));
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        let restored = first.state.store.write::<_, storage::Error, _>(move |tx| {
            Ok(update_role(tx, of_ana, Role::Admin)? && update_role(tx, of_ben, Role::Admin)?)
        });
        assert!(restored.await.unwrap());
        for app in [&first, &second] {
            app.clock.advance(6);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_admin_does_counts_on_the_other_server_within_five_seconds() {
    let (first, second) = TestApp::start_two().await;
    let admin = first.sign_in_admin("root").await;
    for name in ["ana", "ben", "cem"] {
        first.sign_in(name).await;
    }
    let mut elsewhere = Vec::new();
    for name in ["ana", "ben", "cem"] {
        let client = second.client();
        client.transport().set_token(Some(first.token_of(name).await));
        elsewhere.push((client.get_me().await.unwrap().id, client));
    }
    admin.update_user(elsewhere[0].0, &disabled(true)).await.unwrap();
    admin.delete_user(elsewhere[1].0).await.unwrap();
    admin.update_user(elsewhere[2].0, &role(Role::Admin)).await.unwrap();
    second.clock.advance(5);
    problem(elsewhere[0].1.get_me().await, ProblemKind::Unauthenticated);
    problem(elsewhere[1].1.get_me().await, ProblemKind::Unauthenticated);
    elsewhere[2].1.list_invites().await.unwrap();
    admin.update_user(elsewhere[2].0, &role(Role::Member)).await.unwrap();
    second.clock.advance(5);
    problem(elsewhere[2].1.list_invites().await, ProblemKind::Forbidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_none_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    let admin = app.sign_in_admin("root").await;
    let (id, token) = (id_of(&admin).await, app.token_of("root").await);
    let request = app.request_as(&token, "PATCH", &format!("/api/users/{id}"));
    let body = r#"{"role": "owner", "disabled": 1, "username": "x"}"#;
    let request = request.header("content-type", "application/json").body(body);
    let found = refused(request, ProblemKind::ValidationFailed).await;
    assert_eq!(found.errors.iter().count(), 3, "{found:?}");
}
