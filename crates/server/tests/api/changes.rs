mod follower;
mod writer;

use crate::support::*;
use domain::library::changes::{Change, ChangeKind, Changes, ChangesCursor, ChangesQuery, Since};
use domain::library::lists::ListDraft;
use domain::library::movies::MovieDraft;
use domain::library::watches::WatchDraft;
use domain::problems::ProblemKind;
use follower::Follower;
use server::jobs::housekeeping::tidy_up;
use std::sync::{Arc, Mutex};
use writer::{Known, Writer};

async fn changes(client: &TestClient, since: Option<&str>) -> Changes {
    let since = since.map(|since| since.parse().unwrap());
    client.list_changes(&ChangesQuery { since, limit: 100 }).await.unwrap()
}

fn names(items: &[Change]) -> Vec<(&'static str, bool)> {
    items.iter().map(|it| (it.kind.as_str(), it.deleted)).collect()
}

/// Lets so many writers at these servers change everything in turns, while somebody follows; then the copy must be what
/// the API lists.
async fn follow_writers(apps: &[&TestApp], writers: usize, steps: usize) {
    let client = apps[0].sign_in("ana").await;
    let stranger = apps[0].sign_in("bob").await;
    add(&stranger, "Not Ana's").await;
    let known = Arc::new(Mutex::new(Known::default()));
    let mut tasks = Vec::new();
    for number in 0..writers {
        let client = apps[number % apps.len()].client();
        client.transport().set_token(Some(apps[0].token_of("ana").await));
        let writer = Writer::new(client, Arc::clone(&known), number as u64 + 1);
        tasks.push(tokio::spawn(writer.run(steps)));
    }
    let mut follower = Follower::default();
    while tasks.iter().any(|task| !task.is_finished()) {
        follower.catch_up(&client).await;
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    follower.catch_up(&client).await;
    follower.check(&client).await;
    // And so does one who begins now.
    let mut late = Follower::default();
    late.catch_up(&client).await;
    late.check(&client).await;
    assert!(late.kinds() >= 4, "the writers leave something of each kind");
}

on_both_engines! {
    async fn a_follower_has_what_the_api_lists_after_any_changes(app: TestApp) {
        follow_writers(&[&app], 1, 300).await;
    }

    async fn a_follower_misses_nothing_of_four_who_write_at_once(app: TestApp) {
        follow_writers(&[&app], 4, 120).await;
    }

    async fn each_thing_comes_once_at_the_place_of_its_latest_change(app: TestApp) {
        let client = app.sign_in("ana").await;
        let heat = add(&client, "Heat").await;
        add(&client, "Ran").await;
        client.create_watch(heat.id, &WatchDraft::default(), None).await.unwrap();
        let all = changes(&client, None).await;
        let titles: Vec<_> = all.items.iter().filter_map(|it| it.movie.as_ref()).map(|it| it.title.as_str()).collect();
        assert_eq!((titles, all.items.len(), all.has_more), (vec!["Ran", "Heat"], 3, false));
        assert_eq!(all.items.iter().find_map(|it| it.watch.as_ref()).unwrap().movie.id, heat.id);
        let nothing = changes(&client, Some(&all.next)).await;
        assert_eq!((nothing.items.len(), &nothing.next), (0, &all.next));
        assert_eq!(changes(&client, Some("now")).await, nothing);
    }

    async fn a_film_goes_to_the_trash_and_comes_back_with_its_watches_and_its_lists(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = MovieDraft { watched_on: Some("2024-05-01".to_owned()), ..draft("Heat") };
        let heat = client.create_movie(&draft, None).await.unwrap();
        let list = client.create_list(&ListDraft { name: "L".to_owned(), ..ListDraft::default() }, None).await.unwrap();
        let items = domain::library::list_items::ListItemsDraft { movie_ids: vec![heat.id], note: None };
        client.create_list_items(list.id, &items, None, None).await.unwrap();
        let before = changes(&client, None).await.next;
        client.delete_movie(heat.id, None).await.unwrap();
        let gone = changes(&client, Some(&before)).await;
        let mut kinds = names(&gone.items);
        kinds.sort_unstable();
        assert_eq!(kinds, [("list", false), ("movie", true), ("watch", true)]);
        client.restore_movie(heat.id).await.unwrap();
        let back = changes(&client, Some(&gone.next)).await;
        let mut kinds = names(&back.items);
        kinds.sort_unstable();
        assert_eq!(kinds, [("list", false), ("movie", false), ("watch", false)]);
        client.delete_movie(heat.id, None).await.unwrap();
        let gone = changes(&client, Some(&back.next)).await.next;
        client.erase_movie(heat.id).await.unwrap();
        assert_eq!(names(&changes(&client, Some(&gone)).await.items), []);
    }

    async fn a_cursor_from_before_what_is_forgotten_is_refused_and_beginning_anew_is_not(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (heat, ran) = (add(&client, "Heat").await, add(&client, "Ran").await);
        let one = ChangesQuery { since: None, limit: 1 };
        let first = client.list_changes(&one).await.unwrap();
        assert!(first.has_more);
        let read = changes(&client, None).await.next;
        client.delete_movie(heat.id, None).await.unwrap();
        let latest = changes(&client, Some(&read)).await;
        assert_eq!(names(&latest.items), [("movie", true)]);
        app.clock.advance(2 * 365 * 24 * 3600);
        tidy_up(&app.state).await.unwrap();
        log_in(&client, "ana").await;
        for old in [&first.next, &read] {
            let query = ChangesQuery { since: Some(old.parse().unwrap()), limit: 100 };
            let problem = problem(client.list_changes(&query).await, ProblemKind::CursorExpired);
            assert!(problem.detail.unwrap().contains("without"));
        }
        assert_eq!(changes(&client, Some(&latest.next)).await.items.len(), 0);
        let begun = client.list_changes(&one).await.unwrap();
        assert_eq!(begun.items[0].id, ran.id.0);
        // What is of another database is no cursor of this one.
        let ahead = ChangesQuery { since: Some(Since::Cursor(ChangesCursor::at(1_000_000))), limit: 1 };
        problem(client.list_changes(&ahead).await, ProblemKind::CursorExpired);
    }

    async fn who_begins_is_not_told_of_what_was_deleted_before_but_of_what_is_deleted_meanwhile(app: TestApp) {
        let client = app.sign_in("ana").await;
        let mut films = Vec::new();
        for title in ["A", "B", "C", "D"] {
            films.push(add(&client, title).await);
        }
        client.delete_movie(films[0].id, None).await.unwrap();
        let first = client.list_changes(&ChangesQuery { since: None, limit: 1 }).await.unwrap();
        assert_eq!((first.items[0].id, first.items[0].deleted), (films[1].id.0, false));
        client.delete_movie(films[1].id, None).await.unwrap();
        let rest = changes(&client, Some(&first.next)).await;
        let found: Vec<_> = rest.items.iter().map(|it| (it.id, it.deleted)).collect();
        assert_eq!(found, [(films[2].id.0, false), (films[3].id.0, false), (films[1].id.0, true)]);
    }

    async fn what_is_asked_wrongly_is_told(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        for query in ["since=yesterday", "since=-1", "limit=0", "limit=101", "cursor=1"] {
            let request = app.request_as(&token, "GET", &format!("/api/changes?{query}"));
            let problem = refused(request, ProblemKind::ValidationFailed).await;
            assert_eq!(faults(&problem)[0].0, query.split('=').next().unwrap());
        }
    }

    async fn nobody_sees_the_changes_of_others(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        add(&ana, "Heat").await;
        assert_eq!(changes(&bob, None).await.items, []);
        assert!(changes(&ana, None).await.items.iter().all(|it| it.kind == ChangeKind::Movie));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_misses_nothing_of_writers_at_two_servers() {
    let (first, second) = TestApp::start_two().await;
    follow_writers(&[&first, &second], 4, 120).await;
}
