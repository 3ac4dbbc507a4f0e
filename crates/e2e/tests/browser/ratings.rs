//! Rating with stars, by mouse and by keyboard.

use crate::support::films::add_film;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::Result;
use fantoccini::key::Key;

/// Clicks the star slider so far from its left end, in stars.
async fn click_stars(story: &Story, stars: f64) -> Result<()> {
    let script = "const all = [...document.querySelectorAll('[role=slider]')];
        const row = all.at(-1).querySelector('.star-row') ?? all.at(-1);
        row.scrollIntoView({ block: 'center' });
        const box = row.getBoundingClientRect();
        return [box.left, box.top + box.height / 2, box.width]";
    let spot: Vec<f64> = serde_json::from_value(story.browser.script(script, Vec::new()).await?)?;
    // A little before the end of the half that is meant.
    story.browser.click_at(spot[0] + spot[2] * (stars - 0.2) / 5.0, spot[1]).await
}

#[test]
fn stars_are_set_by_mouse_in_halves_and_cleared() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.fill("title", "Alien").await?;
        for stars in [4.5, 0.5, 5.0, 3.0] {
            click_stars(story, stars).await?;
            browser.until_stars(&stars.to_string()).await?;
        }
        click_stars(story, 3.0).await?;
        browser.until_stars("0").await?;
        click_stars(story, 2.5).await?;
        browser.until_stars("2.5").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["Alien"]).await?;
        browser.see("[role=img]", "2.5 of 5 stars").await.map(drop)
    })
}

#[test]
fn stars_are_set_by_keyboard_and_cleared() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Add a film").await?;
        browser.fill("title", "Alien").await?;
        browser.tab_to("Rating").await?;
        for (key, stars) in [
            (Key::Right, "0.5"),
            (Key::Up, "1"),
            (Key::End, "5"),
            (Key::Right, "5"),
            (Key::Left, "4.5"),
            (Key::PageDown, "3.5"),
            (Key::Home, "0"),
            (Key::Left, "0"),
        ] {
            browser.press(&[key]).await?;
            browser.until_stars(stars).await?;
        }
        browser.type_keys("4").await?;
        browser.until_stars("4").await?;
        browser.press(&[Key::Delete]).await?;
        browser.until_stars("0").await
    })
}

#[test]
fn a_rating_on_the_films_page_is_saved_at_once() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Alien").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.until_stars("0").await?;
        click_stars(story, 3.5).await?;
        browser.until_stars("3.5").await?;
        browser.client().refresh().await?;
        browser.until_stars("3.5").await?;
        // Every key counts, also when they come faster than the answers.
        browser.tab_to("Rating").await?;
        browser.press(&[Key::Right, Key::Right, Key::Right]).await?;
        browser.until_stars("5").await?;
        browser.client().refresh().await?;
        browser.until_stars("5").await?;
        wait_for("the rating on the server", async || {
            let rating = api.get_movie(film.id).await?.rating;
            Ok(rating.filter(|rating| rating.half_stars() == 10).map(drop))
        })
        .await
    })
}
