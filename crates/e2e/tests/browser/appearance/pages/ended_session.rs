//! Signing in again, over the page that is open.

use super::Look;
use crate::support::films::add_known_films;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Story, wait_for};
use anyhow::{Result, ensure};
use fantoccini::key::Key;

/// Looks at the dialog that asks to sign in again, in a window that wide.
pub async fn look_at_ended_session(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("status of 401");
    let mut look = Look::begin(story, width).await?;
    add_known_films(&story.server.api().await?).await?;
    story.open_signed_in("/movies").await?;
    browser.until_count("20 films").await?;
    end_session(story).await?;
    look.at("ended-session").await?;
    browser.fill("password", "not the password").await?;
    browser.click("button", "Sign in").await?;
    browser.see_css("dialog[open] .alert").await?;
    look.at("ended-session-refused").await?;
    // By keyboard alone, Tab stays within the dialog, and comes round.
    browser.tab_to("Sign out").await?;
    browser.tab_to("Username").await?;
    browser.press(&[Key::Tab]).await?;
    browser.until_focus("Password").await?;
    browser.fill("password", PASSWORD).await?;
    browser.press(&[Key::Enter]).await?;
    browser.miss_css("dialog[open]").await?;
    let film = "document.querySelector('.film-actions [aria-label=Edit]').click()";
    browser.script(film, Vec::new()).await?;
    browser.fill("title", "Restored").await?;
    browser.client().refresh().await?;
    browser.see_text("Restored what you typed.").await?;
    look.at("restored").await?;
    look.finish()
}

/// Ends the session, and uses the page until it says so.
async fn end_session(story: &Story) -> Result<()> {
    const PRESS: &str = "[...document.querySelectorAll('.chips button[aria-pressed=false]')][0]?.click();
        return !!document.querySelector('dialog[open]')";
    story.server.change_password(NAME, PASSWORD)?;
    wait_for("the question to sign in again", async || {
        Ok((story.browser.script(PRESS, Vec::new()).await? == true).then_some(()))
    })
    .await?;
    ensure!(story.browser.names("button").await?.contains(&"Sign out".to_owned()), "there is no way out");
    Ok(())
}
