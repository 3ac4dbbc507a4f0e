//! One film: its own page, and the dialogs in which it and its watches are edited.

mod backdrop;
mod deletion;
mod facts;
mod fields;
mod film_fields;
mod form;
mod images;
mod neighbours;
mod page;
mod rating_history;
mod saving;
mod tags;
mod values;
mod watch_form;
mod watches;
mod where_to_watch;

pub use deletion::DeleteQuestion;
pub use fields::Fields;
pub use film_fields::{Details, FactFields, GenresInput, TagsInput};
pub use form::MovieForm;
pub use page::MoviePage;
pub use values::{Values, is_below_more};
pub use watch_form::WatchForm;
