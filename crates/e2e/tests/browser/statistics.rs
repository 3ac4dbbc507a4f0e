//! The page of statistics.

use crate::support::films::add_known_films;
use crate::support::{Outcome, settings, story, wait_for};
use anyhow::{Context, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;

#[test]
fn a_year_is_looked_back_at_and_leads_to_its_films() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/statistics").await?;
        browser.see_text("Nothing to add up yet").await?;
        let film = add_known_films(&story.server.api().await?).await?;
        browser.open("/statistics").await?;
        browser.see("heading", "Statistics").await?;
        browser.see("heading", "Watches by year").await?;
        browser.see("heading", "Highest rated").await?;
        browser.see_in(".top-films", &[&film.title]).await?;
        browser.see("combobox", "Period").await?.select_by_label("2025").await?;
        browser.until_path("/statistics?year=2025").await?;
        browser.see("heading", "2025 in films").await?;
        browser.see("heading", "Watches by month").await?;
        browser.see("heading", "Day by day").await?;
        // The bar of November leads to that month, and its day to what was watched then.
        browser.click_css(".bars.is-columns a[href='/statistics?month=2025-11']").await?;
        browser.until_path("/statistics?month=2025-11").await?;
        browser.see("heading", "November 2025 in films").await?;
        browser.see("heading", "Watches by day").await?;
        browser.see("combobox", "Month").await?.select_by_label("All months").await?;
        browser.until_path("/statistics?year=2025").await?;
        browser.see("heading", "Watches by month").await?;
        browser.open("/movies?watched_in=2025-11").await?;
        browser.until_path("/movies?watched_in=2025-11").await?;
        browser.see_in(".set-filters", &["Watched in November 2025"]).await?;
        browser.until_films(&[&film.title]).await
    })
}

#[test]
fn a_year_is_shared_by_a_link_saved_as_a_picture_and_the_link_revoked() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_known_films(&api).await?;
        story.open_signed_in("/statistics?year=2025").await?;
        browser.click("button", "Share").await?;
        browser.click("button", "Create link").await?;
        let link = browser.until("the link", "return document.querySelector('#copy-field')?.value", vec![]).await?;
        let link = link.as_str().context("no link")?.to_owned();
        let path = link.strip_prefix(browser.origin()).context("the link leads elsewhere")?.to_owned();

        // What is saved is a picture of the size of a phone on which something is drawn.
        let script = "window.saved = []; HTMLAnchorElement.prototype.click = function() { window.saved.push([this.download, this.href]); }";
        browser.script(script, vec![]).await?;
        browser.click("button", "Save picture").await?;
        let saved = browser.until("the picture", "return window.saved[0]", vec![]).await?;
        let picture =
            saved[1].as_str().and_then(|url| url.strip_prefix("data:image/png;base64,")).context("no picture")?;
        let picture = BASE64_STANDARD.decode(picture)?;
        std::fs::create_dir_all(settings::screenshots())?;
        std::fs::write(settings::screenshots().join("year-picture.png"), &picture)?;
        ensure!(saved[0] == "movie-tracker-2025.png" && picture.len() > 20_000, "{} bytes", picture.len());
        let size = |at: usize| picture.get(at..at + 4).map(|it| u32::from_be_bytes(it.try_into().unwrap_or_default()));
        ensure!((size(16), size(20)) == (Some(1080), Some(1350)), "another size");
        ensure!(browser.script("return document.querySelectorAll('canvas').length", vec![]).await? == 0, "left behind");
        browser.click("button", "Done").await?;
        browser.sign_out().await?;

        browser.open(&path).await?;
        browser.see("heading", "2025 in films").await?;
        browser.see("heading", "Watches by month").await?;
        let links = "return [...document.querySelectorAll('main a')].length";
        browser.until_equal(links, json!(0)).await?;

        api.delete_year_link(2025).await?;
        browser.expect_failures("status of 404");
        browser.client().refresh().await?;
        browser.see_text("This year isn’t shared any more").await
    })
}

#[test]
fn ratings_are_shown_and_given_in_points() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let film = add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/account").await?;
        browser.click("radio", "Points out of 100").await?;
        browser.see_text("Saved").await?;
        browser.open(&format!("/movies/{}", film.id)).await?;
        let rating = "return document.querySelector('.star-slider')?.getAttribute('aria-valuetext')";
        browser.until_equal(rating, json!("100 of 100")).await?;
        browser.script("document.querySelector('.star-slider').focus()", vec![]).await?;
        browser.type_keys("7").await?;
        browser.until_equal(rating, json!("70 of 100")).await?;
        let is_saved = async || {
            let rating = story.server.api().await?.get_movie(film.id).await?.rating;
            Ok(rating.is_some_and(|rating| rating.half_stars() == 7).then_some(()))
        };
        wait_for("the rating on the server", is_saved).await?;
        browser.open("/movies?sort=-rating").await?;
        browser.see_in(".film .stars[aria-label='100 of 100']", &["★ 100"]).await
    })
}
