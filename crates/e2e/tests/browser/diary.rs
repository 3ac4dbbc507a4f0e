//! The diary.

use crate::support::films::add_known_films;
use crate::support::{Outcome, story};
use anyhow::ensure;
use serde_json::json;

#[test]
fn the_diary_shows_all_watches_the_newest_first() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/diary").await?;
        browser.see_text("19 watches").await?;
        let script = "return [...document.querySelectorAll('#diary h2')].slice(0, 4).map((e) => e.textContent)";
        browser.until_equal(script, json!(["January 2026", "November 2025", "October 2025", "August 2025"])).await?;
        let titles = browser.names("#diary h3 a").await?;
        ensure!(titles.len() == 19 && titles[..3] == ["The Godfather", "The Godfather", "Seven Samurai"], "{titles:?}");
        browser.click("link", "Seven Samurai").await?;
        browser.see("heading", "Seven Samurai").await.map(drop)
    })
}

#[test]
fn an_empty_diary_says_how_to_fill_it() -> Outcome {
    story(async |story| {
        story.open_signed_in("/diary").await?;
        story.browser.see_text("Nothing watched yet").await?;
        story.browser.click("link", "Browse films").await?;
        story.browser.until_path("/movies").await
    })
}
