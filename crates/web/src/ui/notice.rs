//! What stands in the place of a list or a page that has nothing to show.

use super::button::Button;
use super::icon::Icon;
use super::live::words;
use leptos::prelude::*;

/// A heading, a text, and what can be done about it.
#[component]
pub fn Notice(
    icon: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice">
            <span class="notice-icon"><Icon name=icon /></span>
            <h2 class="notice-title">{words(move || title.get())}</h2>
            <p class="notice-text">{words(move || text.get())}</p>
            <div class="notice-actions">{children.map(|children| children())}</div>
        </div>
    }
}

/// Something could not be fetched.
#[component]
pub fn FailureNotice(#[prop(into)] reason: Signal<String>, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    view! {
        <div role="alert">
            <Notice icon="alert" title="Something went wrong" text=reason>
                <Button text="Try again" class="is-primary" on_press=on_retry />
            </Notice>
        </div>
    }
}
