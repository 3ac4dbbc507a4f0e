//! Lists and tags, as they look.

use super::pages::Look;
use crate::lists::listed;
use crate::support::Story;
use crate::support::films::add_known_films;
use anyhow::{Context, Result};
use domain::library::list_items::ListItemsDraft;
use domain::library::lists::{ListDraft, Visibility};
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use serde_json::json;

/// Looks at all pages and dialogs of lists and tags, in a window that wide.
pub async fn look_at_lists(story: &Story, width: u32) -> Result<()> {
    let (browser, api) = (&story.browser, story.server.api().await?);
    let mut look = Look::begin(story, width).await?;
    story.open_signed_in("/lists").await?;
    browser.see_text("No lists yet").await?;
    look.at("lists-none").await?;
    browser.open("/tags").await?;
    browser.see_text("No tags yet").await?;
    look.at("tags-none").await?;
    add_known_films(&api).await?;
    let draft = |name: &str, ranked| ListDraft { name: name.to_owned(), ranked, ..ListDraft::default() };
    let top = ListDraft {
        description: Some("Ten films to show to somebody who has never seen any.".to_owned()),
        tags: vec!["club".to_owned(), "with the film club".to_owned()],
        visibility: Visibility::Members,
        ..draft("Ten to begin with", true)
    };
    let (list, _) = listed(story, top, &[format!("An endless title {}", "without ends ".repeat(15)).trim()]).await?;
    listed(story, draft("Endlesslylongnamewithoutanyblankinit".repeat(2).as_str(), false), &["Heat"]).await?;
    let films = api.list_movies(&MoviesQuery::default(), &PageQuery { limit: 12, cursor: None }).await?.items;
    let movie_ids = films.iter().map(|film| film.id).collect();
    api.create_list_items(list.id, &ListItemsDraft { movie_ids, note: None }, None, None).await?;
    let note = json!({"note": "Notice the light in the last scene."}).as_object().cloned().unwrap_or_default();
    api.update_list_item(list.id, films[3].id, &note, None).await?;
    browser.open("/lists").await?;
    browser.see_text("Ten to begin with").await?;
    look.at("lists").await?;
    browser.click("button", "New list").await?;
    browser.see_css("dialog[open]").await?;
    look.at("list-form").await?;
    browser.open("/lists?by=others").await?;
    browser.see_text("Nothing shared with you yet").await?;
    look.at("lists-others-none").await?;
    browser.open(&format!("/lists/{}", list.id)).await?;
    browser.see_text("Notice the light").await?;
    look.at("list").await?;
    browser.click("button", "Add films").await?;
    browser.see_css(".add-film").await?;
    look.at("list-add").await?;
    browser.click("button", "Done").await?;
    browser.click("button", "Share").await?;
    browser.click("button", "Create link").await?;
    let link = browser.until("the link", "return document.querySelector('#copy-field')?.value", vec![]).await?;
    look.at("list-share").await?;
    let path = link.as_str().and_then(|link| link.strip_prefix(browser.origin())).context("no link")?.to_owned();
    browser.open(&format!("/movies/{}", films[3].id)).await?;
    browser.click_css("#add-to-list").await?;
    browser.see("checkbox", "Ten to begin with").await?;
    look.at("film-lists").await?;
    browser.open("/tags").await?;
    browser.see_text("with the film club").await?;
    look.at("tags").await?;
    browser.click("button", "Rename “\u{2068}club\u{2069}”").await?;
    browser.see_css("dialog[open]").await?;
    look.at("tag-rename").await?;
    browser.open(&path).await?;
    browser.see_text("Notice the light").await?;
    look.at("shared-list").await?;
    browser.expect_failures("status of 404");
    browser.open("/shared/nothing").await?;
    browser.see_text("This list isn’t shared any more").await?;
    look.at("shared-list-gone").await?;
    look.finish()
}
