//! What is to be seen before the app has started, and when it can't.

use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::{Outcome, Scheme, story, story_at_localhost};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// Where the parts stand that the document's frame and the app have in common.
const PLACES: &str = "return ['.header', '.header .brand svg', '.header-nav', '.header .search', '.account', '.tabs',
    '.page-header', '.filters', '.grid', '.grid > li'].map((selector) => {
        const box = document.querySelector(selector)?.getBoundingClientRect();
        return [selector, box?.x, box?.y, box?.width, selector.startsWith('.grid') ? 0 : box?.height].join(' ');
    })";

async fn places(browser: &Browser) -> Result<Value> {
    browser.script(PLACES, Vec::new()).await
}

#[test]
fn the_frame_is_there_before_the_app_and_nothing_jumps() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        add_film(&story.server.api().await?, "Playtime").await?;
        story.open_signed_in("/movies").await?;
        for width in [1280, 390] {
            browser.resize(width, 900).await?;
            browser.block(&["*/assets/app-*.js"]).await?;
            browser.open("/movies").await?;
            browser.see_css("#frame .brand").await?;
            let before = places(browser).await?;
            browser.block(&[]).await?;
            browser.open("/movies").await?;
            browser.until_films(&["Playtime"]).await?;
            browser.miss_css("#frame").await?;
            let after = places(browser).await?;
            ensure!(before == after, "at {width}: {before} before, and {after} with the app");
        }
        Ok(())
    })
}

#[test]
fn the_form_for_signing_in_takes_the_place_of_its_frame() -> Outcome {
    story_at_localhost(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        let place = "document.querySelector('.entrance-card .brand svg').getBoundingClientRect().y";
        for width in [1280, 390] {
            browser.resize(width, 900).await?;
            browser.block(&["*/assets/app_bg-*"]).await?;
            browser.open("/login").await?;
            browser.see_text("can’t start").await?;
            browser.log("browser").await?;
            // As it was before the app failed.
            browser.script("document.documentElement.dataset.frame = 'entrance'", Vec::new()).await?;
            let before = browser.script(&format!("return {place}"), Vec::new()).await?;
            browser.block(&[]).await?;
            browser.open("/login").await?;
            browser.see("button", "Sign in").await?;
            browser.miss_css("#frame").await?;
            browser.until_equal(&format!("return Math.abs({place} - {before}) < 1"), json!(true)).await?;
        }
        Ok(())
    })
}

#[test]
fn the_frame_has_the_chosen_colours_before_the_app() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        browser.open("/login").await?;
        browser.prefer(Scheme::Light).await?;
        browser.script("localStorage.setItem('movietracker.theme', 'dark')", Vec::new()).await?;
        browser.block(&["*/assets/app_bg-*"]).await?;
        browser.open("/login").await?;
        browser.see_text("can’t start").await?;
        browser.log("browser").await?;
        browser.until_equal("return getComputedStyle(document.body).backgroundColor", json!("rgb(18, 16, 22)")).await
    })
}

#[test]
fn an_app_that_can_not_start_says_so() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        browser.block(&["*/assets/app_bg-*"]).await?;
        browser.open("/movies").await?;
        browser.see_text("can’t start").await?;
        // The console says why.
        browser.log("browser").await?;
        browser.see_css("#frame .brand").await?;
        browser.block(&[]).await?;
        browser.click("link", "reload the page").await?;
        browser.see("button", "Sign in").await.map(drop)
    })
}

#[test]
fn without_scripts_the_page_says_what_it_needs() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.command("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        browser.open("/movies").await?;
        let page = browser.client().source().await?;
        ensure!(page.contains("needs JavaScript"), "{page}");
        browser.command("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await.map(drop)
    })
}
