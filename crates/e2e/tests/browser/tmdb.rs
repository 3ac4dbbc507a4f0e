//! TMDB: the token that an admin enters, and posters that appear by themselves.

#[path = "../../../server/tests/api/tmdb/mock.rs"]
#[allow(dead_code, reason = "the API's tests use all of it")]
mod mock;

use crate::appearance::Look;
use crate::catalogue::build_catalogue;
use crate::support::server::NAME;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::Result;
use domain::library::movies::MovieDraft;
use fantoccini::key::Key;
use mock::{Mock, TOKEN};

/// Starts a TMDB, and the story's server anew with it.
async fn with_tmdb(story: &Story, more: &[(&str, &str)]) -> Result<Mock> {
    let tmdb = Mock::start().await;
    let (api, images) = (format!("{}/3", tmdb.url), format!("{}/t/p", tmdb.url));
    let mut settings = vec![("MOVIETRACKER_TMDB_URL", api.as_str()), ("MOVIETRACKER_TMDB_IMAGES_URL", images.as_str())];
    settings.extend(more);
    story.server.configure(&settings);
    story.server.kill();
    story.server.restart()?;
    Ok(tmdb)
}

#[test]
fn an_admin_enters_the_token_and_a_film_gets_its_poster_by_itself() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        story.server.run(&["user", "role", NAME, "admin"])?;
        let _tmdb = with_tmdb(story, &[]).await?;
        let before = MovieDraft { title: "Heat".to_owned(), year: Some(1995), ..MovieDraft::default() };
        let before = story.server.api().await?.create_movie(&before, None).await?;
        story.open_signed_in("/admin/catalogue").await?;
        browser.see_text("not endorsed or certified by TMDB").await?;
        browser.fill("token", "a-token-that-is-wrong").await?;
        browser.click("button", "Save token").await?;
        browser.until_fault("token", "doesn’t accept this token").await?;
        browser.fill("token", TOKEN).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("A token is saved.").await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            look.at("tmdb-token").await?;
            look.finish()?;
        }
        // The film from before, on a page that stays open.
        browser.open("/movies").await?;
        browser.until_films(&["Heat"]).await?;
        browser.miss_css(".poster img").await?;
        story.server.api().await?.start_movie_lookups().await?;
        browser.see_css(".poster img").await?;
        // And one that is added now: found at TMDB, for there is no catalogue.
        story.server.api().await?.delete_movie(before.id, None).await?;
        browser.see_text("No films yet").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "heat").await?;
        browser.see_in("#film-options", &["Heat", "1995"]).await?;
        browser.press(&[Key::Enter, Key::Enter]).await?;
        browser.until_films(&["Heat"]).await?;
        browser.see_css(".poster img").await?;
        browser.open("/admin/catalogue").await?;
        browser.click("button", "Remove token").await?;
        browser.see("button", "Save token").await?;
        browser.open("/admin/audit").await?;
        browser.see_text("Removed the TMDB token").await.map(drop)
    })
}

#[test]
fn tonights_film_is_in_the_diary_with_its_poster() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        let file = story.server.folder().join("tmdb-token");
        std::fs::write(&file, TOKEN)?;
        let _tmdb = with_tmdb(story, &[("MOVIETRACKER_TMDB_TOKEN_FILE", &file.to_string_lossy())]).await?;
        story.open_signed_in("/diary").await?;
        browser.type_keys("n").await?;
        browser.until_focus("Film").await?;
        browser.type_keys("hea").await?;
        browser.see_in("#film-options [aria-selected=true]", &["Heat", "1995"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_focus("Rating").await?;
        browser.type_keys("5").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("Heat").await?;
        browser.see_css(".poster img").await.map(drop)
    })
}

#[test]
fn the_token_of_the_options_is_said_to_win() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let file = story.server.folder().join("tmdb-token");
        std::fs::write(&file, TOKEN)?;
        story.server.run(&["user", "role", NAME, "admin"])?;
        let _tmdb = with_tmdb(story, &[("MOVIETRACKER_TMDB_TOKEN_FILE", &file.to_string_lossy())]).await?;
        story.open_signed_in("/admin/catalogue").await?;
        browser.see_text("The token is set with the server option").await?;
        browser.click("button", "Look up films without a poster").await?;
        browser.see_text("Looking up films without a poster.").await.map(drop)
    })
}

