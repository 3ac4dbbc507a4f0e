//! Tens of thousands of films.

use crate::support::films::{LAST_TITLE, write_many_films};
use crate::support::server::NAME;
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use serde_json::Value;

/// How many films there are.
const COUNT: usize = 36_000;
/// The films on a full page of the list.
const LEAF: usize = 300;
/// The most films that may be in the document at once.
const MOST_SHOWN: usize = 1_500;

#[test]
fn thirty_six_thousand_films_stay_usable() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let file = story.server.folder().join("films.ndjson");
        write_many_films(&file, COUNT)?;
        let printed = story.server.run(&["import", "--user", NAME, &file.to_string_lossy()])?;
        ensure!(printed.contains("36000 films added"), "{printed}");

        story.open_signed_in("/movies?sort=title").await?;
        browser.until_count("36,000 films").await?;
        fill_leaf(story).await?;
        browser.click("link", "Next page").await?;
        browser.see_css("a[rel=prev]").await?;
        fill_leaf(story).await?;
        let second = browser.films().await?;
        browser.client().refresh().await?;
        browser
            .until("the same page again", "return document.querySelectorAll('.film-title a').length > 0", Vec::new())
            .await?;
        ensure!(second.starts_with(&browser.films().await?), "a reload shows another part of the list");
        // The links to other pages move down as long as films are added above them.
        fill_leaf(story).await?;

        browser.click("link", "Last page").await?;
        scroll_to_end(story, |films| films.last().is_some_and(|title| title == LAST_TITLE)).await?;
        browser.miss_css("a[rel=next]").await?;

        browser.search("the last of all").await?;
        browser.until_films(&[LAST_TITLE]).await?;
        browser.search("eloge 35989").await?;
        browser.until_films(&["Éloge 35989"]).await?;
        browser.search("the repeated").await?;
        browser.until_count("360 films").await
    })
}

/// Scrolls until this part of the list is full.
async fn fill_leaf(story: &Story) -> Result<()> {
    scroll_to_end(story, |films| films.len() == LEAF).await?;
    story.browser.see("link", "Next page").await.map(drop)
}

async fn scroll_to_end(story: &Story, is_there: impl Fn(&[String]) -> bool) -> Result<()> {
    let browser = &story.browser;
    loop {
        let films = browser.films().await?;
        ensure!(films.len() <= MOST_SHOWN, "{} films are in the document at once", films.len());
        if is_there(&films) {
            return Ok(());
        }
        let more = "scrollTo(0, document.documentElement.scrollHeight);
            return document.querySelectorAll('.film-title a').length > arguments[0]";
        browser.until("more films", more, vec![Value::from(films.len())]).await?;
    }
}
