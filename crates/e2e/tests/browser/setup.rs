//! The first account.

use crate::oidc::with_provider;
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, story_of_a_new_server};
use anyhow::ensure;

#[test]
fn the_setup_link_makes_an_account_that_can_sign_in() -> Outcome {
    story_of_a_new_server(async |story| {
        let browser = &story.browser;
        browser.open(story.server.setup_link()?).await?;
        browser.fill("username", NAME).await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Create account").await?;
        browser.until_path("/movies").await?;
        browser.see_text("No films yet").await?;
        story.server.api().await?.get_me().await?;
        // The link has done its work.
        browser.open(story.server.setup_link()?).await?;
        browser.until_path("/movies").await
    })
}

#[test]
fn where_only_the_provider_signs_in_the_first_account_is_told_how_to_be_linked() -> Outcome {
    story_of_a_new_server(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 403");
        let provider = with_provider(story, &[("MOVIETRACKER_OIDC_ONLY", "true")]).await?;
        browser.open(story.server.setup_link()?).await?;
        browser.fill("username", NAME).await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Create account").await?;
        browser.see_text("movietracker user link ana SUBJECT").await?;
        story.server.run(&["user", "link", NAME, "sub-ana", "--issuer", &provider.issuer])?;
        browser.click("link", "Go to the sign-in page").await?;
        browser.click("link", "Sign in with Home").await?;
        browser.see_text("No films yet").await
    })
}

#[test]
fn a_weak_password_is_refused_at_its_field() -> Outcome {
    story_of_a_new_server(async |story| {
        let browser = &story.browser;
        browser.open(story.server.setup_link()?).await?;
        browser.fill("username", NAME).await?;
        browser.fill("password", "password").await?;
        browser.click("button", "Create account").await?;
        browser.until_fault("password", "").await?;
        browser.until_value("username", NAME).await?;
        Ok(())
    })
}

#[test]
fn a_wrong_setup_token_makes_no_account() -> Outcome {
    story_of_a_new_server(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/setup");
        browser.open("/setup?token=not-the-token").await?;
        browser.fill("username", NAME).await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Create account").await?;
        browser.see_css("#refusal .alert").await?;
        ensure!(story.server.api().await.is_err(), "there is an account");
        Ok(())
    })
}
