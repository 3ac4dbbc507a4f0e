//! Films that are logged while the server is away: kept on the device, and saved once.

use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::proxy::Proxy;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Result, ensure};
use domain::library::movies::MovieSummary;
use serde_json::json;

const KEPT: &str = "Kept on this device. It will be saved when you’re back online.";
/// How many films this browser keeps, whoever logged them.
const COUNT_KEPT: &str =
    "return Object.keys(localStorage).filter((name) => name.startsWith('movietracker.draft.')).length";

async fn until_kept(browser: &Browser, count: u64) -> Result<()> {
    browser.until_equal(COUNT_KEPT, json!(count)).await
}

/// Signs in, and waits until what keeps films is there.
pub async fn begin(story: &Story, path: &str) -> Result<()> {
    story.browser.expect_failures("net::ERR_");
    // What Chromium says when it looks for a newer service worker and the server is away.
    story.browser.expect_failures("An unknown error occurred when fetching the script");
    story.open_signed_in(path).await?;
    until_ready(&story.browser).await
}

/// Waits until what keeps films is there.
pub async fn until_ready(browser: &Browser) -> Result<()> {
    browser.until_equal("return !!document.querySelector('.outbox-bar')", json!(true)).await
}

/// Logs a film that was watched today while the server is away.
pub async fn log_offline(browser: &Browser, title: &str) -> Result<()> {
    browser.click("button", "Log a film").await?;
    browser.fill("title", title).await?;
    browser.click("button", "Save").await?;
    browser.see_text(KEPT).await?;
    browser.miss_css("dialog[open]").await
}

async fn films(story: &Story) -> Result<Vec<MovieSummary>> {
    Ok(story.server.api().await?.list_movies(&Default::default(), &Default::default()).await?.items)
}

/// Fails unless exactly these films are on the server, the newest first, each watched once.
async fn ensure_logged_once(story: &Story, titles: &[&str]) -> Result<()> {
    let films = films(story).await?;
    let found: Vec<_> = films.iter().map(|film| (film.title.as_str(), film.watch_count)).collect();
    let wanted: Vec<_> = titles.iter().map(|title| (*title, 1)).collect();
    ensure!(found == wanted, "{found:?}");
    Ok(())
}

#[test]
fn a_film_logged_without_a_network_is_saved_once_one_is_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story, "/movies").await?;
        browser.set_offline(true).await?;
        browser.see_text("You’re offline. You can still log films.").await?;
        log_offline(browser, "Stalker").await?;
        browser.see_text("1 film is kept on this device").await?;
        let today = browser.script("return new Date().toLocaleDateString('sv')", Vec::new()).await?;
        browser.set_offline(false).await?;
        browser.until_films(&["Stalker"]).await?;
        browser.see_text("“Stalker” saved").await?;
        browser.miss_css(".outbox-words").await?;
        until_kept(browser, 0).await?;
        ensure_logged_once(story, &["Stalker"]).await?;
        let watched_on = films(story).await?[0].watched_on.map(|date| date.to_string());
        ensure!(json!(watched_on) == today, "{watched_on:?} is not {today}");
        Ok(())
    })
}

#[test]
fn films_that_wait_for_a_server_are_saved_in_order_once_it_is_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story, "/movies").await?;
        story.server.kill();
        log_offline(browser, "Solaris").await?;
        browser.see_text("The server can’t be reached.").await?;
        log_offline(browser, "Mirror").await?;
        browser.see_text("2 films are kept on this device").await?;
        story.server.restart()?;
        browser.until_films(&["Mirror", "Solaris"]).await?;
        until_kept(browser, 0).await?;
        ensure_logged_once(story, &["Mirror", "Solaris"]).await
    })
}

#[test]
fn a_film_whose_answer_got_lost_is_not_added_twice_even_days_later() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        browser.expect_failures("net::ERR_");
        browser.allow_origin(proxy.origin());
        browser.client().goto(&format!("{}/movies", proxy.origin())).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see_text("No films yet").await?;
        until_ready(browser).await?;
        proxy.lose_answers(true);
        log_offline(browser, "Tampopo").await?;
        wait_for("the film on the server", async || Ok((films(story).await?.len() == 1).then_some(()))).await?;
        let lost = proxy.lost();
        wait_for("another answer to be lost", async || Ok((proxy.lost() > lost).then_some(()))).await?;
        // As after a day: the server has forgotten what was sent under which key.
        story.server.run(&["query", "--write", "DELETE FROM idempotency_keys"])?;
        proxy.lose_answers(false);
        browser.until_films(&["Tampopo"]).await?;
        until_kept(browser, 0).await?;
        ensure_logged_once(story, &["Tampopo"]).await
    })
}

#[test]
fn what_may_have_been_saved_is_taken_back_when_it_was_edited() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        browser.expect_failures("net::ERR_");
        browser.allow_origin(proxy.origin());
        browser.client().goto(&format!("{}/movies", proxy.origin())).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see_text("No films yet").await?;
        until_ready(browser).await?;
        proxy.lose_answers(true);
        log_offline(browser, "Tampico").await?;
        wait_for("the film on the server", async || Ok((films(story).await?.len() == 1).then_some(()))).await?;
        browser.click("button", "Show").await?;
        browser.click("button", "Edit Tampico").await?;
        browser.fill("title", "Tampopo").await?;
        browser.click("button", "Save").await?;
        browser.see_in("#waiting-films", &["Tampopo"]).await?;
        proxy.lose_answers(false);
        browser.until_films(&["Tampopo"]).await?;
        until_kept(browser, 0).await?;
        ensure_logged_once(story, &["Tampopo"]).await
    })
}

