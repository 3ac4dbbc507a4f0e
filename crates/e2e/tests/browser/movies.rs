//! The films' page: adding, editing, finding and deleting.

use crate::support::films::{add_film, add_known_films};
use crate::support::{Outcome, Story, story, story_on_postgres};
use anyhow::{Result, ensure};
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::Value;

#[test]
fn a_film_is_added_edited_found_deleted_and_brought_back() -> Outcome {
    story(main_story)
}

#[test]
fn a_film_is_added_edited_found_deleted_and_brought_back_on_postgresql() -> Outcome {
    story_on_postgres(main_story)
}

async fn main_story(story: &Story) -> Result<()> {
    let browser = &story.browser;
    story.open_signed_in("/movies").await?;
    browser.click("button", "Log your first film").await?;
    browser.fill("title", "Amelie").await?;
    browser.fill("year", "2001").await?;
    browser.click("button", "Save").await?;
    browser.until_films(&["Amelie"]).await?;
    browser.until_count("1 film").await?;

    browser.film_action("Amelie", "Edit").await?;
    browser.until_value("year", "2001").await?;
    browser.fill("title", "Amélie").await?;
    browser.click("button", "Save").await?;
    browser.until_films(&["Amélie"]).await?;

    browser.click("button", "Log a film").await?;
    browser.fill("title", "Alien").await?;
    browser.click("button", "Save").await?;
    browser.until_films(&["Alien", "Amélie"]).await?;
    browser.search("amelie").await?;
    browser.until_films(&["Amélie"]).await?;

    browser.film_action("Amélie", "Delete").await?;
    browser.see_text("Amélie").await?;
    browser.click("button", "Delete").await?;
    browser.see_text("No films found").await?;
    browser.click_css(".toast:last-child .toast-undo").await?;
    browser.until_films(&["Amélie"]).await?;
    browser.until_path("/movies?search=amelie").await
}

#[test]
fn a_percent_sign_finds_only_titles_that_have_one() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["100 Streets", "100% Wolf", "Amélie", "A_B", "AxB"] {
            add_film(&api, title).await?;
        }
        story.open_signed_in("/movies").await?;
        for (search, found) in [("100%", "100% Wolf"), ("%", "100% Wolf"), ("AMÉLIE", "Amélie"), ("a_b", "A_B")] {
            browser.search(search).await?;
            browser.until_films(&[found]).await?;
        }
        Ok(())
    })
}

#[test]
fn deleting_asks_by_the_films_name_and_may_be_called_off() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_film(&api, "Playtime").await?;
        add_film(&api, "Alien").await?;
        story.open_signed_in("/movies").await?;
        for way_out in ["Cancel", "Escape"] {
            browser.film_action("Playtime", "Delete").await?;
            browser.see_in("dialog[open]", &["Playtime"]).await?;
            let question = browser.see_css("dialog[open]").await?.text().await?;
            ensure!(!question.contains("Alien"), "the question is {question:?}");
            if way_out == "Cancel" {
                browser.click("button", "Cancel").await?;
            } else {
                browser.press(&[Key::Escape]).await?;
            }
            browser.miss_css("dialog[open]").await?;
            browser.until_films(&["Alien", "Playtime"]).await?;
        }
        ensure!(api.list_trash(&domain::pages::PageQuery::default()).await?.total == 0, "a film is in the trash");
        Ok(())
    })
}

