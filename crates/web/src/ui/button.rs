//! Buttons.

use super::icon::Icon;
use leptos::prelude::*;

/// A button that says what it does, perhaps with an icon before it. `class` is one of the kinds in
/// the style sheet: `is-primary`, `is-danger`, … A `key` presses it from anywhere on the page (`super::keys`).
#[component]
pub fn Button(
    text: &'static str,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] key: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button type="button" class=format!("button {class}") aria-keyshortcuts=key on:click=move |_| on_press.run(())>
            {icon.map(|name| view! { <Icon name /> })}
            {text}
        </button>
    }
}

/// A button that is an icon; its name shows when one points at it. With a `key`, it is one of an item of a list in which
/// arrows move: the key presses it, and Tab doesn't stop at it (`super::keys`).
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] key: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=move || label.get()
            title=move || label.get()
            aria-keyshortcuts=key
            tabindex=key.map(|_| "-1")
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon />
        </button>
    }
}
