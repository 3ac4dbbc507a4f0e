//! People, collections and the best known films, with what one has seen of them.

use crate::appearance::Look;
use crate::support::films::painting;
use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::library::images::ImageKind;
use domain::library::movies::{Movie, MovieDraft, MovieSummary};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use fantoccini::key::Key;
use std::fs;

/// Films of people and of a series: ID, title, year, countries, place in the series, directors, cast.
type Row = (&'static str, &'static str, u16, &'static str, u16, &'static [u32], &'static [u32]);

const FILMS: [Row; 16] = [
    ("tt0068646", "The Godfather", 1972, "US", 1, &[1], &[2, 3, 4]),
    ("tt0071562", "The Godfather Part II", 1974, "US", 2, &[1], &[2, 5, 4]),
    ("tt0099674", "The Godfather Part III", 1990, "US", 3, &[1], &[2, 4, 6]),
    ("tt0086250", "Scarface", 1983, "US", 0, &[7], &[2]),
    ("tt0113277", "Heat", 1995, "US", 0, &[8], &[2, 5]),
    ("tt0072890", "Dog Day Afternoon", 1975, "US", 0, &[9], &[2]),
    ("tt0070666", "Serpico", 1973, "US,IT", 0, &[9], &[2]),
    ("tt0140352", "The Insider", 1999, "US", 0, &[8], &[2]),
    ("tt0278504", "Insomnia", 2002, "US,CA", 0, &[10], &[2]),
    ("tt0117913", "Looking for Richard", 1996, "US", 0, &[2], &[2]),
    ("tt1302006", "The Irishman", 2019, "US", 0, &[11], &[5, 2]),
    ("tt0113247", "La Haine", 1995, "FR", 0, &[12], &[13]),
    ("tt0109830", "Léon: The Professional", 1994, "FR", 0, &[14], &[15]),
    ("tt0108052", "Schindler’s List", 1993, "US", 0, &[16], &[17]),
    ("tt0110912", "Pulp Fiction", 1994, "US", 0, &[18], &[19]),
    ("tt0114369", "Se7en", 1995, "US", 0, &[20], &[21]),
];
/// The names of people, from number 1 on, with commas between them.
const PEOPLE: &str = "\
    Francis Ford Coppola, Al Pacino, Marlon Brando, Diane Keaton, Robert De Niro, Andy García, Brian De Palma, \
    Michael Mann, Sidney Lumet, Christopher Nolan, Martin Scorsese, Mathieu Kassovitz, Vincent Cassel, Luc Besson, \
    Jean Reno, Steven Spielberg, Liam Neeson, Quentin Tarantino, John Travolta, David Fincher, Brad Pitt";

/// Builds a catalogue of these films on the server of a story.
fn build_catalogue(story: &Story) -> Result<()> {
    let header = serde_json::json!({"header": {"format": "movietracker catalogue", "version": 1}});
    let film = |(at, row): (usize, &Row)| {
        let (id, title, year, countries, place, directors, cast) = *row;
        let countries: Vec<&str> = countries.split(',').collect();
        let series: Vec<_> = (place > 0).then(|| serde_json::json!({"id": 900, "place": place})).into_iter().collect();
        serde_json::json!({"film": {"id": id, "title": title, "year": year, "genres": ["Drama"], "known": 90 - at,
            "countries": countries, "series": series, "directors": directors, "cast": cast}})
    };
    let people =
        PEOPLE.split(", ").zip(1_u32..).map(|(name, id)| serde_json::json!({"person": {"id": id, "name": name}}));
    let series = serde_json::json!({"series": {"id": 900, "name": "The Godfather"}});
    let lines = [header].into_iter().chain(FILMS.iter().enumerate().map(film)).chain(people).chain([series]);
    let folder = story.server.folder().join("films");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("films.jsonl"), lines.map(|line| line.to_string() + "\n").collect::<String>())?;
    story.server.run(&["catalogue", "update", "--from", folder.to_str().context("the path isn’t text")?]).map(drop)
}

/// Adds a film of the catalogue; one with a rating was watched, another one is on the watchlist.
async fn add(story: &Story, id: &str, rating: Option<f64>) -> Result<Movie> {
    let api = story.server.api().await?;
    let film = api.get_catalogue_movie(id).await?;
    let watched_on = rating.map(|_| "2026-01-02".to_owned());
    let draft = MovieDraft { rating, watched_on, on_watchlist: rating.is_none(), ..film.draft() };
    Ok(api.create_movie(&draft, None).await?)
}

