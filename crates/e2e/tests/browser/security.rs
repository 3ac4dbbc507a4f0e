//! What must not leave the page, and what must not get into it.

use crate::support::films::add_known_films;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story};
use anyhow::{Context, Result, ensure};
use domain::library::movies::MovieDraft;
use serde_json::{Value, json};

#[test]
fn the_page_keeps_no_secret_where_scripts_can_read_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.see_text("No films yet").await?;
        let script = "const all = (store) => Object.entries({ ...store });
            return [...all(localStorage), ...all(sessionStorage), ['cookie', document.cookie], ['name', window.name]]";
        let kept: Vec<(String, String)> = serde_json::from_value(browser.script(script, Vec::new()).await?)?;
        for (name, value) in &kept {
            // Tokens are long; what the page may keep is a word.
            ensure!(value.len() < 20, "{name} holds {value}");
        }
        let databases = browser.script("return indexedDB.databases().then((all) => all.length)", Vec::new()).await?;
        ensure!(databases == 0, "there is a database in the page");
        Ok(())
    })
}

/// The cookies of the page's origin, those that no script sees among them.
async fn cookies(story: &Story) -> Result<Vec<Value>> {
    let browser = &story.browser;
    let found = browser.command("Network.getCookies", json!({ "urls": [browser.origin()] })).await?;
    found["cookies"].as_array().cloned().context("no cookies")
}

#[test]
fn cookies_are_out_of_reach_for_scripts_and_other_sites() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.see_text("No films yet").await?;
        let cookies = cookies(story).await?;
        ensure!(cookies.iter().any(|cookie| cookie["name"] == "movietracker_refresh"), "{cookies:?}");
        for cookie in &cookies {
            ensure!(cookie["httpOnly"] == true && cookie["sameSite"] == "Strict", "{cookie}");
        }
        browser.sign_out().await?;
        let left = self::cookies(story).await?;
        ensure!(!left.iter().any(|cookie| cookie["name"] == "movietracker_refresh"), "{left:?}");
        Ok(())
    })
}

#[test]
fn what_people_write_is_never_run() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let text = r#"<img src=x onerror="window.isHacked=1"><script>window.isHacked=1</script>"#.to_owned();
        let film = MovieDraft {
            title: text.clone(),
            original_title: Some(text.clone()),
            overview: Some(text.clone()),
            notes: Some(text),
            genres: vec!["<b onclick=x>bold</b>".to_owned()],
            tags: vec!["javascript:alert(1)".to_owned()],
            watched_on: Some("2020-01-01".to_owned()),
            ..MovieDraft::default()
        };
        let film = api.create_movie(&film, None).await?;
        story.open_signed_in("/movies").await?;
        for path in
            ["/movies".to_owned(), "/movies?view=table".to_owned(), format!("/movies/{}", film.id), "/diary".to_owned()]
        {
            browser.open(&path).await?;
            browser.see_text("<img src=x").await?;
            let hacked =
                browser.script("return 'isHacked' in window || !!document.querySelector('img[src=x]')", vec![]).await?;
            ensure!(hacked == false, "{path} runs what is written in a film");
        }
        Ok(())
    })
}

#[test]
fn nothing_is_asked_of_anyone_else() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let film = add_known_films(&story.server.api().await?).await?;
        browser.open("/login").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        for path in ["/movies", "/movies?view=table", "/diary", "/trash", &format!("/movies/{}", film.id), "/api/docs"]
        {
            browser.open(path).await?;
            browser.until("the page", "return document.readyState === 'complete'", Vec::new()).await?;
        }
        // What is asked of whom is looked at after every story; here it must be something.
        let requests = browser.requests().await?;
        ensure!(requests.len() > 10, "{requests:?}");
        ensure!(requests.iter().all(|url| browser.may_ask(url)), "{requests:?}");
        browser.open("/login").await
    })
}

#[test]
fn another_site_can_not_frame_the_page_nor_run_scripts_in_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/login").await?;
        browser.see("button", "Sign in").await?;
        let script = "return fetch('/login').then((answer) => answer.headers.get('content-security-policy'))";
        let policy = browser.script(script, Vec::new()).await?;
        let policy = policy.as_str().context("the page has no policy")?;
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"] {
            ensure!(policy.contains(part), "{policy}");
        }
        ensure!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        Ok(())
    })
}
