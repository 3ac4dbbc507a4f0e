//! Servers that go away, answers that get lost, and films that change elsewhere.

use crate::support::films::add_film;
use crate::support::proxy::Proxy;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Result, ensure};
use domain::library::movies::MovieDraft;

async fn count_films(story: &Story) -> Result<u64> {
    let api = story.server.api().await?;
    Ok(api.list_movies(&Default::default(), &Default::default()).await?.total)
}

#[test]
fn a_save_that_fails_keeps_what_was_typed_and_can_be_tried_again() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        add_film(&story.server.api().await?, "Come and Hear").await?;
        story.open_signed_in("/movies").await?;
        browser.film_action("Come and Hear", "Edit").await?;
        browser.fill("title", "Come and See").await?;
        browser.fill("year", "1985").await?;
        story.server.kill();
        browser.click("button", "Save").await?;
        browser.see_text("can't be reached").await?;
        browser.until_value("title", "Come and See").await?;
        browser.until_value("year", "1985").await?;
        story.server.restart()?;
        browser.click("button", "Try again").await?;
        browser.until_films(&["Come and See"]).await?;
        ensure!(count_films(story).await? == 1);
        Ok(())
    })
}

#[test]
fn a_save_without_a_network_can_be_tried_again() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_INTERNET_DISCONNECTED");
        add_film(&story.server.api().await?, "Walker").await?;
        story.open_signed_in("/movies").await?;
        browser.film_action("Walker", "Edit").await?;
        browser.fill("title", "Stalker").await?;
        browser.set_offline(true).await?;
        browser.click("button", "Save").await?;
        browser.see_text("can't be reached").await?;
        browser.set_offline(false).await?;
        browser.click("button", "Try again").await?;
        browser.until_films(&["Stalker"]).await
    })
}

#[test]
fn a_watch_whose_answer_got_lost_is_not_added_twice() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        browser.expect_failures("net::ERR_");
        browser.allow_origin(proxy.origin());
        let api = story.server.api().await?;
        let film = add_film(&api, "Tampopo").await?;
        browser.client().goto(&format!("{}/movies/{}", proxy.origin(), film.id)).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.click("button", "Add a watch").await?;
        browser.fill("comment", "In 70 mm").await?;
        proxy.lose_answers(true);
        browser.click("button", "Save").await?;
        browser.see_text("can't be reached").await?;
        ensure!(proxy.lost() > 0, "no answer was lost");
        let watches = async || Ok(api.get_movie(film.id).await?.watch_count);
        wait_for("the watch on the server", async || Ok((watches().await? == 1).then_some(()))).await?;
        proxy.lose_answers(false);
        browser.click("button", "Try again").await?;
        browser.miss_css("dialog[open]").await?;
        let count: anyhow::Result<i64> = watches().await;
        ensure!(count? == 1, "it was added twice");
        Ok(())
    })
}

#[test]
fn a_list_that_can_not_be_fetched_offers_to_try_again() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        add_film(&story.server.api().await?, "Up").await?;
        story.open_signed_in("/movies").await?;
        browser.until_films(&["Up"]).await?;
        story.server.kill();
        browser.search("up").await?;
        browser.see_text("can't be reached").await?;
        story.server.restart()?;
        browser.click("button", "Try again").await?;
        browser.until_films(&["Up"]).await?;
        browser.until_path("/movies?search=up").await
    })
}

#[test]
fn a_film_that_changed_elsewhere_is_not_overwritten_unasked() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 412");
        let film = add_film(&api, "Rashomon").await?;
        story.open_signed_in("/movies").await?;

        browser.film_action("Rashomon", "Edit").await?;
        browser.fill("year", "1951").await?;
        let notes = Some("from elsewhere".to_owned());
        let other = MovieDraft { notes: notes.clone(), year: Some(1949), ..MovieDraft::from(&film) };
        api.replace_movie(film.id, &other, None).await?;
        browser.click("button", "Save").await?;
        browser.see_text("changed elsewhere").await?;
        browser.until_value("year", "1951").await?;
        ensure!(api.get_movie(film.id).await?.notes.as_deref() == Some("from elsewhere"), "it was overwritten");
        browser.click("button", "Load their version").await?;
        browser.fill("year", "1950").await?;
        browser.click("button", "Save").await?;
        browser.miss_css("dialog[open]").await?;
        let saved = api.get_movie(film.id).await?;
        ensure!(saved.year == Some(1950) && saved.notes == notes, "{saved:?}");

        browser.film_action("Rashomon", "Edit").await?;
        browser.fill("title", "羅生門").await?;
        api.replace_movie(film.id, &MovieDraft { title: "Rashōmon".to_owned(), ..other }, None).await?;
        browser.click("button", "Save").await?;
        browser.click("button", "Save mine anyway").await?;
        browser.until_films(&["羅生門"]).await
    })
}

#[test]
fn changes_of_different_fields_are_saved_together() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 412");
        let film = add_film(&api, "Rashomon").await?;
        story.open_signed_in("/movies").await?;

        browser.film_action("Rashomon", "Edit").await?;
        browser.fill("title", "羅生門").await?;
        let other = MovieDraft { overview: Some("In the rain".to_owned()), ..MovieDraft::from(&film) };
        api.replace_movie(film.id, &other, None).await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["羅生門"]).await?;
        let saved = api.get_movie(film.id).await?;
        ensure!(saved.overview == other.overview, "{saved:?}");
        Ok(())
    })
}

#[test]
fn a_film_that_was_deleted_elsewhere_is_said_to_be_gone() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 404");
        let film = add_film(&api, "M").await?;
        story.open_signed_in("/movies").await?;
        browser.film_action("M", "Edit").await?;
        browser.fill("year", "1931").await?;
        api.delete_movie(film.id, None).await?;
        browser.click("button", "Save").await?;
        browser.see_text("deleted in the meantime").await?;
        browser.until_value("year", "1931").await?;
        Ok(())
    })
}
