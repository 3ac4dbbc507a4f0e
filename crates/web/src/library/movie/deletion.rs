//! Asking before a film is deleted.

use crate::kit::quoting::quoted;
use crate::library::context::use_actions;
use crate::ui::confirm::Confirm;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;

/// Asks whether to delete the film, and does it.
#[component]
pub fn DeleteQuestion(movie: MovieSummary, on_close: Callback<()>) -> impl IntoView {
    let actions = use_actions();
    let text = format!("{} and its watches move to the trash. You can restore them for 30 days.", quoted(&movie.title));
    let movie = StoredValue::new(movie);
    view! {
        <Confirm title="Delete this film?" text action="Delete" on_cancel=on_close on_confirm=move |()| {
            on_close.run(());
            actions.delete(movie.get_value());
        } />
    }
}
