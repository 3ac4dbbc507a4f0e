//! Signing in through an OpenID provider: the one of the API's tests, which lets everyone in at once.

#[path = "../../../server/tests/api/oidc/provider.rs"]
#[allow(dead_code, reason = "the API's tests use all of it")]
mod provider;

use crate::sessions::type_film_and_end_session;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use provider::{CLIENT_ID, CLIENT_SECRET, TestProvider};
use std::time::{SystemTime, UNIX_EPOCH};

/// Starts a provider, and the story's server anew with it.
pub async fn with_provider(story: &Story, more: &[(&str, &str)]) -> Result<TestProvider> {
    let provider = TestProvider::start().await;
    provider.behaviour().now = Box::new(now);
    let mut settings = vec![
        ("MOVIETRACKER_OIDC_ISSUER", provider.issuer.as_str()),
        ("MOVIETRACKER_OIDC_CLIENT_ID", CLIENT_ID),
        ("MOVIETRACKER_OIDC_CLIENT_SECRET", CLIENT_SECRET),
        ("MOVIETRACKER_OIDC_NAME", "Home"),
        ("MOVIETRACKER_PUBLIC_URL", story.server.origin()),
    ];
    settings.extend(more);
    story.server.configure(&settings);
    story.server.kill();
    story.server.restart()?;
    story.browser.allow_origin(&provider.issuer);
    Ok(provider)
}

#[expect(clippy::disallowed_methods, reason = "the browser and the server have the real time, too")]
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// Links whoever comes to the provider with the account that is signed in.
pub async fn link(story: &Story) -> Result<()> {
    let browser = &story.browser;
    browser.open("/account").await?;
    browser.click("button", "Link a sign-in").await?;
    browser.fill("password", PASSWORD).await?;
    browser.click("button", "Continue").await?;
    browser.see_text("Sign-in linked").await?;
    browser.see_css("#identity-list > li").await?;
    browser.until_path("/account").await
}

#[test]
fn a_linked_sign_in_leads_to_the_page_that_was_wanted() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let _provider = with_provider(story, &[]).await?;
        story.open_signed_in("/account").await?;
        link(story).await?;
        browser.sign_out().await?;
        browser.open("/diary").await?;
        browser.click("link", "Sign in with Home").await?;
        browser.until_path("/diary").await?;
        browser.see("heading", "Diary").await?;
        browser.client().refresh().await?;
        browser.see("heading", "Diary").await?;
        // Unlinked, it leads nowhere any more, and the page says what to do.
        browser.open("/account").await?;
        browser.see_css("#identity-list > li").await?;
        browser.click_css("#identity-list button").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Unlink").await?;
        browser.see_text("Sign-in unlinked").await?;
        browser.sign_out().await?;
        browser.click("link", "Sign in with Home").await?;
        browser.see_in("#refusal .alert", &["No account is linked"]).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see("heading", "Movies").await.map(drop)
    })
}

#[test]
fn where_the_provider_is_the_only_way_in_no_password_is_asked_for() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let provider = with_provider(story, &[("MOVIETRACKER_OIDC_ONLY", "true")]).await?;
        story.server.run(&["user", "link", NAME, "sub-ana", "--issuer", &provider.issuer])?;
        browser.open("/diary").await?;
        browser.see_css("#provider-link.is-primary").await?;
        let fields = browser.script("return document.querySelectorAll('input[type=password]').length", vec![]).await?;
        ensure!(fields == 0, "{fields} passwords are asked for");
        browser.click("link", "Sign in with Home").await?;
        browser.until_path("/diary").await?;
        browser.see("heading", "Diary").await.map(drop)
    })
}

#[test]
fn a_session_that_ends_goes_on_through_the_provider_in_another_tab() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let provider = with_provider(story, &[]).await?;
        story.server.run(&["user", "link", NAME, "sub-ana", "--issuer", &provider.issuer])?;
        type_film_and_end_session(story).await?;
        let first = browser.client().window().await?;
        browser.click("link", "Sign in with Home in a new tab").await?;
        // The other tab signs in by itself: this provider asks nothing.
        browser.client().switch_to_window(first).await?;
        browser.until_films(&["Come and See"]).await?;
        browser.miss_css("dialog[open]").await
    })
}

#[test]
fn a_refusal_is_explained_and_the_way_back_is_kept() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let provider = with_provider(story, &[]).await?;
        provider.behaviour().denies = Some("access_denied");
        browser.open("/diary").await?;
        browser.click("link", "Sign in with Home").await?;
        browser.see_in("#refusal .alert", &["cancelled"]).await?;
        browser.until_path("/login?return_url=%2Fdiary").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path("/diary").await
    })
}

#[test]
fn whoever_comes_through_the_provider_can_set_a_password() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let provider = with_provider(story, &[("MOVIETRACKER_OIDC_AUTO_ACCOUNTS", "true")]).await?;
        (provider.behaviour().subject, provider.behaviour().username) = ("sub-bea".to_owned(), Some("bea".to_owned()));
        browser.open("/login").await?;
        browser.click("link", "Sign in with Home").await?;
        browser.until_path("/movies").await?;
        browser.open("/account").await?;
        browser.see_text("and have no password").await?;
        browser.see_css("#identity-list > li").await?;
        browser.fill("new_password", PASSWORD).await?;
        browser.click("button", "Set password").await?;
        browser.field("current_password").await?;
        browser.sign_out().await?;
        browser.submit_login("bea", PASSWORD).await?;
        browser.see("heading", "Movies").await.map(drop)
    })
}
