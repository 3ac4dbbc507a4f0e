//! The catalogue, as it looks: built by an admin, and films that are picked out of it.

use super::Look;
use crate::catalogue::{build_catalogue, write_files};
use crate::support::films::add_known_films;
use crate::support::server::NAME;
use crate::support::{Story, wait_for};
use anyhow::Result;
use domain::catalogue::updates::{CatalogueSettingsDraft, CatalogueUpdateDraft};
use domain::library::movies::MovieDraft;
use fantoccini::key::Key;

/// Looks at the catalogue in all its states, in a window that wide.
pub async fn look_at_catalogue(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    story.server.run(&["user", "role", NAME, "admin"])?;
    add_known_films(&api).await?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/matches").await?;
    browser.see_text("There’s no catalogue on this server.").await?;
    look.at("matches-no-catalogue").await?;
    browser.open("/admin/catalogue").await?;
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
    look_at_matches(story, &mut look).await?;
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

/// Looks at films that are to be checked.
async fn look_at_matches(story: &Story, look: &mut Look<'_>) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    let draft = MovieDraft {
        title: "Heat".to_owned(),
        year: Some(1994),
        runtime_minutes: Some(168),
        directors: vec!["Michael Mann".to_owned()],
        watched_on: Some("2024-03-09".to_owned()),
        ..MovieDraft::default()
    };
    let film = api.create_movie(&draft, None).await?;
    api.start_movie_matches().await?;
    wait_for("the matches", async || Ok((!api.get_movie_matches_status().await?.is_running).then_some(()))).await?;
    browser.open("/imports").await?;
    browser.see_text("Last time:").await?;
    look.at("matches-imports").await?;
    browser.open("/matches").await?;
    browser.see_in("#match-title", &["Heat"]).await?;
    look.at("matches").await?;
    browser.open(&format!("/matches?movie={}", film.id)).await?;
    browser.see_in("#match-title", &["Heat"]).await?;
    look.at("matches-one").await?;
    browser.open(&format!("/movies/{}", film.id)).await?;
    browser.see_text("Find in the catalogue").await?;
    look.at("matches-film").await
}
