//! Lists of films: making one, its order, and sharing it.

use crate::support::films::add_film;

use crate::support::{Outcome, Story, story, wait_for};
use anyhow::{Context, Result, ensure};
use domain::ids::MovieId;
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::{List, ListDraft, Visibility};
use fantoccini::key::Key;
use serde_json::{Value, json};

const TITLES: &str = "return [...document.querySelectorAll('#list-items h2')].map((e) => e.textContent)";

/// A list of films with these titles.
pub async fn listed(story: &Story, draft: ListDraft, titles: &[&str]) -> Result<(List, Vec<MovieId>)> {
    let api = story.server.api().await?;
    let list = api.create_list(&draft, None).await?;
    let mut movie_ids = Vec::new();
    for title in titles {
        movie_ids.push(add_film(&api, title).await?.id);
    }
    let draft = ListItemsDraft { movie_ids: movie_ids.clone(), note: None };
    Ok((api.create_list_items(list.id, &draft, None, None).await?.list, movie_ids))
}

fn named(name: &str) -> ListDraft {
    ListDraft { name: name.to_owned(), ..ListDraft::default() }
}

#[test]
fn a_list_is_made_ordered_by_keyboard_shared_and_revoked() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["Alien", "Heat", "Tampopo"] {
            add_film(&api, title).await?;
        }
        story.open_signed_in("/movies").await?;
        browser.click_css(".header-nav a[href='/lists'], .tabs a[href='/lists']").await?;
        browser.see_text("No lists yet").await?;
        browser.click("button", "New list").await?;
        browser.fill("name", "Film club").await?;
        browser.fill("description", "What we watched on Mondays.").await?;
        browser.click_css("[name=ranked]").await?;
        browser.click("button", "Save").await?;
        browser.see("heading", "Film club").await?;
        browser.click("button", "Add films").await?;
        for title in ["Alien", "Heat", "Tampopo"] {
            browser.click("button", &format!("Add {title}")).await?;
        }
        browser.until_equal("return document.querySelectorAll('#list-items > li').length", json!(3)).await?;
        browser.press(&[Key::Escape]).await?;
        browser.miss_css("dialog[open]").await?;
        let lists = api.list_lists(&Default::default(), &Default::default()).await?;
        let list = lists.items.first().context("the list isn't there")?.id;
        browser.client().refresh().await?;
        browser.until_equal(TITLES, json!(["Alien", "Heat", "Tampopo"])).await?;

        // By keyboard alone: the last film goes up to the first place.
        browser.until("the handle", "document.querySelectorAll('.list-handle')[2]?.focus(); return document.activeElement.matches('.list-handle')", vec![]).await?;
        browser.press(&[Key::Up]).await?;
        browser.until_equal(TITLES, json!(["Alien", "Tampopo", "Heat"])).await?;
        browser
            .until(
                "the focus where it was",
                "return document.activeElement.getAttribute('aria-label')?.includes('Tampopo')",
                vec![],
            )
            .await?;
        browser.press(&[Key::Home]).await?;
        browser.until_equal(TITLES, json!(["Tampopo", "Alien", "Heat"])).await?;
        browser
            .until_equal(
                "return [...document.querySelectorAll('.list-rank')].map((e) => e.textContent)",
                json!(["1", "2", "3"]),
            )
            .await?;
        let saved = async || {
            let items = api.list_list_items(list, &Default::default()).await?.items;
            Ok::<_, anyhow::Error>(items.into_iter().map(|item| item.movie.title).collect::<Vec<_>>())
        };
        let is_saved = async || Ok((saved().await? == ["Tampopo", "Alien", "Heat"]).then_some(()));
        wait_for("the order on the server", is_saved).await?;

        browser.click("button", "Share").await?;
        browser.click("button", "Create link").await?;
        let link = browser.until("the link", "return document.querySelector('#copy-field')?.value", vec![]).await?;
        let link = link.as_str().context("no link")?.to_owned();
        let path = link.strip_prefix(browser.origin()).context("the link leads elsewhere")?.to_owned();
        browser.click("button", "Done").await?;
        browser.sign_out().await?;

        browser.open(&path).await?;
        browser.see("heading", "Film club").await?;
        browser.until_equal(TITLES, json!(["Tampopo", "Alien", "Heat"])).await?;
        browser.see_text("What we watched on Mondays.").await?;
        browser.miss_css(".list-handle").await?;
        let script = "return fetch(location.pathname).then((answer) => [answer.headers.get('x-robots-tag'), answer.headers.get('referrer-policy')])";
        browser.until_equal(script, json!(["noindex, nofollow", "same-origin"])).await?;

        api.delete_list_link(list).await?;
        browser.expect_failures("status of 404");
        browser.client().refresh().await?;
        browser.see_text("This list isn’t shared any more").await
    })
}