#[test]
fn two_tabs_save_a_film_once() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story, "/movies").await?;
        let first = browser.client().window().await?;
        let second = browser.client().new_window(true).await?.handle;
        browser.client().switch_to_window(second.clone()).await?;
        browser.open("/movies").await?;
        until_ready(browser).await?;
        story.server.kill();
        log_offline(browser, "Persona").await?;
        browser.client().switch_to_window(first).await?;
        browser.see_text("1 film").await?;
        log_offline(browser, "Ran").await?;
        story.server.restart()?;
        browser.until_films(&["Ran", "Persona"]).await?;
        until_kept(browser, 0).await?;
        browser.client().switch_to_window(second).await?;
        browser.until_films(&["Ran", "Persona"]).await?;
        ensure_logged_once(story, &["Ran", "Persona"]).await
    })
}

#[test]
fn a_film_that_waits_can_be_edited_discarded_and_brought_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story, "/movies").await?;
        browser.set_offline(true).await?;
        log_offline(browser, "Heat").await?;
        log_offline(browser, "Ronin").await?;
        browser.click("button", "Show").await?;
        browser.see_in("#waiting-films", &["Heat", "Ronin", "Watched"]).await?;
        browser.click("button", "Edit Heat").await?;
        browser.until_value("title", "Heat").await?;
        browser.fill("year", "1995").await?;
        browser.click("button", "Save").await?;
        browser.see_in("#waiting-films", &["1995"]).await?;
        browser.click("button", "Discard Ronin").await?;
        until_kept(browser, 1).await?;
        browser.click("button", "Close").await?;
        browser.click("button", "Undo").await?;
        until_kept(browser, 2).await?;
        browser.click("button", "Show").await?;
        browser.click("button", "Discard Ronin").await?;
        browser.click("button", "Close").await?;
        browser.set_offline(false).await?;
        browser.until_films(&["Heat"]).await?;
        ensure_logged_once(story, &["Heat"]).await?;
        ensure!(films(story).await?[0].year == Some(1995));
        Ok(())
    })
}

#[test]
fn a_film_that_the_server_refuses_is_kept_with_the_reason() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("status of 422");
        let film = add_film(&api, "Vertigo").await?;
        begin(story, "/movies").await?;
        browser.block(&["*/api/log"]).await?;
        browser.film_action("Vertigo", "Log").await?;
        browser.click("button", "Save").await?;
        browser.see_text(KEPT).await?;
        api.delete_movie(film.id, None).await?;
        browser.block(&[]).await?;
        browser.see_text("1 film couldn’t be saved.").await?;
        browser.click("button", "Show").await?;
        browser.see_in("#waiting-films", &["Vertigo", "was deleted"]).await?;
        browser.click("button", "Edit Vertigo").await?;
        browser.click("button", "Change").await?;
        browser.until_value("title", "Vertigo").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["Vertigo"]).await?;
        until_kept(browser, 0).await?;
        ensure_logged_once(story, &["Vertigo"]).await
    })
}

#[test]
fn signing_out_asks_before_it_loses_films_and_leaves_nothing() -> Outcome {
    const LEFT: &str = "return Object.keys(localStorage).filter((name) => name !== 'movietracker.theme')";
    story(async |story| {
        let browser = &story.browser;
        begin(story, "/movies").await?;
        browser.block(&["*/api/log"]).await?;
        log_offline(browser, "Stalker").await?;
        browser.click_css("#account-button").await?;
        browser.click("button", "Sign out").await?;
        browser.see_in("dialog[open]", &["Sign out with unsaved films?", "1 film you logged isn’t saved yet."]).await?;
        browser.click("button", "Cancel").await?;
        browser.miss_css("dialog[open]").await?;
        until_kept(browser, 1).await?;
        browser.click_css("#account-button").await?;
        browser.click("button", "Sign out").await?;
        browser.see_css("dialog[open]").await?;
        browser.click_css("dialog[open] .is-danger").await?;
        browser.see("button", "Sign in").await?;
        browser.until_equal(LEFT, json!([])).await?;
        browser.until_equal("return sessionStorage.length", json!(0)).await
    })
}

/// Keeps a film, and ends the session, so that the page asks to sign in.
async fn keep_and_end_session(story: &Story) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("status of 401");
    begin(story, "/movies").await?;
    story.server.kill();
    log_offline(browser, "Stalker").await?;
    story.server.change_password(NAME, PASSWORD)?;
    browser.client().goto("data:text/html,elsewhere").await?;
    story.server.restart()?;
    browser.open("/movies").await?;
    browser.see("button", "Sign in").await?;
    until_kept(browser, 1).await
}

#[test]
fn a_film_waits_until_whoever_logged_it_signs_in_again() -> Outcome {
    story(async |story| {
        keep_and_end_session(story).await?;
        story.browser.submit_login(NAME, PASSWORD).await?;
        story.browser.until_films(&["Stalker"]).await?;
        until_kept(&story.browser, 0).await?;
        ensure_logged_once(story, &["Stalker"]).await
    })
}

#[test]
fn somebody_else_who_signs_in_neither_sees_nor_saves_films_that_wait() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user("bob", "a second projection room")?;
        keep_and_end_session(story).await?;
        browser.submit_login("bob", "a second projection room").await?;
        browser.see_text("No films yet").await?;
        until_kept(browser, 0).await?;
        browser.miss_css(".outbox-words").await?;
        ensure_logged_once(story, &[]).await
    })
}
