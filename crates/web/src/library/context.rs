//! What every component of the pages inside can reach.

use crate::library::actions::Actions;
use crate::library::desk::Desk;
use crate::library::labels::LabelBook;
use crate::library::movies::Shelf;
use leptos::prelude::*;

/// One context, as [`crate::context::Outside`].
#[derive(Clone, Copy)]
pub struct Inside {
    /// What is being done to films.
    pub desk: Desk,
    /// The genres and tags in use.
    pub labels: LabelBook,
    /// The films' list.
    pub shelf: Shelf,
    /// What can be done to a film.
    pub actions: Actions,
}

fn use_inside() -> Inside {
    expect_context()
}

/// What is being done to films.
pub fn use_desk() -> Desk {
    use_inside().desk
}

/// The genres and tags in use.
pub fn use_labels() -> LabelBook {
    use_inside().labels
}

/// The films' list.
pub fn use_shelf() -> Shelf {
    use_inside().shelf
}

/// What can be done to a film.
pub fn use_actions() -> Actions {
    use_inside().actions
}
