//! What the pages show where there is an OpenID provider.

use super::pages::Look;
use crate::oidc::{link, with_provider};
use crate::support::Story;
use anyhow::Result;
use fantoccini::key::Key;

/// Looks at the login page and the account with a provider, in a window that wide.
pub async fn look_at_oidc(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    let provider = with_provider(story, &[("MOVIETRACKER_OIDC_AUTO_ACCOUNTS", "true")]).await?;
    let mut look = Look::begin(story, width).await?;
    browser.open("/login").await?;
    browser.see_css("#provider-link").await?;
    look.at("oidc-login").await?;
    browser.open("/login?oidc_error=name_taken").await?;
    browser.see_css("#refusal .alert").await?;
    look.at("oidc-refused").await?;
    story.open_signed_in("/account").await?;
    link(story).await?;
    look.at("oidc-linked").await?;
    browser.click("button", "Link a sign-in").await?;
    browser.see_css("dialog[open]").await?;
    look.at("oidc-link").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.click_css("#identity-list button").await?;
    browser.see_css("dialog[open]").await?;
    look.at("oidc-unlink").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.open("/account?oidc_error=linked_elsewhere").await?;
    browser.see_text("linked to another account").await?;
    look.at("oidc-account-fault").await?;
    browser.sign_out().await?;
    (provider.behaviour().subject, provider.behaviour().username) = ("sub-bea".to_owned(), Some("bea".to_owned()));
    browser.click_css("#provider-link").await?;
    browser.until_path("/movies").await?;
    browser.open("/account").await?;
    browser.see_text("and have no password").await?;
    look.at("oidc-no-password").await?;
    look.finish()
}
