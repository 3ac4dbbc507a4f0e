//! The pictures of the documents.

use crate::support::browser::Browser;
use crate::support::settings;
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;
use std::path::Path;

/// The pages whose pictures are in the documents.
const DOCUMENTED: [&str; 20] = [
    "account",
    "diary",
    "diary-calendar",
    "film-pictures",
    "import-preview",
    "imports",
    "list",
    "lists",
    "log-options",
    "login",
    "movies",
    "movies-filters",
    "movies-table",
    "palette",
    "shared-year",
    "shortcuts",
    "statistics-year",
    "tags",
    "trash",
    "watchlist",
];

/// Keeps a picture of a page for the documents, compressed as it is for the web, if it belongs there and they are
/// to be made anew.
pub async fn document(browser: &Browser, page: &str, name: &str) -> Result<()> {
    if !settings::updates_docs() || !DOCUMENTED.contains(&page) {
        return Ok(());
    }
    let params = json!({"format": "webp", "quality": 80});
    let taken = browser.command("Page.captureScreenshot", params).await?;
    let picture = BASE64_STANDARD.decode(taken["data"].as_str().context("no picture")?)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/screenshots");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.webp")), picture).context("the picture can't be written")
}
