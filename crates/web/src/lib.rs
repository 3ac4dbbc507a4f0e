//! The browser app of Movie Tracker.
//!
//! It runs in the browser alone and knows the server only by its API. A folder per feature; what is
//! decided stands in plain functions that are tested natively, and components only render.

mod account;
mod admin;
mod base;
mod context;
mod entrance;
mod kit;
mod library;
mod lists;
mod shell;
mod ui;

use kit::browser;
use shell::app::App;
use shell::theme::Theme;

/// Starts the app in the page's body.
pub fn start() {
    Theme::chosen().apply();
    if let Some(splash) = browser::find("#splash") {
        splash.remove();
    }
    leptos::mount::mount_to_body(App);
}