#[test]
fn a_name_on_a_film_leads_to_all_of_their_films() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        let godfather = add(story, "tt0068646", Some(5.0)).await?;
        add(story, "tt0113277", Some(4.0)).await?;
        story.open_signed_in(&format!("/movies/{}", godfather.id)).await?;
        browser.see_css("a[href='/people/Q2']").await?;
        browser.click("link", "Al Pacino").await?;
        browser.until_path("/people/Q2").await?;
        browser.see("heading", "Al Pacino").await?;
        browser.see_text("2 of 11 films watched").await?;
        browser.see_text("You rate them 4.50 stars on average").await?;
        // The newest first.
        browser
            .until_films(&[
                "The Irishman",
                "Insomnia",
                "The Insider",
                "Looking for Richard",
                "Heat",
                "The Godfather Part III",
                "Scarface",
                "Dog Day Afternoon",
                "The Godfather Part II",
                "Serpico",
                "The Godfather",
            ])
            .await?;
        // One press, and it is on the watchlist; another one takes that back.
        browser.film_action("Serpico", "Add to watchlist").await?;
        browser.see_text("“Serpico” added to the watchlist").await?;
        browser.click_css("a[href='/people/Q2?show=watchlist']").await?;
        browser.until_path("/people/Q2?show=watchlist").await?;
        browser.until_films(&["Serpico"]).await?;
        let film = own_film(story, "Serpico").await?;
        ensure!(film.directors == ["Sidney Lumet"] && film.actors == ["Al Pacino"], "{film:?}");
        // It is gone then, and the page asks for it once more.
        browser.expect_failures("status of 404");
        browser.click("button", "Undo").await?;
        browser.until_films(&[]).await?;
        browser.see_text("No films here").await?;
        browser.see("combobox", "Role").await?.select_by_label("Director").await?;
        browser.click_css("a[href='/people/Q2?role=director']").await?;
        browser.until_films(&["Looking for Richard"]).await?;
        browser.see("combobox", "Role").await?.select_by_label("Any role").await?;
        browser.see("combobox", "Sort").await?.select_by_label("Best known first").await?;
        browser.click_css("a[href='/people/Q2?sort=votes&show=seen']").await?;
        browser.until_films(&["The Godfather", "Heat"]).await
    })
}

async fn own_film(story: &Story, title: &str) -> Result<MovieSummary> {
    let api = story.server.api().await?;
    wait_for(format!("“{title}”"), async || {
        let films = api.list_movies(&MoviesQuery::default(), &PageQuery::default()).await?.items;
        Ok(films.into_iter().find(|film| film.title == title))
    })
    .await
}

#[test]
fn somebodys_film_is_logged_by_keyboard_alone() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        story.open_signed_in("/people/Q12").await?;
        browser.see("heading", "Mathieu Kassovitz").await?;
        browser.tab_to("La Haine").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_in(".chosen-film", &["La Haine", "1995", "Mathieu Kassovitz"]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.miss_css("dialog[open]").await?;
        browser.see_text("1 of 1 film watched").await?;
        // The focus is where it was, on what is now one's own.
        browser.until_focus_text("La Haine").await?;
        let film = own_film(story, "La Haine").await?;
        ensure!(film.imdb_id.as_deref() == Some("tt0113247") && film.watch_count == 1, "{film:?}");
        Ok(())
    })
}

#[test]
fn a_name_that_no_catalogue_knows_has_a_page_too() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = |title: &str, year| MovieDraft {
            title: title.to_owned(),
            year: Some(year),
            directors: vec!["Agnès Varda & friends".to_owned()],
            watched_on: Some("2026-01-02".to_owned()),
            rating: Some(4.0),
            ..MovieDraft::default()
        };
        let first = api.create_movie(&film("Vagabond", 1985), None).await?;
        api.create_movie(&film("Cléo from 5 to 7", 1962), None).await?;
        story.open_signed_in(&format!("/movies/{}", first.id)).await?;
        browser.click("link", "Agnès Varda & friends").await?;
        browser.see("heading", "Agnès Varda & friends").await?;
        browser.see_text("2 of 2 films watched").await?;
        browser.until_films(&["Vagabond", "Cléo from 5 to 7"]).await?;
        browser.open("/statistics").await?;
        browser.click_css(".bars a[href^='/people?name=']").await?;
        browser.see("heading", "Agnès Varda & friends").await?;
        browser.see_text("2 of 2 films watched").await?;
        // The palette finds people, too.
        browser.press_with(Key::Control, 'k').await?;
        browser.type_keys("varda").await?;
        browser.see_in("#palette-choices", &["Vagabond", "Agnès Varda & friends"]).await?;
        browser.press(&[Key::Escape]).await?;
        browser.open("/people?name=Somebody").await?;
        browser.see_text("No films found").await?;
        browser.expect_failures("status of 404");
        browser.open("/people/nm1").await?;
        browser.see_text("No films found").await.map(drop)
    })
}

