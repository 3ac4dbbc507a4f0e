//! The dialog in which a film is logged: what it takes, refuses and keeps.

use crate::support::films::add_film;
use crate::support::{Outcome, story, wait_for};
use anyhow::ensure;
use fantoccini::key::Key;

#[test]
fn what_is_wrong_stands_at_its_field() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.click("button", "Save").await?;
        browser.until_fault("title", "Enter a title").await?;
        browser.until_focus("Film").await?;
        browser.fill("title", "The Godfather").await?;
        browser.miss_css("#field-title[aria-invalid=true]").await?;
        browser.fill("year", "1700").await?;
        browser.click("button", "More about the film").await?;
        browser.fill("imdb_id", "0068646").await?;
        browser.click("button", "Save").await?;
        browser.until_fault("year", "1870").await?;
        browser.until_fault("imdb_id", "tt").await?;
        browser.until_focus("Year").await?;
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
        browser.click("button", "Log a film").await?;
        browser.fill("title", "Alien").await?;
        browser.click("button", "More about the film").await?;
        browser.fill("runtime_minutes", "two hours").await?;
        browser.click("button", "More about the film").await?;
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
        browser.click("button", "Log a film").await?;
        browser.fill("title", "  七人の侍 & <b>Seven</b> “Samurai”  ").await?;
        browser.fill("year", "1954").await?;
        browser.click_css("dialog[open] input[value=day]").await?;
        browser.fill_day("watched_on", "2019-04-02").await?;
        browser.fill("comment", "At last").await?;
        browser.fill("place", "Lux").await?;
        browser.fill("companions", "Bo, Cy").await?;
        browser.fill("tags", "club").await?;
        browser.click("button", "More about the film").await?;
        browser.fill("genres", "Drama, Action,").await?;
        browser.see("button", "Remove Action").await?;
        browser.fill("original_title", "Shichinin no Samurai").await?;
        browser.fill("overview", "Seven of them.").await?;
        browser.fill("notes", "Line one").await?;
        browser.fill("runtime_minutes", "207").await?;
        browser.fill("imdb_id", "tt0047478").await?;
        browser.fill("tmdb_id", "346").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["七人の侍 & <b>Seven</b> “Samurai”"]).await?;
        let api = story.server.api().await?;
        let film = &api.list_movies(&Default::default(), &Default::default()).await?.items[0];
        ensure!(film.title == "七人の侍 & <b>Seven</b> “Samurai”", "{film:?}");
        ensure!(film.year == Some(1954) && film.runtime_minutes == Some(207) && film.tmdb_id == Some(346), "{film:?}");
        ensure!(film.watched_on.is_some_and(|day| day.to_string() == "2019-04-02"), "{film:?}");
        ensure!(film.genres == ["Drama", "Action"] && film.tags == ["club"] && !film.on_watchlist, "{film:?}");
        ensure!(film.original_title.as_deref() == Some("Shichinin no Samurai"), "{film:?}");
        ensure!(film.imdb_id.as_deref() == Some("tt0047478"), "{film:?}");
        // Lists of films leave out the long texts.
        let film = api.get_movie(film.id).await?;
        ensure!(film.overview.as_deref() == Some("Seven of them."), "{film:?}");
        ensure!(film.notes.as_deref() == Some("Line one"), "{film:?}");
        let watch = &api.list_watches(&Default::default(), &Default::default()).await?.items[0];
        ensure!(watch.comment.as_deref() == Some("At last") && watch.place.as_deref() == Some("Lux"), "{watch:?}");
        ensure!(watch.companions == ["Bo", "Cy"], "{watch:?}");
        Ok(())
    })
}

#[test]
fn tonights_film_is_logged_with_three_keys_after_its_title() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "The Godfather").await?;
        add_film(&api, "The Godfather Part II").await?;
        story.open_signed_in("/movies").await?;
        browser.see("heading", "Movies").await?;
        browser.type_keys("n").await?;
        browser.until_focus("Film").await?;
        browser.type_keys("godfather").await?;
        // Also before the films are there.
        browser.press(&[Key::Enter]).await?;
        browser.see_in("dialog[open] .chosen-film", &["The Godfather"]).await?;
        browser.until_focus("Rating").await?;
        browser.type_keys("4").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“The Godfather” logged").await?;
        browser.miss_css("dialog[open]").await?;
        let logged = api.get_movie(film.id).await?;
        ensure!(logged.watch_count == 1 && logged.rating.is_some_and(|rating| rating.half_stars() == 8), "{logged:?}");
        browser.click("button", "Undo").await?;
        wait_for("the film as it was", async || Ok((api.get_movie(film.id).await?.watch_count == 0).then_some(())))
            .await
    })
}

#[test]
fn a_film_that_one_has_is_found_while_one_types_and_a_new_one_is_offered_too() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["City of God", "Amélie"] {
            add_film(&api, title).await?;
        }
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "god").await?;
        browser.see_in("#film-options", &["City of God", "New film:"]).await?;
        // A title that only has the word somewhere is not what Enter takes.
        browser.miss_css("#film-options [aria-selected=true]").await?;
        browser.press(&[Key::Down]).await?;
        browser.see_in("#film-options [aria-selected=true]", &["City of God"]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("#film-options:not([hidden])").await?;
        browser.see_css("dialog[open]").await?;
        browser.fill("title", "amelie").await?;
        browser.see_in("#film-options [aria-selected=true]", &["Amélie"]).await?;
        browser.click_css("#film-options [role=option]:first-child").await?;
        browser.see_in("dialog[open] .chosen-film", &["Amélie"]).await?;
        browser.click("button", "Change").await?;
        browser.until_value("title", "Amélie").await?;
        browser.fill("title", "Gods (1972)").await?;
        browser.see_in("#film-options", &["New film:", "Gods (1972)"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_value("title", "Gods").await?;
        browser.until_value("year", "1972").await?;
        browser.click_css("dialog[open] input[value=not-watched]").await?;
        browser.miss_css("dialog[open] [role=slider]").await?;
        browser.click("button", "Save").await?;
        browser.see_text("“Gods” added to the watchlist").await?;
        let wanted = api.list_movies(&Default::default(), &Default::default()).await?.items.remove(0);
        ensure!(wanted.title == "Gods" && wanted.year == Some(1972) && wanted.on_watchlist, "{wanted:?}");
        ensure!(wanted.watch_count == 0, "{wanted:?}");
        Ok(())
    })
}

#[test]
fn escape_asks_before_what_was_typed_is_lost() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.see_css("dialog[open]").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;

        browser.click("button", "Log a film").await?;
        browser.fill("title", "Alien").await?;
        browser.see_in("#film-options", &["New film:"]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("#film-options:not([hidden])").await?;
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
        browser.until_focus("Log a film").await?;
        browser.see_text("No films yet").await
    })
}
