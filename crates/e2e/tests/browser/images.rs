//! Posters and backdrops.

use crate::support::browser::Browser;
use crate::support::films::{add_film, painting};
use crate::support::{Outcome, Story, story};
use anyhow::{Result, ensure};
use domain::library::images::ImageKind;
use fantoccini::Locator;
use serde_json::json;

/// Chooses a file with these bytes in the open dialog.
async fn choose(story: &Story, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(name);
    std::fs::write(&file, bytes)?;
    let input = story.browser.client().find(Locator::Css("dialog[open] input[type=file]")).await?;
    input.send_keys(&file.to_string_lossy()).await?;
    // Reading it must not find it gone.
    story
        .browser
        .until("the end of the upload", "return !document.querySelector('.image-status .spinner')", vec![])
        .await?;
    Ok(())
}

/// Waits until a picture is drawn, and gives its address.
async fn see_picture(browser: &Browser, selector: &str) -> Result<String> {
    let script = "const image = document.querySelector(arguments[0]);
        return image?.complete && image.naturalWidth > 0 ? image.currentSrc : null";
    let found = browser.until(format!("the picture {selector}"), script, vec![selector.into()]).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_poster_is_uploaded_seen_everywhere_removed_and_brought_back() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.see_css(".film-page-poster .is-drawn").await?;
        browser.click("button", "Add a poster").await?;
        browser.see("heading", "Add a poster").await?;
        choose(story, "poster.png", &painting(500, 750)).await?;
        browser.see_text("Poster saved").await?;
        browser.miss_css("dialog[open]").await?;
        let large = see_picture(browser, ".film-page-poster img").await?;
        browser.click("link", "Movies").await?;
        let small = see_picture(browser, ".film-art img").await?;
        ensure!(small == format!("{large}?size=small"), "{large} {small}");
        browser.open("/movies").await?;
        see_picture(browser, ".film-art img").await?;
        browser.click("link", "Playtime").await?;
        browser.click("button", "Change poster").await?;
        browser.click("button", "Remove poster").await?;
        browser.see_text("Poster removed").await?;
        browser.see_css(".film-page-poster .is-drawn").await?;
        browser.click("button", "Undo").await?;
        ensure!(see_picture(browser, ".film-page-poster img").await? == large);
        Ok(())
    })
}

#[test]
fn a_picture_is_dropped_or_pasted_anywhere_while_the_dialog_is_open() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        for (kind, button, event) in [
            (
                "poster",
                "Add a poster",
                "new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })",
            ),
            (
                "backdrop",
                "Add a backdrop",
                "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })",
            ),
        ] {
            browser.click("button", button).await?;
            browser.see_css("dialog[open]").await?;
            let script = format!(
                "const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(arguments[0])], 'picture.png', {{ type: 'image/png' }}));
                document.querySelector('dialog[open] h2').dispatchEvent({event})"
            );
            browser.script(&script, vec![json!(painting(480, 300))]).await?;
            browser.see_text("saved").await?;
            browser.miss_css("dialog[open]").await?;
            see_picture(browser, if kind == "poster" { ".film-page-poster img" } else { ".backdrop img" }).await?;
        }
        let film = api.get_movie(film.id).await?;
        ensure!(film.poster_url.is_some() && film.backdrop_url.is_some(), "{film:?}");
        Ok(())
    })
}

#[test]
fn what_is_no_picture_is_refused_with_a_reason() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        for status in ["415", "422"] {
            browser.expect_failures(&format!("status of {status}"));
        }
        story.open_signed_in(&format!("/movies/{}", film.id)).await?;
        browser.click("button", "Add a poster").await?;
        choose(story, "poster.png", b"PK\x03\x04").await?;
        browser.see_text("This isn’t a JPEG, PNG or WebP picture.").await?;
        choose(story, "poster.png", &painting(90, 135)[..200]).await?;
        browser.see_text("This picture is incomplete or damaged.").await?;
        choose(story, "poster.png", &vec![0; 10 * 1024 * 1024 + 1]).await?;
        browser.see_text("The file can have at most 10 MB.").await?;
        browser.fill("url", "example.org/poster.jpg").await?;
        browser.click("button", "Use address").await?;
        ensure!(browser.fault_of("url").await?.starts_with("Enter a whole address"));
        browser.fill("url", "http://127.0.0.1/poster.jpg").await?;
        browser.click("button", "Use address").await?;
        browser.see_text("The server can’t fetch from this address").await?;
        choose(story, "poster.png", &painting(90, 135)).await?;
        browser.see_text("Poster saved").await
    })
}

#[test]
fn a_poster_that_cannot_be_shown_gives_way_to_the_drawn_one() -> Outcome {
    story(async |story| {
        let (browser, api) = (&story.browser, story.server.api().await?);
        let film = add_film(&api, "Playtime").await?;
        let film = api.update_image(film.id, ImageKind::Poster, painting(90, 135), None).await?.movie;
        browser.expect_failures("net::ERR_");
        ensure!(film.poster_url.is_some());
        browser.command("Network.enable", json!({})).await?;
        browser.command("Network.setBlockedURLs", json!({ "urls": ["*/images/*"] })).await?;
        story.open_signed_in("/movies").await?;
        browser.see_css(".film-art .is-drawn").await?;
        browser.open(&format!("/movies/{}", film.id)).await?;
        browser.see_css(".film-page-poster .is-drawn").await.map(drop)
    })
}
