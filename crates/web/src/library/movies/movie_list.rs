//! What the films' page shows; it outlives the page, so that coming back finds it as it was.

use super::address::Address;
use crate::base::routes::Route;
use crate::context::use_api;
use crate::context::use_navigation;
use crate::library::state::{Change, LibraryState};
use crate::lists::listing::{Fetch, Listing};
use crate::lists::paging::PageHistory;
use domain::ids::MovieId;
use domain::library::movies::Movie;
use leptos::prelude::*;
use std::rc::Rc;

/// The list of the app; copies are the same.
#[derive(Clone, Copy)]
pub struct MovieList {
    /// What the address asks for, or asked for when the page was last shown.
    pub address: Memo<Address>,
    /// The films.
    pub listing: Listing<Movie>,
    /// Where the pages start.
    pub history: StoredValue<PageHistory>,
}

impl MovieList {
    /// An empty list that follows the address and every change.
    pub fn open(library: LibraryState) -> Self {
        let navigation = use_navigation();
        let address = Memo::new(move |before: Option<&Address>| {
            let location = navigation.location();
            match before {
                Some(before) if location.route() != Route::Movies => before.clone(),
                _ => Address::of(&location),
            }
        });
        let this = Self { address, listing: Listing::default(), history: StoredValue::new(PageHistory::default()) };
        library.on_change(move |change| match change {
            Change::Added => this.listing.refresh(),
            Change::Changed(movie) => {
                let stays = |before: Movie| !this.address.with_untracked(|here| here.query.depends_on(&before, &movie));
                if !this.listing.put(&movie).is_some_and(stays) {
                    this.listing.refresh();
                }
            }
            Change::Gone(id) => this.listing.remove(id.0.as_u128()),
        });
        this
    }

    /// Fetches what the address asks for, from now on, for as long as the calling component lives.
    pub fn follow(self) {
        let api = use_api();
        let asked = Memo::new(move |_| self.address.with(|address| (address.query.clone(), address.position.clone())));
        Effect::new(move |_| {
            let (query, position) = asked.get();
            let name = Address { query: query.clone(), ..Address::default() }.to_url();
            self.history.update_value(|history| history.note(&name, &position));
            let fetch: Fetch<Movie> = Rc::new(move |page| {
                let query = query.clone();
                Box::pin(async move { api.list_movies(&query, &page).await })
            });
            self.listing.open(&name, position, fetch);
        });
    }

    /// A film, if it is on the list.
    pub fn find(self, id: MovieId) -> Option<Movie> {
        let rows = untrack(move || self.listing.rows());
        rows.into_iter().find(|row| row.key == id.0.as_u128()).map(|row| row.item.get_untracked())
    }
}
