//! Addresses of people, collections and the best known films.

use super::routes::url;

/// The address of the collections that one's films are part of.
pub const COLLECTIONS: &str = "/collections";

/// The address of the best known films.
pub const BEST: &str = "/best";

/// The address of a person: by their ID in the catalogue, else by the name that films have.
pub fn person_url(id: Option<&str>, name: &str) -> String {
    id.map_or_else(|| url("/people", [("name", name)]), |id| format!("/people/{id}"))
}

/// The address of a collection.
pub fn collection_url(id: &str) -> String {
    format!("{COLLECTIONS}/{id}")
}
