//! The films' page.

pub mod address;
mod card;
mod film_actions;
mod filters;
mod grid;
mod page;
mod search;
mod shelf;
mod table;

pub use page::MoviesPage;
pub use search::SearchBox;
pub use shelf::Shelf;
