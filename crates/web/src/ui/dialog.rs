//! Modal dialogs, on the browser's own.

use super::live::words;
use crate::browser;
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
    let opener: StoredValue<Option<web_sys::HtmlElement>, LocalStorage> = StoredValue::new_local(browser::focused());
    let open = move || {
        if let Some(dialog) = node.get_untracked().filter(|dialog| dialog.is_connected() && !dialog.open()) {
            let _ = dialog.show_modal();
        }
    };
    Effect::new(move |_| {
        node.track();
        open();
    });
    on_cleanup(move || {
        let opener = opener.try_get_value().flatten();
        // The browser gives the focus back only to a dialog's opener that it closed itself.
        if let Some(opener) = opener.filter(|opener| opener.is_connected()) {
            request_animation_frame(move || browser::focus(&opener));
        }
    });
    let beside = move |event: &web_sys::MouseEvent| {
        event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok()).is_some()
    };
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-labelledby="dialog-title"
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
                open();
                on_dismiss.run(());
            }
            on:mousedown=move |event| {
                if beside(&event) {
                    on_dismiss.run(());
                }
            }
        >
            <div class="dialog-body">
                <h2 id="dialog-title" class="dialog-title" dir="auto">{words(move || title.get())}</h2>
                {children()}
            </div>
        </dialog>
    }
}
