//! A film's own page.

use crate::support::films::{add_film, add_known_films};
use crate::support::{Outcome, story};
use anyhow::ensure;
use domain::library::movies::MovieDraft;
use domain::library::watches::WatchDraft;
use serde_json::json;

#[test]
fn a_films_page_shows_all_that_is_kept() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        browser.click("link", "The Godfather").await?;
        browser.see("heading", "The Godfather").await?;
        for text in [
            "Mario Puzo’s The Godfather",
            "1972 · 2 h 55 min",
            "Crime",
            "#with the film club",
            "IMDb tt0068646",
            "TMDB 238",
            "An ageing patriarch",
            "Notice the oranges.",
            "2 watches",
            "31 January 2026",
            "Even better the second time.",
            "22 November 2025",
        ] {
            browser.see_text(text).await?;
        }
        browser.until_stars("5").await?;
        browser.click("link", "Movies").await?;
        browser.until_path("/movies").await?;
        browser.until_count("20 films").await
    })
}

#[test]
fn a_film_of_a_list_is_fetched_to_be_edited_and_keeps_its_notes() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_known_films(&api).await?;
        story.open_signed_in("/movies").await?;
        browser.see("link", "The Godfather").await?;
        browser.expect_failures("net::ERR_");
        let address = format!("*/api/movies/{}", film.id);
        browser.block(&[&address]).await?;
        browser.film_action("The Godfather", "Edit").await?;
        browser.see_text("Something went wrong").await?;
        browser.block(&[]).await?;
        browser.click("button", "Try again").await?;
        browser.until_value("notes", "The restored print. Notice the oranges.").await?;
        browser.fill("year", "1973").await?;
        browser.click("button", "Save").await?;
        browser.see_text("1973").await?;
        browser.until_focus("Edit").await?;
        let edited = api.get_movie(film.id).await?;
        ensure!(edited.year == Some(1973), "{edited:?}");
        ensure!((edited.overview, edited.notes) == (film.overview, film.notes));
        Ok(())
    })
}

#[test]
fn a_watch_is_added_changed_and_deleted() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.see_text("You haven’t watched it yet.").await?;
        browser.click("button", "Add a watch").await?;
        browser.click_css("dialog[open] input[value=day]").await?;
        browser.fill_day("watched_on", "2020-02-29").await?;
        browser.fill("comment", "In 70 mm").await?;
        browser.click("button", "Save").await?;
        browser.see_text("29 February 2020").await?;
        browser.see_text("1 watch").await?;
        browser.click("button", "Edit the watch: 29 February 2020").await?;
        browser.fill("comment", "In 70 millimetres").await?;
        browser.click("button", "Save").await?;
        browser.see_text("In 70 millimetres").await?;
        browser.click("button", "Delete the watch: 29 February 2020").await?;
        browser.see_text("You haven’t watched it yet.").await?;
        ensure!(api.get_movie(film.id).await?.watch_count == 0);
        browser.click("button", "Undo").await?;
        browser.see_text("In 70 millimetres").await
    })
}

#[test]
fn a_watch_sometime_in_a_year_makes_the_later_one_a_rewatch() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Log").await?;
        browser.click("button", "Save").await?;
        browser.see_text("1 watch").await?;
        browser.click("button", "Add a watch").await?;
        browser.click_css("dialog[open] input[value=month]").await?;
        browser.click("button", "Save").await?;
        browser.see_text("Enter the year, or choose “Don’t remember”.").await?;
        browser.fill("watched-year", "1999").await?;
        browser.fill("place", "Lux").await?;
        browser.click_css("dialog[open] .heart").await?;
        browser.click("button", "Save").await?;
        browser.see_text("2 watches").await?;
        browser.see_in("#watch-list li:last-child", &["1999", "Liked", "Lux"]).await?;
        browser.see_in("#watch-list li:first-child", &["Today", "Rewatch"]).await?;
        let watches = api.list_watches(&Default::default(), &Default::default()).await?.items;
        let known: Vec<_> = watches.iter().map(|watch| (watch.rewatch, watch.liked)).collect();
        ensure!(known == [(true, false), (false, true)], "{watches:?}");
        ensure!(api.get_movie(film.id).await?.liked, "the film is not liked");
        browser.click("button", "Edit the watch: 1999").await?;
        browser.until_value("watched-year", "1999").await?;
        browser.click_css("dialog[open] input[value=nothing]").await?;
        browser.click("button", "Save").await?;
        browser.see_in("#watch-list li:last-child", &["Date unknown"]).await
    })
}

