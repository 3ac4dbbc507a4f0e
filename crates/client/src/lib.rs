//! The typed HTTP client of Movie Tracker's API.
//!
//! The browser app, the tests and scripts share it: [`Client`] has one method for each operation of
//! the API, named as in its `OpenAPI` document, and speaks through a [`Transport`]. Programs take the
//! one in [`native`]; the browser app brings its own, which also keeps the session.

mod accounts;
mod auth;
mod catalogue;
mod client;
mod jobs;
mod library;
#[cfg(feature = "native")]
pub mod native;
pub mod transfer;
mod transport;

pub use client::{Client, Error};
pub use transport::{Method, Request, Response, Transport, TransportError};
