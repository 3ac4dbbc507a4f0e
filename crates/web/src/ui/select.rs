//! Choosing one of several.

use super::icon::Icon;
use super::live::live;
use leptos::prelude::*;

/// A value and what it is called.
pub type Choice = (String, String);

/// The browser's own list of choices, with its name before it or only for those who can't see it.
#[component]
pub fn Select(
    label: &'static str,
    id: &'static str,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    let option = move |(choice, text): Choice| {
        let chosen = choice.clone();
        view! { <option value=choice prop:selected=move || value.get() == chosen>{text}</option> }
    };
    view! {
        <span class="select" class:is-set=move || !value.get().is_empty()>
            <label class="visually-hidden" for=id>{label}</label>
            <select id=id on:change=move |event| on_change.run(event_target_value(&event))>
                {live(move || choices.get().into_iter().map(option).collect_view())}
            </select>
            <Icon name="down" />
        </span>
    }
}
