//! Modal dialogs, on the browser's own.

use super::live::{effect, words};
use crate::kit::browser;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A modal dialog: open for as long as it is rendered. Escape, a click beside it and the browser's
/// own ways ask to dismiss it; whether that closes it is for its parent to say.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_dismiss: Callback<()>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("dialog-title-{}", browser::next_number());
    let labelled_by = title_id.clone();
    let opener: StoredValue<Option<web_sys::HtmlElement>, LocalStorage> = StoredValue::new_local(browser::focused());
    // Not when it is gone, nor when another one has taken its place meanwhile.
    let is_closed =
        move || node.try_get_untracked().flatten().is_some_and(|dialog| dialog.is_connected() && !dialog.open());
    let open = move || {
        if let Some(dialog) = node.get_untracked().filter(|_| is_closed()) {
            let _ = dialog.show_modal();
        }
    };
    effect(move || {
        node.track();
        open();
    });
    on_cleanup(move || {
        // Closed before it goes: while it is open, nothing outside it can take the focus.
        if let Some(dialog) = node.try_get_untracked().flatten() {
            dialog.close();
        }
        if let Some(opener) = opener.try_get_value().flatten().filter(|opener| opener.is_connected()) {
            browser::focus(&opener);
        }
    });
    let beside = move |event: &web_sys::MouseEvent| {
        event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok()).is_some()
    };
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-labelledby=labelled_by
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    on_dismiss.run(());
                }
            }
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_dismiss.run(());
            }
            // The browser may close it against our will; then what was typed must not be lost.
            on:close=move |_| {
                if is_closed() {
                    open();
                    on_dismiss.run(());
                }
            }
            on:mousedown=move |event| {
                if beside(&event) {
                    on_dismiss.run(());
                }
            }
        >
            <div class="dialog-body">
                <h2 id=title_id class="dialog-title" dir="auto">{words(move || title.get())}</h2>
                {children()}
            </div>
        </dialog>
    }
}
