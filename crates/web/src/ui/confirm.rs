//! Asking before something is done.

use super::button::Button;
use super::dialog::Dialog;
use super::live::{effect, words};
use crate::kit::browser;
use leptos::html;
use leptos::prelude::*;

/// A question whose answer does harm; nothing is done unless it is answered with `action`.
#[component]
pub fn Confirm(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    action: &'static str,
    #[prop(into)] on_confirm: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
    /// What else is asked.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Dialog title=title on_dismiss=on_cancel class="is-small">
            <p class="dialog-text" dir="auto">{words(move || text.get())}</p>
            {children.map(|children| children())}
            <div class="dialog-actions">
                <Button text="Cancel" on_press=on_cancel />
                <Button text=action class="is-danger" on_press=on_confirm />
            </div>
        </Dialog>
    }
}

/// Asks, within a dialog, whether what was typed in it may be lost.
#[component]
pub fn DiscardQuestion(#[prop(into)] on_keep: Callback<()>, #[prop(into)] on_discard: Callback<()>) -> impl IntoView {
    let keep = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(keep) = keep.get() {
            browser::focus(&keep);
        }
    });
    view! {
        <div class="dialog-actions is-question" role="alertdialog" aria-label="Unsaved changes">
            <p>"Discard changes?"</p>
            <button node_ref=keep type="button" class="button" on:click=move |_| on_keep.run(())>"Keep editing"</button>
            <Button text="Discard" class="is-danger" on_press=on_discard />
        </div>
    }
}
