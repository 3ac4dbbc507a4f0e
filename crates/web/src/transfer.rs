//! Bringing films from elsewhere, and taking them along.

mod dropping;
mod export;
mod file_drop;
mod help;
mod import;
mod imports;
mod media_tracker;
mod names;
mod uploading;
mod uploads;

pub use dropping::DropTarget;
pub use import::ImportPage;
pub use imports::ImportsPage;
