//! Whether API tokens are revoked as well, by what ends sessions.

use leptos::prelude::*;

/// The choice, ticked at first.
#[component]
pub fn RevokeTokens(value: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                name="revoke_tokens"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>"Also revoke my API tokens"</span>
        </label>
    }
}
