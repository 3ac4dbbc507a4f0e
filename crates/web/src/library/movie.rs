//! One film: its own page, and the dialogs in which films are added, edited and deleted.

mod facts;
mod fields;
mod form;
mod page;
mod saving;
mod values;
mod watch_form;
mod watches;

pub use form::MovieForm;
pub use page::MoviePage;
