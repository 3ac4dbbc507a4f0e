//! Every page and dialog, one after the other.

use crate::support::films::{add_film, add_known_films};
use crate::support::server::{NAME, PASSWORD};
use crate::support::{Scheme, Story, settings};
use anyhow::{Context, Result, ensure};
use domain::ids::MovieId;
use fantoccini::key::Key;
use serde_json::json;

/// The narrowest window in which nothing may stand out.
const NARROWEST: u32 = 360;

/// Looks at all pages that somebody with an account sees, in a window that wide.
pub async fn look_at_all(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    browser.resize(width, 900).await?;
    browser.open("/login").await?;
    browser.see("button", "Sign in").await?;
    look(story, "login", width).await?;
    browser.click("button", "Sign in").await?;
    browser.fault_of("username").await?;
    look(story, "login-faults", width).await?;
    browser.submit_login(NAME, PASSWORD).await?;
    browser.see_text("No films yet").await?;
    look(story, "movies-none", width).await?;
    let film = add_films(story).await?;
    look_at_lists(story, width).await?;
    look_at_dialogs(story, width).await?;
    look_at_film(story, width, film).await
}

async fn add_films(story: &Story) -> Result<MovieId> {
    let api = story.server.api().await?;
    let film = add_known_films(&api).await?;
    let gone = add_film(&api, "Rashōmon, a second time").await?;
    api.delete_movie(gone.id, None).await?;
    let long = format!("An endless title {}", "without ends ".repeat(20));
    let gone = add_film(&api, long.trim()).await?;
    api.delete_movie(gone.id, None).await?;
    Ok(film.id)
}

async fn look_at_lists(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    for (name, path, text) in [
        ("movies", "/movies", "The Godfather"),
        ("movies-table", "/movies?view=table", "The Godfather"),
        ("movies-no-match", "/movies?search=nothing+like+it", "No films found"),
        ("diary", "/diary", "Even better"),
        ("bin", "/bin", "Rashōmon"),
    ] {
        browser.open(path).await?;
        browser.see_text(text).await?;
        look(story, name, width).await?;
    }
    Ok(())
}

async fn look_at_dialogs(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    browser.open("/movies").await?;
    browser.see_text("The Godfather").await?;
    browser.click_css("#account-button").await?;
    browser.see("button", "Sign out").await?;
    look(story, "account-menu", width).await?;
    browser.press(&[Key::Escape]).await?;
    browser.click_css("#add-movie, .tabs button").await?;
    browser.see_css("dialog[open]").await?;
    look(story, "add", width).await?;
    browser.fill("year", "17").await?;
    browser.click("button", "More").await?;
    browser.click("button", "Save").await?;
    browser.fault_of("year").await?;
    look(story, "add-faults", width).await?;
    browser.press(&[Key::Escape]).await?;
    browser.click("button", "Discard").await?;
    browser.miss_css("dialog[open]").await?;
    browser.film_action("Seven Samurai", "Delete").await?;
    browser.see_text("Delete this film?").await?;
    look(story, "delete", width).await?;
    browser.click("button", "Delete").await?;
    browser.see("button", "Undo").await?;
    look(story, "undo", width).await
}

async fn look_at_film(story: &Story, width: u32, film: MovieId) -> Result<()> {
    let browser = &story.browser;
    browser.open(&format!("/movies/{film}")).await?;
    browser.see_text("Even better").await?;
    look(story, "film", width).await?;
    browser.click("button", "Add a watch").await?;
    browser.see_css("dialog[open]").await?;
    look(story, "watch", width).await
}

/// Looks at the page on which the first account is made.
pub async fn look_at_setup(story: &Story) -> Result<()> {
    let browser = &story.browser;
    for width in [390, 1280] {
        browser.resize(width, 900).await?;
        browser.open(story.server.setup_link()?).await?;
        browser.fill("password", "four red cats").await?;
        look(story, "setup", width).await?;
    }
    Ok(())
}

/// Takes a picture of the page as it is in both themes, checks it, and tries it in a narrow window.
async fn look(story: &Story, name: &str, width: u32) -> Result<()> {
    let browser = &story.browser;
    for scheme in Scheme::ALL {
        browser.prefer(scheme).await?;
        settle(story).await?;
        let name = format!("{name}-{}-{width}", scheme.name());
        let picture = browser.client().screenshot().await?;
        let file = settings::screenshots().join(format!("{name}.png"));
        std::fs::create_dir_all(settings::screenshots())?;
        std::fs::write(&file, picture).with_context(|| format!("{} can't be written", file.display()))?;
        browser.check_accessibility(&name).await?;
    }
    if width < 500 {
        browser.resize(NARROWEST, 740).await?;
        check_width(story, name).await?;
        browser.resize(width, 900).await?;
    }
    check_width(story, name).await
}

/// Waits until nothing moves and all is drawn.
async fn settle(story: &Story) -> Result<()> {
    let script = "return document.getAnimations().every((animation) => animation.playState !== 'running'
        || animation.effect?.getTiming().iterations === Infinity)";
    story.browser.until("the end of all movement", script, Vec::new()).await.map(drop)
}

/// Fails when the page can be scrolled sideways.
async fn check_width(story: &Story, name: &str) -> Result<()> {
    let script = "const wide = [...document.querySelectorAll('body *')].filter((e) =>
            e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !e.closest('svg'));
        return [document.documentElement.scrollWidth, innerWidth, wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))]";
    let found = story.browser.script(script, Vec::new()).await?;
    let fits = found[0].as_u64() <= found[1].as_u64();
    ensure!(fits, "{name} can be scrolled sideways: {}", json!(found));
    Ok(())
}
