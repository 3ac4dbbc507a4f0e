//! Two servers on one database.

use crate::support::*;
use domain::accounts::users::SetupDraft;
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use domain::problems::ProblemKind;
use server::security::access_tokens::rotate_signing_keys;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_one_instance_is_good_at_the_other_until_its_session_ends() {
    let (first, second) = TestApp::start_two().await;
    let client = first.sign_in("ana").await;
    let elsewhere = second.client();
    elsewhere.transport().set_token(Some(first.token_of("ana").await));
    assert_eq!(elsewhere.get_me().await.unwrap(), client.get_me().await.unwrap());
    let new_password = "another horse battery".to_owned();
    let draft = PasswordDraft { current_password: PASSWORD.to_owned(), new_password, revoke_tokens: true };
    client.update_password(&draft).await.unwrap();
    second.clock.advance(5);
    problem(elsewhere.get_me().await, ProblemKind::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_deleted_elsewhere_a_moment_ago_adds_nothing() {
    let (first, second) = TestApp::start_two().await;
    let client = first.sign_in("ana").await;
    let elsewhere = second.client();
    elsewhere.transport().set_token(Some(first.token_of("ana").await));
    elsewhere.get_me().await.unwrap();
    client.delete_me(&ProofDraft { password: PASSWORD.to_owned() }).await.unwrap();
    problem(elsewhere.create_movie(&draft("M"), None).await, ProblemKind::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_signing_key_signs_nobody_out_on_any_instance() {
    let (first, second) = TestApp::start_two().await;
    first.sign_in("ana").await;
    let old = first.token_of("ana").await;
    rotate_signing_keys(&first.state.store, &first.clock).await.unwrap();
    for app in [&first, &second] {
        app.clock.advance(61);
    }
    let new = first.token_of("ana").await;
    let kid = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(kid(&old), kid(&new));
    for app in [&first, &second] {
        for token in [&old, &new] {
            assert_eq!(app.request("GET", "/api/me").bearer_auth(token).send().await.unwrap().status(), 200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_a_minute_apart_break_nothing() {
    for (ahead, behind) in [(60, 0), (0, 60)] {
        let (first, second) = TestApp::start_two().await;
        first.sign_in("ana").await;
        first.clock.advance(ahead);
        second.clock.advance(behind);
        let token = first.token_of("ana").await;
        assert_eq!(second.request("GET", "/api/me").bearer_auth(token).send().await.unwrap().status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_setups_at_once_over_two_instances_one_makes_an_admin() {
    let (first, second) = TestApp::start_two().await;
    let token = server::accounts::setup::setup_token(&first.state).await.unwrap().unwrap();
    assert_eq!(server::accounts::setup::setup_token(&second.state).await.unwrap().as_ref(), Some(&token));
    let tasks: Vec<_> = (0..50)
        .map(|i| {
            let client = if i % 2 == 0 { first.client() } else { second.client() };
            let username = format!("user{i}");
            let draft = SetupDraft { token: token.clone(), username, password: PASSWORD.to_owned() };
            tokio::spawn(async move { client.create_setup(&draft).await.is_ok() })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap());
    }
    assert_eq!(made, 1);
    assert_eq!(first.state.store.read(storage::users::count_users).await.unwrap(), 1);
}
