//! The browser app of Movie Tracker.
//!
//! It runs in the browser alone and knows the server only by its API. A folder per feature; what is
//! decided stands in plain functions that are tested natively, and components only render.

mod account;
mod actions;
mod admin;
mod app;
mod bin;
mod browser;
mod counts;
mod dates;
mod desk;
mod diary;
mod drafts;
mod failures;
mod labels;
mod layout;
mod links;
mod listing;
mod login;
mod movie;
mod movies;
mod navigation;
mod paging;
mod passkeys;
mod poster;
mod register;
mod routes;
mod session;
mod setup;
mod single_flight;
mod tasks;
mod theme;
mod ui;

/// Starts the app in the page's body.
pub fn start() {
    theme::Theme::chosen().apply();
    if let Some(splash) = browser::find("#splash") {
        splash.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
