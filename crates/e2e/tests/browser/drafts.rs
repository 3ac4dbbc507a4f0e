//! What was typed and is not saved yet: it outlives a reload, and leaving asks.

use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::{Outcome, story};
use anyhow::Result;
use fantoccini::key::Key;

/// Whether the browser would ask before it leaves the page.
const ASKS: &str = "const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving); return leaving.defaultPrevented";

async fn until_nothing_is_kept(browser: &Browser) -> Result<()> {
    browser.until_equal("return sessionStorage.length", 0.into()).await
}

#[test]
fn a_film_that_is_being_added_survives_a_reload() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "Come and “See”").await?;
        browser.fill("year", "MCMLXXXV").await?;
        browser.click("button", "More about the film").await?;
        browser.fill("genres", "War, Drama,").await?;
        browser.see("button", "Remove Drama").await?;
        browser.client().refresh().await?;
        browser.see_text("Restored what you typed.").await?;
        browser.until_value("title", "Come and “See”").await?;
        browser.until_value("year", "MCMLXXXV").await?;
        browser.see("button", "Remove War").await?;
        browser.fill("year", "1985").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["Come and “See”"]).await?;
        until_nothing_is_kept(browser).await?;
        browser.client().refresh().await?;
        browser.until_films(&["Come and “See”"]).await?;
        browser.miss_css("dialog").await
    })
}

#[test]
fn a_film_that_changed_while_a_draft_was_kept_is_not_overwritten_unasked() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 412");
        let film = add_film(&api, "Rashomon").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Edit").await?;
        browser.fill("year", "1950").await?;
        let change = serde_json::Map::from_iter([("notes".to_owned(), "from elsewhere".into())]);
        api.update_movie(film.id, &change, None).await?;
        browser.client().refresh().await?;
        browser.see_text("Restored what you typed.").await?;
        browser.until_value("year", "1950").await?;
        browser.click("button", "Save").await?;
        browser.see_text("changed elsewhere").await?;
        browser.click("button", "Load their version").await?;
        until_nothing_is_kept(browser).await
    })
}

#[test]
fn a_watch_survives_a_reload_until_it_is_discarded() -> Outcome {
    story(async |story| {
        let film = add_film(&story.server.api().await?, "Playtime").await?;
        let browser = &story.browser;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Add a watch").await?;
        browser.fill("comment", "In 70 mm").await?;
        browser.client().refresh().await?;
        browser.see_text("Restored what you typed.").await?;
        browser.until_value("comment", "In 70 mm").await?;
        browser.click("button", "Cancel").await?;
        browser.see_text("Discard changes?").await?;
        browser.click("button", "Discard").await?;
        browser.miss_css("dialog[open]").await?;
        until_nothing_is_kept(browser).await?;
        browser.client().refresh().await?;
        browser.see_text("You haven’t watched it yet.").await?;
        browser.miss_css("dialog").await
    })
}

#[test]
fn leaving_asks_while_something_is_typed() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/diary").await?;
        browser.click("link", "Movies").await?;
        browser.until_path("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.see_css("dialog[open]").await?;
        browser.until_equal(ASKS, false.into()).await?;
        browser.fill("title", "Alien").await?;
        browser.until_equal(ASKS, true.into()).await?;

        browser.client().back().await?;
        browser.see_text("Discard changes?").await?;
        browser.until_path("/movies").await?;
        browser.until_focus("Keep editing").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_value("title", "Alien").await?;
        browser.client().back().await?;
        browser.click("button", "Discard").await?;
        browser.until_path("/diary").await?;
        browser.miss_css("dialog[open]").await?;
        browser.until_equal(ASKS, false.into()).await
    })
}
