//! Lists of films: all of them, one, one that is shared by a link, and those that a film is on.

mod adding;
mod card;
mod dragging;
mod form;
mod items;
mod list_page;
mod movie_lists;
mod note;
mod open_list;
mod order;
mod own;
mod page;
mod shared;
mod sharing;

pub use list_page::ListPage;
pub use movie_lists::MovieLists;
pub use own::all_lists;
pub use page::ListsPage;
pub use shared::SharedListPage;
