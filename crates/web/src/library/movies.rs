//! The films' page.

pub mod address;
mod asking;
mod card;
mod facets;
mod filter_choices;
mod filter_panel;
mod filters;
mod grid;
mod list_filter;
mod movie_actions;
mod movie_list;
mod page;
mod search;
mod table;

pub use movie_list::MovieList;
pub use page::MoviesPage;
pub use search::SearchBox;
