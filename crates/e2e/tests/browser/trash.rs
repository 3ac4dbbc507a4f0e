//! The trash.

use crate::support::films::add_film;
use crate::support::{Outcome, story};
use anyhow::ensure;
use domain::pages::PageQuery;

#[test]
fn a_deleted_film_is_restored_or_deleted_for_ever() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        for title in ["Alien", "Playtime"] {
            let film = add_film(&api, title).await?;
            api.delete_movie(film.id, None).await?;
        }
        story.open_signed_in("/trash").await?;
        browser.see_text("2 films").await?;
        browser.see_text("30 days left").await?;
        browser.click_css("[aria-label^=Restore][aria-label*=Alien]").await?;
        browser.see_text("1 film").await?;
        browser.click_css("[aria-label^=Delete][aria-label*=Playtime]").await?;
        browser.see_in("dialog[open]", &["Playtime", "can’t be undone"]).await?;
        browser.click("button", "Delete permanently").await?;
        browser.see_text("The trash is empty").await?;
        ensure!(api.list_trash(&PageQuery::default()).await?.total == 0, "the trash is not empty");
        browser.open("/movies").await?;
        browser.until_films(&["Alien"]).await
    })
}
