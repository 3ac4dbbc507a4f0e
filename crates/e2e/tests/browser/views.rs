//! Saved views of the films' list.

use crate::appearance::Look;
use crate::support::films::add_known_films;
use crate::support::{Outcome, story};
use anyhow::ensure;
use serde_json::{Map, Value};

#[test]
fn a_view_is_saved_used_renamed_and_deleted() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 412");
        let api = story.server.api().await?;
        add_known_films(&api).await?;
        story.open_signed_in("/movies?genre=Comedy&sort=title").await?;
        browser.until_count("5 films").await?;
        browser.click("button", "Save view").await?;
        browser.fill("name", "Comedies").await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("view-save").await?;
            look.finish()?;
        }
        browser.resize(1280, 900).await?;
        browser.click_css("#view-form [type=submit]").await?;
        browser.see_text("“Comedies” saved").await?;
        browser.until("the view is the one that is shown", PRESSED, vec!["Comedies".into()]).await?;
        browser.click("button", "All").await?;
        browser.open("/movies").await?;
        browser.until_count("20 films").await?;
        browser.click("button", "Comedies").await?;
        browser.until_path("/movies?genre=Comedy&sort=title").await?;
        browser.until_count("5 films").await?;
        browser.click("button", "Edit this view").await?;
        browser.fill("name", "Funny").await?;
        browser.click_css("#view-form [type=submit]").await?;
        browser.until("the new name", PRESSED, vec!["Funny".into()]).await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("view").await?;
            look.finish()?;
        }
        browser.resize(1280, 900).await?;

        // Another tab was faster.
        browser.click("button", "Edit this view").await?;
        let views = api.list_views().await?;
        let patch: Map<String, Value> = Map::from_iter([("name".to_owned(), Value::from("Elsewhere"))]);
        api.update_view(views.items[0].id, &patch, None).await?;
        browser.fill("name", "Too late").await?;
        browser.click_css("#view-form [type=submit]").await?;
        browser.see_text("changed elsewhere").await?;
        browser.click("button", "Cancel").await?;
        browser.until("the name of the other tab", PRESSED, vec!["Elsewhere".into()]).await?;

        browser.click("button", "Edit this view").await?;
        browser.click("button", "Delete view").await?;
        browser.see_text("“Elsewhere” deleted").await?;
        browser.miss_css(".views .chip").await?;
        browser.click("button", "Undo").await?;
        browser.until("the view again", PRESSED, vec!["Elsewhere".into()]).await?;
        ensure!(api.list_views().await?.items.len() == 1);
        Ok(())
    })
}

const PRESSED: &str = "const chip = [...document.querySelectorAll('.views .chip')]
    .find((chip) => chip.textContent === arguments[0]);
    return chip?.getAttribute('aria-pressed') === 'true'";
