//! What one wants to watch in common with someone else.

use super::Asking;
use crate::context::use_api;
use crate::ui::live::When;
use crate::ui::select::{Choice, Select};
use domain::library::watchlists::SharedWatchlist;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Chooses someone else who shares their watchlist; not there when there is no one.
#[component]
pub fn CommonSelect(asking: Asking) -> impl IntoView {
    let api = use_api();
    let others = RwSignal::new(Vec::<SharedWatchlist>::new());
    spawn_local(async move {
        // Without them the page works too, so a failure is not worth a word.
        if let Ok(shared) = api.list_watchlists().await {
            others.try_set(shared.items);
        }
    });
    let choices = move || -> Vec<Choice> {
        let first = (String::new(), "Your whole watchlist".to_owned());
        let rest = others.get().into_iter().map(|it| (it.id.to_string(), format!("In common with {}", it.username)));
        [first].into_iter().chain(rest).collect()
    };
    view! {
        <When holds=move || others.with(|others| !others.is_empty())>
            <Select
                label="In common with"
                id="common-with"
                value=Signal::derive(move || asking.query(|query| query.common_with.map(|id| id.to_string()).unwrap_or_default()))
                choices=Signal::derive(choices)
                on_change=move |id: String| asking.ask(|query| query.common_with = id.parse().ok())
            />
        </When>
    }
}
