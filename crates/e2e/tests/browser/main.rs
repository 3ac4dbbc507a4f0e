//! Stories of people with Movie Tracker, told in a real browser before the real program.
//!
//! Each has a server and data of its own, and a browser as if it had just been started.
//! `cargo xtask test --only e2e` runs them.

mod account;
mod adding;
mod administration;
mod administration_transfer;
mod appearance;
mod backups;
mod catalogue;
mod choosing;
mod dates;
mod diary;
mod discover;
mod drafts;
mod exports;
mod following;
mod images;
mod imports;
mod imports_mediatracker;
mod imports_tabs;
mod installing;
mod keyboard;
mod lists;
mod login;
mod many;
mod matches;
mod movie;
mod movies;
mod oidc;
mod outbox;
mod parts;
mod people;
mod ratings;
mod second_factors;
mod security;
mod sessions;
mod setup;
mod start;
mod statistics;
mod support;
mod tags;
mod tmdb;
mod trash;
mod trouble;
mod views;
mod watchlist;
