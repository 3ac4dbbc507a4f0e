//! Taking one's films along.

use crate::imports::choose;
use crate::support::browser::Browser;
use crate::support::films::add_known_films;
use crate::support::server::PASSWORD;
use crate::support::{Outcome, story};
use anyhow::{Result, ensure};
use client::Client;
use client::native::NativeTransport;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;

/// Keeps the next files that the page saves, by the names it gives them.
pub async fn keep_downloads(browser: &Browser) -> Result<()> {
    let script = "window.saved = {};
        const [click, createUrl, blobs] = [HTMLAnchorElement.prototype.click, URL.createObjectURL, {}];
        URL.createObjectURL = (blob) => {
            const url = createUrl.call(URL, blob);
            blobs[url] = blob;
            return url;
        };
        HTMLAnchorElement.prototype.click = function () {
            if (!this.download) return click.call(this);
            blobs[this.href].text().then((text) => { window.saved[this.download] = text; });
        };";
    browser.script(script, Vec::new()).await.map(drop)
}

/// What was saved under a name.
pub async fn downloaded(browser: &Browser, name: &str) -> Result<String> {
    let found =
        browser.until(format!("the file {name}"), "return window.saved[arguments[0]]", vec![name.into()]).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

#[test]
fn everything_is_exported_and_comes_back_into_another_account() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_known_films(&api).await?;
        story.server.add_user("bob", PASSWORD)?;
        story.open_signed_in("/account").await?;
        browser.click("link", "Export everything first").await?;
        browser.see("heading", "Export").await?;
        keep_downloads(browser).await?;
        browser.click("radio", "Everything, without posters").await?;
        browser.click("button", "Export").await?;
        let name = browser.until("the file", "return Object.keys(window.saved)[0]", Vec::new()).await?;
        let name = name.as_str().unwrap_or_default().to_owned();
        ensure!(name.starts_with("movie-tracker-") && name.len() == "movie-tracker-2026-11-29.json".len(), "{name}");
        let export = downloaded(browser, &name).await?;
        browser.sign_out().await?;
        browser.open("/imports").await?;
        browser.submit_login("bob", PASSWORD).await?;
        choose(browser, &[(&name, export.as_bytes())]).await?;
        browser.see_text("Nothing has been added yet.").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("films added").await?;
        let other = story.server.api_of("bob", PASSWORD).await?;
        let (query, page) = (MoviesQuery::default(), PageQuery::default());
        let titles = async |api: &Client<NativeTransport>| -> Result<Vec<String>> {
            let mut titles: Vec<String> =
                api.list_movies(&query, &page).await?.items.into_iter().map(|film| film.title).collect();
            titles.sort();
            Ok(titles)
        };
        ensure!(titles(&api).await? == titles(&other).await?);
        Ok(())
    })
}
