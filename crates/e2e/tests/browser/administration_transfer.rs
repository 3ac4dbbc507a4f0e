//! Accounts that admins export, and make out of files.

use crate::exports::{downloaded, keep_downloads};
use crate::imports::give_files;
use crate::support::films::add_known_films;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, story, wait_for};
use anyhow::{Context, Result, ensure};
use client::Client;
use client::native::NativeTransport;
use domain::accounts::password_resets::PasswordResetDraft;
use std::path::Path;

const OTHER_PASSWORD: &str = "another lamp, much brighter";

async fn count_films(api: &Client<NativeTransport>) -> Result<u64> {
    Ok(api.list_movies(&Default::default(), &Default::default()).await?.total)
}

#[test]
fn an_exported_account_becomes_another_one() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user("bob", PASSWORD)?;
        let bob = story.server.api_of("bob", PASSWORD).await?;
        add_known_films(&bob).await?;
        story.server.run(&["user", "role", NAME, "admin"])?;
        story.open_signed_in("/admin").await?;
        keep_downloads(browser).await?;
        browser.click("button", "Manage bob").await?;
        browser.click("button", "Export").await?;
        browser.see_css("#export-user-form").await?;
        browser.click("button", "Export").await?;
        let name = browser.until("the file", "return Object.keys(window.saved)[0]", Vec::new()).await?;
        let name = name.as_str().unwrap_or_default().to_owned();
        let is_json = Path::new(&name).extension().is_some_and(|end| end == "json");
        ensure!(name.starts_with("bob-movie-tracker-") && is_json, "{name}");
        let export = downloaded(browser, &name).await?;
        browser.miss_css("dialog[open]").await?;
        browser.click("button", "Import account").await?;
        browser.click("button", "Create account").await?;
        browser.fault_of("username").await?;
        browser.see_text("Choose a file.").await?;
        browser.fill("username", "Bobby").await?;
        give_files(browser, "#import-user-file", &[(&name, export.as_bytes())]).await?;
        browser.click("button", "Create account").await?;
        browser.see_text("Bobby created").await?;
        let link = browser.script("return document.querySelector('#copy-field').value", Vec::new()).await?;
        browser.click("button", "Done").await?;
        browser.see_text("3 accounts").await?;
        let token = link.as_str().and_then(|link| link.split_once('#')).context("no token")?.1.to_owned();
        let reset = PasswordResetDraft { token, password: OTHER_PASSWORD.to_owned() };
        bob.reset_password(&reset).await?;
        let bobby = story.server.api_of("Bobby", OTHER_PASSWORD).await?;
        let expected = count_films(&bob).await?;
        let arrived = async || Ok((count_films(&bobby).await? == expected).then_some(()));
        wait_for("the films of the other account", arrived).await
    })
}
