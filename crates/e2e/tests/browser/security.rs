//! What must not leave the page, and what must not get into it.

use crate::support::films::add_known_films;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story};
use anyhow::{Context, Result, ensure};
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::ListDraft;
use domain::library::movies::MovieDraft;
use domain::library::views::ViewDraft;
use domain::library::watches::WatchDraft;
use fantoccini::key::Key;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// What the page remembers of who is signed in.
const ME: [&str; 7] =
    ["created_at", "has_password", "id", "must_set_up_second_factor", "rating_scale", "role", "username"];

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
            if name == "movietracker.me" {
                // Who is signed in, for the time without the server: these fields and no other.
                let me: Map<String, Value> = serde_json::from_str(value)?;
                let fields: Vec<&String> = me.keys().collect();
                ensure!(fields == ME, "{name} holds {value}");
            } else {
                // Tokens are long; what the page may keep is a word.
                ensure!(value.len() < 20, "{name} holds {value}");
            }
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

/// What runs where a text is taken for HTML, an address, Markdown or a template.
const VECTORS: [&str; 10] = [
    "<img src=x onerror=window.isHacked=1>",
    "<svg onload=window.isHacked=1>",
    "\"><script>window.isHacked=1</script>",
    "--></style></script><script>window.isHacked=1</script>",
    "[click](javascript:window.isHacked=1)",
    "![x](javascript:window.isHacked=1)",
    "[click](data:text/html,<script>window.isHacked=1</script>)",
    "<a href=javascript:window.isHacked=1>x</a>",
    "<iframe srcdoc='<script>parent.isHacked=1</script>'>",
    "{{constructor.constructor('window.isHacked=1')()}}",
];

/// Whether something of it has run, or is there as something that may.
const HACKED: &str = "return 'isHacked' in window || !!document.querySelector(
    'main img[src=x], main iframe, main script, main svg[onload], [href^=\"javascript:\" i], [href^=\"data:text\" i], [src^=\"javascript:\" i]')";

#[test]
fn what_people_write_is_never_run() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let (text, title) = (VECTORS.join(" "), VECTORS[..6].join(" "));
        let short: Vec<String> = VECTORS.iter().filter(|it| it.len() <= 50).map(|it| (*it).to_owned()).collect();
        let film = MovieDraft {
            title: title.clone(),
            original_title: Some(title.clone()),
            overview: Some(text.clone()),
            notes: Some(text.clone()),
            genres: short.clone(),
            tags: short.clone(),
            rating: Some(4.0),
            ..MovieDraft::default()
        };
        let gone = api.create_movie(&film, None).await?;
        api.delete_movie(gone.id, None).await?;
        let film = api.create_movie(&film, None).await?;
        let watch = WatchDraft {
            watched_on: Some("2025-03-03".to_owned()),
            comment: Some(text.clone()),
            place: Some(short[0].clone()),
            companions: short.clone(),
            ..WatchDraft::default()
        };
        api.create_watch(film.id, &watch, None).await?;
        let wanted = MovieDraft { title, on_watchlist: true, ..MovieDraft::default() };
        api.create_movie(&wanted, None).await?;
        let draft = ListDraft {
            name: short[0].clone(),
            description: Some(text.clone()),
            tags: short.clone(),
            ..ListDraft::default()
        };
        let list = api.create_list(&draft, None).await?;
        let items = ListItemsDraft { movie_ids: vec![film.id], note: Some(text.clone()) };
        api.create_list_items(list.id, &items, None, None).await?;
        let view = ViewDraft { name: short[0].clone(), query: "genre=x".to_owned(), position: None };
        api.create_view(&view, None).await?;
        let list_link = api.create_list_link(list.id).await?.link.context("no link")?.path;
        let year_link = api.create_year_link(2025).await?.path;
        story.open_signed_in("/movies").await?;
        let pages = [
            "/movies",
            "/movies?view=table",
            &format!("/movies?tag={}", url_encoded(&short[0])),
            &format!("/movies/{}", film.id),
            "/diary",
            "/diary?view=calendar&watched_in=2025-03",
            "/watchlist",
            "/lists",
            &format!("/lists/{}", list.id),
            &list_link,
            "/tags",
            "/statistics",
            "/statistics?year=2025",
            &year_link,
            "/trash",
        ];
        for path in pages {
            browser.open(path).await?;
            browser.see_text("isHacked=1").await.with_context(|| path.to_owned())?;
            ensure!(browser.script(HACKED, vec![]).await? == false, "{path} runs what is written");
        }
        browser.open("/movies").await?;
        browser.see_text("isHacked=1").await?;
        browser.press_with(Key::Control, 'k').await?;
        browser.see_css("#palette-input").await?;
        browser.type_keys("img").await?;
        browser.see_in("#palette-choices .film-line", &["isHacked=1"]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.type_keys("n").await?;
        browser.see_css("dialog[open]").await?;
        browser.fill("title", "<img").await?;
        browser.see_in("dialog[open]", &["isHacked=1"]).await?;
        ensure!(browser.script(HACKED, vec![]).await? == false, "a dialog runs what is written");
        Ok(())
    })
}

fn url_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let _ = write!(encoded, "%{byte:02X}");
    }
    encoded
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
