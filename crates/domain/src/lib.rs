//! The rules and the wire types of Movie Tracker.
//!
//! Server, browser app, command line and tests share this crate: a rule is written once and holds
//! on both sides of the wire. Nothing here reads or writes anything, and everything compiles to
//! WebAssembly.
//!
//! A request's body is a *draft* ([`library::movies::MovieDraft`], [`accounts::users::SetupDraft`], …):
//! plain values, as someone typed them. Its `parse` gives either values that keep every rule, or all the
//! [`field_errors::FieldError`]s at once.

pub mod accounts;
pub mod auth;
pub mod catalogue;
pub mod challenges;
pub mod drafts;
pub mod field_errors;
pub mod ids;
pub mod jobs;
mod json;
pub mod library;
pub mod pages;
pub mod problems;
pub mod queries;
pub mod text;
pub mod times;
pub mod transfer;
pub mod versions;
