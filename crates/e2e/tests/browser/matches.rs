//! Films that people have, tied to those of the catalogue by keyboard.

use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::library::movies::{MovieDraft, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use fantoccini::key::Key;
use std::fmt::Write as _;
use std::fs;

/// How many films there are.
const FILMS: u32 = 20;

/// A catalogue that has each film twice, of two years that follow each other, so that none is sure.
fn build_catalogue(story: &Story) -> Result<()> {
    build(story, &[(1000, 2000, 90), (2000, 2001, 95)])
}

/// A catalogue that has each film as often as there are numbers to count from, years and runtimes.
fn build(story: &Story, versions: &[(u32, u16, u16)]) -> Result<()> {
    let folder = story.server.folder().join("nights");
    fs::create_dir_all(&folder)?;
    let mut basics =
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
            .to_owned();
    for (first, year, minutes) in versions {
        for number in 1..=FILMS {
            let (id, title) = (first + number, format!("Night {number}"));
            writeln!(basics, "tt{id:07}\tmovie\t{title}\t{title}\t0\t{year}\t\\N\t{minutes}\tDrama")?;
        }
    }
    fs::write(folder.join("title.basics.tsv"), basics)?;
    let folder = folder.to_str().context("the path isn’t text")?;
    story.server.run(&["catalogue", "update", "--from", folder]).map(drop)
}

async fn films(story: &Story) -> Result<Vec<MovieSummary>> {
    Ok(story.server.api().await?.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items)
}

/// Waits until the film with this number is looked at.
async fn until_film(story: &Story, number: u32) -> Result<()> {
    let script = "return document.querySelector('#match-title bdi')?.textContent ?? null";
    story.browser.until_equal(script, format!("Night {number}").into()).await
}

/// Adds the films, and has them matched in the page.
async fn begin(story: &Story) -> Result<()> {
    build_catalogue(story)?;
    let api = story.server.api().await?;
    for number in 1..=FILMS {
        let title = format!("Night {number}");
        api.create_movie(&MovieDraft { title, year: Some(2000), ..MovieDraft::default() }, None).await?;
    }
    story.open_signed_in("/matches").await?;
    story.browser.see_text("Nothing to check").await?;
    story.browser.click("button", "Match films").await?;
    until_film(story, FILMS).await?;
    story.browser.see_text("20 films to check").await.map(drop)
}

#[test]
fn twenty_films_are_matched_by_keyboard() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story).await?;
        // The first, the second one, none of them, and one that is left for later.
        browser.press(&[Key::Enter]).await?;
        until_film(story, 19).await?;
        browser.type_keys("2").await?;
        until_film(story, 18).await?;
        browser.type_keys("x").await?;
        until_film(story, 17).await?;
        browser.type_keys("s").await?;
        until_film(story, 16).await?;
        // One taken back, and one that is searched for.
        browser.type_keys("x").await?;
        until_film(story, 15).await?;
        browser.type_keys("u").await?;
        until_film(story, 16).await?;
        browser.type_keys("/").await?;
        browser.until_equal("return document.activeElement?.id", "search".into()).await?;
        browser.type_keys("night 16 2001").await?;
        browser.until_equal("return document.querySelectorAll('.match-candidate').length", 1.into()).await?;
        browser.press(&[Key::Enter]).await?;
        for number in (1..=15).rev() {
            until_film(story, number).await?;
            browser.type_keys("1").await?;
        }
        // The one that was left.
        until_film(story, 17).await?;
        browser.type_keys("1").await?;
        browser.see_text("Nothing to check").await?;
        let done = wait_for("the films", async || {
            let films = films(story).await?;
            let tied = films.iter().filter(|film| film.imdb_id.is_some()).count();
            Ok((tied == 19).then_some(films))
        })
        .await?;
        let id_of = |number: u32| {
            let title = format!("Night {number}");
            done.iter().find(|film| film.title == title).and_then(|film| film.imdb_id.as_deref())
        };
        ensure!([20, 19, 18].map(id_of) == [Some("tt0001020"), Some("tt0002019"), None], "{done:?}");
        ensure!([17, 16, 1].map(id_of) == [Some("tt0001017"), Some("tt0002016"), Some("tt0001001")], "{done:?}");
        ensure!(done.iter().all(|film| film.year == Some(2000)), "what was typed is kept");
        Ok(())
    })
}

#[test]
fn a_run_of_matching_is_undone_from_the_page() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build(story, &[(1000, 2000, 90)])?;
        let api = story.server.api().await?;
        for number in 1..=FILMS {
            let draft = MovieDraft {
                title: format!("Night {number}"),
                year: Some(2000),
                runtime_minutes: Some(90),
                ..MovieDraft::default()
            };
            api.create_movie(&draft, None).await?;
        }
        story.open_signed_in("/imports").await?;
        browser.click("button", "Match films").await?;
        browser.see_text("Last time: 20 films matched, 0 to check, 0 not found.").await?;
        ensure!(films(story).await?.iter().all(|film| film.imdb_id.is_some()), "all are tied");
        browser.click("button", "Undo matching").await?;
        wait_for("the films as they were", async || {
            let films = films(story).await?;
            Ok(films.iter().all(|film| film.imdb_id.is_none() && film.genres.is_empty()).then_some(()))
        })
        .await?;
        // The page offers to begin again. What somebody took back isn't done again by itself.
        browser.see("button", "Match films").await?;
        browser.see("link", "Check 20 films").await.map(drop)
    })
}

#[test]
fn a_film_that_cannot_be_saved_comes_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        begin(story).await?;
        browser.expect_failures("status of 422");
        fs::remove_file(story.server.folder().join("data/catalogue.db"))?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“Night 20” wasn’t saved.").await?;
        // Not in the place of the one that is looked at.
        until_film(story, 19).await?;
        browser.type_keys("s").await?;
        until_film(story, 20).await
    })
}

#[test]
fn a_film_is_found_in_the_catalogue_from_its_own_page() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        let draft = MovieDraft { title: "Night 7".to_owned(), year: Some(2001), ..MovieDraft::default() };
        let film = story.server.api().await?.create_movie(&draft, None).await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("link", "Find in the catalogue").await?;
        until_film(story, 7).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("95 min").await.or(browser.see_text("1 h 35 min").await)?;
        ensure!(films(story).await?[0].imdb_id.as_deref() == Some("tt0002007"), "it is tied");
        Ok(())
    })
}
