//! Bringing films from other services.

use crate::exports::{downloaded, keep_downloads};
use crate::support::browser::Browser;
use crate::support::films::add_film;
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::library::movies::{MovieDraft, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use fantoccini::Locator;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;

/// A zip with these files.
pub fn zip(files: &[(&str, &str)]) -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// What Letterboxd exports, with a film whose year is another one than in the library of these stories.
pub fn letterboxd() -> Result<Vec<u8>> {
    zip(&[
        (
            "diary.csv",
            "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-03,Heat,1996,https://boxd.it/1,4.5,,crime,2024-01-02
2024-02-11,Stalker,1979,https://boxd.it/2,5,,,2024-02-10
",
        ),
        ("watchlist.csv", "Date,Name,Year,Letterboxd URI\n2023-05-06,Solaris,1972,https://boxd.it/d\n"),
    ])
}

/// Drops a file on the page.
pub async fn drop_file(browser: &Browser, name: &str, bytes: &[u8]) -> Result<()> {
    let script = "const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], arguments[1]));
        const at = document.querySelector('main');
        for (const kind of ['dragenter', 'dragover', 'drop']) {
            at.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }";
    // It is taken once the part that takes it is there.
    let part = "return !!document.querySelector('.drop-target')";
    browser.until("what takes files", part, Vec::new()).await?;
    browser.script(script, vec![STANDARD.encode(bytes).into(), name.into()]).await.map(drop)
}

/// Chooses files on the page of imports.
pub async fn choose(browser: &Browser, files: &[(&str, &[u8])]) -> Result<()> {
    give_files(browser, "#import-file", files).await
}

/// Gives files to an input, as if they had been chosen.
pub async fn give_files(browser: &Browser, input: &str, files: &[(&str, &[u8])]) -> Result<()> {
    let script = "const data = new DataTransfer();
        for (const [name, text] of arguments[0]) {
            data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
        }
        const input = document.querySelector(arguments[1]);
        input.files = data.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.see_css(input).await?;
    let files: Vec<Value> = files.iter().map(|(name, bytes)| json!([name, STANDARD.encode(bytes)])).collect();
    browser.script(script, vec![files.into(), input.into()]).await.map(drop)
}

async fn films(story: &Story) -> Result<Vec<MovieSummary>> {
    let mut films = story.server.api().await?.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items;
    films.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(films)
}

async fn until_state(browser: &Browser, row: &str, state: &str) -> Result<()> {
    let script =
        "return [...document.querySelectorAll('.import-row')].find((it) => it.innerText.includes(arguments[0]))
        ?.dataset.state === arguments[1]";
    browser.until(format!("{row} to be {state}"), script, vec![row.into(), state.into()]).await.map(drop)
}

#[test]
fn a_letterboxd_zip_is_dropped_corrected_applied_undone_and_applied_again() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        api.create_movie(&MovieDraft { year: Some(1995), title: "Heat".to_owned(), ..MovieDraft::default() }, None)
            .await?;
        story.open_signed_in("/movies").await?;
        browser.see_text("Heat").await?;
        keep_downloads(browser).await?;
        for round in ["first", "second"] {
            drop_file(browser, "letterboxd-ana.zip", &letterboxd()?).await?;
            browser.see("heading", "letterboxd-ana.zip").await?;
            browser.see_text("Nothing has been added yet.").await?;
            browser.see_text("Import 2 rows").await?;
            ensure!(films(story).await?.len() == 1, "{round}: something was added already");
            browser.click_css("a.chip[href*='state=needs_look']").await?;
            browser.see_in("#import-rows", &["Heat", "diary.csv, row 2"]).await?;
            browser.click("button", "Change the film of Heat (1996)").await?;
            browser.see_css("dialog[open]").await?;
            browser.click("button", "Heat (1995)").await?;
            browser.see_text("Import 3 rows").await?;
            browser.click_css("#apply-import").await?;
            browser.see_text("2 films added").await?;
            browser.click("link", "See your diary").await?;
            browser.see_in("#diary", &["Stalker", "Heat"]).await?;
            ensure!(films(story).await?.len() == 3, "{round}: not all were added");
            browser.client().back().await?;
            if round == "first" {
                browser.click("button", "Undo import").await?;
                browser.see_css("dialog[open]").await?;
                browser.click_css("dialog[open] .is-danger").await?;
                browser.see_text("This import was undone.").await?;
                let left = films(story).await?;
                ensure!(left.len() == 1 && left[0].watch_count == 0, "{left:?}");
            }
        }
        browser.click("button", "Download report (CSV)").await?;
        let report = downloaded(browser, "letterboxd-ana.zip report.csv").await?;
        ensure!(report.contains("diary.csv,3,Stalker (1979),ready,yes"), "{report}");
        browser.open("/imports").await?;
        browser.see_in("#import-list", &["letterboxd-ana.zip", "2 films and 2 watches added", "Undone"]).await?;
        drop_file(browser, "letterboxd-ana.zip", &letterboxd()?).await?;
        browser.see_text("Already there").await?;
        Ok(())
    })
}

#[test]
fn a_day_on_which_films_were_marked_together_is_made_undated() -> Outcome {
    let plays = |count: u32| {
        let mut all = String::new();
        for id in 1..=count {
            let _ = write!(
                all,
                r#"{}{{"id":{id},"watched_at":"2019-05-04T12:00:00.000Z","action":"watch","type":"movie",
                "movie":{{"title":"Film {id}","year":2000,"ids":{{"trakt":{id},"slug":"x","imdb":null,"tmdb":{id}}}}}}}"#,
                if id == 1 { "[" } else { "," }
            );
        }
        all + "]"
    };
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/imports").await?;
        let file = zip(&[("watched/history-1.json", &plays(30))])?;
        choose(browser, &[("trakt.zip", &file)]).await?;
        browser.see_text("Import 30 rows").await?;
        browser.click("checkbox", "4 May 2019: 30 watches").await?;
        browser.click("button", "Update the preview").await?;
        browser.see_text("Watched, date unknown").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("30 films added").await?;
        let all = films(story).await?;
        ensure!(all.len() == 30 && all.iter().all(|it| it.watch_count == 1 && it.watched_on.is_none()), "{all:?}");
        Ok(())
    })
}

