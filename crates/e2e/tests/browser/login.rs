//! Signing in and out, and what stands behind the login page.

use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, story};

#[test]
fn a_wrong_password_is_refused_and_the_name_stays() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/auth/login");
        browser.open("/login").await?;
        browser.submit_login(NAME, "not the password").await?;
        browser.see_in("#refusal .alert", &["password"]).await?;
        browser.until_value("username", NAME).await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Sign in").await?;
        browser.until_path("/movies").await
    })
}

#[test]
fn both_fields_are_required() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/login").await?;
        browser.see("button", "Sign in").await?;
        browser.click("button", "Sign in").await?;
        browser.until_fault("username", "Enter your username").await?;
        browser.until_fault("password", "Enter your password").await?;
        browser.fill("username", NAME).await?;
        browser.click("button", "Sign in").await?;
        browser.fault_of("password").await?;
        browser.until_path("/login").await
    })
}

#[test]
fn a_guarded_page_is_returned_to_after_signing_in() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/movies?search=a%26b&view=table").await?;
        browser.until_path("/login?return_url=%2Fmovies%3Fsearch%3Da%2526b%26view%3Dtable").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path("/movies?search=a%26b&view=table").await
    })
}

#[test]
fn another_origin_is_not_returned_to() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/login?return_url=https%3A%2F%2Fevil.example%2F").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path("/movies").await?;
        for url in
            ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)"]
        {
            let url = url.replace('/', "%2F").replace('\\', "%5C");
            browser.open(&format!("/login?return_url={url}")).await?;
            browser.until_path("/movies").await?;
            browser.see("heading", "Movies").await?;
        }
        Ok(())
    })
}

#[test]
fn whoever_is_signed_in_passes_by_the_login_page() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.open("/login").await?;
        browser.until_path("/movies").await?;
        browser.open("/login?return_url=%2Fdiary").await?;
        browser.until_path("/diary").await
    })
}

#[test]
fn a_reload_keeps_one_signed_in_and_signing_out_ends_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        browser.client().refresh().await?;
        browser.see_text("No films yet").await?;
        browser.until_path("/movies").await?;
        browser.sign_out().await?;
        browser.client().refresh().await?;
        browser.see("button", "Sign in").await?;
        browser.open("/movies").await?;
        browser.until_path("/login?return_url=%2Fmovies").await?;
        // The browser's own way back shows nothing either.
        browser.client().back().await?;
        browser.see("button", "Sign in").await.map(drop)
    })
}

#[test]
fn unknown_addresses_lead_to_the_films() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/movies").await?;
        for path in ["/", "/films", "/movies/7/8", "/login/x", "/nowhere?search=x"] {
            browser.open(path).await?;
            browser.until_path("/movies").await?;
            browser.see("heading", "Movies").await?;
        }
        Ok(())
    })
}