#[test]
fn two_windows_that_order_a_list_at_once_agree_in_the_end() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let (list, movies) = listed(story, named("Best"), &["A", "B", "C"]).await?;
        story.open_signed_in(&format!("/lists/{}", list.id)).await?;
        browser.until_equal(TITLES, json!(["A", "B", "C"])).await?;
        let order = [movies[2], movies[1], movies[0]];
        api.update_list_order(list.id, &order, None).await?;
        browser.expect_failures("status of 412");
        browser.script("document.querySelector('.list-handle').focus()", vec![]).await?;
        browser.press(&[Key::Down]).await?;
        browser.see_text("This list was changed elsewhere.").await?;
        browser.until_equal(TITLES, json!(["C", "B", "A"])).await
    })
}

#[test]
fn a_film_is_dragged_to_another_place() -> Outcome {
    story(async |story| {
        let browser = &story.browser;
        let (list, _) = listed(story, named("Best"), &["A", "B", "C"]).await?;
        story.open_signed_in(&format!("/lists/{}", list.id)).await?;
        browser.until_equal(TITLES, json!(["A", "B", "C"])).await?;
        let script = "const box = (n) => document.querySelectorAll('.list-handle')[n].getBoundingClientRect();
            return [box(0).x + 10, box(0).y + 10, box(2).bottom + 30]";
        let places: Vec<f64> = serde_json::from_value(browser.script(script, vec![]).await?)?;
        browser.drag(places[0], places[1], places[0], places[2]).await?;
        browser.until_equal(TITLES, json!(["B", "C", "A"])).await?;
        browser.client().refresh().await?;
        browser.until_equal(TITLES, json!(["B", "C", "A"])).await
    })
}

#[test]
fn a_film_is_put_on_a_list_from_its_page_and_taken_off_with_undo() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let (list, _) = listed(story, named("Best"), &["A"]).await?;
        let film = add_film(&api, "Heat").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.see_text("It isn’t on any list.").await?;
        browser.click_css("#add-to-list").await?;
        browser.click("checkbox", "Best").await?;
        browser.click("button", "Done").await?;
        browser.click("link", "Best").await?;
        browser.until_equal(TITLES, json!(["A", "Heat"])).await?;
        browser.click_css("#list-items > li:last-child .list-item-actions button:last-child").await?;
        browser.until_equal(TITLES, json!(["A"])).await?;
        browser.click("button", "Undo").await?;
        browser.until_equal(TITLES, json!(["A", "Heat"])).await?;
        browser.click_css("#list-items > li:first-child .list-item-actions button:first-child").await?;
        browser.fill("note", "A classic.").await?;
        browser.click("button", "Save").await?;
        browser.see_text("A classic.").await?;
        browser.click("button", "Delete").await?;
        browser.until_path("/lists").await?;
        browser.see_text("No lists yet").await?;
        browser.click("button", "Undo").await?;
        browser.until_path(&format!("/lists/{}", list.id)).await?;
        browser.until_equal(TITLES, json!(["A", "Heat"])).await
    })
}

#[test]
fn what_people_write_in_lists_is_never_run() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let text = r#"<img src=x onerror="window.isHacked=1"><script>window.isHacked=1</script>"#;
        let draft = ListDraft {
            description: Some(format!("{text} javascript:alert(1)")),
            ranked: true,
            visibility: Visibility::Members,
            tags: vec!["<b onclick=x>bold</b>".to_owned(), "javascript:alert(1)".to_owned()],
            ..named(text)
        };
        let (list, movies) = listed(story, draft, &[text]).await?;
        let note = json!({ "note": text }).as_object().cloned().unwrap_or_default();
        api.update_list_item(list.id, movies[0], &note, None).await?;
        // The API's client has no session of the page; the page makes the link.
        story.open_signed_in(&format!("/lists/{}", list.id)).await?;
        browser.click("button", "Share").await?;
        browser.click("button", "Create link").await?;
        let link = browser.until("the link", "return document.querySelector('#copy-field')?.value", vec![]).await?;
        let shared = link.as_str().and_then(|link| link.strip_prefix(browser.origin())).context("no link")?.to_owned();
        for path in [
            "/lists".to_owned(),
            format!("/lists/{}", list.id),
            format!("/movies/{}", movies[0]),
            "/tags".to_owned(),
            shared,
        ] {
            browser.open(&path).await?;
            browser.see_text(if path == "/tags" { "<b onclick=x>" } else { "<img src=x" }).await?;
            let hacked: Value =
                browser.script("return 'isHacked' in window || !!document.querySelector('img[src=x]')", vec![]).await?;
            ensure!(hacked == false, "{path} runs what is written in a list");
        }
        Ok(())
    })
}
