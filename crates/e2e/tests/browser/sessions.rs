//! Several tabs, and sessions that end elsewhere.

use crate::support::films::add_film;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Result, ensure};
use fantoccini::wd::WindowHandle;

/// Opens another tab at the films, as whoever is signed in.
async fn open_tab(story: &Story) -> Result<WindowHandle> {
    let client = story.browser.client();
    let tab = client.new_window(true).await?.handle;
    client.switch_to_window(tab.clone()).await?;
    story.browser.open("/movies").await?;
    story.browser.see_text("No films yet").await?;
    Ok(tab)
}

async fn open_tabs(story: &Story, count: usize) -> Result<Vec<WindowHandle>> {
    story.open_signed_in("/movies").await?;
    let mut tabs = vec![story.browser.client().window().await?];
    while tabs.len() < count {
        tabs.push(open_tab(story).await?);
    }
    Ok(tabs)
}

#[test]
fn signing_out_in_one_tab_signs_out_the_other() -> Outcome {
    story(async |story| {
        let (browser, tabs) = (&story.browser, open_tabs(story, 2).await?);
        browser.sign_out().await?;
        browser.client().switch_to_window(tabs[0].clone()).await?;
        browser.see("button", "Sign in").await?;
        // And signing in again brings it back.
        browser.client().switch_to_window(tabs[1].clone()).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see_text("No films yet").await?;
        browser.client().switch_to_window(tabs[0].clone()).await?;
        browser.see_text("No films yet").await
    })
}

#[test]
fn five_tabs_that_reload_at_the_same_moment_all_stay_signed_in() -> Outcome {
    const RELOAD: &str = "window.isOld = true; setTimeout(() => location.reload(), arguments[0] - Date.now())";
    const ANSWER: &str = "if (window.isOld || document.readyState !== 'complete') return null;
        if (location.pathname === '/login') return 'signed out';
        return document.body.innerText.includes('No films yet') ? 'signed in' : null";
    story(async |story| {
        let (browser, tabs) = (&story.browser, open_tabs(story, 5).await?);
        for round in 1..=20 {
            let moment = browser.script("return Date.now() + 150", Vec::new()).await?;
            for tab in &tabs {
                browser.client().switch_to_window(tab.clone()).await?;
                browser.script(RELOAD, vec![moment.clone()]).await?;
            }
            for tab in &tabs {
                browser.client().switch_to_window(tab.clone()).await?;
                let answer = browser.until("the reloaded page", ANSWER, Vec::new()).await?;
                ensure!(answer == "signed in", "round {round}: a tab is {answer}");
            }
        }
        Ok(())
    })
}

#[test]
fn five_tabs_whose_tokens_expire_at_the_same_moment_all_stay_signed_in() -> Outcome {
    // The clock goes on by a quarter of an hour: the access tokens have expired, as far as the page
    // can tell, and the next press needs a new one.
    const PRESS: &str = "const now = Date.now; Date.now = () => now() + 15 * 60 * 1000 * arguments[1];
        const press = () => document.querySelector('[aria-label=Table], [aria-label=Posters]')
            && [...document.querySelectorAll('button.chip')].find((chip) => chip.textContent === arguments[2]).click();
        setTimeout(press, arguments[0] - now())";
    story(async |story| {
        let (browser, tabs) = (&story.browser, open_tabs(story, 5).await?);
        add_film(&story.server.api().await?, "Alien").await?;
        for tab in &tabs {
            browser.client().switch_to_window(tab.clone()).await?;
            browser.open("/movies").await?;
            browser.until_films(&["Alien"]).await?;
        }
        for round in 1..=100 {
            let (chip, path) =
                if round % 2 == 1 { ("Unwatched", "/movies?status=unwatched") } else { ("All", "/movies") };
            let moment = browser.script("return performance.timeOrigin + performance.now() + 200", Vec::new()).await?;
            for tab in &tabs {
                browser.client().switch_to_window(tab.clone()).await?;
                browser.script(PRESS, vec![moment.clone(), 1.into(), chip.into()]).await?;
            }
            for tab in &tabs {
                browser.client().switch_to_window(tab.clone()).await?;
                browser.until_path(path).await?;
                browser.until_films(&["Alien"]).await?;
            }
        }
        Ok(())
    })
}

/// Signs in, lets something happen, and uses the page until it asks to sign in.
async fn use_until_signed_out(story: &Story, happen: impl FnOnce() -> Result<()>) -> Result<()> {
    // Each press asks the server for films.
    const PRESS: &str = "const chips = [...document.querySelectorAll('.chips button[aria-pressed=false]')];
        chips[0]?.click(); return location.pathname";
    let browser = &story.browser;
    browser.expect_failures("status of 401");
    add_film(&story.server.api().await?, "Alien").await?;
    story.open_signed_in("/movies").await?;
    browser.until_films(&["Alien"]).await?;
    happen()?;
    wait_for("the login page", async || {
        let path = browser.script(PRESS, Vec::new()).await?;
        Ok((path == "/login").then_some(()))
    })
    .await?;
    browser.see("button", "Sign in").await.map(drop)
}

#[test]
fn a_disabled_account_is_led_to_the_login_page_within_seconds() -> Outcome {
    story(async |story| {
        use_until_signed_out(story, || story.server.run(&["user", "disable", NAME]).map(drop)).await?;
        story.browser.submit_login(NAME, PASSWORD).await?;
        story.browser.see_css("#refusal .alert").await.map(drop)
    })
}

#[test]
fn a_new_password_ends_the_sessions_of_the_old_one() -> Outcome {
    story(async |story| {
        let other = "another lamp, much brighter";
        use_until_signed_out(story, || story.server.change_password(NAME, other)).await?;
        story.browser.submit_login(NAME, other).await?;
        story.browser.see("heading", "Movies").await.map(drop)
    })
}
