//! Going on with what was typed before the page was loaded.

use crate::context::{use_api, use_toasts};
use crate::kit::failures::is_gone;
use crate::library::context::use_library_state;
use crate::library::drafts::{self, Draft, Subject};
use crate::library::state::Open;
use domain::library::movies::Movie;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Opens the dialog again in which a film was typed before the page was loaded.
pub fn reopen() {
    let (api, toasts, library) = (use_api(), use_toasts(), use_library_state());
    if untrack(|| library.opened()).is_some() {
        return;
    }
    for subject in drafts::subjects() {
        let (id, open): (_, fn(Movie) -> Open) = match subject {
            Subject::Watch(..) => continue,
            Subject::Log(None) => return library.open(Open::Log(None)),
            Subject::Log(Some(id)) => (id, |movie| Open::Log(Some(Box::new(movie.into())))),
            Subject::Movie(id) => (id, |movie| Open::Edit(movie.id)),
        };
        let draft = Draft::of(subject);
        spawn_local(async move {
            match api.get_movie(id).await {
                Ok(movie) => library.open(open(movie)),
                Err(error) if is_gone(&error) => {
                    draft.keep(None);
                    toasts.fail("The film you were editing was deleted. It may be in the trash.");
                }
                // It is still kept, for when the film is opened.
                Err(_) => {}
            }
        });
        return;
    }
}
