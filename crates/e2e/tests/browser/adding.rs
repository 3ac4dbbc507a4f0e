//! The dialog in which a film is added: what it takes, refuses and keeps.

use crate::support::{Outcome, story};
use anyhow::ensure;
use fantoccini::key::Key;

#[test]
fn what_is_wrong_stands_at_its_field() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.fill("year", "1700").await?;
        browser.click("button", "More").await?;
        browser.fill("imdb_id", "0068646").await?;
        browser.click("button", "Save").await?;
        browser.until_fault("title", "Enter a title").await?;
        browser.until_fault("year", "1870").await?;
        browser.until_fault("imdb_id", "tt").await?;
        browser.until_focus("Title").await?;
        browser.fill("title", "The Godfather").await?;
        browser.miss_css("#field-title[aria-invalid=true]").await?;
        browser.fill("year", "1972").await?;
        browser.fill("imdb_id", "tt0068646").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["The Godfather"]).await
    })
}

#[test]
fn a_fault_below_more_opens_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.fill("title", "Alien").await?;
        browser.click("button", "More").await?;
        browser.fill("runtime_minutes", "two hours").await?;
        browser.click("button", "More").await?;
        browser.miss_css("#field-runtime_minutes").await?;
        browser.click("button", "Save").await?;
        browser.until_fault("runtime_minutes", "number").await?;
        browser.see_css("#field-runtime_minutes").await.map(drop)
    })
}

#[test]
fn everything_that_is_typed_is_kept() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.fill("title", "  七人の侍 & <b>Seven</b> “Samurai”  ").await?;
        browser.fill("year", "1954").await?;
        browser.fill_day("watched_on", "2019-04-02").await?;
        browser.fill("genres", "Drama, Action,").await?;
        browser.see("button", "Remove Action").await?;
        browser.click("checkbox", "On my watchlist").await?;
        browser.click("button", "More").await?;
        browser.fill("original_title", "Shichinin no Samurai").await?;
        browser.fill("tags", "club").await?;
        browser.fill("overview", "Seven of them.").await?;
        browser.fill("notes", "Line one").await?;
        browser.fill("runtime_minutes", "207").await?;
        browser.fill("imdb_id", "tt0047478").await?;
        browser.fill("tmdb_id", "346").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["七人の侍 & <b>Seven</b> “Samurai”"]).await?;
        let page = story.server.api().await?.list_movies(&Default::default(), &Default::default()).await?;
        let film = &page.items[0];
        ensure!(film.title == "七人の侍 & <b>Seven</b> “Samurai”", "{film:?}");
        ensure!(film.year == Some(1954) && film.runtime_minutes == Some(207) && film.tmdb_id == Some(346), "{film:?}");
        ensure!(film.watched_on.is_some_and(|day| day.to_string() == "2019-04-02"), "{film:?}");
        ensure!(film.genres == ["Drama", "Action"] && film.tags == ["club"] && film.on_watchlist, "{film:?}");
        ensure!(film.original_title.as_deref() == Some("Shichinin no Samurai"), "{film:?}");
        ensure!(
            film.overview.as_deref() == Some("Seven of them.") && film.notes.as_deref() == Some("Line one"),
            "{film:?}"
        );
        ensure!(film.imdb_id.as_deref() == Some("tt0047478"), "{film:?}");
        Ok(())
    })
}

#[test]
fn escape_asks_before_what_was_typed_is_lost() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.see_css("dialog[open]").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;

        browser.click("button", "Add a film").await?;
        browser.fill("title", "Alien").await?;
        // The browser itself closes a dialog at the second Escape, unless it is held open.
        for _ in 0..3 {
            browser.press(&[Key::Escape]).await?;
            browser.see_text("Discard changes?").await?;
        }
        browser.click("button", "Keep editing").await?;
        browser.until_value("title", "Alien").await?;
        browser.press(&[Key::Escape]).await?;
        browser.click("button", "Discard").await?;
        browser.miss_css("dialog[open]").await?;
        browser.until_focus("Add a film").await?;
        browser.see_text("No films yet").await
    })
}
