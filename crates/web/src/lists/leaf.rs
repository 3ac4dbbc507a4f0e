//! Which part of a list the address of a page names.

use crate::base::routes::{Route, url};
use crate::context::use_navigation;
use crate::lists::paging::Leaf;
use leptos::prelude::*;

/// The leaf of a list that the address of this page names.
pub fn use_leaf(route: Route) -> Memo<Leaf> {
    let navigation = use_navigation();
    Memo::new(move |before: Option<&Leaf>| {
        let location = navigation.location();
        match before {
            Some(before) if location.route() != route => before.clone(),
            _ => Leaf::from_values(location.value("page"), location.value("cursor")),
        }
    })
}

/// The address of a leaf of the page at `path`.
pub fn leaf_url(path: &str, leaf: &Leaf) -> String {
    url(path, leaf.to_pairs().iter().map(|(name, value)| (*name, value.as_str())))
}
