//! The main story by keyboard alone.

use crate::support::films::add_known_films;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use fantoccini::key::Key;

#[test]
fn everything_is_done_by_keyboard_alone() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/movies").await?;
        browser.see("button", "Sign in").await?;
        browser
            .until("the focus in the first field", "return document.activeElement.name === 'username'", vec![])
            .await?;
        browser.type_keys(NAME).await?;
        browser.press(&[Key::Tab]).await?;
        browser.type_keys(PASSWORD).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("heading", "Movies").await?;

        browser.tab_to("Log a film").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until("the focus in the title", "return document.activeElement.name === 'title'", vec![]).await?;
        browser.type_keys("Amélie").await?;
        browser.tab_to("Rating").await?;
        browser.press(&[Key::End, Key::Left]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_films(&["Amélie"]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.see("[role=img]", "4.5 of 5 stars").await?;

        browser.tab_to("Dismiss").await?;
        browser.press(&[Key::Enter]).await?;

        browser.type_keys("/amelie").await?;
        browser.until_path("/movies?search=amelie").await?;
        browser.until_films(&["Amélie"]).await?;
        browser.tab_to("Edit").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("heading", "Edit film").await?;
        browser.field("year").await?;
        browser.until("the focus in the dialog", "return !!document.activeElement.closest('dialog')", vec![]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.until("the focus where it was", "return document.activeElement.ariaLabel === 'Edit'", vec![]).await?;

        browser.tab_to("Delete").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("Delete this film?").await?;
        // Enter must not delete at once.
        browser.until_focus("button Cancel").await?;
        browser.tab_to("Delete").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("No films found").await?;
        browser.tab_to("Undo").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_films(&["Amélie"]).await?;

        browser.tab_to(&format!("Account of {NAME}")).await?;
        browser.press(&[Key::Enter]).await?;
        browser.tab_to("Sign out").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("button", "Sign in").await.map(drop)
    })
}

#[test]
fn what_has_the_focus_is_never_hidden() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.resize(390, 600).await?;
        let film = add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        browser.see_text("The Godfather").await?;
        let mut hidden = hidden_stops(story).await?;
        browser.open(&format!("/movies/{}", film.id)).await?;
        browser.see_text("Even better").await?;
        hidden.extend(hidden_stops(story).await?);
        browser.click_css(".tabs button").await?;
        browser.fill("title", "Alien").await?;
        browser.click("button", "More about the film").await?;
        hidden.extend(hidden_stops(story).await?);
        ensure!(hidden.is_empty(), "the focus comes to what can't be seen:\n{}", hidden.join("\n"));
        Ok(())
    })
}

/// Presses Tab many times, and gives what had the focus while something lay over it.
async fn hidden_stops(story: &Story) -> Result<Vec<String>> {
    // Behind the last stop the focus leaves the page, and the body stands for that.
    const HIDDEN: &str = "const e = document.activeElement, box = e.getBoundingClientRect();
        if (e === document.body) return null;
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const over = top?.closest('.dialog-actions, .tabs, .header');
        return over && !over.contains(e) ? location.pathname + ': ' + e.outerHTML.slice(0, 120) : null";
    let mut hidden = Vec::new();
    for _ in 0..25 {
        story.browser.press(&[Key::Tab]).await?;
        hidden.extend(story.browser.script(HIDDEN, Vec::new()).await?.as_str().map(str::to_owned));
    }
    Ok(hidden)
}
