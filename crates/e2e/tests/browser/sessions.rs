//! Several tabs, and sessions that end elsewhere.

use crate::second_factors::code_in;
use crate::support::films::add_film;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Result, ensure};
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::TotpDraft;
use fantoccini::key::Key;
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

/// Signs in, lets something happen, and uses the page until it asks to sign in again, over itself.
async fn use_until_asked(story: &Story, happen: impl FnOnce() -> Result<()>) -> Result<()> {
    // Each press asks the server for films.
    const PRESS: &str = "[...document.querySelectorAll('.chips button[aria-pressed=false]')][0]?.click();
        return document.querySelector('dialog[open] h2')?.textContent";
    let browser = &story.browser;
    browser.expect_failures("status of 401");
    add_film(&story.server.api().await?, "Alien").await?;
    story.open_signed_in("/movies").await?;
    browser.until_films(&["Alien"]).await?;
    happen()?;
    wait_for("the question to sign in again", async || {
        Ok((browser.script(PRESS, Vec::new()).await? == "Your session has ended").then_some(()))
    })
    .await?;
    browser.until_value("username", NAME).await?;
    browser.until_focus("Password").await
}

#[test]
fn a_disabled_account_is_asked_to_sign_in_within_seconds_and_can_not() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        use_until_asked(story, || story.server.run(&["user", "disable", NAME]).map(drop)).await?;
        browser.type_keys(PASSWORD).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_css("dialog[open] .alert").await?;
        // Nothing but an answer closes it.
        browser.press(&[Key::Escape, Key::Escape]).await?;
        browser.see("heading", "Your session has ended").await?;
        let page = browser.script("return location.pathname + location.search", Vec::new()).await?;
        let page: String = url::form_urlencoded::byte_serialize(page.as_str().unwrap_or_default().as_bytes()).collect();
        browser.click("button", "Sign out").await?;
        browser.until_path(&format!("/login?return_url={page}")).await
    })
}

#[test]
fn a_new_password_ends_the_sessions_of_the_old_one_and_is_asked_for_over_the_page() -> Outcome {
    story(async |story| {
        let (browser, other) = (&story.browser, "another lamp, much brighter");
        use_until_asked(story, || story.server.change_password(NAME, other)).await?;
        browser.fill("password", other).await?;
        browser.click("button", "Sign in").await?;
        browser.miss_css("dialog[open]").await?;
        browser.click("button", "All").await?;
        browser.until_films(&["Alien"]).await?;
        browser.until_path("/movies").await
    })
}

/// Types a film that is not saved yet, and ends the session for good.
pub async fn type_film_and_end_session(story: &Story) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("status of 401");
    // Parts of the page that are loaded while the browser is idle may come while the server is away.
    browser.expect_failures("net::ERR_CONNECTION_REFUSED");
    story.open_signed_in("/movies").await?;
    browser.click("button", "Log a film").await?;
    browser.fill("title", "Come and See").await?;
    // The title is looked for among one's films; that is to be answered before the server goes away.
    let looked_for =
        "return performance.getEntriesByType('resource').some((entry) => entry.name.includes('search=Come'))";
    browser.until_equal(looked_for, true.into()).await?;
    // What servers remember of sessions for some seconds is gone with a restart.
    story.server.change_password(NAME, PASSWORD)?;
    story.server.kill();
    story.server.restart()?;
    browser.click("button", "Save").await?;
    browser.see("heading", "Your session has ended").await.map(drop)
}

#[test]
fn a_session_that_ends_costs_nothing_that_was_typed() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        type_film_and_end_session(story).await?;
        browser.expect_failures("/api/auth/login");
        // Parts that were about to be loaded when the server was gone are asked for again when they are needed.
        browser.expect_failures("net::ERR_CONNECTION_REFUSED");
        browser.until_focus("Password").await?;
        browser.type_keys("not the password").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_css("dialog[open] .alert").await?;
        browser.fill("password", PASSWORD).await?;
        browser.press(&[Key::Enter]).await?;
        // The film that waited is saved now, and once.
        browser.until_films(&["Come and See"]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.until_focus("Log a film").await?;
        browser.until_path("/movies").await
    })
}

#[test]
fn whoever_has_a_second_factor_is_asked_for_it_over_the_page_too() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        type_film_and_end_session(story).await?;
        let api = story.server.api().await?;
        let secret = api.create_totp(&ProofDraft { password: PASSWORD.to_owned() }).await?.secret;
        api.confirm_totp(&TotpDraft { code: code_in(story, &secret, 0).await? }).await?;
        browser.expect_failures("/api/auth/login");
        browser.fill("password", PASSWORD).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_focus("input Code").await?;
        browser.type_keys(&code_in(story, &secret, 30).await?).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_films(&["Come and See"]).await?;
        browser.miss_css("dialog[open]").await
    })
}

#[test]
fn signing_in_in_another_tab_answers_the_question_in_this_one() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        type_film_and_end_session(story).await?;
        let first = browser.client().window().await?;
        let tab = browser.client().new_window(true).await?.handle;
        browser.client().switch_to_window(tab).await?;
        browser.open("/diary").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path("/diary").await?;
        browser.client().switch_to_window(first).await?;
        browser.until_films(&["Come and See"]).await?;
        browser.miss_css("dialog[open]").await
    })
}

#[test]
fn somebody_else_who_signs_in_finds_nothing_of_what_was_open() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user("bob", "a second projection room")?;
        type_film_and_end_session(story).await?;
        browser.submit_login("bob", "a second projection room").await?;
        browser.until("bob’s films", "return document.body.innerText.includes('No films yet')", vec![]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.see("button", "Account of bob").await?;
        let kept = browser.script("return sessionStorage.length", Vec::new()).await?;
        ensure!(kept == 0, "{kept} drafts of somebody else are kept");
        Ok(())
    })
}

#[test]
fn signing_out_in_another_tab_leads_to_the_login_page_whatever_is_open() -> Outcome {
    story(async |story| {
        let (browser, tabs) = (&story.browser, open_tabs(story, 2).await?);
        browser.client().switch_to_window(tabs[0].clone()).await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "Come and See").await?;
        browser.client().switch_to_window(tabs[1].clone()).await?;
        browser.sign_out().await?;
        browser.client().switch_to_window(tabs[0].clone()).await?;
        browser.see("button", "Sign in").await?;
        browser.until_equal("return sessionStorage.length", 0.into()).await
    })
}
