//! The list as a filter of films.

use super::asking::Asking;
use crate::context::use_api;
use crate::library::lists::all_lists;
use crate::ui::select::{Choice, Select};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Chooses one of one's lists.
#[component]
pub fn ListFilter(asking: Asking) -> impl IntoView {
    let api = use_api();
    let lists = RwSignal::new(Vec::<Choice>::new());
    spawn_local(async move {
        // Without them the other filters work.
        if let Ok(found) = all_lists(api, None).await {
            lists.try_set(found.into_iter().map(|list| (list.id.to_string(), list.name)).collect());
        }
    });
    let chosen = move || asking.query(|query| query.list.map(|id| id.to_string()).unwrap_or_default());
    let choices = move || {
        let mut choices = vec![(String::new(), "Any".to_owned())];
        choices.extend(lists.get());
        if !choices.iter().any(|(id, _)| *id == chosen()) {
            choices.push((chosen(), "Another list".to_owned()));
        }
        choices
    };
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">"List"</span>
            <Select label="List" id="filter-list" value=Signal::derive(chosen) choices=Signal::derive(choices)
                on_change=move |id: String| asking.ask(|query| query.list = id.parse().ok()) />
        </div>
    }
}
