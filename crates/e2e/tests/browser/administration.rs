//! What admins do, and what those see whom they do it to.

use crate::second_factors::code_in;
use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::server::NAME;
use crate::support::{Outcome, Story, TIME_ZONE, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::auth::passwords::ProofDraft;
use domain::auth::second_factors::TotpDraft;
use domain::jobs::{JobState, JobsQuery};
use domain::pages::PageQuery;

const GUEST: &str = "bob";
const GUEST_PASSWORD: &str = "a second projection room";
const OTHER_PASSWORD: &str = "another lamp, much brighter";

/// Makes the account of most stories an admin, and opens a page of theirs.
async fn open_as_admin(story: &Story, path: &str) -> Result<()> {
    story.server.run(&["user", "role", NAME, "admin"])?;
    story.open_signed_in(path).await
}

/// The link in the dialog that shows it.
async fn link_of(story: &Story) -> Result<String> {
    story.browser.see_css("#copy-field").await?;
    let link = story.browser.script("return document.querySelector('#copy-field').value", Vec::new()).await?;
    story.browser.click("button", "Done").await?;
    story.browser.miss_css("dialog[open]").await?;
    Ok(link.as_str().context("no link")?.to_owned())
}

/// Opens a link as it was handed over, in a browser of somebody else's.
async fn open_elsewhere(story: &Story, link: &str) -> Result<Browser> {
    let browser = Browser::open_at(story.server.origin(), TIME_ZONE).await?;
    browser.client().goto(link).await?;
    Ok(browser)
}

/// Fails when the link's token stands in the address bar or in the server's log.
async fn check_secret(story: &Story, browser: &Browser, link: &str) -> Result<()> {
    let token = link.split_once('#').context("no token")?.1;
    ensure!(token.len() == 43, "{link}");
    ensure!(!browser.client().current_url().await?.as_str().contains(token), "the token stays in the address");
    ensure!(!story.server.log().contains(token), "the token stands in the log");
    Ok(())
}

#[test]
fn an_invited_guest_makes_an_account_and_is_disabled() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        open_as_admin(story, "/admin/invites").await?;
        browser.click("button", "Invite a member").await?;
        let link = link_of(story).await?;
        browser.see_text("by ana").await?;
        let guest = open_elsewhere(story, &link).await?;
        guest.expect_failures("status of 401");
        guest.expect_failures("status of 403");
        guest.fill("username", GUEST).await?;
        check_secret(story, &guest, &link).await?;
        guest.fill("password", GUEST_PASSWORD).await?;
        guest.click("button", "Create account").await?;
        guest.until_path("/movies").await?;
        guest.see_text("No films yet").await?;
        browser.click("link", "Users").await?;
        browser.see_text("2 accounts").await?;
        browser.click("button", "Manage bob").await?;
        browser.click("button", "Disable").await?;
        browser.see_text("Disable bob?").await?;
        browser.click("button", "Disable").await?;
        browser.see_text("bob can no longer sign in").await?;
        browser.until_focus("button Manage bob").await?;
        guest.open("/movies").await?;
        guest.submit_login(GUEST, GUEST_PASSWORD).await?;
        guest.see_css("#refusal .alert").await?;
        // The link has done its work.
        guest.client().goto(&link).await?;
        guest.see_text("no longer works").await?;
        guest.check().await?;
        guest.leave().await;
        Ok(())
    })
}

#[test]
fn a_reset_link_gives_another_password() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user(GUEST, GUEST_PASSWORD)?;
        open_as_admin(story, "/admin").await?;
        browser.click("button", "Manage bob").await?;
        browser.click("button", "Reset password").await?;
        let link = link_of(story).await?;
        let guest = open_elsewhere(story, &link).await?;
        guest.see_text("Choose a new password for bob").await?;
        check_secret(story, &guest, &link).await?;
        guest.fill("password", "short").await?;
        guest.click("button", "Change password").await?;
        guest.fault_of("password").await?;
        guest.fill("password", OTHER_PASSWORD).await?;
        guest.click("button", "Change password").await?;
        guest.see_text("Password changed").await?;
        guest.submit_login(GUEST, OTHER_PASSWORD).await?;
        guest.until_path("/movies").await?;
        guest.check().await?;
        guest.leave().await;
        Ok(())
    })
}

#[test]
fn an_account_is_found_promoted_and_deleted() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        for name in [GUEST, "zoë"] {
            story.server.add_user(name, GUEST_PASSWORD)?;
        }
        open_as_admin(story, "/admin").await?;
        browser.see_text("3 accounts").await?;
        browser.click_css("#user-search").await?;
        browser.type_keys("ZOE\u{e007}").await?;
        browser.see_text("1 account").await?;
        browser.click("button", "Manage zoë").await?;
        browser.click("button", "Make admin").await?;
        browser.see_text("Make zoë an admin?").await?;
        browser.click("button", "Make admin").await?;
        browser.see_text("zoë is now an admin").await?;
        browser.open("/admin").await?;
        browser.click("button", "Manage bob").await?;
        browser.click("button", "Delete").await?;
        browser.see_text("This deletes the account, 0 films").await?;
        browser.click("button", "Delete permanently").await?;
        browser.see_text("2 accounts").await?;
        let list = story.server.run(&["user", "list"])?;
        ensure!(!list.contains(GUEST) && list.matches("admin").count() == 2, "{list}");
        Ok(())
    })
}

