//! Invites: one-time links that make an account.

use crate::support::*;
use domain::accounts::invites::{InviteDraft, MAX_INVITES};
use domain::accounts::links::{LinkDraft, LinkInfo, LinkKind};
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::users::{Me, Role, UserPatch};
use domain::problems::ProblemKind;

fn registration(token: &str, username: &str) -> RegistrationDraft {
    let (username, password) = (username.to_owned(), PASSWORD.to_owned());
    RegistrationDraft { token: Some(token.to_owned()), username, password }
}

async fn invite(admin: &TestClient) -> String {
    admin.create_invite(&InviteDraft::default()).await.unwrap().token
}

async fn accept(app: &TestApp, token: &str, username: &str) -> Result<Me, client::Error> {
    app.client().register(&registration(token, username)).await
}

async fn check(app: &TestApp, token: &str) -> Result<LinkInfo, client::Error> {
    app.client().check_link(&LinkDraft { token: token.to_owned() }).await
}

on_both_engines! {
    async fn an_invite_makes_one_account(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let made = admin.create_invite(&InviteDraft::default()).await.unwrap();
        assert_eq!(made.token.len(), 43);
        assert!(admin.list_invites().await.unwrap().items == [made.info.clone()]);
        let link = check(&app, &made.token).await.unwrap();
        assert_eq!((link.kind, link.username, link.expires_at), (LinkKind::Invite, None, made.info.expires_at));
        let ana = accept(&app, &made.token, "Ana").await.unwrap();
        assert_eq!((ana.username.as_str(), ana.role), ("Ana", Role::Member));
        log_in(&app.client(), "ana").await;
        problem(accept(&app, &made.token, "eve").await, ProblemKind::Forbidden);
        problem(check(&app, &made.token).await, ProblemKind::Forbidden);
        assert!(admin.list_invites().await.unwrap().items.is_empty());
    }

    async fn an_invite_can_make_an_admin(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let made = admin.create_invite(&InviteDraft { role: Some(Role::Admin) }).await.unwrap();
        assert_eq!(accept(&app, &made.token, "ana").await.unwrap().role, Role::Admin);
    }

    async fn an_invite_works_for_24_hours(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let (early, late) = (invite(&admin).await, invite(&admin).await);
        app.clock.advance(24 * 3600 - 1);
        accept(&app, &early, "ana").await.unwrap();
        app.clock.advance(1);
        problem(check(&app, &late).await, ProblemKind::Forbidden);
        problem(accept(&app, &late, "eve").await, ProblemKind::Forbidden);
        log_in(&admin, "root").await;
        assert!(admin.list_invites().await.unwrap().items.is_empty());
        server::jobs::housekeeping::tidy_up(&app.state).await.unwrap();
        let count = |tx: &mut storage::Tx| tx.query_one::<i64>("SELECT count(*) FROM one_time_links", &[]);
        assert_eq!(app.state.store.read(count).await, Ok(0));
    }

    async fn an_invite_can_be_withdrawn(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let made = admin.create_invite(&InviteDraft::default()).await.unwrap();
        admin.delete_invite(made.info.id).await.unwrap();
        problem(accept(&app, &made.token, "eve").await, ProblemKind::Forbidden);
        problem(admin.delete_invite(made.info.id).await, ProblemKind::NotFound);
    }

    async fn a_taken_name_does_not_use_the_invite_up(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let token = invite(&admin).await;
        let found = problem(accept(&app, &token, "ROOT").await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("username", "taken")]);
        let weak = RegistrationDraft { password: "12345678".to_owned(), ..registration(&token, "a b") };
        let weak = problem(app.client().register(&weak).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&weak), [("username", "whitespace"), ("password", "too_common")]);
        accept(&app, &token, "ana").await.unwrap();
    }

    async fn the_invites_of_who_is_no_admin_any_more_do_not_work(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let patches = [
            Some(UserPatch { role: Some(Role::Member), disabled: None }),
            Some(UserPatch { role: None, disabled: Some(true) }),
            None,
        ];
        for (number, patch) in patches.into_iter().enumerate() {
            let other = app.sign_in_admin(&format!("other{number}")).await;
            let (id, token) = (other.get_me().await.unwrap().id, invite(&other).await);
            match patch {
                Some(patch) => drop(admin.update_user(id, &patch).await.unwrap()),
                None => admin.delete_user(id).await.unwrap(),
            }
            problem(accept(&app, &token, "eve").await, ProblemKind::Forbidden);
        }
    }

    async fn of_many_who_use_one_invite_at_once_one_gets_an_account(app: TestApp) {
        let token = invite(&app.sign_in_admin("root").await).await;
        assert_eq!(race(&[&app], &token, 20).await, 1);
    }

    async fn there_is_a_most_of_open_invites(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        for _ in 0..MAX_INVITES {
            invite(&admin).await;
        }
        problem(admin.create_invite(&InviteDraft::default()).await, ProblemKind::Conflict);
    }

    async fn tokens_can_not_be_guessed_for_ever(app: TestApp) {
        let token = invite(&app.sign_in_admin("root").await).await;
        for _ in 0..50 {
            problem(check(&app, "guessed").await, ProblemKind::Forbidden);
        }
        problem(check(&app, &token).await, ProblemKind::TooManyRequests);
        problem(accept(&app, &token, "ana").await, ProblemKind::TooManyRequests);
        app.clock.advance(15 * 60);
        accept(&app, &token, "ana").await.unwrap();
    }

    async fn the_token_is_stored_and_listed_nowhere(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let token = invite(&admin).await;
        let bearer = app.token_of("root").await;
        for path in ["/api/invites", "/api/audit-events"] {
            let text = app.request_as(&bearer, "GET", path).send().await.unwrap().text().await.unwrap();
            assert!(!text.contains(&token), "{path}");
        }
        let stored = token.clone();
        let found = app.state.store.read::<_, storage::Error, _>(move |tx| {
            tx.query_one::<i64>("SELECT count(*) FROM one_time_links WHERE token_hash = $1", &[&stored.as_bytes()])
        });
        assert_eq!(found.await, Ok(0));
    }

    async fn invites_stand_in_the_audit_log(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let made = admin.create_invite(&InviteDraft::default()).await.unwrap();
        app.clock.advance(1);
        admin.delete_invite(made.info.id).await.unwrap();
        let token = invite(&admin).await;
        app.clock.advance(1);
        accept(&app, &token, "ana").await.unwrap();
        let log = admin.list_audit_events(&Default::default(), &Default::default()).await.unwrap().items;
        assert_eq!(log[0].event, "invite_accepted");
        assert_eq!((log[0].actor.as_deref(), log[0].subject.as_deref()), (Some("ana"), Some("root")));
        let found: Vec<_> = log.iter().filter(|line| line.event.starts_with("invite")).collect();
        assert_eq!(found.len(), 4);
    }
}

/// How many of so many who use an invite at once get an account.
async fn race(apps: &[&TestApp], token: &str, count: usize) -> usize {
    let tasks: Vec<_> = (0..count)
        .map(|i| {
            let (client, draft) = (apps[i % apps.len()].client(), registration(token, &format!("user{i}")));
            tokio::spawn(async move { client.register(&draft).await.is_ok() })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap());
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_use_one_invite_at_once_over_two_servers_one_gets_an_account() {
    let (first, second) = TestApp::start_two().await;
    let token = invite(&first.sign_in_admin("root").await).await;
    assert_eq!(race(&[&first, &second], &token, 50).await, 1);
    assert_eq!(first.state.store.read(storage::users::count_users).await.unwrap(), 2);
}
