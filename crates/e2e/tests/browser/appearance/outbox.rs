//! What is to be seen of films that wait for the server.

use super::Look;
use crate::outbox::{begin, log_offline};
use crate::support::Story;
use crate::support::films::{add_film, add_known_films};
use anyhow::Result;

/// Looks at the page without a network, with films that wait, with one that was refused, and at what signing out asks.
pub async fn look_at_outbox(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    browser.expect_failures("status of 422");
    add_known_films(&api).await?;
    let gone = add_film(&api, "The Treasure of the Sierra Madre and Other Tales of Gold").await?;
    let mut look = Look::begin(story, width).await?;
    begin(story, "/movies").await?;
    browser.set_offline(true).await?;
    browser.see_text("You’re offline.").await?;
    look.at("offline").await?;
    browser.set_offline(false).await?;
    browser.miss_css(".outbox-words").await?;
    browser.block(&["*/api/log"]).await?;
    browser.film_action(&gone.title, "Log").await?;
    browser.click("slider", "Rating").await?;
    browser.click("button", "Save").await?;
    browser.see_text("Kept on this device.").await?;
    log_offline(browser, "Stalker").await?;
    api.delete_movie(gone.id, None).await?;
    browser.block(&[]).await?;
    browser.see_text("1 film couldn’t be saved.").await?;
    browser.miss_css(".toast").await?;
    look.at("offline-refused").await?;
    browser.set_offline(true).await?;
    log_offline(browser, "Mirror").await?;
    browser.click("button", "Show").await?;
    browser.see_in("#waiting-films", &["Mirror"]).await?;
    look.at("offline-films").await?;
    browser.click("button", "Close").await?;
    browser.click_css("#account-button").await?;
    browser.click("button", "Sign out").await?;
    browser.see_text("2 films you logged").await?;
    look.at("offline-sign-out").await?;
    look.finish()
}
