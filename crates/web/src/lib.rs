//! The browser app of Movie Tracker.
//!
//! It runs in the browser alone and knows the server only by its API. A folder per feature; what is
//! decided stands in plain functions that are tested natively, and components only render.

mod account;
mod admin;
mod base;
mod catalogue;
mod context;
mod entrance;
mod kit;
mod library;
mod lists;
mod shell;
mod transfer;
mod ui;

use shell::app::App;

/// Starts the app in the page's body. The document's frame stays until there is something to show.
pub fn start() {
    leptos::mount::mount_to_body(App);
}
