//! Rating with stars, by mouse and by keyboard.

use crate::support::films::add_film;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::library::ratings::Rating;
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
        browser.click("button", "Log a film").await?;
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
        browser.click("button", "Log a film").await?;
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

#[test]
fn a_rating_costs_one_request_unless_the_list_looks_at_ratings() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Alien").await?;
        let requests = async |path: &str| {
            let script = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name))
                .filter((url) => url.pathname === arguments[0]).length";
            let count = browser.script(script, vec![path.into()]).await?;
            count.as_u64().context("no number")
        };
        story.open_signed_in("/movies").await?;
        for (list, fetched_again) in [("/movies", 0), ("/movies?sort=-rating", 1)] {
            browser.open(list).await?;
            browser.click("link", "Alien").await?;
            browser.see("slider", "Rating").await?;
            let of_film = format!("/api/movies/{}", film.id);
            // The page shows what the list knew of the film until it has fetched it.
            let is_fetched = "return performance.getEntriesByType('resource').some((entry) =>
                new URL(entry.name).pathname === arguments[0])";
            browser.until("the film", is_fetched, vec![of_film.as_str().into()]).await?;
            let before = (requests(&of_film).await?, requests("/api/movies").await?);
            let rating = api.get_movie(film.id).await?.rating.map_or(0, Rating::half_stars);
            browser.tab_to("Rating").await?;
            browser.press(&[Key::Right]).await?;
            wait_for("the rating on the server", async || {
                let now = api.get_movie(film.id).await?.rating.map_or(0, Rating::half_stars);
                Ok((now == rating + 1).then_some(()))
            })
            .await?;
            // Coming back fetches the list once; what the rating had fetched came before.
            browser.client().back().await?;
            browser.until_films(&["Alien"]).await?;
            let lists = "return performance.getEntriesByType('resource').filter((entry) =>
                new URL(entry.name).pathname === '/api/movies').length === arguments[0]";
            let expected = before.1 + fetched_again + 1;
            browser.until("the list, fetched as often as needed", lists, vec![expected.into()]).await?;
            let asked = requests(&of_film).await? - before.0;
            ensure!(asked == 1, "{list}: {asked} requests for a rating");
        }
        Ok(())
    })
}
