//! The main story by keyboard alone.

use crate::support::films::{KNOWN, add_film, add_known_films};
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
        browser.tab_to_film("Amélie").await?;
        browser.type_keys("e").await?;
        browser.see("heading", "Edit film").await?;
        browser.field("year").await?;
        browser.until("the focus in the dialog", "return !!document.activeElement.closest('dialog')", vec![]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser
            .until("the focus where it was", "return document.activeElement.textContent === 'Amélie'", vec![])
            .await?;

        browser.press(&[Key::Delete]).await?;
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
fn arrows_move_through_the_films_as_one_stop() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        for view in ["grid", "table"] {
            browser.open(&format!("/movies?sort=title&view={view}")).await?;
            browser.see_css(&format!("#movie-{view} [data-stop]")).await?;
            // They are drawn a few at a time.
            let stops = format!("document.querySelectorAll('#movie-{view} [data-stop]')");
            let all = format!("return {stops}.length === {}", KNOWN.len());
            browser.until("all films", &all, Vec::new()).await?;
            let films = browser.films().await?;
            let columns = browser.script(COLUMNS, Vec::new()).await?.as_u64().unwrap_or_default();
            let below = usize::try_from(columns)?.max(1);
            browser.tab_to_film(&films[0]).await?;
            browser.press(&[Key::Down]).await?;
            browser.until_focus_text(&films[below]).await?;
            browser.press(&[Key::End]).await?;
            browser.until_focus_text(&films[films.len() - 1]).await?;
            browser.press(&[Key::Home, Key::Right]).await?;
            let beside = usize::from(columns > 1);
            browser.until_focus_text(&films[beside]).await?;
            // Tab leaves the films, and coming back leads to the one that had the focus.
            browser.press(&[Key::Tab]).await?;
            browser.until("the focus behind the films", OUTSIDE, vec![]).await?;
            browser.press_with(Key::Shift, Key::Tab).await?;
            browser.until_focus_text(&films[beside]).await?;
            browser.press_with(Key::Shift, Key::Tab).await?;
            browser.until("the focus before the films", OUTSIDE, vec![]).await?;
        }
        Ok(())
    })
}

const COLUMNS: &str = "const films = [...document.querySelectorAll('#movie-grid > li')];
    return films.filter((film) => film.offsetTop === films[0].offsetTop).length";
const OUTSIDE: &str = "return !document.activeElement.closest('[data-arrows]')";

#[test]
fn letters_act_on_the_film_that_has_the_focus() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Alien").await?;
        add_film(&api, "Brazil").await?;
        story.open_signed_in("/movies?sort=title").await?;
        browser.until_films(&["Alien", "Brazil"]).await?;
        // Without a film under the focus they mean nothing.
        browser.type_keys("w").await?;
        browser.tab_to_film("Alien").await?;
        browser.type_keys("w").await?;
        browser.see_text("added to the watchlist").await?;
        ensure!(api.get_movie(film.id).await?.on_watchlist, "it is not wanted");
        browser.type_keys("l").await?;
        browser.see("heading", "Log a film").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.until_focus_text("Alien").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("heading", "Alien").await?;
        browser.type_keys("j").await?;
        browser.see("heading", "Brazil").await?;
        browser.type_keys("k").await?;
        browser.see("heading", "Alien").await?;
        browser.type_keys("e").await?;
        browser.see("heading", "Edit film").await.map(drop)
    })
}

#[test]
fn the_palette_finds_films_pages_and_commands() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_known_films(&api).await?;
        story.open_signed_in("/statistics").await?;
        browser.see_text("Highest rated").await?;
        browser.press_with(Key::Control, 'k').await?;
        browser.until_focus("combobox Find a film, a person, a page or a command").await?;
        browser.see_in("#palette-choices", &["Diary", "Sign out"]).await?;
        browser.type_keys("amelie").await?;
        browser.see_in("#palette-choices [aria-selected=true]", &["Amélie", "2001"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("heading", "Amélie").await?;
        browser.miss_css("dialog[open]").await?;
        // Elsewhere than on the films' page, / opens it as well.
        browser.type_keys("/").await?;
        browser.until_focus("combobox Find a film, a person, a page or a command").await?;
        browser.type_keys("wat").await?;
        browser.see_in("#palette-choices [aria-selected=true]", &["Watchlist"]).await?;
        browser.type_keys("chl").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_path("/watchlist").await?;
        browser.press_with(Key::Control, 'k').await?;
        browser.type_keys("nothing is called so").await?;
        browser.see_text("No film, page or command matches.").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.type_keys("?").await?;
        browser.see("heading", "Keyboard shortcuts").await.map(drop)
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
