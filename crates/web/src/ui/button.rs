//! Buttons.

use super::icon::Icon;
use leptos::prelude::*;

/// A button that says what it does, perhaps with an icon before it. `class` is one of the kinds in
/// the style sheet: `is-primary`, `is-danger`, …
#[component]
pub fn Button(
    text: &'static str,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button type="button" class=format!("button {class}") on:click=move |_| on_press.run(())>
            {icon.map(|name| view! { <Icon name /> })}
            {text}
        </button>
    }
}

/// A button that is an icon; its name shows when one points at it.
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=move || label.get()
            title=move || label.get()
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon />
        </button>
    }
}
