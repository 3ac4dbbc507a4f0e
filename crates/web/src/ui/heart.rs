//! Liking a film.

use super::icon::Icon;
use super::live::live;
use leptos::prelude::*;

/// A heart that is set or not.
#[component]
pub fn HeartInput(#[prop(into)] value: Signal<bool>, #[prop(into)] on_change: Callback<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button heart"
            aria-label="Like"
            title=move || if value.get() { "Unlike" } else { "Like" }
            aria-pressed=move || value.get().to_string()
            on:click=move |_| on_change.run(!value.get_untracked())
        >
            {live(move || view! { <Icon name=if value.get() { "heart-full" } else { "heart" } /> })}
        </button>
    }
}
