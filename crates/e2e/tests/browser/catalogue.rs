//! The catalogue: built by an admin, and films that are logged out of it.

use crate::support::films::add_film;
use crate::support::server::NAME;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::pages::PageQuery;
use fantoccini::key::Key;
use std::fs;

const BASICS: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime,Drama
tt0093164\tmovie\tHeat\tHeat\t0\t1986\t\\N\t101\tAction
tt2404463\tmovie\tThe Heat\tThe Heat\t0\t2013\t\\N\t117\tComedy,Crime
tt0068646\tmovie\tThe Godfather\tThe Godfather\t0\t1972\t\\N\t175\tCrime,Drama
tt0071562\tmovie\tThe Godfather Part II\tThe Godfather Part II\t0\t1974\t\\N\t202\tCrime,Drama
tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy,Romance
tt0245429\tmovie\tSpirited Away\t千と千尋の神隠し\t0\t2001\t\\N\t124\tAnimation
tt0043338\tmovie\tThe Big Carnival, or How an Endless Title Went On and On until Nobody in the Audience Could Remember Where It Had Begun\tAce in the Hole\t0\t1951\t\\N\t111\tDrama
tt0052311\tmovie\tباب الحديد\tباب الحديد\t0\t1958\t\\N\t77\tCrime
";
const RATINGS: &str = "tconst\taverageRating\tnumVotes
tt0113277\t8.3\t700000
tt0093164\t5.6\t3000
tt2404463\t6.6\t180000
tt0068646\t9.2\t2000000
tt0071562\t9.0\t1400000
tt0211915\t8.3\t790000
tt0245429\t8.6\t880000
tt0043338\t8.1\t40000
tt0052311\t7.5\t5000
";

/// Builds a small catalogue on the server of a story.
pub fn build_catalogue(story: &Story) -> Result<()> {
    let folder = write_files(story)?;
    story.server.run(&["catalogue", "update", "--from", &folder]).map(drop)
}

/// Writes the files of which it is built; gives their folder.
pub fn write_files(story: &Story) -> Result<String> {
    let folder = story.server.folder().join("imdb");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("title.basics.tsv"), BASICS)?;
    fs::write(folder.join("title.ratings.tsv"), RATINGS)?;
    Ok(folder.to_str().context("the path isn’t text")?.to_owned())
}

#[test]
fn tonights_film_is_logged_with_eight_keys() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        story.open_signed_in("/movies").await?;
        browser.see_text("No films yet").await?;
        // n, three letters, Enter, a rating, Enter: seven keys.
        browser.type_keys("n").await?;
        browser.until_focus("Film").await?;
        browser.type_keys("hea").await?;
        browser.see_in("#film-options [aria-selected=true]", &["Heat", "1995"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_focus("Rating").await?;
        browser.type_keys("5").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_films(&["Heat"]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.open("/diary").await?;
        browser.see_text("Heat").await?;
        browser.see_css(".poster").await?;
        let film = only_film(story).await?;
        ensure!(film.imdb_id.as_deref() == Some("tt0113277"), "{film:?}");
        ensure!((film.year, film.runtime_minutes) == (Some(1995), Some(170)), "{film:?}");
        ensure!(film.genres == ["Action", "Crime", "Drama"], "{film:?}");
        ensure!(film.rating.map(Rating::stars) == Some(5.0) && film.watched_on.is_some(), "{film:?}");
        Ok(())
    })
}

async fn only_film(story: &Story) -> Result<domain::library::movies::MovieSummary> {
    let films = story.server.api().await?.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?;
    ensure!(films.items.len() == 1, "{films:?}");
    films.items.into_iter().next().context("there is no film")
}

