use crate::support::*;
use domain::library::views::ViewDraft;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use serde_json::json;

fn view(name: &str, query: &str) -> ViewDraft {
    ViewDraft { name: name.to_owned(), query: query.to_owned(), position: None }
}

async fn names(client: &TestClient) -> Vec<String> {
    client.list_views().await.unwrap().items.into_iter().map(|view| view.name).collect()
}

on_both_engines! {
    async fn a_view_is_saved_renamed_moved_and_deleted_with_undo(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let short = client.create_view(&view("Short", "runtime_max=90&sort="), Some("key")).await.unwrap();
        assert_eq!((short.query.as_str(), short.position), ("runtime_max=90", 0));
        assert_eq!(client.create_view(&view("Short", "runtime_max=90&sort="), Some("key")).await.unwrap(), short);
        let war = client.create_view(&view("War", "genre=War&status=watchlist"), None).await.unwrap();
        let moved = client.update_view(war.id, &fields(&json!({"position": 0, "name": "War films"})), None).await.unwrap();
        assert_eq!((moved.position, moved.version, moved.query.as_str()), (0, 2, war.query.as_str()));
        assert_eq!(names(&client).await, ["War films", "Short"]);
        problem(other.update_view(war.id, &fields(&json!({"name": "X"})), None).await, ProblemKind::NotFound);
        problem(other.delete_view(war.id, None).await, ProblemKind::NotFound);
        let deleted = client.delete_view(war.id, None).await.unwrap();
        assert_eq!(names(&client).await, ["Short"]);
        client.undo(deleted.undo).await.unwrap();
        assert_eq!(names(&client).await, ["War films", "Short"]);
        assert_eq!(names(&other).await, [""; 0]);
    }

    async fn of_two_tabs_that_change_a_view_the_later_one_is_told(app: TestApp) {
        let client = app.sign_in("ana").await;
        let first = client.create_view(&view("A", ""), None).await.unwrap();
        let etag = first.etag();
        client.update_view(first.id, &fields(&json!({"name": "B"})), Some(&etag)).await.unwrap();
        let late = client.update_view(first.id, &fields(&json!({"name": "C"})), Some(&etag)).await;
        problem(late, ProblemKind::PreconditionFailed);
        problem(client.delete_view(first.id, Some(&etag)).await, ProblemKind::PreconditionFailed);
        assert_eq!(names(&client).await, ["B"]);
    }

    async fn what_is_wrong_with_a_view_is_told(app: TestApp) {
        let client = app.sign_in("ana").await;
        client.create_view(&view("Short", ""), None).await.unwrap();
        for (draft, expected) in [
            (view("short", ""), vec![("name", "taken")]),
            (view("", "year=x"), vec![("name", "required"), ("query.year", "out_of_range")]),
            (view(&"x".repeat(51), "limit=3"), vec![("name", "too_long"), ("query.limit", "unknown_field")]),
        ] {
            let found = problem(client.create_view(&draft, None).await, ProblemKind::ValidationFailed);
            assert_eq!(faults(&found), expected);
        }
    }
}
