//! Backups, as an admin sets, makes, keeps and deletes them.

use crate::exports::{downloaded, keep_downloads};
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Outcome, story};
use anyhow::{Result, ensure};

#[test]
fn an_admin_makes_a_backup_downloads_and_deletes_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        story.server.run(&["user", "role", NAME, "admin"])?;
        story.open_signed_in("/admin/backups").await?;
        browser.see_text("No backups yet.").await?;
        browser.see_text("No backup was made in the last 30 days.").await?;
        browser.click("button", "Back up now").await?;
        browser.see_text("The latest backup was finished").await?;
        browser.see_text("not encrypted").await?;
        let folder = story.server.folder().join("data/backups");
        let name = only_file(&folder)?;
        keep_downloads(browser).await?;
        browser.click_css("#backup-list .button:first-child").await?;
        browser.fill("password", "not the password").await?;
        browser.click("button", "Download").await?;
        browser.until_fault("password", "Wrong password.").await?;
        browser.fill("password", PASSWORD).await?;
        browser.click("button", "Download").await?;
        ensure!(downloaded(browser, &name).await?.starts_with("SQLite format 3"), "it is a database");
        browser.miss_css("dialog[open]").await?;
        browser.click_css("#backup-list .is-quiet-danger").await?;
        browser.see_text("Delete this backup?").await?;
        browser.click("button", "Delete").await?;
        browser.see_text("Backup deleted").await?;
        browser.see_text("No backups yet.").await?;
        ensure!(only_file(&folder).is_err(), "it is still there");
        Ok(())
    })
}

#[test]
fn an_admin_turns_backups_on_until_the_options_say_when() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.run(&["user", "role", NAME, "admin"])?;
        story.open_signed_in("/admin/backups").await?;
        // The server is away for a moment.
        browser.expect_failures("ERR_CONNECTION_REFUSED");
        browser.see("combobox", "Back up automatically").await?.select_by_value("24").await?;
        browser.see_text("Settings saved").await?;
        browser.see_text("The next backup is due").await?;
        browser.see_text("The latest backup was finished").await?;
        browser.see("combobox", "Keep").await?.select_by_value("3").await?;
        browser.see_text("Settings saved").await?;
        browser.open("/admin/backups").await?;
        browser.see_text("The next backup is due").await?;
        browser.until_equal("return document.querySelector('#backup-keep')?.value", "3".into()).await?;
        browser.open("/admin/audit").await?;
        browser.see_text("Changed when backups are made").await?;
        let words = story.server.folder().join("words");
        std::fs::write(&words, "käse & brot")?;
        story.server.configure(&[
            ("MOVIETRACKER_BACKUP_EVERY", "12h"),
            ("MOVIETRACKER_BACKUP_PASSPHRASE_FILE", &words.to_string_lossy()),
        ]);
        story.server.kill();
        story.server.restart()?;
        browser.open("/admin/backups").await?;
        browser.see_text("Every 12 hours, keeping the latest 7 backups.").await?;
        browser.see_text("so this can’t be changed here").await?;
        browser.see_text("New backups are encrypted").await?;
        browser.miss_css("#backup-interval").await
    })
}

#[test]
fn an_admin_sees_why_a_backup_failed() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.run(&["user", "role", NAME, "admin"])?;
        std::fs::remove_dir(story.server.folder().join("data/backups"))?;
        story.open_signed_in("/admin/backups").await?;
        browser.click("button", "Back up now").await?;
        browser.see_text("The backup failed: there is no folder").await?;
        browser.see_text("The next try is").await
    })
}

/// The name of the only file in a folder.
fn only_file(folder: &std::path::Path) -> Result<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    ensure!(names.len() == 1, "{names:?}");
    Ok(names.remove(0))
}
