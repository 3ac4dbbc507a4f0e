//! Days do not shift, wherever browser and server are.

use crate::support::films::add_film;
use crate::support::{Outcome, Story, story_in};
use anyhow::{Result, ensure};
use domain::library::movies::MovieDraft;

#[test]
fn a_day_stays_as_it_was_entered_far_in_the_east() -> Outcome {
    story_in("Pacific/Kiritimati", async |story| enter_days(story, "Pacific/Kiritimati").await)
}

#[test]
fn a_day_stays_as_it_was_entered_far_in_the_west() -> Outcome {
    story_in("America/Los_Angeles", async |story| enter_days(story, "America/Los_Angeles").await)
}

async fn enter_days(story: &Story, zone: &str) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    let script = "return Intl.DateTimeFormat().resolvedOptions().timeZone";
    let here = browser.script(script, Vec::new()).await?;
    ensure!(here == zone, "the browser is in {here}");
    let draft = MovieDraft {
        title: "By the API".to_owned(),
        watched_on: Some("2019-04-02".to_owned()),
        ..MovieDraft::default()
    };
    api.create_movie(&draft, None).await?;
    story.open_signed_in("/movies?view=table").await?;
    browser.see_text("2 Apr 2019").await?;

    browser.click("button", "Log a film").await?;
    browser.fill("title", "By hand").await?;
    browser.click_css("dialog[open] input[value=day]").await?;
    browser.fill_day("watched_on", "2024-01-01").await?;
    browser.click("button", "Save").await?;
    browser.see_text("1 Jan 2024").await?;
    browser.film_action("By hand", "Edit").await?;
    browser.fill("year", "1999").await?;
    browser.click("button", "Save").await?;
    browser.miss_css("dialog[open]").await?;
    browser.see_text("1999").await?;
    browser.open("/diary").await?;
    for text in ["January 2024", "April 2019"] {
        browser.see_text(text).await?;
    }
    let days = api.list_watches(&Default::default(), &Default::default()).await?.items;
    let days: Vec<_> = days.iter().filter_map(|watch| watch.watched_on).map(|day| day.to_string()).collect();
    ensure!(days == ["2024-01-01", "2019-04-02"], "{days:?}");
    log_today(story).await
}

/// “Today” is the day that it is where the browser is.
async fn log_today(story: &Story) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    let film = add_film(&api, "Today").await?;
    browser.open(&format!("/movies/{}", film.id)).await?;
    browser.see("heading", "Today").await?;
    let script = "const now = new Date(), two = (n) => String(n).padStart(2, '0');
        return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`";
    let before = browser.script(script, Vec::new()).await?;
    browser.click("button", "Log").await?;
    browser.click("button", "Save").await?;
    browser.see_text("1 watch").await?;
    let after = browser.script(script, Vec::new()).await?;
    let day = api.get_movie(film.id).await?.watched_on.map(|day| day.to_string()).unwrap_or_default();
    // Two, for midnight may pass meanwhile.
    ensure!(before == *day || after == *day, "{day} was recorded on {before}");
    Ok(())
}
