//! The rules and the wire types of Movie Tracker.
//!
//! Server, browser app, command line and tests share this crate: a rule is written once and holds
//! on both sides of the wire. Nothing here reads or writes anything, and everything compiles to
//! WebAssembly.
//!
//! A request's body is a *draft* ([`movies::MovieDraft`], [`users::SetupDraft`], …): plain values,
//! as someone typed them. Its `parse` gives either values that keep every rule, or all the
//! [`problems::FieldError`]s at once.

pub mod api_tokens;
pub mod audit_events;
pub mod drafts;
mod field_errors;
pub mod identities;
pub mod ids;
pub mod invites;
mod json;
pub mod labels;
pub mod links;
pub mod movies;
pub mod movies_query;
pub mod pages;
pub mod passkeys;
pub mod password_resets;
pub mod problems;
pub mod ratings;
pub mod registration;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod text;
pub mod times;
pub mod users;
pub mod watches;
