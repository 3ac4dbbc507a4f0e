//! Asking for other films, or in another order.

use super::address::Address;
use super::movie_list::MovieList;
use crate::base::navigation::Navigation;
use crate::context::use_navigation;
use domain::library::movies_query::MoviesQuery;
use leptos::prelude::*;

/// Changes what the address asks for; copies are the same.
#[derive(Clone, Copy)]
pub struct Asking {
    /// The list that is asked.
    pub list: MovieList,
    navigation: Navigation,
}

impl Asking {
    /// Asks this list.
    pub fn of(list: MovieList) -> Self {
        Self { list, navigation: use_navigation() }
    }

    /// What is asked for, followed.
    pub fn query<T>(self, read: impl FnOnce(&MoviesQuery) -> T) -> T {
        self.list.address.with(|address| read(&address.query))
    }

    /// Asks for something else.
    pub fn ask(self, change: impl FnOnce(&mut MoviesQuery)) {
        self.go(&self.list.address.get_untracked().with(change));
    }

    /// Asks for what an address says.
    pub fn go(self, address: &Address) {
        self.navigation.push_in_place(&address.to_url());
    }
}
