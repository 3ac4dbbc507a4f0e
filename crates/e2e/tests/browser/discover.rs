//! Discover: films of the catalogue for people who loved others; and the language of film titles.

use crate::appearance::Look;
use crate::support::server::NAME;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::accounts::places::{Language, Region};
use domain::library::movies::MovieDraft;
use domain::library::movies_query::{MoviesQuery, Status};
use domain::pages::PageQuery;
use fantoccini::key::Key;
use std::fs;

const FILES: [(&str, &str); 6] = [
    (
        "title.basics",
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime,Drama
tt0083190\tmovie\tThief\tThief\t0\t1981\t\\N\t123\tCrime,Drama
tt0369339\tmovie\tCollateral\tCollateral\t0\t2004\t\\N\t120\tCrime,Drama
tt0070666\tmovie\tSerpico\tSerpico\t0\t1973\t\\N\t130\tBiography,Crime
tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy,Romance
tt0052311\tmovie\tباب الحديد\tباب الحديد\t0\t1958\t\\N\t77\tCrime
tt0043338\tmovie\tThe Big Carnival, or How an Endless Title Went On and On until Nobody Could Remember\tAce in the Hole\t0\t1951\t\\N\t111\tDrama
",
    ),
    (
        "title.ratings",
        "tconst\taverageRating\tnumVotes
tt0113277\t8.3\t700000
tt0083190\t7.4\t40000
tt0369339\t7.5\t430000
tt0070666\t7.7\t130000
tt0211915\t8.3\t790000
tt0052311\t7.5\t5000
tt0043338\t8.1\t40000
",
    ),
    (
        "title.akas",
        "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle
tt0083190\t1\tDer Einzelgänger\tDE\tde\t\\N\t\\N\t0
tt0211915\t1\tDie fabelhafte Welt der Amélie\tDE\tde\t\\N\t\\N\t0
",
    ),
    (
        "title.crew",
        "tconst\tdirectors\twriters
tt0113277\tnm0000520\t\\N
tt0083190\tnm0000520\t\\N
tt0369339\tnm0000520\t\\N
tt0070666\tnm0001486\t\\N
",
    ),
    (
        "title.principals",
        "tconst\tordering\tnconst\tcategory\tjob\tcharacters
tt0113277\t1\tnm0000199\tactor\t\\N\t\\N
tt0070666\t1\tnm0000199\tactor\t\\N\t\\N
",
    ),
    (
        "name.basics",
        "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles
nm0000520\tMichael Mann\t1943\t\\N\tdirector\ttt0113277
nm0001486\tSidney Lumet\t1924\t2011\tdirector\ttt0070666
nm0000199\tAl Pacino\t1940\t\\N\tactor\ttt0113277
",
    ),
];

/// Builds a small catalogue with people on the server of a story.
fn build(story: &Story) -> Result<()> {
    let folder = story.server.folder().join("imdb");
    fs::create_dir_all(&folder)?;
    for (name, text) in FILES {
        fs::write(folder.join(format!("{name}.tsv")), text)?;
    }
    let folder = folder.to_str().context("the path isn’t text")?;
    story.server.run(&["catalogue", "update", "--from", folder]).map(drop)
}

async fn love_heat(story: &Story) -> Result<()> {
    let heat = MovieDraft {
        title: "Heat".to_owned(),
        year: Some(1995),
        imdb_id: Some("tt0113277".to_owned()),
        rating: Some(5.0),
        ..MovieDraft::default()
    };
    story.server.api().await?.create_movie(&heat, None).await.map(drop)?;
    Ok(())
}

#[test]
fn films_are_discovered_by_the_keyboard_alone() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/discover").await?;
        browser.see_text("There’s no catalogue yet").await?;
        browser.see_text("An admin of this server can build one").await?;
        build(story)?;
        browser.open("/discover").await?;
        browser.see_text("Rate some films first").await?;
        love_heat(story).await?;
        browser.open("/movies").await?;
        browser.click("link", "Discover").await?;
        browser.see_in("#discover", &["Because you loved Heat: directed by Michael Mann"]).await?;
        browser.see_in("#discover", &["Serpico", "with Al Pacino"]).await?;
        // Not for me, for good; Undo brings it back.
        browser.tab_to("Not for me: Thief").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“Thief” won’t be suggested again").await?;
        browser.until("that it’s gone", GONE, vec!["Thief".into()]).await?;
        browser.open("/discover").await?;
        browser.see_in("#discover", &["Collateral"]).await?;
        browser.until("that it stays away", GONE, vec!["Thief".into()]).await?;
        browser.tab_to("Not for me: Collateral").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“Collateral” won’t be suggested again").await?;
        browser.click("button", "Undo").await?;
        browser.see_in("#discover", &["Collateral"]).await?;
        // The films that were dismissed, to bring one of them back.
        browser.tab_to("Not for me").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in("dialog[open]", &["Discover doesn’t suggest these films", "Thief", "1981"]).await?;
        browser.tab_to("Bring back Thief").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“Thief” can be suggested again").await?;
        browser.see_in("dialog[open]", &["You haven’t dismissed any films."]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.see_in("#discover", &["Thief"]).await?;
        // Onto the watchlist.
        browser.tab_to("Add to watchlist: Collateral").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("“Collateral” added to the watchlist").await?;
        browser.until("that it’s gone", GONE, vec!["Collateral".into()]).await?;
        let api = story.server.api().await?;
        let query = MoviesQuery { status: Some(Status::Watchlist), ..MoviesQuery::default() };
        let wanted = api.list_movies(&query, &PageQuery::default()).await?.items;
        let wanted: Vec<_> = wanted.iter().map(|it| (it.title.as_str(), it.directors.concat())).collect();
        ensure!(wanted == [("Collateral", "Michael Mann".to_owned())], "{wanted:?}");
        // Logged, with what the catalogue knows of it.
        browser.tab_to("Log Serpico").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in(".chosen-film", &["Serpico", "Sidney Lumet"]).await?;
        browser.click("button", "Save").await?;
        browser.miss_css("dialog[open]").await?;
        browser.until("that it’s gone", GONE, vec!["Serpico".into()]).await?;
        let all = api.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items;
        let serpico = all.iter().find(|it| it.title == "Serpico").context("it is logged")?;
        ensure!(serpico.imdb_id.as_deref() == Some("tt0070666"), "{serpico:?}");
        Ok(())
    })
}

