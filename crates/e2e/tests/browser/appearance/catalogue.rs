//! The catalogue, as it looks: built by an admin, and films that are picked out of it.

use super::Look;
use crate::catalogue::{build_catalogue, write_files};
use crate::support::Story;
use crate::support::films::add_known_films;
use crate::support::server::NAME;
use anyhow::Result;
use domain::catalogue::updates::{CatalogueSettingsDraft, CatalogueUpdateDraft};
use fantoccini::key::Key;

/// Looks at the catalogue in all its states, in a window that wide.
pub async fn look_at_catalogue(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    story.server.run(&["user", "role", NAME, "admin"])?;
    add_known_films(&api).await?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/admin/catalogue").await?;
    browser.see_text("There’s no catalogue yet.").await?;
    look.at("admin-catalogue-none").await?;
    // The folder isn't there, so the update fails.
    let missing =
        CatalogueSettingsDraft { location: Some("/nowhere/imdb".to_owned()), ..CatalogueSettingsDraft::default() };
    api.update_catalogue_settings(&missing).await?;
    browser.open("/admin/catalogue").await?;
    browser.see_text("There’s no catalogue yet.").await?;
    browser.click("button", "Build the catalogue").await?;
    browser.see_text("The update failed.").await?;
    look.at("admin-catalogue-failed").await?;
    let here = CatalogueSettingsDraft { location: Some(write_files(story)?), ..CatalogueSettingsDraft::default() };
    api.update_catalogue_settings(&here).await?;
    api.start_catalogue_update(&CatalogueUpdateDraft::default()).await?;
    browser.open("/admin/catalogue").await?;
    browser.see_text("9 films").await?;
    look.at("admin-catalogue").await?;
    build_catalogue(story)?;
    browser.open("/movies").await?;
    browser.see_css(".poster").await?;
    browser.click("button", "Log a film").await?;
    browser.fill("title", "the").await?;
    browser.see_in("#film-options", &["The Heat", "New film"]).await?;
    look.at("log-suggestions").await?;
    browser.fill("title", "big carnival").await?;
    browser.see_in("#film-options", &["Carnival"]).await?;
    look.at("log-suggestions-long").await?;
    browser.fill("title", "باب").await?;
    browser.see_in("#film-options [aria-selected=true]", &["باب الحديد"]).await?;
    browser.press(&[Key::Enter]).await?;
    browser.see_in(".chosen-film", &["باب الحديد"]).await?;
    look.at("log-picked-rtl").await?;
    browser.click("button", "Change").await?;
    browser.fill("title", "spirited").await?;
    browser.see_in("#film-options [aria-selected=true]", &["Spirited Away"]).await?;
    browser.press(&[Key::Enter]).await?;
    browser.see_in(".chosen-film", &["Spirited Away"]).await?;
    look.at("log-picked").await?;
    look.finish()
}
