//! What the stories are told by the environment.

use std::path::PathBuf;

/// The program under test.
pub fn binary() -> PathBuf {
    setting("E2E_BINARY").into()
}

/// The browser.
pub fn chromium() -> String {
    setting("E2E_CHROMIUM")
}

/// What WebDriver calls the browser. The shell is Chromium without what surrounds a page.
pub fn browser_name() -> &'static str {
    if chromium().ends_with("headless-shell") { "chrome-headless-shell" } else { "chrome" }
}

/// The program that drives the browser.
pub fn chromedriver() -> PathBuf {
    setting("E2E_CHROMEDRIVER").into()
}

/// The accessibility checker's script.
pub fn axe() -> PathBuf {
    setting("E2E_AXE").into()
}

/// The folder for pictures.
pub fn screenshots() -> PathBuf {
    setting("E2E_SCREENSHOTS").into()
}

/// A PostgreSQL server in which databases can be made.
pub fn database_url() -> String {
    setting("TEST_DATABASE_URL")
}

/// Whether the pictures of the documents are to be made anew.
pub fn updates_docs() -> bool {
    std::env::var("E2E_UPDATE_DOCS").is_ok_and(|value| value == "1")
}

fn setting(name: &str) -> String {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    value.unwrap_or_else(|| {
        panic!("{name} is not set: run the browser tests with `cargo xtask test --only e2e`, which sets it")
    })
}
