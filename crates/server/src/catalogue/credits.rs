//! Who worked on a film of the catalogue.

use ::catalogue::error::Error;
use ::catalogue::film::{Origin, Role};
use ::catalogue::finding::Catalogue;
use domain::catalogue::credits::{CataloguePersonCredit, CreditRole};

/// The people of the film with this rank.
///
/// # Errors
/// When the catalogue can't be read.
pub fn credits(catalogue: &Catalogue, rank: u32) -> Result<Vec<CataloguePersonCredit>, Error> {
    let origin = catalogue.origin()?;
    let credits = catalogue.credits(rank)?.into_iter().map(|it| CataloguePersonCredit {
        id: id_of(origin, it.person),
        name: it.name,
        role: role_of(it.role),
    });
    Ok(credits.collect())
}

/// What somebody did.
pub fn role_of(role: Role) -> CreditRole {
    match role {
        Role::Director => CreditRole::Director,
        Role::Actor => CreditRole::Actor,
    }
}

/// The ID in the catalogue of the person with this number in the index.
pub fn id_of(origin: Origin, person: u32) -> String {
    match origin {
        Origin::Imdb => format!("nm{person:07}"),
        Origin::Wikidata => format!("Q{person}"),
    }
}

/// The number in the index of the person with this ID in the catalogue.
pub fn number_of(origin: Origin, id: &str) -> Option<u32> {
    let digits = id.strip_prefix(if origin == Origin::Imdb { "nm" } else { "Q" })?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}
