//! The first account.

use crate::oidc::with_provider;
use crate::support::films::add_film;
use crate::support::server::{NAME, PASSWORD, Server};
use crate::support::{Outcome, story_of_a_new_server};
use anyhow::{Error, ensure};
use std::path::Path;

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
fn a_backup_of_another_server_is_restored_in_place_of_the_first_account() -> Outcome {
    story_of_a_new_server(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        let other = Server::with_account()?;
        add_film(&other.api().await?, "Playtime").await?;
        let backup = other.folder().join("films.db");
        other.run(&["backup", &backup.to_string_lossy()])?;
        let choose = async |name: &str, file: &Path| {
            browser.field(name).await?.send_keys(&file.to_string_lossy()).await.map_err(Error::from)
        };
        browser.open(story.server.setup_link()?).await?;
        browser.click("button", "Restore a backup").await?;
        browser.click("button", "Restore").await?;
        browser.until_fault("file", "Choose a backup.").await?;
        let wrong = other.folder().join("wrong.db");
        std::fs::write(&wrong, "no database")?;
        choose("file", &wrong).await?;
        browser.click("button", "Restore").await?;
        browser.until_fault("file", "The file").await?;
        // An encrypted one asks for its passphrase, once it is chosen.
        let (words, encrypted) = (other.folder().join("words"), other.folder().join("films.db.age"));
        std::fs::write(&words, "käse & brot")?;
        let name = encrypted.to_string_lossy();
        other.run(&["backup", &name, "--passphrase-file", &words.to_string_lossy()])?;
        browser.miss_css("#field-passphrase").await?;
        choose("file", &encrypted).await?;
        browser.fill("passphrase", "käse").await?;
        browser.click("button", "Restore").await?;
        browser.until_fault("passphrase", "This isn’t the passphrase").await?;
        browser.fill("passphrase", "käse & brot").await?;
        browser.click("button", "Restore").await?;
        browser.until_fault("secret_key", "another secret key").await?;
        choose("file", &backup).await?;
        browser.miss_css("#field-passphrase").await?;
        browser.click("button", "Restore").await?;
        browser.until_fault("secret_key", "another secret key").await?;
        choose("secret_key", &other.folder().join("data/secret.key")).await?;
        browser.click("button", "Restore").await?;
        browser.see_text("1 film of 1 account restored").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.see_text("Playtime").await?;
        other.check()
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
