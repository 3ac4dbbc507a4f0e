//! The one client for requests that the server itself makes: with bounds on time, size and redirects, through
//! the operator's proxy if there is one, and only to where it may go.

mod authorities;
mod client;
mod destinations;
pub mod host;
pub mod untrusted_text;

pub use authorities::authorities;
pub use client::{Answer, HttpClient, HttpError, Limits, Route};
pub use destinations::Destinations;
