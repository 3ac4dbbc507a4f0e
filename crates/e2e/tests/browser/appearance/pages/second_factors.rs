//! Second factors: how they are set up, and asked for.

use super::Look;
use crate::second_factors::{begin_app, code_in, take_codes};
use crate::support::Story;
use crate::support::server::{NAME, PASSWORD};
use anyhow::Result;
use fantoccini::key::Key;

/// Looks at all that has to do with second factors, in a window that wide.
pub async fn look_at_second_factors(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("/api/auth/login");
    let mut look = Look { story, width, faults: Vec::new() };
    browser.resize(width, 900).await?;
    browser.open("/account").await?;
    browser.see("button", "Sign in with a passkey").await?;
    look.at("login-passkey").await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.add_authenticator().await?;
    browser.click("button", "Add a passkey").await?;
    browser.see_css("dialog[open]").await?;
    look.at("passkey").await?;
    browser.fill("name", "A phone with quite a long name, for whoever has several of them").await?;
    browser.fill("password", PASSWORD).await?;
    browser.click("button", "Continue").await?;
    browser.see_css("#recovery-codes").await?;
    look.at("recovery-codes").await?;
    take_codes(story).await?;
    let secret = begin_app(story).await?;
    look.at("authenticator-app").await?;
    browser.fill("code", &code_in(story, &secret, 0).await?).await?;
    browser.click("button", "Turn on").await?;
    browser.see_text("On since").await?;
    browser.miss_css("dialog[open]").await?;
    browser.script("document.querySelector('#factors-title').scrollIntoView()", Vec::new()).await?;
    look.at("second-factors").await?;
    browser.click("button", "New codes").await?;
    browser.see_css("dialog[open]").await?;
    look.at("new-codes").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.sign_out().await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.see("button", "Use a passkey").await?;
    look.at("login-second-factor").await?;
    browser.click("button", "Use a recovery code").await?;
    browser.fill("code", "12345").await?;
    browser.click("button", "Sign in").await?;
    browser.fault_of("code").await?;
    look.at("login-recovery-code").await?;
    look.finish()
}