#[test]
fn films_are_found_by_what_people_type() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        story.open_signed_in("/movies").await?;
        for (typed, found) in [
            ("godfahter", "The Godfather"),
            ("amelei", "Amélie"),
            ("heat 1986", "1986"),
            ("千尋", "Spirited Away"),
            ("https://www.imdb.com/title/tt0071562/?ref_=nv", "The Godfather Part II"),
        ] {
            browser.click("button", "Log a film").await?;
            browser.fill("title", typed).await?;
            browser.see_in("#film-options .option", &[found]).await?;
            browser.press(&[Key::Escape]).await?;
            browser.fill("title", "").await?;
            browser.press(&[Key::Escape]).await?;
            browser.miss_css("dialog[open]").await?;
        }
        // An address means its film, which Enter takes.
        browser.click("button", "Log a film").await?;
        browser.fill("title", "tt0071562").await?;
        browser.see_in("#film-options [aria-selected=true]", &["The Godfather Part II"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in(".chosen-film", &["The Godfather Part II", "1974"]).await?;
        // Another one after all: what was known of the first is gone.
        browser.click("button", "Change").await?;
        browser.until_value("title", "The Godfather Part II").await?;
        browser.fill("title", "The Godfather Part III").await?;
        browser.see_in("#film-options", &["New film", "Part III"]).await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["The Godfather Part III"]).await?;
        let film = only_film(story).await?;
        ensure!((film.imdb_id, film.runtime_minutes) == (None, None), "facts of another film");
        Ok(())
    })
}

#[test]
fn a_film_one_has_is_not_added_twice() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        build_catalogue(story)?;
        let draft = MovieDraft {
            title: "Die fabelhafte Welt der Amélie".to_owned(),
            imdb_id: Some("tt0211915".to_owned()),
            rating: Some(4.0),
            ..MovieDraft::default()
        };
        api.create_movie(&draft, None).await?;
        add_film(&api, "Heatwave").await?;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "destin").await?;
        // It is shown as one's own, by its own title.
        browser.see_in("#film-options .option", &["Die fabelhafte Welt"]).await?;
        browser.press(&[Key::Down, Key::Enter]).await?;
        browser.see_in(".chosen-film", &["Die fabelhafte Welt"]).await?;
        browser.click("button", "Change").await?;
        // One's own come first.
        browser.fill("title", "heat").await?;
        browser.see_in("#film-option-0", &["Heatwave"]).await?;
        browser.see_in("#film-option-1", &["Heat", "1995"]).await.map(drop)
    })
}

#[test]
fn a_picked_film_survives_a_reload() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "spirited").await?;
        browser.see_in("#film-options [aria-selected=true]", &["Spirited Away"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in(".chosen-film", &["Spirited Away", "千と千尋の神隠し"]).await?;
        browser.open("/movies").await?;
        browser.see_text("Restored what you typed.").await?;
        browser.see_in(".chosen-film", &["Spirited Away", "千と千尋の神隠し"]).await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["Spirited Away"]).await?;
        ensure!(only_film(story).await?.imdb_id.as_deref() == Some("tt0245429"), "the ID is kept");
        Ok(())
    })
}

#[test]
fn an_admin_has_the_catalogue_built() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        story.server.run(&["user", "role", NAME, "admin"])?;
        let folder = write_files(story)?;
        story.open_signed_in("/admin/catalogue").await?;
        browser.see_text("There’s no catalogue yet.").await?;
        // Without the terms nothing is downloaded.
        browser.click("button", "Build the catalogue").await?;
        browser.until_equal("return document.activeElement?.id", "catalogue-terms".into()).await?;
        browser.fill("location", "imdb").await?;
        browser.press(&[Key::Enter]).await?;
        browser.until_fault("location", "full path").await?;
        browser.fill("location", &folder).await?;
        browser.click("button", "Save").await?;
        browser.see_text("Settings saved").await?;
        browser.see("combobox", "Update automatically").await?.select_by_value("7").await?;
        browser.click_css("#catalogue-shorts").await?;
        wait_for("the settings", async || {
            let settings = story.server.api().await?.get_catalogue().await?.settings;
            Ok((settings.shorts && settings.interval_days == Some(7)).then_some(()))
        })
        .await?;
        // A folder needs none.
        browser.miss_css("#catalogue-terms").await?;
        browser.click("button", "Build the catalogue").await?;
        browser.see_text("9 films").await?;
        browser.see_text("The next update is due").await?;
        browser.see("button", "Update now").await?;
        browser.open("/admin/audit").await?;
        browser.see_text("Started a catalogue update").await.map(drop)
    })
}
