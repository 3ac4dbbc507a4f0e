//! The frame of the pages before signing in, and what all forms share.

use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use leptos::prelude::*;

/// The frame of the two pages that stand outside.
#[component]
pub fn Doorway(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <main class="doorway">
            <div class="doorway-card">
                <p class="brand">
                    <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                    <span>"Movie Tracker"</span>
                </p>
                <h1 tabindex="-1">{title}</h1>
                {children()}
            </div>
        </main>
    }
}

/// The server's refusal.
#[component]
pub fn Refusal(
    text: RwSignal<Option<String>>,
    /// What its id begins with, where it may not be the only one.
    #[prop(default = "field")]
    scope: &'static str,
) -> impl IntoView {
    let id = if scope == "field" { "refusal".to_owned() } else { format!("{scope}-refusal") };
    view! {
        <div id=id class="refusal" role="alert">
            {live(move || text.get().map(|text| view! { <div class="alert"><Icon name="alert" /><p>{text}</p></div> }))}
        </div>
    }
}

/// The button that sends a form, with a spinner while it waits.
#[component]
pub fn SubmitButton(text: &'static str, busy_text: &'static str, busy: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="submit" class="button is-primary is-wide" aria-disabled=move || busy.get().then_some("true")>
            {live(move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }))}
            {words(move || if busy.get() { busy_text } else { text })}
        </button>
    }
}

/// Whether the caps-lock key is down, as the last key in a password said.
#[component]
pub fn CapsLockHint(on: RwSignal<bool>) -> impl IntoView {
    view! {
        <p class="field-hint is-caps" role="status">
            {live(move || on.get().then(|| view! { <Icon name="caps" />"Caps Lock is on." }))}
        </p>
    }
}

/// Notes the caps-lock key at every key of a form.
pub fn note_caps_lock(on: RwSignal<bool>, event: &web_sys::KeyboardEvent) {
    on.set(event.get_modifier_state("CapsLock"));
}
