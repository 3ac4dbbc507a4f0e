//! Which part of a list the address of a page names.

use crate::base::routes::{Route, url};
use crate::context::use_navigation;
use crate::lists::paging::PagePosition;
use leptos::prelude::*;

/// The page of a list that the address of this page names.
pub fn use_page_position(route: Route) -> Memo<PagePosition> {
    let navigation = use_navigation();
    Memo::new(move |before: Option<&PagePosition>| {
        let location = navigation.location();
        match before {
            Some(before) if location.route() != route => before.clone(),
            _ => PagePosition::from_values(location.value("page"), location.value("cursor")),
        }
    })
}

/// The address of a page of the page at `path`.
pub fn page_url(path: &str, position: &PagePosition) -> String {
    url(path, position.to_pairs().iter().map(|(name, value)| (*name, value.as_str())))
}
