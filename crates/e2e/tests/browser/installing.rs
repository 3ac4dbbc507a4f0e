//! The page as an installed app: its manifest and icons, and its files while the server is away.

use crate::outbox::{log_offline, until_ready};
use crate::support::browser::Browser;
use crate::support::proxy::Proxy;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// Runs what takes a while in the page, and gives what comes of it.
async fn ask(browser: &Browser, expression: &str) -> Result<Value> {
    let script = format!("window.answer = undefined; ({expression}).then((answer) => {{ window.answer = [answer] }})");
    browser.script(&script, Vec::new()).await?;
    let answer = browser.until(expression, "return window.answer", Vec::new()).await?;
    Ok(answer[0].clone())
}

/// The caches, and the addresses of what is in them.
const CACHED: &str = "(async () => {
    const urls = [];
    for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
    }
    return urls;
})()";

/// Waits until a worker gives the page its files.
async fn until_worker(browser: &Browser) -> Result<()> {
    browser.until("the worker", "return !!navigator.serviceWorker?.controller", Vec::new()).await.map(drop)
}

async fn begin(story: &Story) -> Result<()> {
    story.browser.expect_failures("net::ERR_");
    story.browser.allow_worker().await?;
    story.open_signed_in("/movies").await?;
    until_ready(&story.browser).await?;
    until_worker(&story.browser).await
}

#[test]
fn the_page_can_be_installed() -> Outcome {
    const ICONS: &str = "(async () => {
        const link = document.querySelector('link[rel=manifest]');
        const manifest = await (await fetch(link.href)).json();
        const touch = { src: document.querySelector('link[rel=apple-touch-icon]').href, sizes: '180x180' };
        const faults = [];
        for (const { src, sizes } of [...manifest.icons, ...manifest.shortcuts.flatMap((it) => it.icons), touch]) {
            const image = new Image();
            image.src = src;
            await image.decode();
            if (sizes !== 'any' && sizes !== `${image.naturalWidth}x${image.naturalHeight}`) faults.push(src);
        }
        const { name, short_name, display, start_url, scope } = manifest;
        return { faults, name, short_name, display, start_url, scope, icons: manifest.icons.map((it) => it.purpose),
            shortcuts: manifest.shortcuts.map((it) => `${it.name} ${it.url}`) };
    })()";
    story(async |story| {
        let browser = &story.browser;
        browser.open("/login").await?;
        browser.see("button", "Sign in").await?;
        let found = ask(browser, ICONS).await?;
        let wanted = json!({
            "faults": [], "name": "Movie Tracker", "short_name": "Movies", "display": "standalone",
            "start_url": "/movies", "scope": "/", "icons": ["any", "any", "maskable", "any"],
            "shortcuts": ["Log a film /movies?log=new", "Watchlist /watchlist"],
        });
        ensure!(found == wanted, "{found}");
        // What Chromium itself finds wrong with it.
        let manifest = browser.command("Page.getAppManifest", json!({})).await?;
        ensure!(manifest["errors"] == json!([]), "{manifest}");
        let errors = browser.command("Page.getInstallabilityErrors", json!({})).await?;
        // A window without a screen can install nothing; all else is as it must be.
        let serious = errors["installabilityErrors"].as_array().cloned().unwrap_or_default();
        let is_about_page = |error: &Value| error["errorId"].as_str().is_some_and(|id| id.contains("manifest"));
        ensure!(!serious.iter().any(is_about_page), "{errors}");
        browser.open("/movies?log=new").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see("heading", "Log a film").await?;
        browser.until_path("/movies").await
    })
}

#[test]
fn the_app_opens_while_the_server_is_away_and_films_can_be_logged() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story).await?;
        story.server.kill();
        browser.client().refresh().await?;
        browser.see_text("The server can’t be reached. You can still log films.").await?;
        browser.see("button", "Account of ana").await?;
        log_offline(browser, "Stalker").await?;
        browser.open("/diary").await?;
        browser.see("heading", "Diary").await?;
        browser.see_text("1 film is kept on this device").await?;
        story.server.restart()?;
        browser.see_text("“Stalker” saved").await?;
        browser.miss_css(".outbox-words").await?;
        let api = story.server.api().await?;
        let films = api.list_movies(&Default::default(), &Default::default()).await?.items;
        ensure!(films.len() == 1 && films[0].watch_count == 1, "{films:?}");
        Ok(())
    })
}

