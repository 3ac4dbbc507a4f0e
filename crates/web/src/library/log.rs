//! Logging a film: which one, when it was watched, and how it was.

mod choice;
mod fields;
mod film;
mod form;
mod suggestions;
mod title;

pub use form::LogForm;
