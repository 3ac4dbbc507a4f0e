//! Two servers on one database.

use crate::lists::listed;
use crate::support::*;
use domain::accounts::users::SetupDraft;
use domain::auth::passwords::{PasswordDraft, ProofDraft};
use domain::library::movies::MovieDraft;
use domain::library::views::ViewDraft;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use serde_json::json;
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

/// Two requests at once with the version that both have read: one counts, the other is told.
async fn race<A, B>(
    name: &str,
    first: impl Future<Output = Result<A, client::Error>>,
    second: impl Future<Output = Result<B, client::Error>>,
) -> bool {
    let (first, second) = tokio::join!(first, second);
    let lost = match (&first, &second) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error.kind(),
        (Ok(_), Ok(_)) => panic!("{name}: both count"),
        (Err(first), Err(second)) => panic!("{name}: neither counts: {first}, {second}"),
    };
    assert_eq!(lost, Some(ProblemKind::PreconditionFailed), "{name}");
    first.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_over_two_instances_one_counts_and_the_other_is_told() {
    let (first, second) = TestApp::start_two().await;
    let one = first.sign_in("ana").await;
    let two = second.client();
    two.transport().set_token(Some(first.token_of("ana").await));
    let (list, movies) = listed(&one, &["a", "b", "c"]).await;
    let view = ViewDraft { name: "Short".to_owned(), query: "runtime_max=90".to_owned(), position: None };
    let view = one.create_view(&view, None).await.unwrap();
    for movie in &movies {
        one.update_movie(*movie, &fields(&json!({"on_watchlist": true})), None).await.unwrap();
    }
    for round in 0..20 {
        let title = |n: u32| fields(&json!({"title": format!("{round} {n}")}));
        let etag = one.get_movie(movies[0]).await.unwrap().etag();
        let (a, b) = (title(1), title(2));
        let is_first =
            race("film", one.update_movie(movies[0], &a, Some(&etag)), two.update_movie(movies[0], &b, Some(&etag)));
        let is_first = is_first.await;
        let kept = two.get_movie(movies[0]).await.unwrap().title;
        assert_eq!(kept, format!("{round} {}", if is_first { 1 } else { 2 }));

        let etag = two.get_list(list.id).await.unwrap().etag();
        let there = [movies[2], movies[1], movies[0]];
        let back = [movies[0], movies[1], movies[2]];
        let is_first = race(
            "order of a list",
            one.update_list_order(list.id, &there, Some(&etag)),
            two.update_list_order(list.id, &back, Some(&etag)),
        );
        let expected = if is_first.await { there } else { back };
        let items = one.list_list_items(list.id, &Default::default()).await.unwrap().items;
        assert_eq!(items.iter().map(|item| item.movie.id).collect::<Vec<_>>(), expected);

        let etag = one.list_views().await.unwrap().items[0].etag();
        let name = |n: u32| fields(&json!({"name": format!("{round} {n}")}));
        let (a, b) = (name(1), name(2));
        race("view", one.update_view(view.id, &a, Some(&etag)), two.update_view(view.id, &b, Some(&etag))).await;

        let etag = one.get_movie(movies[1]).await.unwrap().etag();
        race(
            "place on the watchlist",
            one.move_on_watchlist(movies[1], None, Some(&etag)),
            two.move_on_watchlist(movies[1], Some(movies[2]), Some(&etag)),
        )
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_is_renamed_twice_at_once_has_one_name_everywhere() {
    let (first, second) = TestApp::start_two().await;
    let one = first.sign_in("ana").await;
    let two = second.client();
    two.transport().set_token(Some(first.token_of("ana").await));
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d"] {
        let film = MovieDraft { tags: vec!["tag 0".to_owned()], ..draft(title) };
        ids.push(one.create_movie(&film, None).await.unwrap().id);
    }
    let mut now = "tag 0".to_owned();
    for round in 0..20 {
        let (left, right) = (format!("left {round}"), format!("right {round}"));
        let (first, second) = tokio::join!(one.rename_tag(&now, &left), two.rename_tag(&now, &right));
        assert!(first.is_ok() || second.is_ok(), "{first:?} {second:?}");
        let tags = one.list_tags().await.unwrap().items;
        // The later of the two finds the tag under its new name, or not at all.
        assert_eq!((tags.len(), tags[0].movie_count), (1, 4), "{tags:?}");
        for id in &ids {
            assert_eq!(two.get_movie(*id).await.unwrap().tags, [tags[0].name.clone()]);
        }
        now.clone_from(&tags[0].name);
    }
}
