//! What the lists of this room are of.

use crate::lists::listing::Item;
use domain::library::list_items::ListItem;
use domain::library::lists::List;
use domain::library::movies::MovieSummary;
use domain::library::watches::Watch;

impl Item for MovieSummary {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

impl Item for Watch {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

impl Item for List {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

impl Item for ListItem {
    fn key(&self) -> u128 {
        self.movie.id.0.as_u128()
    }
}