#[test]
fn filters_are_set_seen_and_taken_away() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        browser.click("button", "Filters").await?;
        choose(story, "Genres", "Crime (4)").await?;
        choose(story, "Genres", "Comedy (5)").await?;
        browser.until_path("/movies?genre=Crime&genre=Comedy").await?;
        browser.see_text("No films match these filters.").await?;
        browser.click("button", "Match all").await?;
        browser.until_path("/movies?genre=Crime&genre=Comedy&genre_match=any").await?;
        browser.until_count("9 films").await?;
        choose(story, "Rating", "4.5 stars or more").await?;
        choose(story, "Decade", "1990s").await?;
        browser.until_path("/movies?genre=Crime&genre=Comedy&genre_match=any&decade=1990&rating_min=4.5").await?;
        browser.click_css("#filters-toggle").await?;
        browser.miss_css("#filter-panel").await?;
        browser.see_in(".set-filters", &["Crime", "Comedy", "1990s", "4.5 stars or more"]).await?;
        browser.click("button", "Remove the filter Comedy").await?;
        browser.until_path("/movies?genre=Crime&genre_match=any&decade=1990&rating_min=4.5").await?;
        browser.click("button", "Clear all").await?;
        browser.until_path("/movies?genre_match=any").await?;
        browser.until_count("20 films").await?;
        browser.miss_css(".set-filters").await?;
        // A year of two digits is no year, and says so.
        browser.click("button", "Filters").await?;
        browser.client().find(Locator::Css("#filter-year")).await?.send_keys("19\u{e004}").await?;
        browser.see_text("Enter a year of four digits.").await
    })
}

#[test]
fn the_watchlist_is_a_page_of_its_own() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        story.open_signed_in("/watchlist").await?;
        browser.see("heading", "Watchlist").await?;
        browser.see_text("Your watchlist is empty").await?;
        add_known_films(&story.server.api().await?).await?;
        browser.open("/watchlist").await?;
        browser.until_films(&["Past Lives", "Paris, Texas"]).await?;
        browser.until_count("2 films").await?;
        choose(story, "Sort by", "Runtime").await?;
        browser.until_path("/watchlist?sort=runtime").await?;
        browser.search("paris").await?;
        browser.until_films(&["Paris, Texas"]).await?;
        browser.film_action("Paris, Texas", "Watchlist").await?;
        browser.see_text("removed from the watchlist").await?;
        browser.see_text("No films match “paris”").await?;
        browser.click("button", "Undo").await?;
        browser.until_films(&["Paris, Texas"]).await?;
        browser.click("link", "Movies").await?;
        browser.see("heading", "Movies").await?;
        browser.until_count("20 films").await
    })
}

#[test]
fn the_address_holds_search_filters_order_and_view() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        add_known_films(&story.server.api().await?).await?;
        story.open_signed_in("/movies").await?;
        browser.until_count("20 films").await?;
        browser.click("button", "Watched").await?;
        browser.until_path("/movies?status=watched").await?;
        browser.click("button", "All").await?;
        browser.click("button", "Filters").await?;
        choose(story, "Genres", "Crime (4)").await?;
        browser.until_path("/movies?genre=Crime").await?;
        choose(story, "Sort by", "Title").await?;
        browser.until_path("/movies?genre=Crime&sort=title").await?;
        let by_title = ["The Godfather", "La Haine", "Pulp Fiction", "Rashomon"];
        browser.until_films(&by_title).await?;
        browser.click("button", "Table").await?;
        browser.until_path("/movies?genre=Crime&sort=title&view=table").await?;
        browser.until_films(&by_title).await?;
        browser.search("ra").await?;
        browser.until_path("/movies?search=ra&genre=Crime&sort=title&view=table").await?;
        browser.until_films(&["Rashomon"]).await?;

        browser.client().refresh().await?;
        browser.until_films(&["Rashomon"]).await?;
        browser.until_search("ra").await?;
        browser.client().back().await?;
        browser.until_path("/movies?genre=Crime&sort=title").await?;
        browser.until_films(&by_title).await?;
        browser.see_css("#movie-grid").await?;
        browser.client().forward().await?;
        browser.until_films(&["Rashomon"]).await?;
        browser.see_css("#movie-table").await.map(drop)
    })
}

