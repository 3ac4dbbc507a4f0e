//! Whether the server has another page than the one that runs here, as after an update: the files of the old one
//! are gone then, and loading the page anew is all that helps.

use crate::kit::browser;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::js_sys::futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

/// Says in this tab, with a script's name behind it, that the page of this script was loaded anew for want of a part.
const MARK: &str = "movietracker.reloaded.";
/// Where the app's script stands in the document.
const SCRIPT: &str = "<script type=\"module\" src=\"";

/// What to do when a part of the app could not be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// To try again.
    Retry,
    /// To load the page anew.
    Reload,
}

/// Finds out what helps when a part could not be loaded.
pub async fn find_remedy() -> Remedy {
    let own = own_script().unwrap_or_default();
    match fetch_document().await {
        Some(document) if names_another_script(&document, &own) => Remedy::Reload,
        _ => Remedy::Retry,
    }
}

/// Loads the page anew by itself, unless that would lose what was typed, or has been done from this page before: it
/// would come back, where servers of two versions answer in turns.
pub fn reload_once() {
    let (Some(storage), Some(own)) = (browser::tab_storage(), own_script()) else { return };
    let mark = format!("{MARK}{own}");
    let was_done = storage.get_item(&mark).ok().flatten().is_some();
    if !was_done && !browser::has_typed_text() && storage.set_item(&mark, "1").is_ok() {
        reload();
    }
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Whether this is the app's document, and its script is not `own`.
fn names_another_script(document: &str, own: &str) -> bool {
    let script = document.split_once(SCRIPT).and_then(|(_, rest)| rest.split('"').next());
    script.is_some_and(|script| !own.is_empty() && script != own)
}

fn own_script() -> Option<String> {
    document().query_selector("script[type=module]").ok().flatten()?.get_attribute("src")
}

async fn fetch_document() -> Option<String> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    let answer = JsFuture::from(window().fetch_with_str_and_init("/", &init)).await.ok()?;
    let answer: Response = answer.unchecked_into();
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string().filter(|_| answer.ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_is_told_by_its_script() {
        let document = r#"<link href="/assets/a.css"><script type="module" src="/assets/app-2.js"></script>"#;
        assert!(names_another_script(document, "/assets/app-1.js"));
        assert!(!names_another_script(document, "/assets/app-2.js"));
        assert!(!names_another_script(document, ""));
        assert!(!names_another_script("<p>Sign in to the hotel's network.</p>", "/assets/app-1.js"));
    }
}
