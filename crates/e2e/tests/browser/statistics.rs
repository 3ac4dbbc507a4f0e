//! The page of statistics.

use crate::support::films::add_known_films;
use crate::support::{Outcome, story};

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
        // The bar of November leads to what was watched then.
        browser.click_css(".bars.is-columns a[href='/movies?watched_in=2025-11']").await?;
        browser.until_path("/movies?watched_in=2025-11").await?;
        browser.see_in(".set-filters", &["Watched in November 2025"]).await?;
        browser.until_films(&[&film.title]).await
    })
}
