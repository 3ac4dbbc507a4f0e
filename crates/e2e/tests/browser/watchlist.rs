//! The watchlist: its order, picking a film, and what two people both want.

use crate::appearance::Look;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use client::Client;
use client::native::NativeTransport;
use domain::library::movies::MovieDraft;
use fantoccini::key::Key;
use serde_json::{Map, Value};

const ORDER: &str = "return [...document.querySelectorAll('#arrange-list h2')].map((it) => it.textContent).join(' ')";

async fn add_wanted(api: &Client<NativeTransport>, films: &[(&str, i64)]) -> Result<()> {
    for (title, runtime) in films {
        let film = MovieDraft {
            title: (*title).to_owned(),
            runtime_minutes: Some(*runtime),
            on_watchlist: true,
            ..MovieDraft::default()
        };
        api.create_movie(&film, None).await?;
    }
    Ok(())
}

#[test]
fn the_watchlist_is_put_in_order_by_keyboard_and_by_buttons() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_wanted(&story.server.api().await?, &[("Alien", 117), ("Brazil", 142), ("Clue", 94)]).await?;
        story.open_signed_in("/watchlist").await?;
        browser.until_count("3 films").await?;
        browser.click("button", "Arrange").await?;
        browser.until_path("/watchlist?sort=priority").await?;
        browser.until_equal(ORDER, "Alien Brazil Clue".into()).await?;
        browser.tab_to("Move Clue").await?;
        browser.press(&[Key::Home]).await?;
        browser.until_equal(ORDER, "Clue Alien Brazil".into()).await?;
        browser.until_focus("Move Clue").await?;
        browser.press(&[Key::Down]).await?;
        browser.until_equal(ORDER, "Alien Clue Brazil".into()).await?;
        browser.click("button", "Move up: Brazil").await?;
        browser.until_equal(ORDER, "Alien Brazil Clue".into()).await?;
        drag(story, "Clue", "Alien").await?;
        browser.until_equal(ORDER, "Clue Alien Brazil".into()).await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("watchlist-arrange").await?;
            look.finish()?;
        }
        browser.resize(1280, 900).await?;
        browser.click("button", "Arrange").await?;
        browser.until_films(&["Clue", "Alien", "Brazil"]).await
    })
}

#[test]
fn a_film_under_a_hundred_minutes_is_picked() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_wanted(&story.server.api().await?, &[("Alien", 117), ("Clue", 94), ("Duel", 90)]).await?;
        story.open_signed_in("/watchlist?runtime_max=100").await?;
        browser.until_count("2 films").await?;
        browser.click("button", "Pick one for me").await?;
        let title = "return document.querySelector('.picked h3')?.textContent ?? null";
        let first = browser.until("a film", title, Vec::new()).await?;
        ensure!(first == "Clue" || first == "Duel", "{first}");
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("watchlist-pick").await?;
            look.finish()?;
        }
        browser.click("button", "Another one").await?;
        let other =
            "const title = document.querySelector('.picked h3')?.textContent; return !!title && title !== arguments[0]";
        browser.until("another film", other, vec![first]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await
    })
}

#[test]
fn two_people_find_what_they_both_want() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let ana = story.server.api().await?;
        add_wanted(&ana, &[("Alien", 117), ("Clue", 94)]).await?;
        story.server.add_user("ben", PASSWORD)?;
        let ben = story.server.api_of("ben", PASSWORD).await?;
        add_wanted(&ben, &[("clue", 94), ("Duel", 90)]).await?;
        let shares: Map<String, Value> = Map::from_iter([("shares_watchlist".to_owned(), Value::Bool(true))]);
        ben.update_preferences(&shares).await?;

        story.open_signed_in("/watchlist").await?;
        browser.until_count("2 films").await?;
        browser.see("button", "Arrange").await?;
        browser.miss_css("#common-with").await?;
        browser.open("/account").await?;
        browser.click_css("#shares-watchlist").await?;
        browser.see_text("Saved").await?;
        browser.open("/watchlist").await?;
        let choose = "const select = document.querySelector('#common-with'); if (!select) return false;
            select.selectedIndex = 1; select.dispatchEvent(new Event('change', {bubbles: true})); return true";
        browser.until("the choice of people", choose, Vec::new()).await?;
        browser.until_films(&["Clue"]).await?;
        browser.see_text("On both watchlists").await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("watchlist-common").await?;
            look.finish()?;
        }
        ensure!(ana.get_me().await?.username == NAME);
        Ok(())
    })
}

/// Drags a film's row onto another one.
async fn drag(story: &Story, title: &str, onto: &str) -> Result<()> {
    let script = "const [title, onto] = arguments;
        const row = (name) => [...document.querySelectorAll('.arrange-row')].find((row) => row.querySelector('h2').textContent === name);
        const fire = (kind, on) => on.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true}));
        fire('dragstart', row(title));
        fire('dragover', row(onto));
        fire('drop', row(onto));";
    story.browser.script(script, vec![title.into(), onto.into()]).await.map(drop)
}
