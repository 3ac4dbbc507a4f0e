//! Sessions over two servers on one database.

use crate::sessions::{is_let_in, log_in_raw, refresh};
use crate::support::*;
use domain::accounts::password_resets::PasswordResetDraft;
use domain::accounts::users::{Role, UserPatch};
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use std::collections::HashSet;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_refreshes_at_once_over_two_instances_give_one_successor() {
    let (first, second) = TestApp::start_two().await;
    first.sign_in("ana").await;
    let (_, cookie) = log_in_raw(&first, "ana").await;
    first.age_sessions(11).await;
    let apps = [Arc::new(first), Arc::new(second)];
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let (app, cookie) = (Arc::clone(&apps[number % 2]), cookie.clone());
            tokio::spawn(async move { refresh(&app, &cookie).await.unwrap().1 })
        })
        .collect();
    let mut successors = HashSet::new();
    for task in tasks {
        successors.insert(task.await.unwrap());
    }
    assert_eq!(successors.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_predecessor_gives_the_same_successor_elsewhere_and_an_older_token_ends_the_session_everywhere() {
    let (first, second) = TestApp::start_two().await;
    first.sign_in("ana").await;
    let (_, oldest) = log_in_raw(&first, "ana").await;
    first.age_sessions(11).await;
    let (_, newer) = refresh(&first, &oldest).await.unwrap();
    assert_eq!(refresh(&second, &oldest).await.unwrap().1, newer);
    first.age_sessions(11).await;
    let (access, newest) = refresh(&second, &newer).await.unwrap();
    assert!(is_let_in(&first, &access).await);
    assert_eq!(refresh(&second, &oldest).await, None);
    assert_eq!(refresh(&first, &newest).await, None);
    first.clock.advance(5);
    assert!(!is_let_in(&first, &access).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_rounds_of_five_tabs_over_two_servers_with_clocks_apart_keep_the_session() {
    let (first, second) = TestApp::start_two().await;
    second.clock.advance(20);
    first.sign_in("ana").await;
    let (_, mut cookie) = log_in_raw(&first, "ana").await;
    let apps = [Arc::new(first), Arc::new(second)];
    for round in 0..1000 {
        if round % 3 == 0 {
            apps[0].age_sessions(11).await;
        }
        let tabs: Vec<_> = (0..5)
            .map(|tab| {
                let (app, cookie) = (Arc::clone(&apps[tab % 2]), cookie.clone());
                tokio::spawn(async move { refresh(&app, &cookie).await })
            })
            .collect();
        let mut next = HashSet::new();
        for tab in tabs {
            next.insert(tab.await.unwrap().expect("no tab is signed out").1);
        }
        assert_eq!(next.len(), 1, "round {round}");
        cookie = next.into_iter().next().unwrap();
    }
}

/// A way in which an account's sessions end.
#[derive(Debug, Clone, Copy)]
enum End {
    SignOut,
    SignOutEverywhere,
    EndingIt,
    NewPassword,
    ResetPassword,
    Disabling,
    DeletingOneself,
    DeletingAnother,
}

impl End {
    /// Does it at a server, by somebody who is signed in with the account there, or by an admin.
    async fn happen(self, app: &TestApp, ana: &TestClient, admin: &TestClient, cookie: &str) {
        let id = ana.get_me().await.unwrap().id;
        match self {
            Self::SignOut => {
                let request = app.request("POST", "/api/auth/logout").header("content-type", "application/json");
                let request = request.header("cookie", format!("movietracker_refresh={cookie}")).body("{}");
                assert_eq!(request.send().await.unwrap().status(), 204);
            }
            Self::SignOutEverywhere => ana.delete_sessions(true).await.unwrap(),
            Self::EndingIt => {
                for session in ana.list_sessions().await.unwrap().items.iter().filter(|session| !session.is_current) {
                    ana.delete_session(session.id).await.unwrap();
                }
            }
            Self::NewPassword => {
                let new_password = "another horse battery".to_owned();
                ana.update_password(&PasswordDraft {
                    current_password: PASSWORD.to_owned(),
                    new_password,
                    ..PasswordDraft::default()
                })
                .await
                .unwrap();
            }
            Self::ResetPassword => {
                let token = admin.create_password_reset(id).await.unwrap().token;
                let draft = PasswordResetDraft { token, password: "another horse battery".to_owned() };
                app.client().reset_password(&draft).await.unwrap();
            }
            Self::Disabling => {
                let patch = UserPatch { disabled: Some(true), ..UserPatch::default() };
                admin.update_user(id, &patch).await.unwrap();
            }
            Self::DeletingOneself => {
                ana.delete_me(&ProofDraft { password: PASSWORD.to_owned() }).await.unwrap();
            }
            Self::DeletingAnother => admin.delete_user(id).await.unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_a_session_ends_access_and_refresh_are_dead_on_every_instance_within_five_seconds() {
    for end in [
        End::SignOut,
        End::SignOutEverywhere,
        End::EndingIt,
        End::NewPassword,
        End::ResetPassword,
        End::Disabling,
        End::DeletingOneself,
        End::DeletingAnother,
    ] {
        let (first, second) = TestApp::start_two().await;
        let ana = first.sign_in("ana").await;
        let admin = first.sign_in_as("root", Role::Admin).await;
        let (access, cookie) = log_in_raw(&first, "ana").await;
        for app in [&first, &second] {
            assert!(is_let_in(app, &access).await, "{end:?}");
        }
        end.happen(&first, &ana, &admin, &cookie).await;
        assert!(!is_let_in(&first, &access).await, "{end:?}: the instance that did it knows at once");
        second.clock.advance(5);
        assert!(!is_let_in(&second, &access).await, "{end:?}");
        for app in [&first, &second] {
            assert_eq!(refresh(app, &cookie).await, None, "{end:?}");
        }
    }
}
