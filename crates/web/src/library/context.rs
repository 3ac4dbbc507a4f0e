//! What every component of the pages inside can reach.

use crate::library::actions::Actions;
use crate::library::labels::Labels;
use crate::library::movies::MovieList;
use crate::library::state::LibraryState;
use leptos::prelude::*;

/// One context, as [`crate::context::AppContext`].
#[derive(Clone, Copy)]
pub struct LibraryContext {
    /// What is being done to films.
    pub library: LibraryState,
    /// The genres and tags in use.
    pub labels: Labels,
    /// The films' list.
    pub movie_list: MovieList,
    /// What can be done to a film.
    pub actions: Actions,
}

fn use_library() -> LibraryContext {
    expect_context()
}

/// What is being done to films.
pub fn use_library_state() -> LibraryState {
    use_library().library
}

/// The genres and tags in use.
pub fn use_labels() -> Labels {
    use_library().labels
}

/// The films' list.
pub fn use_movie_list() -> MovieList {
    use_library().movie_list
}

/// What can be done to a film.
pub fn use_actions() -> Actions {
    use_library().actions
}
