//! The field for a password that is to be chosen.

mod strength;

use super::field::{Fault, FaultMessage};
use super::live::words;
use domain::field_errors::FieldErrors;
use leptos::prelude::*;
use strength::{Strength, strength};

/// A password to be chosen: it can be shown, and how good it is can be seen.
#[component]
pub fn NewPassword(
    label: &'static str,
    name: &'static str,
    value: RwSignal<String>,
    errors: RwSignal<FieldErrors>,
) -> impl IntoView {
    let fault = Fault::of(errors, name);
    let id = format!("field-{name}");
    let described = format!("{id}-fault {id}-hint");
    let shown = RwSignal::new(false);
    let rated = move || value.with(|password| strength(password));
    let reaches = move |step| rated() >= step;
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="password">
                <input
                    id=id.clone()
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="new-password"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || fault.aria_invalid()
                    aria-describedby=described
                    prop:value=move || value.get()
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        fault.edited();
                    }
                />
                <button
                    type="button"
                    class="button"
                    aria-pressed=move || shown.get().to_string()
                    aria-label="Show password"
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {words(move || if shown.get() { "Hide" } else { "Show" })}
                </button>
            </div>
            <div class="strength" aria-hidden="true">
                {[Strength::Weak, Strength::Fair, Strength::Good].map(|step| view! {
                    <span class:is-on=move || reaches(step)></span>
                }).collect_view()}
            </div>
            <p class="field-hint" id=format!("{id}-hint") role="status">{words(move || rated().hint())}</p>
            <FaultMessage fault id=format!("{id}-fault") />
        </div>
    }
}
