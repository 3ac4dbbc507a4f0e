//! How the pages look, and whether everyone can use them.

mod administration;
mod catalogue;
mod imports;
mod lists;
mod oidc;
mod outbox;
mod pages;

use crate::support::films::add_known_films;
use crate::support::{Outcome, Scheme, settings, story, story_at_localhost, story_of_a_new_server};
use administration::{look_at_administration, look_at_links};
use anyhow::Context;
use catalogue::look_at_catalogue;
use imports::look_at_imports;
use lists::look_at_lists;
use oidc::look_at_oidc;
use outbox::look_at_outbox;
pub use pages::Look;
use pages::{look_at_all, look_at_ended_session, look_at_second_factors, look_at_setup};

#[test]
fn every_page_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_all(story, 1280).await)
}

#[test]
fn every_page_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_all(story, 390).await)
}

#[test]
fn signing_in_through_a_provider_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_oidc(story, 1280).await)
}

#[test]
fn signing_in_through_a_provider_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_oidc(story, 390).await)
}

#[test]
fn the_administration_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_administration(story, 1280).await)
}

#[test]
fn the_administration_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_administration(story, 390).await)
}

#[test]
fn the_catalogue_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_catalogue(story, 1280).await)
}

#[test]
fn the_catalogue_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_catalogue(story, 390).await)
}

#[test]
fn lists_are_accessible_and_fit_on_a_desk() -> Outcome {
    story(async |story| look_at_lists(story, 1280).await)
}

#[test]
fn lists_are_accessible_and_fit_on_a_phone() -> Outcome {
    story(async |story| look_at_lists(story, 390).await)
}

#[test]
fn imports_are_accessible_and_fit_on_a_desk() -> Outcome {
    story(async |story| look_at_imports(story, 1280).await)
}

#[test]
fn imports_are_accessible_and_fit_on_a_phone() -> Outcome {
    story(async |story| look_at_imports(story, 390).await)
}

#[test]
fn films_that_wait_for_the_server_are_accessible_and_fit_on_a_desk() -> Outcome {
    story(async |story| look_at_outbox(story, 1280).await)
}

#[test]
fn films_that_wait_for_the_server_are_accessible_and_fit_on_a_phone() -> Outcome {
    story(async |story| look_at_outbox(story, 390).await)
}

#[test]
fn what_links_lead_to_is_accessible_and_fits_everywhere() -> Outcome {
    story(look_at_links)
}

#[test]
fn the_setup_page_is_accessible_and_fits_everywhere() -> Outcome {
    story_of_a_new_server(look_at_setup)
}

#[test]
fn second_factors_are_accessible_and_fit_on_a_desk() -> Outcome {
    story_at_localhost(async |story| look_at_second_factors(story, 1280).await)
}

#[test]
fn second_factors_are_accessible_and_fit_on_a_phone() -> Outcome {
    story_at_localhost(async |story| look_at_second_factors(story, 390).await)
}

#[test]
fn signing_in_again_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_ended_session(story, 1280).await)
}

#[test]
fn signing_in_again_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_ended_session(story, 390).await)
}

#[test]
fn the_chosen_theme_stays() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let ground = "return getComputedStyle(document.body).backgroundColor";
        story.open_signed_in("/movies").await?;
        browser.prefer(Scheme::Dark).await?;
        let dark = browser.script(ground, Vec::new()).await?;
        browser.click_css("#account-button").await?;
        browser.click("radio", "Light").await?;
        let other = "return getComputedStyle(document.body).backgroundColor !== arguments[0]";
        browser.until("the light theme", other, vec![dark.clone()]).await?;
        browser.client().refresh().await?;
        browser.until("the light theme again", other, vec![dark]).await.map(drop)
    })
}

#[test]
fn the_documents_picture_can_be_made() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        browser.prefer(Scheme::Dark).await?;
        browser.resize(1280, 800).await?;
        story.open_signed_in("/movies").await?;
        browser.until_count("20 films").await?;
        // Whatever has the pointer or the focus looks different.
        browser.point_at(1.0, 1.0).await?;
        browser.script("document.activeElement.blur()", Vec::new()).await?;
        let picture = browser.client().screenshot().await?;
        if settings::updates_docs() {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
            std::fs::create_dir_all(&folder).context("no folder for the picture")?;
            std::fs::write(folder.join("movies.png"), picture).context("the picture can't be written")?;
        }
        Ok(())
    })
}
