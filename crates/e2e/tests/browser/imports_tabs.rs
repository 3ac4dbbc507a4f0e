//! Imports by keyboard alone, and in two tabs at once.

use crate::imports::{choose, letterboxd};
use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::{Outcome, story};
use anyhow::{Result, ensure};
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use fantoccini::key::Key;
use serde_json::json;

/// Presses Tab until the focus is on what this selects.
async fn tab_to_css(browser: &Browser, selector: &str) -> Result<()> {
    browser.see_css(selector).await?;
    for _ in 0..100 {
        browser.press(&[Key::Tab]).await?;
        let is_there = "return document.activeElement.matches(arguments[0])";
        if browser.script(is_there, vec![selector.into()]).await? == json!(true) {
            return Ok(());
        }
    }
    ensure!(false, "Tab never came to {selector}");
    Ok(())
}

async fn focus_is_kept(browser: &Browser) -> Result<()> {
    let is_kept = "return document.activeElement !== document.body";
    browser.until("the focus on the page", is_kept, vec![]).await.map(drop)
}

#[test]
fn an_import_is_done_by_keyboard_alone() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let heat = MovieDraft { year: Some(1995), title: "Heat".to_owned(), ..MovieDraft::default() };
        api.create_movie(&heat, None).await?;
        story.open_signed_in("/imports").await?;
        // Enter opens the system’s own dialog for files, which no story reaches.
        tab_to_css(browser, "#import-file").await?;
        choose(browser, &[("letterboxd-ana.zip", &letterboxd()?)]).await?;
        browser.see("heading", "letterboxd-ana.zip").await?;
        tab_to_css(browser, "a.chip[href*='state=needs_look']").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in("#import-rows", &["Heat", "diary.csv, row 2"]).await?;
        browser.tab_to("Change the film of Heat (1996)").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_css("dialog[open]").await?;
        browser.until("the focus in the dialog", "return !!document.activeElement.closest('dialog')", vec![]).await?;
        browser.tab_to("Heat (1995)").await?;
        browser.press(&[Key::Enter]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.see_text("Import 3 rows").await?;
        focus_is_kept(browser).await?;
        tab_to_css(browser, "#apply-import").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("2 films added").await?;
        focus_is_kept(browser).await?;
        browser.tab_to("Undo import").await?;
        browser.press(&[Key::Enter]).await?;
        // Enter must not undo at once.
        browser.until_focus("button Cancel").await?;
        browser.tab_to("Undo import").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("This import was undone.").await?;
        focus_is_kept(browser).await?;
        let films = api.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items;
        ensure!(films.len() == 1 && films[0].watch_count == 0, "{films:?}");
        Ok(())
    })
}

#[test]
fn a_second_tab_applies_and_undoes_nothing_that_the_first_one_has() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 4");
        add_film(&api, "Jaws").await?;
        story.open_signed_in("/imports").await?;
        choose(browser, &[("letterboxd-ana.zip", &letterboxd()?)]).await?;
        browser.see_css("#apply-import").await?;
        let client = browser.client();
        let (first, path) = (client.window().await?, client.current_url().await?.path().to_owned());
        let mut others = Vec::new();
        for _ in 0..2 {
            let tab = client.new_window(true).await?.handle;
            client.switch_to_window(tab.clone()).await?;
            browser.open(&path).await?;
            browser.see_css("#apply-import").await?;
            others.push(tab);
        }
        client.switch_to_window(first.clone()).await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("films added").await?;
        let count = api.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.total;
        // One applies it once more, the other one discards it.
        client.switch_to_window(others[0].clone()).await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("The import has been applied already.").await?;
        browser.see_text("films added").await?;
        client.switch_to_window(others[1].clone()).await?;
        browser.click("button", "Discard").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.see_text("This import was changed in another tab").await?;
        browser.see_text("films added").await?;
        let films = async || api.list_movies(&MoviesQuery::default(), &PageQuery::default()).await;
        ensure!(films().await?.total == count, "discarding has undone it");
        client.switch_to_window(first).await?;
        browser.click("button", "Undo import").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.see_text("This import was undone.").await?;
        client.switch_to_window(others[0].clone()).await?;
        browser.click("button", "Undo import").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.see_text("This import was changed in another tab").await?;
        browser.see_text("This import was undone.").await?;
        ensure!(films().await?.total == 1, "it isn’t undone once");
        ensure!(api.list_imports(&PageQuery::default()).await?.total == 1, "undoing it twice has discarded it");
        Ok(())
    })
}
