//! A text to take elsewhere: a token or a link that is shown this once.

use super::icon::Icon;
use super::live::words;
use crate::kit::browser;
use leptos::html;
use leptos::prelude::*;

/// A text that can be selected and copied, but not changed.
#[component]
pub fn CopyField(label: &'static str, #[prop(into)] text: String) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let outcome = RwSignal::new("");
    let copy = move |_| {
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
            input.select();
            outcome.set(if browser::copy_selection() { "Copied." } else { "Press Ctrl+C to copy it." });
        }
    };
    view! {
        <div class="field">
            <label for="copy-field">{label}</label>
            <div class="copy-field">
                <input id="copy-field" node_ref=node readonly=true spellcheck="false" autocomplete="off" value=text
                    on:focus=move |_| if let Some(input) = node.get_untracked() { input.select() } />
                <button type="button" class="button is-primary" on:click=copy><Icon name="copy" />"Copy"</button>
            </div>
            <p class="field-hint" role="status">{words(move || outcome.get())}</p>
        </div>
    }
}
