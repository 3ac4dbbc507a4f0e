//! Signing in and out as people do.

use super::browser::Browser;
use super::server::{NAME, PASSWORD};
use super::story::Story;
use anyhow::Result;

impl Browser {
    /// Fills in the login page and sends it.
    pub async fn submit_login(&self, name: &str, password: &str) -> Result<()> {
        self.fill("username", name).await?;
        self.fill("password", password).await?;
        self.click("button", "Sign in").await
    }

    /// Signs out, and waits for the login page.
    pub async fn sign_out(&self) -> Result<()> {
        self.click_css("#account-button").await?;
        self.click("button", "Sign out").await?;
        self.see("button", "Sign in").await.map(drop)
    }
}

impl Story {
    /// Opens a page as somebody who then signs in, and waits until that page is there.
    pub async fn open_signed_in(&self, path: &str) -> Result<()> {
        let browser = &self.browser;
        browser.open(path).await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path(path).await
    }
}
