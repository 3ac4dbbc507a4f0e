//! Many films at once.

use crate::appearance::Look;
use crate::support::films::add_known_films;
use crate::support::server::NAME;
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use client::Client;
use client::native::NativeTransport;
use domain::library::lists::ListDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use fantoccini::key::Key;
use std::fmt::Write as _;

#[test]
fn five_hundred_films_are_tagged_and_the_tags_taken_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let file = story.server.folder().join("films.ndjson");
        let mut text = String::new();
        for number in 0..510 {
            let genre = if number < 500 { "Drama" } else { "Comedy" };
            writeln!(text, r#"{{"title":"Film {number}","genres":["{genre}"]}}"#)?;
        }
        std::fs::write(&file, text)?;
        story.server.run(&["import", "--user", NAME, &file.to_string_lossy()])?;
        let api = story.server.api().await?;

        story.open_signed_in("/movies?genre=Drama").await?;
        browser.until_count("500 films").await?;
        browser.click("button", "Select").await?;
        browser.click("button", "Select all 500").await?;
        until_chosen(story, "500 selected").await?;
        browser.click("button", "Add tags").await?;
        browser.see_text("Add tags to 500 films").await?;
        browser.click_css("#change-form [type=submit]").await?;
        browser.see_text("Enter a tag.").await?;
        browser.script("document.getElementById('field-add_tags').focus()", Vec::new()).await?;
        browser.type_keys("Seminar").await?;
        browser.press(&[Key::Enter, Key::Enter]).await?;
        browser.see_text("500 films tagged").await?;
        browser.miss_css("dialog[open]").await?;
        ensure!(tagged(&api).await? == 500);
        browser.click("button", "Undo").await?;
        browser.see_text("Undone").await?;
        ensure!(tagged(&api).await? == 0);
        browser.click("button", "Done").await?;
        browser.miss_css(".choice-bar").await
    })
}

#[test]
fn chosen_films_are_put_on_a_list_and_taken_off_it_again() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_known_films(&api).await?;
        story.open_signed_in("/movies?genre=Drama&sort=title").await?;
        browser.see_css(".film").await?;
        browser.click("button", "Select").await?;
        browser.click_css("#choose-all").await?;
        browser.click("button", "Add to list").await?;
        browser.see_text("You don’t have a list yet.").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        let list = api.create_list(&ListDraft { name: "Film club".to_owned(), ..ListDraft::default() }, None).await?;
        browser.click("button", "Add to list").await?;
        browser.see("combobox", "List").await?.select_by_label("Film club").await?;
        browser.click_css("#change-form [type=submit]").await?;
        browser.see_text("added to the list").await?;
        let on_it = api.get_list(list.id).await?.movie_count;
        ensure!(on_it > 5, "{on_it} films");
        browser.click("button", "Undo").await?;
        browser.see_text("Undone").await?;
        ensure!(api.get_list(list.id).await?.movie_count == 0);
        Ok(())
    })
}

#[test]
fn films_are_chosen_by_mouse_and_deleted_and_brought_back() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies?sort=title").await?;
        browser.until_count("20 films").await?;
        browser.click("button", "Select").await?;
        choose(story, "Alien", false).await?;
        choose(story, "Come and See", true).await?;
        // Alien, Amélie, Arrival, Come and See.
        until_chosen(story, "4 selected").await?;
        choose(story, "Arrival", false).await?;
        until_chosen(story, "3 selected").await?;
        browser.click("button", "Delete").await?;
        browser.see_text("Delete 3 films?").await?;
        browser.until_focus("button Cancel").await?;
        browser.click("button", "Delete").await?;
        browser.see_text("3 films deleted").await?;
        browser.until_count("17 films").await?;
        browser.click("button", "Undo").await?;
        browser.until_count("20 films").await?;
        browser.open("/trash").await?;
        browser.see_text("The trash is empty").await
    })
}

#[test]
fn films_are_chosen_by_keyboard_alone_in_the_table() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let api = story.server.api().await?;
        add_known_films(&api).await?;
        story.open_signed_in("/movies?sort=title&view=table").await?;
        browser.until_count("20 films").await?;
        browser.tab_to("Select").await?;
        browser.press(&[Key::Enter]).await?;
        browser.tab_to("Select Alien (1979)").await?;
        browser.type_keys(" ").await?;
        until_chosen(story, "1 selected").await?;
        browser.press(&[Key::Down, Key::Down]).await?;
        browser.until_focus("Select Arrival (2016)").await?;
        browser.type_keys(" ").await?;
        until_chosen(story, "2 selected").await?;
        browser.tab_to("Rate").await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("Rate 2 films").await?;
        browser.tab_to("Rating").await?;
        browser.press(&[Key::End]).await?;
        browser.press(&[Key::Enter]).await?;
        browser.see_text("2 films rated").await?;
        let five = MoviesQuery { rating_min: "5".parse().ok(), ..MoviesQuery::default() };
        // Four of the films had five stars before.
        ensure!(api.list_movies(&five, &PageQuery::default()).await?.total == 6);
        // The focus comes back to where it was in the list.
        browser.tab_to("Select Arrival (2016)").await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css(".choice-bar").await?;
        browser.until_focus("Select").await
    })
}

#[test]
fn choosing_is_accessible_and_fits_everywhere() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        browser.until_count("20 films").await?;
        for width in [1280, 390] {
            let mut look = Look::begin(story, width).await?;
            browser.open("/movies?sort=title").await?;
            browser.click("button", "Select").await?;
            look.at("choosing-none").await?;
            choose(story, "Alien", false).await?;
            choose(story, "Arrival", true).await?;
            until_chosen(story, "3 selected").await?;
            look.at("choosing").await?;
            for (button, name) in
                [("Rate", "rate"), ("Add tags", "tag"), ("Log", "log"), ("Move date", "date"), ("Delete", "delete")]
            {
                browser.click("button", button).await?;
                browser.see_css("dialog[open]").await?;
                look.at(&format!("choosing-{name}")).await?;
                browser.press(&[Key::Escape]).await?;
                browser.miss_css("dialog[open]").await?;
            }
            browser.open("/movies?sort=title&view=table").await?;
            browser.click("button", "Select").await?;
            browser.click_css(".choose-box").await?;
            look.at("choosing-table").await?;
            look.finish()?;
        }
        Ok(())
    })
}

/// Presses a film, perhaps with Shift held.
async fn choose(story: &Story, title: &str, is_range: bool) -> Result<()> {
    let script = "const [title, shiftKey] = arguments;
        const film = [...document.querySelectorAll('#movie-grid .film')]
            .find((film) => film.querySelector('.film-title').textContent === title);
        if (!film) return false;
        film.querySelector('.choose-mark').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey}));
        return true";
    story.browser.until(format!("the film {title}"), script, vec![title.into(), is_range.into()]).await.map(drop)
}

async fn until_chosen(story: &Story, text: &str) -> Result<()> {
    story.browser.see_in("#chosen-count", &[text]).await
}

/// How many films have the tag.
async fn tagged(api: &Client<NativeTransport>) -> Result<u64> {
    let query = MoviesQuery { tags: vec!["Seminar".to_owned()], ..MoviesQuery::default() };
    Ok(api.list_movies(&query, &PageQuery::default()).await?.total)
}
