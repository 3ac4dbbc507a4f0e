//! Signing in with more than a password.

use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story, story_at_localhost};
use anyhow::{Context, Result, ensure};
use totp_rs::{Builder, Secret};

/// The code that an app shows so many seconds from now.
pub async fn code_in(story: &Story, secret: &str, seconds: u64) -> Result<String> {
    let now = story.browser.script("return Math.floor(Date.now() / 1000)", Vec::new()).await?;
    let secret = Secret::try_from_base32(secret).ok().context("no secret")?;
    let totp = Builder::new().with_secret(secret).build()?;
    Ok(totp.generate(now.as_u64().context("no time")? + seconds).to_string())
}

/// Sets an authenticator app up on the account's page, up to its code; gives the secret.
pub async fn begin_app(story: &Story) -> Result<String> {
    let browser = &story.browser;
    browser.click("button", "Set up Authenticator app").await?;
    browser.fill("password", PASSWORD).await?;
    browser.click("button", "Continue").await?;
    browser.see_css("svg.qr-code path").await?;
    let secret = browser.see_css("#copy-field").await?.prop("value").await?;
    secret.context("the secret is not shown")
}

/// Reads the recovery codes, and closes their dialog.
pub async fn take_codes(story: &Story) -> Result<Vec<String>> {
    let browser = &story.browser;
    browser.see_text("You won’t see them again").await?;
    let text = browser.see_css("#recovery-codes").await?.prop("value").await?.unwrap_or_default();
    browser.click("button", "Done").await?;
    browser.miss_css("dialog[open]").await?;
    Ok(text.lines().map(str::to_owned).collect())
}

#[test]
fn an_authenticator_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/auth/login");
        story.open_signed_in("/account").await?;
        let secret = begin_app(story).await?;
        let used = code_in(story, &secret, 0).await?;
        browser.fill("code", &used).await?;
        browser.click("button", "Turn on").await?;
        let codes = take_codes(story).await?;
        ensure!(codes.len() == 10, "{codes:?}");
        browser.see_text("On since").await?;
        browser.see_text("10 are unused").await?;
        browser.sign_out().await?;

        browser.submit_login(NAME, PASSWORD).await?;
        browser.see_text("Enter the code from your authenticator app.").await?;
        browser.click("button", "Sign in").await?;
        browser.until_fault("code", "Enter the code").await?;
        // The one that turned it on was used by that.
        browser.fill("code", &used).await?;
        browser.click("button", "Sign in").await?;
        browser.until_fault("code", "already used").await?;
        browser.click("button", "Back").await?;
        browser.until_value("username", NAME).await?;
        browser.until_value("password", PASSWORD).await?;
        browser.click("button", "Sign in").await?;
        browser.fill("code", &code_in(story, &secret, 30).await?).await?;
        browser.click("button", "Sign in").await?;
        browser.see("heading", "Movies").await?;
        browser.sign_out().await?;

        browser.submit_login(NAME, PASSWORD).await?;
        browser.click("button", "Use a recovery code").await?;
        browser.fill("code", &codes[3].to_uppercase()).await?;
        browser.click("button", "Sign in").await?;
        browser.see("heading", "Movies").await?;
        browser.open("/account").await?;
        browser.see_text("9 are unused").await?;
        browser.click("button", "Remove Authenticator app").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Remove").await?;
        browser.see_text("Authenticator app removed").await?;
        browser.miss_css("dialog[open]").await?;
        story.server.api().await.map(drop)
    })
}

#[test]
fn a_passkey_signs_in_without_a_password_and_after_it() -> Outcome {
    story_at_localhost(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/auth/login");
        story.open_signed_in("/account").await?;
        browser.add_authenticator().await?;
        browser.click("button", "Add a passkey").await?;
        browser.fill("name", "Phone").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Continue").await?;
        ensure!(take_codes(story).await?.len() == 10);
        browser.see_text("Phone").await?;
        // The device has one already, and says so.
        browser.click("button", "Add a passkey").await?;
        browser.fill("name", "Again").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Continue").await?;
        browser.see_text("already has a passkey for this account").await?;
        browser.click("button", "Cancel").await?;
        browser.sign_out().await?;

        browser.click("button", "Sign in with a passkey").await?;
        browser.see("heading", "Movies").await?;
        browser.sign_out().await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.click("button", "Use a passkey").await?;
        browser.see("heading", "Movies").await?;

        browser.open("/account").await?;
        browser.click("button", "Rename Phone").await?;
        browser.fill("name", "Old phone").await?;
        browser.click("button", "Rename").await?;
        browser.miss_css("dialog[open]").await?;
        browser.click("button", "Delete Old phone").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Delete").await?;
        browser.see_text("“Old phone” deleted").await?;
        browser.miss_css("dialog[open]").await?;
        story.server.api().await.map(drop)
    })
}

#[test]
fn where_no_passkeys_can_be_used_the_page_says_so() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/login").await?;
        browser.see("button", "Sign in").await?;
        ensure!(!browser.names("button").await?.contains(&"Sign in with a passkey".to_owned()));
        story.open_signed_in("/account").await?;
        browser.see_text("Passkeys need https or localhost").await?;
        ensure!(!browser.names("button").await?.contains(&"Add a passkey".to_owned()));
        Ok(())
    })
}
