//! The films' page.

pub mod address;
mod card;
mod filters;
mod grid;
mod movie_actions;
mod movie_list;
mod page;
mod search;
mod table;

pub use movie_list::MovieList;
pub use page::MoviesPage;
pub use search::SearchBox;
