//! The stream that tells of changes.

use crate::support::*;
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::library::changes::{ChangesEvent, ChangesQuery};
use domain::problems::ProblemKind;
use http::StatusCode;
use std::time::Duration;
use tokio::time::timeout;

/// Longer than anything here takes; only a failing test waits for so long.
const LONG: Duration = Duration::from_secs(30);

/// A stream, and what of it isn't read yet.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(app: &TestApp, token: &str, last: Option<&str>) -> Self {
        let mut request = app.request_as(token, "GET", "/api/changes/events");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!((header("cache-control").as_str(), header("x-accel-buffering").as_str()), ("no-store", "no"));
        Self { response, text: String::new() }
    }

    /// The lines up to the next empty one; none when the stream has ended.
    async fn message(&mut self) -> Option<String> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(message);
            }
            let chunk = self.response.chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The cursor of the next event; none when the stream has ended.
    async fn event(&mut self) -> Option<String> {
        timeout(LONG, self.next_event()).await.expect("there is an event, or the stream ends")
    }

    async fn next_event(&mut self) -> Option<String> {
        loop {
            let message = self.message().await?;
            let line = |name: &str| message.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = line("data: ") {
                assert_eq!(line("event: "), Some("changes"));
                let ChangesEvent { next } = serde_json::from_str(data).unwrap();
                assert_eq!(line("id: "), Some(next.as_str()));
                return Some(next);
            }
        }
    }
}

async fn present(client: &TestClient) -> String {
    client.list_changes(&ChangesQuery { since: Some("now".parse().unwrap()), limit: 1 }).await.unwrap().next
}

/// Waits until nobody listens at a server any more.
async fn all_gone(app: &TestApp) {
    let gone = async {
        while app.state.listeners.count() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, gone).await.expect("the streams end");
}

on_both_engines! {
    async fn news_are_told_to_their_owner_alone(app: TestApp) {
        let (ana, bob) = (app.sign_in("ana").await, app.sign_in("bob").await);
        add(&ana, "Heat").await;
        let mut stream = Stream::open(&app, &app.token_of("ana").await, None).await;
        let mut other = Stream::open(&app, &app.token_of("bob").await, None).await;
        assert_eq!(stream.event().await, Some(present(&ana).await));
        assert_eq!(other.event().await.as_deref(), Some("0"));
        add(&ana, "Ran").await;
        assert_eq!(stream.event().await, Some(present(&ana).await));
        add(&bob, "Bob's").await;
        assert_eq!(other.event().await, Some(present(&bob).await));
        drop((stream, other));
        all_gone(&app).await;
    }

    async fn who_comes_back_is_told_at_once_when_something_was_missed(app: TestApp) {
        let ana = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        add(&ana, "Heat").await;
        let known = present(&ana).await;
        let mut same = Stream::open(&app, &token, Some(&known)).await;
        assert_eq!(same.message().await.as_deref(), Some("retry: 3000"));
        add(&ana, "Ran").await;
        let latest = present(&ana).await;
        assert_eq!(Stream::open(&app, &token, Some(&known)).await.event().await.as_ref(), Some(&latest));
        assert_eq!(same.event().await.as_ref(), Some(&latest));
        // No cursor of this database: it begins anew.
        for strange in ["99999999", "x"] {
            assert_eq!(Stream::open(&app, &token, Some(strange)).await.event().await.as_ref(), Some(&latest));
        }
    }

    async fn a_stream_ends_with_its_session(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let mut stream = Stream::open(&app, &token, None).await;
        stream.event().await.unwrap();
        for session in client.list_sessions().await.unwrap().items.iter().filter(|it| !it.is_current) {
            client.delete_session(session.id).await.unwrap();
        }
        app.clock.advance(5);
        assert_eq!(stream.event().await, None);
        all_gone(&app).await;
    }

    async fn a_stream_ends_when_its_access_token_expires(app: TestApp) {
        app.sign_in("ana").await;
        let mut stream = Stream::open(&app, &app.token_of("ana").await, None).await;
        stream.event().await.unwrap();
        app.clock.advance(11 * 60);
        assert_eq!(stream.event().await, None);
    }

    async fn a_stream_ends_when_its_api_token_is_revoked(app: TestApp) {
        let client = app.sign_in("ana").await;
        let draft = ApiTokenDraft { name: "A script".to_owned(), scope: Scope::Read, ..ApiTokenDraft::default() };
        let token = client.create_api_token(&draft).await.unwrap();
        let mut stream = Stream::open(&app, &token.token, None).await;
        stream.event().await.unwrap();
        client.delete_api_token(token.info.id).await.unwrap();
        app.clock.advance(5);
        assert_eq!(stream.event().await, None);
    }

    async fn an_account_has_a_bounded_number_of_streams_and_places_are_given_back(app: TestApp) {
        app.sign_in("ana").await;
        app.sign_in("bob").await;
        let token = app.token_of("ana").await;
        let mut open = Vec::new();
        for _ in 0..16 {
            open.push(Stream::open(&app, &token, None).await);
        }
        let one_more = app.request_as(&token, "GET", "/api/changes/events");
        refused(one_more, ProblemKind::TooManyRequests).await;
        Stream::open(&app, &app.token_of("bob").await, None).await.event().await.unwrap();
        // Open streams keep no slot from requests.
        app.request_as(&token, "GET", "/api/movies").send().await.unwrap().error_for_status().unwrap();
        drop(open);
        all_gone(&app).await;
        Stream::open(&app, &token, None).await.event().await.unwrap();
    }

    async fn streams_end_when_the_server_stops(app: TestApp) {
        app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let mut stream = Stream::open(&app, &token, None).await;
        stream.event().await.unwrap();
        app.state.begin_stopping();
        assert_eq!(stream.event().await, None);
        refused(app.request_as(&token, "GET", "/api/changes/events"), ProblemKind::Unavailable).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_server_changes_the_other_tells() {
    let (first, second) = TestApp::start_two().await;
    let ana = first.sign_in("ana").await;
    let mut stream = Stream::open(&second, &first.token_of("ana").await, None).await;
    stream.event().await.unwrap();
    add(&ana, "Heat").await;
    assert_eq!(stream.event().await, Some(present(&ana).await));
}