#[test]
fn a_franchise_says_what_to_watch_next() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        build_catalogue(story)?;
        story.open_signed_in("/collections").await?;
        browser.see_text("No collections yet").await?;
        let first = add(story, "tt0068646", Some(5.0)).await?;
        add(story, "tt0099674", None).await?;
        browser.open(&format!("/movies/{}", first.id)).await?;
        browser.click_css("a[href='/collections/Q900']").await?;
        browser.see_text("1 of 3 films watched").await?;
        browser.see_in(".next-film", &["The Godfather Part II", "1974"]).await?;
        browser.click("button", "Log it").await?;
        browser.see_in(".chosen-film", &["The Godfather Part II"]).await?;
        browser.click("button", "Save").await?;
        browser.see_text("2 of 3 films watched").await?;
        browser.see_in(".next-film", &["The Godfather Part III", "On your watchlist"]).await?;
        browser.click_css("a[href='/collections/Q900?show=unseen']").await?;
        browser.until_films(&["The Godfather Part III"]).await?;
        browser.open("/collections").await?;
        browser
            .see_in("#collections", &["The Godfather", "3 films · 2 watched", "Next: The Godfather Part III (1990)"])
            .await?;
        browser.expect_failures("status of 404");
        browser.open("/collections/Q1").await?;
        browser.see_text("Collection not found").await.map(drop)
    })
}

#[test]
fn the_best_of_a_decade_and_a_country_is_told_with_what_one_has_seen() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/best").await?;
        browser.see_text("There’s no catalogue yet").await?;
        build_catalogue(story)?;
        add(story, "tt0113247", Some(4.5)).await?;
        browser.open("/best").await?;
        browser.see("heading", "Best-known films of all time").await?;
        browser.see("combobox", "Decade").await?.select_by_label("1990s").await?;
        browser.until_path("/best?decade=1990").await?;
        browser.see("heading", "Best-known films of the 1990s").await?;
        browser.see("combobox", "Country").await?.select_by_label("France").await?;
        browser.until_films(&["La Haine", "Léon: The Professional"]).await?;
        browser.click_css("a[href='/best?decade=1990&country=FR&status=unwatched']").await?;
        browser.until_films(&["Léon: The Professional"]).await?;
        browser.film_action("Léon: The Professional", "Add to watchlist").await?;
        browser.see_text("added to the watchlist").await?;
        browser.click_css("a[href='/best?decade=1990&country=FR&status=watchlist']").await?;
        browser.until_films(&["Léon: The Professional"]).await
    })
}

/// Looks at all of these pages, in a window that wide.
async fn look_at_people(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    build_catalogue(story)?;
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/collections").await?;
    browser.see_text("No collections yet").await?;
    look.at("collections-none").await?;
    let godfather = add(story, "tt0068646", Some(5.0)).await?;
    for (id, rating) in
        [("tt0113277", Some(4.5)), ("tt0086250", Some(3.5)), ("tt0113247", Some(4.0)), ("tt0278504", None)]
    {
        add(story, id, rating).await?;
    }
    api.update_image(godfather.id, ImageKind::Poster, painting(400, 600), None).await?;
    browser.open("/people/Q2").await?;
    browser.see_text("of 11 films watched").await?;
    browser.see_css(".film img").await?;
    look.at("person").await?;
    browser.open("/people/Q2?show=watchlist&role=director").await?;
    browser.see_text("No films here").await?;
    look.at("person-none").await?;
    browser.open("/people?name=Nobody").await?;
    browser.see_text("No films found").await?;
    look.at("person-unknown").await?;
    browser.open("/collections").await?;
    browser.see_text("3 films · 1 watched").await?;
    look.at("collections").await?;
    browser.open("/collections/Q900").await?;
    browser.see_in(".next-film", &["The Godfather Part II"]).await?;
    look.at("collection").await?;
    browser.open(&format!("/movies/{}", godfather.id)).await?;
    browser.see_css("a[href='/collections/Q900']").await?;
    look.at("film-of-a-collection").await?;
    browser.open("/best?decade=1990").await?;
    browser.see("heading", "Best-known films of the 1990s").await?;
    browser.see_css(".film").await?;
    look.at("best").await?;
    look.finish()
}

#[test]
fn people_and_collections_are_accessible_and_fit_on_a_desk() -> Outcome {
    story(async |story| look_at_people(story, 1280).await)
}

#[test]
fn people_and_collections_are_accessible_and_fit_on_a_phone() -> Outcome {
    story(async |story| look_at_people(story, 390).await)
}
