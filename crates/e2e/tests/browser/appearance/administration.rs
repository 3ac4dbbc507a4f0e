//! The administration, and what its links lead to.

use super::pages::Look;
use crate::support::Story;
use crate::support::server::{NAME, PASSWORD};
use anyhow::{Context, Result};
use domain::accounts::links::LinkKind;
use domain::accounts::registration::RegistrationDraft;
use domain::accounts::settings::SiteSettings;
use domain::accounts::users::{UserPatch, UsersQuery};
use fantoccini::key::Key;

const NAMES: [&str; 30] = [
    "bob",
    "cem",
    "dora",
    "Émile",
    "fatma",
    "gustav",
    "helga",
    "igor",
    "jun",
    "kim",
    "lara",
    "mo",
    "nadia",
    "oluwaseun",
    "pia",
    "quentin",
    "rosa",
    "sven",
    "tariq",
    "uma",
    "viktor",
    "wang",
    "xenia",
    "yusuf",
    "Zoë",
    "a.very.long.name.that.nobody.types",
    "anna-lena",
    "بَشير",
    "Ольга",
    "山田太郎",
];

/// Looks at the administration, with one account and with some thirty.
pub async fn look_at_administration(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    story.server.run(&["user", "role", NAME, "admin"])?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/admin").await?;
    browser.see_text("1 account").await?;
    look.at("admin-one").await?;
    add_accounts(story).await?;
    browser.open("/admin").await?;
    browser.see_text("31 accounts").await?;
    look.at("admin-users").await?;
    browser.click("button", "Manage bob").await?;
    browser.see("button", "Reset password").await?;
    look.at("admin-manage").await?;
    browser.click("button", "Export").await?;
    browser.see_css("#export-user-form").await?;
    look.at("admin-export").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.click("button", "Import account").await?;
    browser.see_css("#import-user-form").await?;
    look.at("admin-import").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.click("button", "Manage bob").await?;
    browser.click("button", "Delete").await?;
    browser.see_text("Delete bob permanently?").await?;
    look.at("admin-delete").await?;
    browser.click("button", "Cancel").await?;
    browser.miss_css("dialog[open]").await?;
    browser.open("/admin/invites").await?;
    browser.click("button", "Invite a member").await?;
    browser.see_css("#copy-field").await?;
    look.at("admin-link").await?;
    browser.press(&[Key::Escape]).await?;
    browser.miss_css("dialog[open]").await?;
    browser.see_css("#invite-list > li").await?;
    look.at("admin-invites").await?;
    browser.open("/admin/audit").await?;
    browser.see_text("Accepted an invite from").await?;
    look.at("admin-audit").await?;
    browser.open("/admin/jobs").await?;
    browser.see_text("Every hour").await?;
    browser.see_in("#jobs-table", &["Housekeeping", "Done"]).await?;
    look.at("admin-jobs").await?;
    browser.open("/admin/backups").await?;
    browser.see_text("No backups yet.").await?;
    look.at("admin-backups-none").await?;
    browser.click("button", "Back up now").await?;
    browser.see_text("The latest backup was finished").await?;
    look.at("admin-backups").await?;
    browser.click_css("#backup-list .button:first-child").await?;
    browser.see_text("Download this backup?").await?;
    look.at("admin-backups-download").await?;
    browser.click("button", "Cancel").await?;
    browser.miss_css("dialog[open]").await?;
    browser.click_css("#account-button").await?;
    browser.see("link", "Administration").await?;
    look.at("admin-menu").await?;
    look.finish()
}

async fn add_accounts(story: &Story) -> Result<()> {
    let api = story.server.api().await?;
    for name in NAMES {
        let token = Some(api.create_invite(&Default::default()).await?.token);
        let draft = RegistrationDraft { token, username: name.to_owned(), password: PASSWORD.to_owned() };
        api.register(&draft).await?;
    }
    let query = UsersQuery { search: "dora".to_owned() };
    let dora = api.list_users(&query, &Default::default()).await?.items.pop().context("dora is not there")?;
    api.update_user(dora.id, &UserPatch { role: None, disabled: Some(true) }).await?;
    Ok(())
}

/// Looks at what people see who have a link, or may register.
pub async fn look_at_links(story: &Story) -> Result<()> {
    let browser = &story.browser;
    browser.expect_failures("/api/auth/link");
    story.server.run(&["user", "role", NAME, "admin"])?;
    let api = story.server.api().await?;
    let settings = api.get_settings().await?;
    api.update_settings(&SiteSettings { registration_open: true, ..settings }).await?;
    let id = api.get_me().await?.id;
    for width in [390, 1280] {
        let mut look = Look::begin(story, width).await?;
        let invite = LinkKind::Invite.url("", &api.create_invite(&Default::default()).await?.token);
        let reset = LinkKind::PasswordReset.url("", &api.create_password_reset(id).await?.token);
        for (name, path, text) in [
            ("login-open", "/login", "Create an account"),
            ("register", "/register", "Create account"),
            ("invite", invite.as_str(), "Create account"),
            ("reset", reset.as_str(), "Change password"),
            ("link-used", "/invite#used-already", "no longer works"),
            ("link-incomplete", "/reset", "incomplete"),
        ] {
            browser.open("/login").await?;
            browser.see("button", "Sign in").await?;
            browser.open(path).await?;
            browser.see_text(text).await?;
            look.at(name).await?;
        }
        browser.open("/login").await?;
        browser.submit_login(NAME, PASSWORD).await?;
        browser.until_path("/movies").await?;
        browser.open(&invite).await?;
        browser.see("button", "Sign out and use the link").await?;
        look.at("link-signed-in").await?;
        browser.click("button", "Sign out and use the link").await?;
        browser.see("button", "Create account").await?;
        look.finish()?;
    }
    Ok(())
}