#[test]
fn a_member_sees_nothing_of_the_administration() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.open("/admin").await?;
        browser.submit_login(NAME, crate::support::server::PASSWORD).await?;
        browser.until_path("/movies").await?;
        browser.click_css("#account-button").await?;
        browser.see("button", "Sign out").await?;
        browser.miss_css("a[href='/admin']").await?;
        browser.open("/admin/audit").await?;
        browser.until_path("/movies").await
    })
}

#[test]
fn anyone_registers_while_an_admin_allows_it() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/auth/registration");
        open_as_admin(story, "/admin/invites").await?;
        browser.click("checkbox", "Anyone can create an account").await?;
        browser.see_text("Registration is open").await?;
        browser.sign_out().await?;
        browser.click("link", "Create an account").await?;
        browser.fill("username", "ANA").await?;
        browser.fill("password", GUEST_PASSWORD).await?;
        browser.click("button", "Create account").await?;
        browser.until_fault("username", "taken").await?;
        browser.fill("username", GUEST).await?;
        browser.click("button", "Create account").await?;
        browser.until_path("/movies").await?;
        browser.see_text("No films yet").await
    })
}

#[test]
fn an_admin_sees_the_jobs_and_runs_one_at_once() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        open_as_admin(story, "/admin/jobs").await?;
        browser.see_in("#jobs-table", &["Housekeeping", "Done"]).await?;
        browser.see_in("#jobs-table", &["Deleting old imports", "Looking up films"]).await?;
        browser.see_text("3 jobs").await?;
        browser.click("button", "Run now: Housekeeping").await?;
        browser.see_text("Job queued").await?;
        let api = story.server.api().await?;
        let done = JobsQuery { state: Some(JobState::Done) };
        wait_for("the fourth job", async || {
            let page = api.list_jobs(&done, &PageQuery::default()).await?;
            Ok((page.total == 4).then_some(()))
        })
        .await?;
        browser.click("button", "Refresh").await?;
        browser.see_text("4 jobs").await?;
        browser
            .script(
                "const list = document.querySelector('#job-state'); list.value = 'failed';
                 list.dispatchEvent(new Event('change', { bubbles: true }))",
                Vec::new(),
            )
            .await?;
        browser.see_text("No jobs.").await?;
        browser.until_path("/admin/jobs?state=failed").await
    })
}

#[test]
fn the_audit_log_is_read_in_words() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("/api/auth/login");
        browser.open("/login").await?;
        browser.submit_login(NAME, "not the password").await?;
        browser.see_css("#refusal .alert").await?;
        open_as_admin(story, "/admin/audit").await?;
        browser.see_text("Sign-in failed").await?;
        browser.see_text("Command line").await?;
        browser
            .script(
                "const list = document.querySelector('#audit-event'); list.value = 'login_failed';
             list.dispatchEvent(new Event('change', { bubbles: true }))",
                Vec::new(),
            )
            .await?;
        browser.see_text("1 event").await?;
        browser.until_path("/admin/audit?event=login_failed").await?;
        browser.client().refresh().await?;
        browser.see_text("1 event").await?;
        browser.until_equal("return document.querySelectorAll('#audit-table tbody tr').length", 1.into()).await?;
        Ok(())
    })
}

#[test]
fn a_member_is_led_to_the_second_factor_that_an_admin_requires_meanwhile() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user(GUEST, GUEST_PASSWORD)?;
        add_film(&story.server.api_of(GUEST, GUEST_PASSWORD).await?, "Alien").await?;
        let guest = Browser::open_at(story.server.origin(), TIME_ZONE).await?;
        guest.expect_failures("status of 403");
        guest.open("/movies").await?;
        guest.submit_login(GUEST, GUEST_PASSWORD).await?;
        guest.until_films(&["Alien"]).await?;
        open_as_admin(story, "/admin/invites").await?;
        // It is required of the admin, too.
        browser.expect_failures("status of 403");
        browser.click_css("#second-factor-required").await?;
        browser.see_text("Settings saved").await?;
        // Servers remember accounts for some seconds; each press asks again.
        let press = "document.querySelector('.chips button[aria-pressed=false]')?.click();
            return document.querySelector('#second-factor-needed') !== null";
        guest.until("the account's page", press, vec![]).await?;
        guest.until_path("/account").await?;
        guest.check().await?;
        guest.leave().await;
        Ok(())
    })
}

#[test]
fn an_admin_takes_second_factors_away_that_somebody_lost() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.server.add_user(GUEST, GUEST_PASSWORD)?;
        let guest = story.server.api_of(GUEST, GUEST_PASSWORD).await?;
        let secret = guest.create_totp(&ProofDraft { password: GUEST_PASSWORD.to_owned() }).await?.secret;
        guest.confirm_totp(&TotpDraft { code: code_in(story, &secret, 0).await? }).await?;
        ensure!(story.server.api_of(GUEST, GUEST_PASSWORD).await.is_err(), "the password alone is enough");
        open_as_admin(story, "/admin").await?;
        browser.click("button", "Manage bob").await?;
        browser.click("button", "Remove").await?;
        browser.see_text("Reset two-factor authentication for bob?").await?;
        browser.click("button", "Remove").await?;
        browser.see_text("bob can now sign in with just a password").await?;
        story.server.api_of(GUEST, GUEST_PASSWORD).await.map(drop)
    })
}
