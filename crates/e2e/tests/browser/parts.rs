//! The parts of the app that have files of their own: they come when they are needed, or before.

use crate::support::films::add_film;
use crate::support::proxy::Proxy;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, story_of_a_new_server};
use anyhow::{Result, ensure};
use domain::accounts::links::LinkKind;
use serde_json::json;

/// All that a member may need is there.
const PARTS_ARE_THERE: &str = "return ['account', 'library'].every((name) => performance
    .getEntriesByType('resource').some((file) => file.name.includes('/assets/part-' + name) && file.responseEnd > 0))";
const NOTICE: &str = "couldn't be loaded";

/// How often the browser asked for this since it was last asked.
async fn count_requests(story: &Story, is_meant: impl Fn(&str) -> bool) -> Result<usize> {
    Ok(story.browser.requests().await?.iter().filter(|url| is_meant(url)).count())
}

#[test]
fn every_page_can_be_the_first_one() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        story.open_signed_in("/movies").await?;
        for (path, heading) in [
            ("/diary", "Diary"),
            ("/trash", "Trash"),
            ("/account", "Account"),
            (&format!("/movies/{}", film.id), "Playtime"),
            ("/movies/7", "Film not found"),
        ] {
            browser.open(path).await?;
            browser.see("heading", heading).await?;
            browser.miss_css(".page-skeleton").await?;
            browser.miss_css("#frame").await?;
        }
        browser.sign_out().await?;
        for path in [LinkKind::Invite.url("", "x"), LinkKind::PasswordReset.url("", "x")] {
            browser.expect_failures("status of 4");
            browser.open(&path).await?;
            browser.see_css(".entrance h1").await?;
            browser.see_text("link").await?;
        }
        Ok(())
    })
}

#[test]
fn a_new_servers_first_page_is_a_part() -> Outcome {
    story_of_a_new_server(async |story| {
        story.browser.open("/setup").await?;
        story.browser.see_css("input[name=username]").await.map(drop)
    })
}

#[test]
fn every_page_comes_by_a_click_without_a_request_for_code() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_film(&api, "Playtime").await?;
        story.open_signed_in("/movies").await?;
        browser.until_films(&["Playtime"]).await?;
        browser.until_equal(PARTS_ARE_THERE, json!(true)).await?;
        browser.requests().await?;

        browser.click("link", "Playtime").await?;
        browser.see("heading", "Playtime").await?;
        browser.click("button", "Edit").await?;
        browser.until_value("title", "Playtime").await?;
        browser.click("button", "Cancel").await?;
        browser.click("link", "Diary").await?;
        browser.see_text("Nothing watched yet").await?;
        browser.until_focus("Diary").await?;
        for (item, heading) in [("Account", "Account"), ("Trash", "Trash")] {
            browser.click_css("#account-button").await?;
            browser.click("link", item).await?;
            browser.see("heading", heading).await?;
        }
        let code = count_requests(story, |url| url.contains("/assets/")).await?;
        ensure!(code == 0, "{code} requests for code");
        // So is the table, which the address asks for.
        browser.open("/movies?view=table").await?;
        browser.see_css("#movie-table tbody tr").await.map(drop)
    })
}

#[test]
fn a_part_that_can_not_be_loaded_says_so_and_can_be_tried_again() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        browser.expect_failures("net::ERR_");
        add_film(&api, "Playtime").await?;
        browser.block(&["*/assets/part-*"]).await?;
        story.open_signed_in("/diary").await?;
        browser.see_text(NOTICE).await?;
        // The rest of the app works.
        browser.click("link", "Movies").await?;
        browser.until_films(&["Playtime"]).await?;
        browser.click("link", "Playtime").await?;
        browser.see_text(NOTICE).await?;
        browser.click("button", "Try again").await?;
        browser.see_text(NOTICE).await?;
        browser.block(&[]).await?;
        browser.click("button", "Try again").await?;
        browser.see("heading", "Playtime").await?;
        // So does what the part is needed for besides.
        browser.click("button", "Edit").await?;
        browser.fill("title", "Play Time").await?;
        browser.click("button", "Save").await?;
        browser.see("heading", "Play Time").await?;
        browser.click("link", "Diary").await?;
        browser.see_text("Nothing watched yet").await
    })
}

#[test]
fn a_dialog_that_can_not_be_loaded_says_so_and_can_be_closed() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        browser.block(&["*/assets/part-*"]).await?;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.see_in("dialog[open]", &["Log a film", NOTICE]).await?;
        browser.click("button", "Cancel").await?;
        browser.miss_css("dialog").await?;
        browser.click("button", "Log a film").await?;
        browser.see_in("dialog[open]", &[NOTICE]).await?;
        browser.block(&[]).await?;
        browser.click("button", "Try again").await?;
        browser.fill("title", "Playtime").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["Playtime"]).await
    })
}

/// Signs in to the page of an older version, none of whose parts was loaded, and updates the server.
async fn update_under_an_open_page(story: &Story, proxy: &Proxy) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("net::ERR_");
    browser.expect_failures("status of 404");
    browser.allow_origin(proxy.origin());
    browser.block(&["*/assets/past-*"]).await?;
    proxy.show_old_page(true);
    browser.client().goto(&format!("{}/movies", proxy.origin())).await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.see_text("No films yet").await?;
    proxy.show_old_page(false);
    browser.requests().await.map(drop)
}

#[test]
fn after_an_update_the_page_is_loaded_anew_by_itself() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        update_under_an_open_page(story, &proxy).await?;
        browser.block(&[]).await?;
        browser.click("link", "Diary").await?;
        browser.see_text("Nothing watched yet").await?;
        browser.until_path("/diary").await?;
        let loaded = count_requests(story, |url| url.ends_with("/diary")).await?;
        ensure!(loaded == 1, "the page was loaded {loaded} times");
        browser
            .until_equal("return document.querySelectorAll(\"script[src*='/assets/app-']\").length", json!(1))
            .await?;
        browser.client().refresh().await?;
        browser.see_text("Nothing watched yet").await
    })
}

#[test]
fn after_an_update_that_lacks_a_part_the_page_is_loaded_anew_once() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        update_under_an_open_page(story, &proxy).await?;
        browser.block(&["*/assets/part-*"]).await?;
        browser.click("link", "Diary").await?;
        browser.see_text(NOTICE).await?;
        browser.click("button", "Try again").await?;
        browser.see_text(NOTICE).await?;
        let loaded = count_requests(story, |url| url.ends_with("/diary")).await?;
        ensure!(loaded == 1, "the page was loaded {loaded} times");
        browser.block(&[]).await?;
        browser.click("button", "Try again").await?;
        browser.see_text("Nothing watched yet").await
    })
}

#[test]
fn after_an_update_nothing_that_is_typed_is_lost() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        update_under_an_open_page(story, &proxy).await?;
        browser.block(&[]).await?;
        // What the page has no field for today: something that is typed beside what is loaded.
        let field = "document.body.append(Object.assign(document.createElement('input'), { value: 'typed' }))";
        browser.script(field, Vec::new()).await?;
        browser.click("link", "Diary").await?;
        browser.see_text("Movie Tracker was updated").await?;
        ensure!(count_requests(story, |url| url.ends_with("/diary")).await? == 0, "the page was loaded anew");
        browser.click("button", "Reload").await?;
        browser.see_text("Nothing watched yet").await
    })
}