#[test]
fn a_session_that_ended_meanwhile_is_asked_for_when_the_server_is_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 401");
        begin(story).await?;
        story.server.kill();
        browser.client().refresh().await?;
        browser.see_text("The server can’t be reached.").await?;
        log_offline(browser, "Stalker").await?;
        story.server.change_password(NAME, PASSWORD)?;
        story.server.restart()?;
        browser.see("heading", "Your session has ended").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Sign in").await?;
        browser.see_text("“Stalker” saved").await
    })
}

#[test]
fn the_worker_keeps_the_page_and_nothing_else() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story).await?;
        browser.open("/diary").await?;
        browser.see("heading", "Diary").await?;
        let cached = ask(browser, CACHED).await?;
        let urls: Vec<&str> = cached.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ensure!(urls.iter().filter(|url| **url == "/").count() == 1, "{urls:?}");
        let is_file = |url: &&str| **url == *"/" || url.starts_with("/assets/");
        ensure!(urls.iter().all(is_file), "{urls:?}");
        ensure!(urls.iter().any(|url| url.contains("/part-library-")), "{urls:?}");
        // What the document is after a visit to another page, and after signing out, makes no difference.
        browser.sign_out().await?;
        ensure!(ask(browser, CACHED).await? == cached);
        Ok(())
    })
}

/// Opens a page through a line, as somebody who then signs in.
async fn begin_through(story: &Story, proxy: &Proxy) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("net::ERR_");
    browser.expect_failures("status of 404");
    browser.allow_origin(proxy.origin());
    browser.allow_worker().await?;
    browser.client().goto(&format!("{}/movies", proxy.origin())).await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.see_text("No films yet").await?;
    until_worker(browser).await
}

#[test]
fn an_update_replaces_the_worker_and_leaves_open_pages_their_parts() -> Outcome {
    const NAMES: &str = "caches.keys().then((names) => names.map((name) => name.split('.').pop().length))";
    const OLD_PARTS: &str = "(async () => {
        const names = await caches.keys();
        const old = (await (await caches.open(names[0])).keys()).map((it) => it.url).filter((it) => it.includes('/past-'));
        return Promise.all(old.map(async (url) => (await fetch(url)).status));
    })()";
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        proxy.show_old_page(true);
        begin_through(story, &proxy).await?;
        ensure!(ask(browser, NAMES).await? == json!(["older".len()]));
        let old = browser.client().window().await?;
        proxy.show_old_page(false);
        // The server says that the page hasn't changed, which is true without the line.
        browser.command("Network.clearBrowserCache", json!({})).await?;
        let new = browser.client().new_window(true).await?.handle;
        browser.client().switch_to_window(new).await?;
        browser.client().goto(&format!("{}/movies", proxy.origin())).await?;
        browser.see_text("No films yet").await?;
        let is_new = "!!document.querySelector(\"script[src*='/assets/app-']\")";
        browser.until_equal(&format!("return {is_new}"), json!(true)).await?;
        browser
            .until(
                "two versions",
                &format!("{NAMES}.then((it) => {{ window.versions = it.length }}); return window.versions === 2"),
                vec![],
            )
            .await?;
        // The page that is open finds what it has not loaded yet.
        browser.client().switch_to_window(old).await?;
        let statuses = ask(browser, OLD_PARTS).await?;
        let statuses: Vec<u64> = statuses.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        ensure!(statuses.len() > 5 && statuses.iter().all(|status| *status == 200), "{statuses:?}");
        Ok(())
    })
}

/// After so many looks in vain, a page is loaded again.
const LOOKS: u32 = 50;

#[test]
fn a_worker_ends_itself_where_the_server_has_none_any_more() -> Outcome {
    story(async |story| {
        let (browser, proxy) = (&story.browser, Proxy::open(story.server.origin()).await?);
        begin_through(story, &proxy).await?;
        proxy.hide_worker();
        // A page that registers a worker that is just ending keeps it.
        browser.forget_worker().await?;
        let left = "navigator.serviceWorker.getRegistrations().then(async (them) => {
            window.left = [them.length, (await caches.keys()).length].join() });
            return window.left === '0,0'";
        // It looks at each load of a page, and one that the browser ends meanwhile looks at the next.
        let mut looks = 0;
        wait_for("no worker and no cache", async || {
            if looks % LOOKS == 0 {
                browser.client().refresh().await?;
                browser.see_text("No films yet").await?;
            }
            looks += 1;
            Ok((browser.script(left, Vec::new()).await? == json!(true)).then_some(()))
        })
        .await
    })
}
