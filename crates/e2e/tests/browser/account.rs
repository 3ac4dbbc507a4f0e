//! One's own account.

use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, story, wait_for};
use anyhow::ensure;

const OTHER_PASSWORD: &str = "another lamp, much brighter";

#[test]
fn a_session_elsewhere_can_be_ended() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        story.open_signed_in("/account").await?;
        browser
            .until("both sessions", "return document.querySelectorAll('#session-list > li').length === 2", vec![])
            .await?;
        browser.click("button", "Sign out A program").await?;
        browser
            .until("one session", "return document.querySelectorAll('#session-list > li').length === 1", vec![])
            .await?;
        wait_for("the end of the other session", async || Ok(api.get_me().await.is_err().then_some(()))).await?;
        browser.client().refresh().await?;
        browser.see("heading", "Account").await.map(drop)
    })
}

#[test]
fn the_password_is_changed_by_whoever_knows_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/me/password");
        story.open_signed_in("/account").await?;
        browser.fill("current_password", "not the password").await?;
        browser.fill("new_password", OTHER_PASSWORD).await?;
        browser.click("button", "Change password").await?;
        browser.see_css("#refusal .alert, [aria-invalid=true]").await?;
        browser.fill("current_password", PASSWORD).await?;
        browser.click("button", "Change password").await?;
        browser.see_text("Password changed").await?;
        ensure!(story.server.api().await.is_err(), "the old password still signs in");
        browser.sign_out().await?;
        browser.submit_login(NAME, OTHER_PASSWORD).await?;
        browser.see("heading", "Movies").await.map(drop)
    })
}

#[test]
fn an_account_is_deleted_with_its_password_only() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/me");
        browser.expect_failures("/api/auth/login");
        story.server.add_user("bob", "a second projection room")?;
        browser.open("/account").await?;
        browser.submit_login("bob", "a second projection room").await?;
        browser.click("button", "Delete account").await?;
        browser.see_text("Delete your account?").await?;
        browser.fill("password", "not the password").await?;
        browser.click("button", "Delete account").await?;
        browser.see_css("#refusal .alert, [aria-invalid=true]").await?;
        browser.fill("password", "a second projection room").await?;
        browser.click("button", "Delete account").await?;
        browser.see("button", "Sign in").await?;
        ensure!(!story.server.run(&["user", "list"])?.contains("bob"), "the account is still there");
        Ok(())
    })
}

#[test]
fn an_api_token_is_shown_once_works_and_is_revoked() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/account").await?;
        browser.click("button", "New token").await?;
        browser.click("button", "Create token").await?;
        browser.see_css("[aria-invalid=true]").await?;
        browser.fill("name", "Backup script").await?;
        browser.click("button", "Create token").await?;
        browser.see_text("You won’t see it again").await?;
        let token = browser.script("return document.getElementById('copy-field').value", vec![]).await?;
        browser.click("button", "Copy").await?;
        browser.see_text("Copied.").await?;
        browser.click("button", "Done").await?;
        browser.see_text("never used").await?;
        let api = story.server.api_with(token.as_str().unwrap_or_default())?;
        ensure!(api.get_me().await?.username == NAME, "the token is of somebody else");
        ensure!(api.delete_sessions(true).await.is_err(), "a token ended sessions");
        browser.click("button", "Revoke Backup script").await?;
        browser.click("button", "Revoke").await?;
        browser.see_text("“Backup script” revoked").await?;
        ensure!(api.get_me().await.is_err(), "the token still works");
        Ok(())
    })
}