#[test]
fn a_time_becomes_the_day_that_it_was_in_the_chosen_time_zone() -> Outcome {
    let play = r#"[{"id":1,"watched_at":"2019-05-04T23:30:00.000Z","action":"watch","type":"movie",
        "movie":{"title":"Heat","year":1995,"ids":{"trakt":1,"slug":"x","imdb":null,"tmdb":949}}}]"#;
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/imports").await?;
        choose(browser, &[("trakt.zip", &zip(&[("watched/history-1.json", play)])?)]).await?;
        let zone = "const select = document.querySelector('#time-zone'); if (!select) return false;
            select.value = 'Asia/Tokyo'; select.dispatchEvent(new Event('change', { bubbles: true }));
            return select.value === 'Asia/Tokyo'";
        browser.until("the time zone to be chosen", zone, vec![]).await?;
        browser.click("button", "Update the preview").await?;
        browser.see_text("Import 1 row").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("1 film added").await?;
        let all = films(story).await?;
        let day = all.first().and_then(|it| it.watched_on).map(|it| it.to_string());
        ensure!(day.as_deref() == Some("2019-05-05"), "{all:?}");
        Ok(())
    })
}

#[test]
fn a_column_that_a_spreadsheet_spoilt_is_explained() -> Outcome {
    let file = "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,x,4\n2020-01-02,Ran,1985,x,6/01/2016\n";
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/imports").await?;
        choose(browser, &[("ratings.csv", file.as_bytes())]).await?;
        until_state(browser, "Ran", "needs_look").await?;
        browser.see_text("turned values of the column “Rating” into dates").await?;
        browser.see_text("Import 1 row").await?;
        browser.click("checkbox", "Import Ran (1985)").await?;
        browser.see_text("Import 2 rows").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("2 films added").await?;
        let all = films(story).await?;
        ensure!(all.iter().map(|it| it.rating.is_some()).collect::<Vec<_>>() == [true, false], "{all:?}");
        Ok(())
    })
}

#[test]
fn what_the_columns_of_a_table_are_is_asked_and_can_be_changed() -> Outcome {
    let file = "what,when,how much\nHeat,2020-01-02,8\nRan,2020-01-03,9\n";
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/imports").await?;
        choose(browser, &[("my films.csv", file.as_bytes())]).await?;
        browser.see("heading", "What is in each column?").await?;
        for (column, value) in [(0, "title"), (1, "watched_on"), (2, "rating_of_ten")] {
            let css = format!("#column-{column}");
            browser.client().find(Locator::Css(&css)).await?.select_by_value(value).await?;
        }
        browser.click("button", "Continue").await?;
        browser.see_text("Import 2 rows").await?;
        browser.see_text("Watched 2 Jan 2020").await?;
        browser.click_css("#apply-import").await?;
        browser.see_text("2 films added").await?;
        let all = films(story).await?;
        ensure!(all.iter().all(|it| it.watch_count == 1 && it.rating.is_some()), "{all:?}");
        Ok(())
    })
}

#[test]
fn whether_the_day_or_the_month_is_first_is_asked() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/imports").await?;
        choose(browser, &[("NetflixViewingHistory.csv", b"Title,Date\nRan,4/7/21\n")]).await?;
        browser.see("heading", "Day or month first?").await?;
        browser.see_text("4/7/21").await?;
        browser.click("button", "The month, as in 12/31").await?;
        browser.see_text("Watched 7 Apr 2021").await
    })
}

#[test]
fn several_files_are_uploaded_at_once_and_a_wrong_one_is_explained() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("status of 422");
        story.open_signed_in("/imports").await?;
        // So many that reading them takes longer than uploading the others.
        let mut ratings = "Date,Name,Year,Letterboxd URI,Rating\n".to_owned();
        for number in 1..=5000 {
            writeln!(ratings, "2020-01-01,Film {number},1995,x,4")?;
        }
        let files: [(&str, &[u8]); 3] = [
            ("ratings.csv", ratings.as_bytes()),
            ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("empty.csv", b""),
        ];
        choose(browser, &files).await?;
        browser.see_in("#import-list", &["ratings.csv", "Ready to import", "picture.png", "Failed"]).await?;
        browser.see_text("The file is empty. Choose another one.").await?;
        browser.click("link", "picture.png").await?;
        browser.see_text("Nothing was added to your films.").await?;
        browser.click("button", "Discard").await?;
        browser.see_text("Import discarded").await?;
        browser.miss_css("#import-list li:nth-child(2)").await
    })
}

#[test]
fn an_upload_without_a_server_says_so_and_can_be_tried_again() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        browser.expect_failures("net::ERR_");
        add_film(&story.server.api().await?, "Heat").await?;
        story.open_signed_in("/imports").await?;
        browser.see_css("#import-file").await?;
        story.server.kill();
        choose(browser, &[("letterboxd.zip", &letterboxd()?)]).await?;
        browser.see_text("letterboxd.zip: ").await?;
        story.server.restart()?;
        choose(browser, &[("letterboxd.zip", &letterboxd()?)]).await?;
        browser.see_text("Nothing has been added yet.").await
    })
}
