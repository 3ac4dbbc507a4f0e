//! The films' page.

pub mod address;
mod arranging;
mod asking;
mod card;
mod choosing;
mod facets;
mod filter_choices;
mod filter_panel;
mod filters;
mod grid;
mod list_filter;
mod movie_actions;
mod movie_list;
mod notices;
mod page;
mod search;
mod table;
mod tools;

pub use card::Card;
pub use movie_list::MovieList;
pub use page::MoviesPage;
pub use search::SearchBox;
