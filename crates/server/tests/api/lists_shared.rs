use crate::lists::listed;
use crate::support::*;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use serde_json::{Value, json};

/// The token of a link.
fn token_of(path: &str) -> String {
    path.strip_prefix("/shared/").unwrap().to_owned()
}

on_both_engines! {
    async fn whoever_has_the_link_reads_the_list_until_it_is_revoked(app: TestApp) {
        let (client, stranger) = (app.sign_in("ana").await, app.client());
        let (list, movies) = listed(&client, &["a", "b"]).await;
        client.create_watch(movies[0], &Default::default(), None).await.unwrap();
        let link = client.create_list_link(list.id).await.unwrap().link.unwrap();
        // It stays the same, and its owner sees it again.
        assert_eq!(client.create_list_link(list.id).await.unwrap().link.as_ref(), Some(&link));
        assert_eq!(client.get_list(list.id).await.unwrap().link.as_ref(), Some(&link));
        let token = token_of(&link.path);
        let shared = stranger.get_shared_list(&token).await.unwrap();
        assert_eq!((shared.name.as_str(), shared.movie_count), ("Best", 2));
        let page = PageQuery { limit: 1, cursor: None };
        let first = stranger.list_shared_list_items(&token, &page).await.unwrap();
        let second = PageQuery { limit: 1, cursor: first.next_cursor };
        let second = stranger.list_shared_list_items(&token, &second).await.unwrap();
        assert_eq!((first.items[0].movie.watched, second.items[0].position), (None, 2));
        client.delete_list_link(list.id).await.unwrap();
        problem(stranger.get_shared_list(&token).await, ProblemKind::NotFound);
        problem(stranger.list_shared_list_items(&token, &PageQuery::default()).await, ProblemKind::NotFound);
        assert_ne!(client.create_list_link(list.id).await.unwrap().link, Some(link));
    }

    async fn a_shared_list_tells_nothing_about_its_owner(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, movies) = listed(&client, &["a"]).await;
        let patch = fields(&json!({"rating": 4.5, "notes": "private notes", "tags": ["private tag"]}));
        client.update_movie(movies[0], &patch, None).await.unwrap();
        client.update_list(list.id, &fields(&json!({"tags": ["private list tag"]})), None).await.unwrap();
        let token = token_of(&client.create_list_link(list.id).await.unwrap().link.unwrap().path);
        for path in [format!("/api/shared/lists/{token}"), format!("/api/shared/lists/{token}/items")] {
            let response = app.request("GET", &path).send().await.unwrap();
            assert_eq!(response.headers()["x-robots-tag"], "noindex, nofollow");
            assert_eq!(response.headers()["referrer-policy"], "same-origin");
            assert_eq!(response.headers()["cache-control"], "no-store");
            let text = response.text().await.unwrap();
            assert!(!text.contains("private") && !text.contains("ana\""), "{text}");
            let json: Value = serde_json::from_str(&text).unwrap();
            assert!(json["items"][0]["movie"]["rating"].is_null());
        }
    }

    async fn links_can_not_be_guessed_at_will(app: TestApp) {
        let stranger = app.client();
        let mut last = None;
        for n in 0..700 {
            let error = stranger.get_shared_list(&n.to_string()).await.unwrap_err();
            last = error.kind();
            if last == Some(ProblemKind::TooManyRequests) {
                break;
            }
            assert_eq!(last, Some(ProblemKind::NotFound));
        }
        assert_eq!(last, Some(ProblemKind::TooManyRequests));
    }

    async fn an_api_token_shares_nothing(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (list, _) = listed(&client, &["a"]).await;
        let draft = domain::auth::api_tokens::ApiTokenDraft {
            name: "A script".to_owned(),
            scope: domain::auth::api_tokens::Scope::Write,
            ..Default::default()
        };
        let token = client.create_api_token(&draft).await.unwrap().token;
        let request = app.request_as(&token, "POST", &format!("/api/lists/{}/link", list.id));
        refused(request, ProblemKind::Forbidden).await;
    }
}
