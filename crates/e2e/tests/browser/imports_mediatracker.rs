//! Bringing films from a MediaTracker, which has no file to export.

use crate::support::{Outcome, story};
use anyhow::{Result, ensure};
use axum::Router;
use axum::routing::get;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-ana";

/// A MediaTracker with two films.
async fn media_tracker() -> Result<String> {
    let answer = |headers: &HeaderMap, body: Value| {
        let is_known = headers.get("access-token").is_some_and(|token| token == TOKEN);
        if is_known { Ok(axum::Json(body)) } else { Err(StatusCode::UNAUTHORIZED) }
    };
    let items = json!([
        {"id": 1, "mediaType": "movie", "title": "Heat", "releaseDate": "1995-12-15", "tmdbId": 949, "seen": true},
        {"id": 2, "mediaType": "movie", "title": "Ran", "releaseDate": "1985-06-01", "onWatchlist": true, "seen": false},
    ]);
    let details = json!({
        "id": 1, "mediaType": "movie", "title": "Heat", "releaseDate": "1995-12-15", "tmdbId": 949, "seen": true,
        "userRating": {"rating": 4.5}, "seenHistory": [{"id": 1, "date": 1_704_231_000_000_i64}],
    });
    let router = Router::new()
        .route("/api/items", get(move |headers: HeaderMap| async move { answer(&headers, items) }))
        .route("/api/details/1", get(move |headers: HeaderMap| async move { answer(&headers, details) }))
        .route("/api/user", get(move |headers: HeaderMap| async move { answer(&headers, json!({"id": 7})) }))
        .route("/api/lists", get(move |headers: HeaderMap| async move { answer(&headers, json!([])) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

#[test]
fn films_are_brought_from_a_mediatracker_by_its_address_and_a_token() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        let address = media_tracker().await?;
        story.open_signed_in("/imports").await?;
        browser.click_css(".import-help:has(#mediatracker-form) > summary").await?;
        browser.click("button", "Get films").await?;
        ensure!(browser.fault_of("address").await?.contains("Enter the address"), "nothing is asked for");
        browser.fill("address", &address).await?;
        browser.fill("token", "a-wrong-token").await?;
        browser.click("button", "Get films").await?;
        browser.see_text("the administrator must start the server").await?;
        story.server.kill();
        story.server.configure(&[("MOVIETRACKER_IMPORT_FROM_OWN_NETWORK", "true")]);
        story.server.restart()?;
        browser.click("button", "Get films").await?;
        browser.see_text("MediaTracker doesn’t accept this token.").await?;
        browser.fill("token", TOKEN).await?;
        browser.click("button", "Get films").await?;
        browser.see("heading", "MediaTracker").await?;
        browser.see_text("Import 2 rows").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("2 films added").await?;
        let films = story.server.api().await?.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items;
        ensure!(films.iter().any(|it| it.title == "Heat" && it.watch_count == 1), "{films:?}");
        ensure!(films.iter().any(|it| it.title == "Ran" && it.on_watchlist), "{films:?}");
        ensure!(!story.server.log().contains(TOKEN), "the token is in the log");
        browser.click("button", "Undo import").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.see_text("This import was undone.").await
    })
}
