//! What is changed elsewhere, in another tab or by another program, shows by itself.

use crate::appearance::Look;
use crate::support::films::{add_film, add_known_films};
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

/// How often something was asked for.
const ASKED: &str = "return performance.getEntriesByType('resource')
    .filter((it) => it.name.includes(arguments[0])).length >= arguments[1]";

/// Opens a page, and waits until it follows changes.
async fn open_following(story: &Story, path: &str) -> Result<()> {
    story.open_signed_in(path).await?;
    let asked = vec!["/api/changes?".into(), 1.into()];
    story.browser.until("changes are followed", ASKED, asked).await.map(drop)
}

#[test]
fn a_film_that_is_added_elsewhere_appears_and_what_is_typed_and_focused_stays() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let api = story.server.api().await?;
        let first = add_known_films(&api).await?;
        open_following(story, "/movies").await?;
        browser.until_count("20 films").await?;
        browser.click_css("#search").await?;
        add_film(&api, "Stalker").await?;
        browser.until_count("21 films").await?;
        browser.see_css("#search:focus").await?;
        let patch: Map<String, Value> = Map::from_iter([("title".to_owned(), Value::from("Another title"))]);
        api.update_movie(first.id, &patch, None).await?;
        browser.see_text("Another title").await?;
        browser.see_css("#search:focus").await?;
        api.delete_movie(first.id, None).await?;
        browser.until_count("20 films").await
    })
}

#[test]
fn a_film_that_is_deleted_elsewhere_while_it_is_open_is_said_to_be() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let api = story.server.api().await?;
        let film = add_film(&api, "Stalker").await?;
        open_following(story, &format!("/movies/{}", film.id)).await?;
        browser.see("heading", "Stalker").await?;
        api.delete_movie(film.id, None).await?;
        browser.see_text("This film was deleted in another tab or app").await?;
        browser.until_path("/movies").await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("deleted-elsewhere").await?;
            look.finish()?;
        }
        Ok(())
    })
}

#[test]
fn what_is_typed_into_a_dialog_is_left_alone_until_it_is_closed() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let api = story.server.api().await?;
        let film = add_film(&api, "Stalker").await?;
        open_following(story, &format!("/movies/{}", film.id)).await?;
        browser.click("button", "Add a watch").await?;
        browser.fill("comment", "Half a sentence").await?;
        let patch: Map<String, Value> = Map::from_iter([("title".to_owned(), Value::from("Сталкер"))]);
        api.update_movie(film.id, &patch, None).await?;
        browser.fill("place", "At home").await?;
        browser.until_value("comment", "Half a sentence").await?;
        browser.click("button", "Cancel").await?;
        browser.click("button", "Discard").await?;
        browser.see("heading", "Сталкер").await?;
        Ok(())
    })
}

#[test]
fn what_one_changes_oneself_is_not_fetched_twice() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let api = story.server.api().await?;
        let film = add_film(&api, "Stalker").await?;
        open_following(story, &format!("/movies/{}", film.id)).await?;
        let watches =
            "return performance.getEntriesByType('resource').filter((it) => it.name.includes('/watches')).length";
        browser.see_text("You haven’t watched it yet").await?;
        let before = browser.script(watches, vec![]).await?;
        browser.click("button", "Watchlist").await?;
        browser.see_text("added to the watchlist").await?;
        browser.until("news of it", ASKED, vec!["/api/changes?".into(), 2.into()]).await?;
        let after = browser.script(watches, vec![]).await?;
        ensure!(after == json!(before.as_u64().unwrap_or_default() + 1), "from {before} to {after}");
        Ok(())
    })
}
