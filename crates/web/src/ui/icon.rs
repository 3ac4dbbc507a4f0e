//! Icons: drawn once in `index.html`, used by name.

use leptos::prelude::*;

/// An icon that says nothing a text beside it, or its button's name, does not say.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <use href=format!("#i-{name}")></use>
        </svg>
    }
}
