//! The recovery codes, shown once.

use crate::kit::browser;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::words;
use leptos::html;
use leptos::prelude::*;

/// The codes, to copy or to download.
#[component]
pub fn RecoveryCodesView(
    /// One a line.
    text: String,
    on_close: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let outcome = RwSignal::new("");
    let copy = move |_| {
        if let Some(area) = node.get_untracked() {
            let _ = area.focus();
            area.select();
            outcome.set(if browser::copy_selection() { "Copied." } else { "Press Ctrl+C to copy them." });
        }
    };
    let file = format!("data:text/plain,Movie%20Tracker%20recovery%20codes%0A%0A{}%0A", text.replace('\n', "%0A"));
    view! {
        <p class="dialog-text">
            "Keep them somewhere safe. Each one works once, if you lose your app or passkey. You won’t see them again."
        </p>
        <textarea node_ref=node class="recovery-codes" id="recovery-codes" aria-label="Recovery codes" rows="10" readonly
            spellcheck="false" autofocus prop:value=text></textarea>
        <p class="field-hint" role="status">{words(move || outcome.get())}</p>
        <div class="dialog-actions">
            <a class="button" href=file download="movie-tracker-recovery-codes.txt">"Download"</a>
            <button type="button" class="button" on:click=copy><Icon name="copy" />"Copy"</button>
            <Button text="Done" class="is-primary" on_press=on_close />
        </div>
    }
}
