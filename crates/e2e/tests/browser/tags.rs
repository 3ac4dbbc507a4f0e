//! Tags: renaming, merging and deleting them everywhere.

use crate::support::{Outcome, story};
use domain::library::movies::MovieDraft;
use serde_json::json;

const TAGS: &str = "return [...document.querySelectorAll('.tag-name')].map((e) => e.textContent)";

/// What a button is called that does something to a tag, whose name is isolated by marks.
fn named(action: &str, tag: &str) -> String {
    format!("{action} “\u{2068}{tag}\u{2069}”")
}

#[test]
fn a_tag_is_renamed_merged_and_deleted_with_undo() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for (title, tags) in [("Alien", vec!["scifi", "space"]), ("Heat", vec!["sci-fi"]), ("Up", vec!["scifi"])] {
            let tags = tags.into_iter().map(str::to_owned).collect();
            let film = MovieDraft { title: title.to_owned(), tags, ..MovieDraft::default() };
            api.create_movie(&film, None).await?;
        }
        story.open_signed_in("/tags").await?;
        browser.until_equal(TAGS, json!(["scifi", "sci-fi", "space"])).await?;
        browser.click("button", &named("Rename", "scifi")).await?;
        browser.fill("name", "Sci-Fi").await?;
        browser.see_text("You have a tag “sci-fi” already. The two become one.").await?;
        browser.click("button", "Rename").await?;
        browser.until_equal(TAGS, json!(["Sci-Fi", "space"])).await?;
        browser.click("link", "3 films").await?;
        browser.until_path("/movies?tag=Sci-Fi").await?;
        browser.until_count("3 films").await?;
        browser.open("/tags").await?;
        browser.click("button", &named("Delete", "space")).await?;
        browser.until_equal(TAGS, json!(["Sci-Fi"])).await?;
        browser.click("button", "Undo").await?;
        browser.until_equal(TAGS, json!(["Sci-Fi", "space"])).await
    })
}