#[test]
fn many_tags_are_folded_and_ratings_are_shown_over_time() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let tags = (1..=12).map(|number| format!("tag {number:02}")).collect();
        let draft = MovieDraft { title: "Playtime".to_owned(), tags, rating: Some(3.5), ..MovieDraft::default() };
        let film = api.create_movie(&draft, None).await?;
        let watch = WatchDraft { watched_on: Some("2019".to_owned()), rating: Some(2.0), ..WatchDraft::default() };
        api.create_watch(film.id, &watch, None).await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.see_text("#tag 08").await?;
        ensure!(browser.names("#film-tags a").await?.len() == 8, "the tags are not folded");
        browser.click("button", "Show 4 more").await?;
        browser.see_text("#tag 12").await?;
        browser.click("button", "Show fewer tags").await?;
        browser.see_text("Ratings over time").await?;
        browser.see_in("ol.timeline li:last-child", &["2019"]).await?;
        browser.until_equal("return document.querySelectorAll('ol.timeline .stars').length", 2.into()).await
    })
}

#[test]
fn a_comment_in_markdown_is_shown_and_runs_nothing() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        let comment = "Quite *funny*: [a page](https://example.org/a), [none](javascript:alert(1))\n\n\
                       <img src=x onerror=\"document.title='broken'\">\n\n- one\n- two";
        let watch = WatchDraft { comment: Some(comment.to_owned()), ..WatchDraft::default() };
        api.create_watch(film.id, &watch, None).await?;
        story.open_signed_in("/movies").await?;
        for path in [format!("/movies/{}", film.id), "/diary".to_owned()] {
            browser.open(&path).await?;
            browser.see_css(".is-marked em").await?;
            browser.see_text("<img src=x onerror=").await?;
            let links = "return [...document.querySelectorAll('.is-marked a')].map((a) => [a.href, a.rel])";
            let rel = "noopener noreferrer nofollow ugc";
            browser.until_equal(links, json!([["https://example.org/a", rel]])).await?;
            browser.until_equal("return document.querySelectorAll('.is-marked li').length", 2.into()).await?;
            browser.until_equal("return document.querySelectorAll('.is-marked img').length", 0.into()).await?;
        }
        Ok(())
    })
}

#[test]
fn a_log_and_the_watchlist_can_be_undone() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Paris, Texas").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Watchlist").await?;
        browser.see_css(".film-page-actions [aria-pressed=true]").await?;
        browser.click("button", "Log").await?;
        browser.click("button", "Save").await?;
        browser.see_text("logged and removed from the watchlist").await?;
        browser.see_text("1 watch").await?;
        browser.see_css(".film-page-actions [aria-pressed=false]").await?;
        ensure!(!api.get_movie(film.id).await?.on_watchlist, "it is still wanted");
        browser.click_css("#toasts .toast:last-child .toast-undo").await?;
        browser.see_text("You haven’t watched it yet.").await?;
        browser.see_css(".film-page-actions [aria-pressed=true]").await?;
        let undone = api.get_movie(film.id).await?;
        ensure!(undone.watch_count == 0 && undone.on_watchlist, "{undone:?}");
        Ok(())
    })
}

#[test]
fn deleting_a_film_on_its_page_leads_to_the_others_and_can_be_undone() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        add_film(&api, "Alien").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Delete").await?;
        browser.see_text("Delete this film?").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.until_path("/movies").await?;
        browser.until_films(&["Alien"]).await?;
        browser.click("button", "Undo").await?;
        browser.until_films(&["Alien", "Playtime"]).await
    })
}

#[test]
fn a_film_that_is_not_there_is_said_to_be_missing() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 404");
        story.server.add_user("bob", "a second projection room")?;
        let film = add_film(&story.server.api_of("bob", "a second projection room").await?, "Secret").await?;
        story.open_signed_in("/movies/0192f0c1-2d5c-7a6e-8a7d-0242ac120002").await?;
        browser.see_text("Film not found").await?;
        browser.open("/movies/7").await?;
        browser.see_text("Film not found").await?;
        // That of another account is missing just the same.
        browser.open(&format!("/movies/{}", film.id)).await?;
        browser.see_text("Film not found").await
    })
}
