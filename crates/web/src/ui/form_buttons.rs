//! The buttons of a form that is saved.

use super::button::Button;
use super::live::words;
use leptos::prelude::*;

/// Cancel and save, with what saving is about to do.
#[component]
pub fn FormButtons(
    busy: RwSignal<bool>,
    #[prop(into)] failed: Signal<bool>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let text = move || {
        if busy.get() {
            "Saving…"
        } else if failed.get() {
            "Try again"
        } else {
            "Save"
        }
    };
    view! {
        <div class="dialog-actions">
            <Button text="Cancel" on_press=on_cancel />
            <button type="submit" class="button is-primary" aria-disabled=move || busy.get().then_some("true")>{words(text)}</button>
        </div>
    }
}