/// Whether there are cards, and none with this title.
const GONE: &str = "const titles = [...document.querySelectorAll('#discover h2 bdi')].map(it => it.textContent);
    return titles.length > 0 && !titles.includes(arguments[0])";

#[test]
fn discover_is_accessible_and_fits_on_a_desk() -> Outcome {
    story(async |story| look_at_discover(story, 1280).await)
}

#[test]
fn discover_is_accessible_and_fits_on_a_phone() -> Outcome {
    story(async |story| look_at_discover(story, 390).await)
}

async fn look_at_discover(story: &Story, width: u32) -> Result<()> {
    let browser = &story.browser;
    story.server.run(&["user", "role", NAME, "admin"])?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/discover").await?;
    browser.see_text("Go to the catalogue").await?;
    look.at("discover-no-catalogue").await?;
    build(story)?;
    browser.open("/discover").await?;
    browser.see_text("Rate some films first").await?;
    look.at("discover-nothing-rated").await?;
    love_heat(story).await?;
    browser.open("/discover").await?;
    browser.see_in("#discover", &["Because you loved"]).await?;
    look.at("discover").await?;
    let api = story.server.api().await?;
    for id in ["tt0083190", "tt0070666", "tt0043338"] {
        api.create_discover_dismissal(id).await?;
    }
    browser.open("/discover").await?;
    browser.click("button", "Not for me").await?;
    browser.see_in("dialog[open]", &["Serpico", "Bring back"]).await?;
    look.at("discover-dismissed").await?;
    browser.open("/account").await?;
    browser.see_text("Language of film titles").await?;
    look.at("account-language").await?;
    look.finish()
}

#[test]
fn titles_are_in_the_language_that_one_chooses() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build(story)?;
        story.open_signed_in("/account").await?;
        let language = browser.see("combobox", "Language of film titles").await?;
        browser.see_in("#title-language", &["Same as my browser", "German", "Zulu"]).await?;
        language.select_by_value("de").await?;
        browser.see_text("Saved").await?;
        browser.see("combobox", "Country").await?.select_by_value("AT").await?;
        let api = story.server.api().await?;
        wait_for("the country", async || {
            let now = api.get_preferences().await?;
            Ok((now.language == Language::from_name("de") && now.region == Region::from_name("AT")).then_some(()))
        })
        .await?;
        browser.open("/movies").await?;
        browser.see_text("No films yet").await?;
        browser.click("button", "Log a film").await?;
        browser.fill("title", "amelie").await?;
        browser.see_in("#film-options .option", &["Die fabelhafte Welt der Amélie", "Le fabuleux destin"]).await?;
        browser.fill("title", "").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        // As the browser asks, again.
        browser.open("/account").await?;
        browser.see("combobox", "Language of film titles").await?.select_by_value("").await?;
        wait_for("no language", async || Ok(api.get_preferences().await?.language.is_none().then_some(()))).await
    })
}

#[test]
fn ones_own_films_are_shown_in_the_language_that_one_chooses() -> Outcome {
    story(async |story| look_at_titles(story, 1280).await)
}

#[test]
fn ones_own_films_are_shown_in_a_language_on_a_phone() -> Outcome {
    story(async |story| look_at_titles(story, 390).await)
}

async fn look_at_titles(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    build(story)?;
    let mut ids = Vec::new();
    for (title, imdb_id) in [("Amélie", "tt0211915"), ("Thief", "tt0083190"), ("My own Heat", "tt0113277")] {
        let draft = MovieDraft {
            title: title.to_owned(),
            imdb_id: Some(imdb_id.to_owned()),
            watched_on: Some("2024-03-09".to_owned()),
            ..MovieDraft::default()
        };
        ids.push(api.create_movie(&draft, None).await?.id);
    }
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/account").await?;
    browser.see("combobox", "Language of film titles").await?.select_by_value("de").await?;
    browser.see_text("Saved").await?;
    browser.open("/movies?sort=title").await?;
    // The title that is somebody's own stays.
    browser.see_in("main", &["Der Einzelgänger", "Die fabelhafte Welt der Amélie", "My own Heat"]).await?;
    look.at("titles-movies").await?;
    browser.open(&format!("/movies/{}", ids[0])).await?;
    browser.see_in("main", &["Die fabelhafte Welt der Amélie", "Le fabuleux destin d'Amélie Poulain"]).await?;
    look.at("titles-film").await?;
    browser.open("/diary").await?;
    browser.see_in("main", &["Der Einzelgänger"]).await?;
    look.at("titles-diary").await?;
    browser.open("/movies?search=thief").await?;
    browser.see_in("main", &["Der Einzelgänger"]).await?;
    browser.open("/account").await?;
    browser.see("combobox", "Language of film titles").await?.select_by_value("").await?;
    browser.see_text("Saved").await?;
    browser.open("/movies?sort=title").await?;
    browser.see_in("main", &["Amélie", "Thief"]).await?;
    look.finish()
}