async fn choose(story: &Story, select: &str, option: &str) -> Result<()> {
    let browser = &story.browser;
    let script = "return [...arguments[0].options].some((option) => option.text === arguments[1])";
    let element = browser.see("combobox", select).await?;
    let args = vec![serde_json::to_value(&element)?, option.into()];
    browser.until(format!("the choice “{option}”"), script, args).await?;
    element.select_by_label(option).await?;
    Ok(())
}

#[test]
fn the_tables_headings_sort() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["b", "Émile", "a", "Zoë"] {
            add_film(&api, title).await?;
        }
        story.open_signed_in("/movies?view=table").await?;
        browser.click("button", "Title").await?;
        browser.until_films(&["a", "b", "Émile", "Zoë"]).await?;
        browser.click("button", "Title").await?;
        browser.until_films(&["Zoë", "Émile", "b", "a"]).await?;
        browser.see_css("th[aria-sort=descending]").await.map(drop)
    })
}

#[test]
fn slash_goes_to_the_search_and_escape_clears_it() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_film(&api, "Alien").await?;
        add_film(&api, "Playtime").await?;
        story.open_signed_in("/movies").await?;
        browser.until_films(&["Playtime", "Alien"]).await?;
        browser.type_keys("/play").await?;
        browser.until_films(&["Playtime"]).await?;
        browser.until_path("/movies?search=play").await?;
        browser.press(&[Key::Escape]).await?;
        browser.until_films(&["Playtime", "Alien"]).await?;
        browser.until_path("/movies").await?;
        browser.until_search("").await?;
        // In a field, a slash is a slash.
        browser.click("button", "Log a film").await?;
        browser.fill("title", "Face/Off").await?;
        browser.until_value("title", "Face/Off").await?;
        Ok(())
    })
}

#[test]
fn the_list_keeps_its_search_after_an_edit() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["Alien", "Aliens", "Playtime"] {
            add_film(&api, title).await?;
        }
        story.open_signed_in("/movies?search=alien&sort=title").await?;
        browser.until_films(&["Alien", "Aliens"]).await?;
        browser.film_action("Aliens", "Edit").await?;
        browser.fill("title", "A: Aliens").await?;
        browser.click("button", "Save").await?;
        browser.until_films(&["A: Aliens", "Alien"]).await?;
        browser.until_path("/movies?search=alien&sort=title").await?;
        browser.client().refresh().await?;
        browser.until_films(&["A: Aliens", "Alien"]).await
    })
}

#[test]
fn an_old_answer_never_replaces_a_newer_one() -> Outcome {
    // The answer to the first search is held back until that to the second is there.
    const HOLD: &str = "const real = window.fetch;
        window.fetch = (input, init) => {
            const url = typeof input === 'string' ? input : input.url;
            if (!url.includes('search=alien')) return real(input, init);
            return real(input, init).then(async (answer) => {
                const whole = new Response(await answer.arrayBuffer(), answer);
                return new Promise((done) => { window.release = () => done(whole); });
            });
        }";
    // It is there as a whole, so what would come of it is drawn before another request has its answer.
    const RELEASE: &str = "const done = arguments[0];
        window.release();
        fetch('/api/setup').then((answer) => answer.text()).then(() => requestAnimationFrame(() => done(true)))";
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        add_film(&api, "Alien").await?;
        add_film(&api, "Playtime").await?;
        story.open_signed_in("/movies").await?;
        browser.until_films(&["Playtime", "Alien"]).await?;
        browser.script(HOLD, Vec::new()).await?;
        browser.search("alien").await?;
        browser.until("the first search", "return typeof window.release === 'function'", Vec::new()).await?;
        browser.search("playtime").await?;
        browser.until_films(&["Playtime"]).await?;
        ensure!(browser.client().execute_async(RELEASE, Vec::new()).await? == Value::Bool(true));
        ensure!(browser.films().await? == ["Playtime"], "the old answer replaced the newer one");
        browser.until_films(&["Playtime"]).await
    })
}
