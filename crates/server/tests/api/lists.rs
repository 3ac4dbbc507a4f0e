use crate::support::*;
use domain::ids::MovieId;
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::{List, ListDraft, Visibility};
use domain::library::lists_query::{By, ListsQuery};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use serde_json::json;

pub fn named(name: &str) -> ListDraft {
    ListDraft { name: name.to_owned(), ..ListDraft::default() }
}

/// A list with films of these titles.
pub async fn listed(client: &TestClient, titles: &[&str]) -> (List, Vec<MovieId>) {
    let list = client.create_list(&named("Best"), None).await.unwrap();
    let mut movie_ids = Vec::new();
    for title in titles {
        movie_ids.push(add(client, title).await.id);
    }
    let draft = ListItemsDraft { movie_ids: movie_ids.clone(), note: None };
    let added = client.create_list_items(list.id, &draft, None, None).await.unwrap();
    assert_eq!(added.added, titles.len() as u64);
    (added.list, movie_ids)
}

async fn order(client: &TestClient, list: &List) -> String {
    let page = client.list_list_items(list.id, &PageQuery { limit: 100, cursor: None }).await.unwrap();
    page.items.into_iter().map(|item| item.movie.title).collect()
}

on_both_engines! {
    async fn a_list_is_made_changed_and_read(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = ListDraft {
            description: Some("Slow ones.".to_owned()),
            ranked: true,
            tags: vec!["club".to_owned()],
            ..named(" Best of 1999 ")
        };
        let list = client.create_list(&draft, Some("key")).await.unwrap();
        assert_eq!(client.create_list(&draft, Some("key")).await.unwrap(), list);
        assert_eq!((list.name.as_str(), list.ranked, list.version), ("Best of 1999", true, 1));
        assert_eq!(client.get_list(list.id).await.unwrap(), list);
        let patch = fields(&json!({"description": null, "name": "Best", "visibility": "members"}));
        let changed = client.update_list(list.id, &patch, Some(&list.etag())).await.unwrap();
        assert_eq!((changed.description.as_deref(), changed.name.as_str(), changed.version), (None, "Best", 2));
        assert_eq!((changed.tags, changed.visibility), (vec!["club".to_owned()], Visibility::Members));
        problem(client.update_list(list.id, &patch, Some(&list.etag())).await, ProblemKind::PreconditionFailed);
        problem(client.delete_list(list.id, Some(&list.etag())).await, ProblemKind::PreconditionFailed);
        let page = client.list_lists(&ListsQuery::default(), &PageQuery::default()).await.unwrap();
        assert_eq!((page.total, page.items[0].id), (1, list.id));
    }

    async fn every_field_at_fault_is_named(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = ListDraft { tags: vec![String::new()], ..named("") };
        let refused = problem(client.create_list(&draft, None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("name", "required"), ("tags[0]", "required")]);
        let token = app.token_of("ana").await;
        let raw = app.request_as(&token, "POST", "/api/lists").header("content-type", "application/json");
        let refused = refused_fields(raw.body(r#"{"name": "L", "visibility": "everyone"}"#)).await;
        assert_eq!(refused, ["visibility"]);
    }

    async fn of_two_who_change_an_order_at_once_one_wins(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, movies) = listed(&client, &["a", "b", "c"]).await;
        let reversed: Vec<_> = movies.iter().rev().copied().collect();
        let moved = fields(&json!({"position": 1}));
        let etag = list.etag();
        let (first, second) = tokio::join!(
            client.update_list_order(list.id, &reversed, Some(&etag)),
            client.update_list_item(list.id, movies[1], &moved, Some(&etag)),
        );
        let expected = match (&first, &second) {
            (Ok(_), Err(_)) => "cba",
            (Err(_), Ok(_)) => "bac",
            _ => panic!("one of them wins: {first:?} {second:?}"),
        };
        problem(first.and(second), ProblemKind::PreconditionFailed);
        assert_eq!(order(&client, &list).await, expected);
        assert_eq!(client.get_list(list.id).await.unwrap().version, list.version + 1);
    }

    async fn a_film_is_moved_noted_and_taken_off(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, movies) = listed(&client, &["a", "b", "c"]).await;
        let patch = fields(&json!({"after": movies[2], "note": "Last."}));
        let changed = client.update_list_item(list.id, movies[0], &patch, None).await.unwrap();
        assert_eq!(order(&client, &changed).await, "bca");
        let items = client.list_list_items(list.id, &PageQuery::default()).await.unwrap().items;
        assert_eq!((items[2].position, items[2].note.as_deref()), (3, Some("Last.")));
        client.update_list_item(list.id, movies[0], &fields(&json!({"note": null, "position": 1})), None).await.unwrap();
        let items = client.list_list_items(list.id, &PageQuery::default()).await.unwrap().items;
        assert_eq!((items[0].movie.title.as_str(), items[0].note.as_deref()), ("a", None));
        let patch = fields(&json!({"after": movies[0]}));
        let refused = problem(client.update_list_item(list.id, movies[0], &patch, None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("after", "unknown")]);
        let removed = client.delete_list_item(list.id, movies[0], None).await.unwrap();
        assert_eq!((removed.list.movie_count, order(&client, &list).await.as_str()), (2, "bc"));
        problem(client.delete_list_item(list.id, movies[0], None).await, ProblemKind::NotFound);
        client.undo(removed.undo).await.unwrap();
        assert_eq!(order(&client, &list).await, "abc");
    }

    async fn a_deleted_list_is_brought_back(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, _) = listed(&client, &["a", "b"]).await;
        let deleted = client.delete_list(list.id, None).await.unwrap();
        problem(client.get_list(list.id).await, ProblemKind::NotFound);
        problem(client.list_list_items(list.id, &PageQuery::default()).await, ProblemKind::NotFound);
        client.undo(deleted.undo).await.unwrap();
        assert_eq!(order(&client, &list).await, "ab");
    }

    async fn films_that_are_not_there_are_put_on_no_list(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, movies) = listed(&client, &["a"]).await;
        client.delete_movie(movies[0], None).await.unwrap();
        let draft = ListItemsDraft { movie_ids: movies.clone(), note: None };
        let refused = problem(client.create_list_items(list.id, &draft, None, None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("movie_ids", "unknown")]);
        let refused = problem(client.update_list_order(list.id, &movies, None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("movie_ids", "other_films")]);
    }

    async fn progress_counts_the_films_that_were_watched(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, movies) = listed(&client, &["a", "b"]).await;
        client.create_watch(movies[1], &Default::default(), None).await.unwrap();
        let list = client.get_list(list.id).await.unwrap();
        assert_eq!((list.watched_count, list.movie_count), (Some(1), 2));
        let items = client.list_list_items(list.id, &PageQuery::default()).await.unwrap().items;
        assert_eq!(items.iter().map(|item| item.movie.watched).collect::<Vec<_>>(), [Some(false), Some(true)]);
        let query = MoviesQuery { list: Some(list.id), ..MoviesQuery::default() };
        assert_eq!(client.list_movies(&query, &PageQuery::default()).await.unwrap().total, 2);
    }

    async fn others_read_an_open_list_and_change_nothing(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (list, movies) = listed(&client, &["a"]).await;
        client.create_watch(movies[0], &Default::default(), None).await.unwrap();
        problem(other.get_list(list.id).await, ProblemKind::NotFound);
        let open = fields(&json!({"visibility": "members"}));
        client.update_list(list.id, &open, None).await.unwrap();
        let query = ListsQuery { by: By::Others, ..ListsQuery::default() };
        let seen = other.list_lists(&query, &PageQuery::default()).await.unwrap().items;
        assert_eq!((seen[0].owner.as_deref(), seen[0].watched_count), (Some("ana"), None));
        let items = other.list_list_items(list.id, &PageQuery::default()).await.unwrap().items;
        assert_eq!((items[0].movie.watched, items[0].movie.rating), (None, None));
        problem(other.update_list(list.id, &open, None).await, ProblemKind::NotFound);
        problem(other.delete_list(list.id, None).await, ProblemKind::NotFound);
        problem(other.delete_list_item(list.id, movies[0], None).await, ProblemKind::NotFound);
        problem(other.create_list_link(list.id).await, ProblemKind::NotFound);
        problem(other.delete_list_link(list.id).await, ProblemKind::NotFound);
    }
}

async fn refused_fields(request: reqwest::RequestBuilder) -> Vec<String> {
    let refused = refused(request, ProblemKind::ValidationFailed).await;
    refused.errors.iter().map(|error| error.field.clone()).collect()
}
