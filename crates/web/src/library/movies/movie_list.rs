//! What the films' page shows; it outlives the page, so that coming back finds it as it was.

use super::address::Address;
use crate::base::routes::Route;
use crate::context::use_api;
use crate::context::use_navigation;
use crate::library::state::{Change, LibraryState};
use crate::lists::listing::Fetch;
use crate::lists::paged_list::PagedList;
use crate::ui::live::effect;
use domain::ids::MovieId;
use domain::library::movies::MovieSummary;
use leptos::prelude::*;
use std::rc::Rc;

/// What is being done to the list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is looked at.
    Look,
    /// Films are chosen, to change them at once.
    Choose,
    /// The watchlist is put in order.
    Arrange,
}

/// The list of the app; copies are the same.
#[derive(Clone, Copy)]
pub struct MovieList {
    /// What the address asks for, or asked for when the page was last shown.
    pub address: Memo<Address>,
    /// The films.
    pub films: PagedList<MovieSummary>,
    /// What is being done to it.
    pub mode: RwSignal<Mode>,
}

impl MovieList {
    /// An empty list that follows the address and every change.
    pub fn open(library: LibraryState) -> Self {
        let navigation = use_navigation();
        let address = Memo::new(move |before: Option<&Address>| {
            let location = navigation.location();
            match before {
                Some(before) if !matches!(location.route(), Route::Movies | Route::Watchlist) => before.clone(),
                _ => Address::of(&location),
            }
        });
        let position = Signal::derive(move || address.with(|address| address.position.clone()));
        let url_of = Callback::new(move |position| {
            address.with_untracked(|address| Address { position, ..address.clone() }.to_url())
        });
        let this = Self { address, films: PagedList::at(position, url_of), mode: RwSignal::new(Mode::Look) };
        library.on_change(move |change| match change {
            Change::Added => this.films.listing.refresh(),
            Change::Changed(movie, _) => {
                let stays =
                    |before: MovieSummary| !this.address.with_untracked(|here| here.query.depends_on(&before, &movie));
                if !this.films.listing.put(&movie).is_some_and(stays) {
                    this.films.listing.refresh();
                }
            }
            Change::Gone(id) => this.films.listing.remove(id.0.as_u128()),
            Change::Lists | Change::Views => {}
        });
        this
    }

    /// Fetches what the address asks for, from now on, for as long as the calling component lives.
    pub fn follow(self) {
        let api = use_api();
        let asked = Memo::new(move |_| self.address.with(|address| address.query.clone()));
        effect(move || {
            let query = asked.get();
            let name = Address { query: query.clone(), ..Address::default() }.to_url();
            let fetch: Fetch<MovieSummary> = Rc::new(move |page| {
                let query = query.clone();
                Box::pin(async move { api.list_movies(&query, &page).await })
            });
            self.films.show(&name, fetch);
        });
    }

    /// A film, if it is on the list.
    pub fn find(self, id: MovieId) -> Option<MovieSummary> {
        let rows = untrack(move || self.films.listing.rows());
        rows.into_iter().find(|row| row.key == id.0.as_u128()).map(|row| row.item.get_untracked())
    }
}
