//! Imports, as they look.

use super::Look;
use crate::imports::{choose, zip};
use crate::support::Story;
use crate::support::films::add_known_films;
use anyhow::Result;
use std::fmt::Write as _;

/// Looks at the pages of imports in all their states, in a window that wide.
pub async fn look_at_imports(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    add_known_films(&api).await?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/imports").await?;
    browser.see_text("Nothing imported yet.").await?;
    look.at("imports-none").await?;
    browser.click_css(".import-help summary").await?;
    look.at("imports-help").await?;
    browser.click_css(".import-help summary").await?;
    browser.click_css(".import-help:has(#mediatracker-form) > summary").await?;
    browser.click("button", "Get films").await?;
    browser.fault_of("token").await?;
    look.at("imports-mediatracker").await?;
    choose(browser, &[("my films.csv", b"what,when,how much\nHeat,2020-01-02,8\nRan,2020-01-03,9\n")]).await?;
    browser.see("heading", "What is in each column?").await?;
    look.at("import-columns").await?;
    browser.open("/imports").await?;
    choose(browser, &[("NetflixViewingHistory.csv", b"Title,Date\nRan,4/7/21\n")]).await?;
    browser.see("heading", "Day or month first?").await?;
    look.at("import-day-first").await?;
    browser.open("/imports").await?;
    choose(browser, &[("letterboxd-ana-2026-11-29-20-42-utc.zip", &export()?)]).await?;
    browser.see_text("Nothing has been added yet.").await?;
    browser.see_css(".import-row").await?;
    look.at("import-preview").await?;
    browser.click_css("a.chip[href*='state=needs_look']").await?;
    browser.see_css(".import-row[data-state=needs_look]").await?;
    browser.click_css(".import-row-film .chip").await?;
    browser.see_css("dialog[open]").await?;
    look.at("import-match").await?;
    browser.click("button", "Cancel").await?;
    browser.click_css("#apply-import").await?;
    browser.see_text("films added").await?;
    browser.click_css(".import-help summary").await?;
    look.at("import-report").await?;
    browser.click("button", "Undo import").await?;
    browser.see_css("dialog[open]").await?;
    look.at("import-undo").await?;
    browser.click_css("dialog[open] .is-danger").await?;
    browser.see_text("This import was undone.").await?;
    look.at("import-undone").await?;
    browser.open("/imports").await?;
    choose(browser, &[("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")]).await?;
    browser.see_text("Nothing was added to your films.").await?;
    look.at("import-failed").await?;
    browser.open("/imports").await?;
    browser.see_text("Has a question").await?;
    look.at("imports").await?;
    browser.script("document.querySelector('#export').scrollIntoView()", Vec::new()).await?;
    look.at("export").await?;
    look.finish()
}

/// An export with everything that a preview shows.
fn export() -> Result<Vec<u8>> {
    let mut diary = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n".to_owned();
    for number in 1..=25 {
        writeln!(diary, "2024-01-03,Film {number},2001,https://boxd.it/{number},3.5,,,2024-01-02")?;
    }
    let long = "An endless title without any end in sight ".repeat(7);
    writeln!(diary, "2024-02-11,{long},1979,https://boxd.it/l,5,Yes,,2024-02-10")?;
    diary.push_str("2024-02-11,فيلم طويل عن الحياة,1984,https://boxd.it/r,4,,,2024-02-10\n");
    diary.push_str("2024-02-11,Alien,1980,https://boxd.it/a,12,,,2024-02-10\n");
    diary.push_str("2024-02-11,,,https://boxd.it/n,4,,,2024-02-10\n");
    let watchlist = "Date,Name,Year,Letterboxd URI\n2023-05-06,Solaris,1972,https://boxd.it/d\n";
    zip(&[("diary.csv", &diary), ("watchlist.csv", watchlist), ("deleted/diary.csv", &diary), ("notes.txt", "?")])
}
