//! The diary.

use crate::support::films::{add_film, add_known_films};
use crate::support::{Outcome, story};
use anyhow::ensure;
use domain::library::watches::WatchDraft;
use serde_json::json;

#[test]
fn the_diary_shows_all_watches_the_newest_first() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/diary").await?;
        browser.see_text("19 watches").await?;
        let script = "return [...document.querySelectorAll('#diary h2')].slice(0, 4).map((e) => e.textContent)";
        browser.until_equal(script, json!(["January 2026", "November 2025", "October 2025", "August 2025"])).await?;
        let titles = browser.names("#diary h3 a").await?;
        ensure!(titles.len() == 19 && titles[..3] == ["The Godfather", "The Godfather", "Seven Samurai"], "{titles:?}");
        browser.click("link", "Seven Samurai").await?;
        browser.see("heading", "Seven Samurai").await.map(drop)
    })
}

#[test]
fn the_diary_jumps_to_a_month_and_to_a_place() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_known_films(&api).await?;
        let watch = WatchDraft {
            watched_on: Some("2024-05".to_owned()),
            place: Some("Lux".to_owned()),
            ..WatchDraft::default()
        };
        api.create_watch(film.id, &watch, None).await?;
        story.open_signed_in("/diary").await?;
        browser.see_text("20 watches").await?;
        browser.see("combobox", "Year").await?.select_by_label("2025").await?;
        browser.until_path("/diary?watched_in=2025").await?;
        browser.see_text("9 watches").await?;
        browser.see("combobox", "Month").await?.select_by_label("November").await?;
        browser.until_path("/diary?watched_in=2025-11").await?;
        browser.see_text("1 watch").await?;
        browser.see("combobox", "Month").await?.select_by_label("September").await?;
        browser.see_text("No watches match these filters.").await?;
        browser.click("link", "Clear filters").await?;
        browser.until_path("/diary").await?;
        browser.see("combobox", "Place").await?.select_by_label("Lux").await?;
        browser.until_path("/diary?place=Lux").await?;
        browser.see_text("1 watch").await
    })
}

#[test]
fn a_watch_is_edited_and_deleted_in_the_diary() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        let watch = WatchDraft { watched_on: Some("2024-05-09".to_owned()), ..WatchDraft::default() };
        api.create_watch(film.id, &watch, None).await?;
        story.open_signed_in("/diary").await?;
        browser.click("button", "Edit the watch of Playtime, 9 May 2024").await?;
        browser.fill("place", "Lux").await?;
        // What was typed survives a reload, here as well.
        browser.open("/diary").await?;
        browser.until_value("place", "Lux").await?;
        browser.click("button", "Save").await?;
        browser.see_in("#diary", &["Playtime", "Lux"]).await?;
        browser.click("button", "Delete the watch of Playtime, 9 May 2024").await?;
        browser.see_text("Nothing watched yet").await?;
        browser.click("button", "Undo").await?;
        browser.see_in("#diary", &["Playtime", "Lux"]).await?;
        ensure!(api.get_movie(film.id).await?.watch_count == 1, "it did not come back");
        Ok(())
    })
}

#[test]
fn a_month_is_a_calendar_of_posters() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for (title, date) in
            [("Alien", "2024-02-29"), ("Brazil", "2024-02-29"), ("Clue", "2024-02"), ("Dune", "2024-03-01")]
        {
            let film = add_film(&api, title).await?;
            let watch = WatchDraft { watched_on: Some(date.to_owned()), ..WatchDraft::default() };
            api.create_watch(film.id, &watch, None).await?;
        }
        story.open_signed_in("/diary?watched_in=2024-02").await?;
        browser.click("link", "Calendar").await?;
        browser.see("heading", "February 2024").await?;
        browser.until_equal("return document.querySelectorAll('.calendar td:not(:empty)').length", 29.into()).await?;
        browser.see_in("main", &["Sometime in February 2024"]).await?;
        browser.see("link", "Clue").await?;
        browser.click("link", "1 more film on 29 February 2024").await?;
        browser.until_path("/diary?watched_in=2024-02-29").await?;
        browser.see_text("2 watches").await?;
        browser.open("/diary?watched_in=2024-02&view=calendar").await?;
        browser.click("link", "Next month").await?;
        browser.until_path("/diary?watched_in=2024-03&view=calendar").await?;
        browser.click("link", "Dune").await?;
        browser.see("heading", "Dune").await.map(drop)
    })
}

#[test]
fn an_empty_diary_says_how_to_fill_it() -> Outcome {
    story(async |story| {
        story.open_signed_in("/diary").await?;
        story.browser.see_text("Nothing watched yet").await?;
        story.browser.click("link", "Browse films").await?;
        story.browser.until_path("/movies").await
    })
}