#[test]
fn a_film_says_where_to_watch_it_and_the_watchlist_shows_what_ones_services_have() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let file = story.server.folder().join("tmdb-token");
        std::fs::write(&file, TOKEN)?;
        let wanted = |title: &str, tmdb_id: Option<i64>, services: &[&str]| MovieDraft {
            title: title.to_owned(),
            tmdb_id,
            services: services.iter().map(|it| (*it).to_owned()).collect(),
            on_watchlist: true,
            ..MovieDraft::default()
        };
        let heat = api.create_movie(&wanted("Heat", Some(949), &["Blu-ray"]), None).await?;
        api.create_movie(&wanted("Later", Some(600), &[]), None).await?;
        api.create_movie(&wanted("Brazil", None, &[]), None).await?;
        let _tmdb = with_tmdb(story, &[("MOVIETRACKER_TMDB_TOKEN_FILE", &file.to_string_lossy())]).await?;
        let address = format!("/movies/{}", heat.id);
        story.open_signed_in(&address).await?;
        // Without a country, TMDB can't say.
        browser.see_in(".where-to-watch", &["Blu-ray", "Choose your country"]).await?;
        let country = [("region".to_owned(), "AT".into())].into_iter().collect();
        story.server.api().await?.update_preferences(&country).await?;
        browser.open("/account").await?;
        browser.see_in("#services-title", &["Streaming services"]).await?;
        browser.click("button", "Add Netflix").await?;
        browser.see_text("Saved").await?;
        browser.fill("services", "The library").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see("button", "Remove The library").await?;
        look_at(story, "account-services", "#services-title").await?;
        browser.open(&address).await?;
        browser.see_in(".where-to-watch", &["Blu-ray", "Netflix", "Mubi", "Pluto TV", "Apple TV", "JustWatch"]).await?;
        browser.see_in(".where-service.is-own", &["Netflix"]).await?;
        look_at(story, "where-to-watch", "#where-title").await?;
        // What is typed counts as well.
        browser.open("/watchlist").await?;
        browser.until_films(&["Brazil", "Later", "Heat"]).await?;
        browser.film_action("Brazil", "Edit").await?;
        browser.see("button", "Save").await?;
        browser.click_css(".form-more summary").await?;
        browser.fill("services", "the library").await?;
        browser.press(&[Key::Enter]).await?;
        browser.click("button", "Save").await?;
        browser.miss_css("dialog").await?;
        // A film that is added has the job run, which asks about the films of watchlists.
        story.server.api().await?.create_movie(&wanted("Other", Some(1001), &[]), None).await?;
        wait_for("what comes out", async || {
            let releases = story.server.api().await?.list_watchlist_releases().await?;
            Ok((!releases.items.is_empty()).then_some(()))
        })
        .await?;
        browser.open("/watchlist").await?;
        browser.click("button", "On my services").await?;
        browser.until_path("/watchlist?on_services=true").await?;
        browser.until_films(&["Brazil", "Heat"]).await?;
        browser.click("button", "On my services").await?;
        browser.until_films(&["Other", "Brazil", "Later", "Heat"]).await?;
        browser.see_in(".releases", &["Later", "In cinemas on 17 December 2098"]).await?;
        look_at(story, "watchlist-releases", "h1").await
    })
}

/// Looks at a page from this element on, on a desk and on a phone.
async fn look_at(story: &Story, name: &str, from: &str) -> Result<()> {
    for width in [1280, 390] {
        let mut look = Look::begin(story, width).await?;
        let scroll = format!("document.querySelector('{from}').scrollIntoView()");
        story.browser.script(&scroll, vec![]).await?;
        look.at(name).await?;
        look.finish()?;
    }
    story.browser.resize(1280, 900).await
}
