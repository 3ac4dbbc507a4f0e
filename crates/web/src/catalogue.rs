//! Pages about films that need not be one's own: a person, collections, the best known films.

mod adding;
mod best;
mod cards;
mod collection;
mod collections;
mod fetched;
mod person;
mod shown;

use crate::context::use_navigation;
use crate::ui::live::live;
use leptos::prelude::*;

/// The page that the path names.
#[component]
pub fn CataloguePage() -> impl IntoView {
    let navigation = use_navigation();
    let path = Memo::new(move |_| navigation.location().path);
    // By name or by ID, somebody is another one when either changes.
    let name = Memo::new(move |_| navigation.location().value("name").map(str::to_owned));
    live(move || {
        let path = path.get();
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next()) {
            (Some("people"), id) => {
                let id = id.map(str::to_owned);
                let name = if id.is_some() { String::new() } else { name.get().unwrap_or_default() };
                view! { <person::PersonPage id name /> }.into_any()
            }
            (Some("collections"), Some(id)) => view! { <collection::CollectionPage id=id.to_owned() /> }.into_any(),
            (Some("collections"), None) => view! { <collections::CollectionsPage /> }.into_any(),
            _ => view! { <best::BestPage /> }.into_any(),
        }
    })
}
