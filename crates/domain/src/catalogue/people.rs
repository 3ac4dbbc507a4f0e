//! People of the catalogue, and their films.

use super::collections::CollectionName;
use super::credits::CreditRole;
use super::movies::CatalogueMovie;
use crate::library::movies::MovieSummary;
use crate::queries::{Kind, parameters};
use serde::{Deserialize, Serialize};

/// A film that somebody worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogueMovieCredit {
    /// What they did.
    pub role: CreditRole,
    /// The film; its people are left out.
    pub movie: CatalogueMovie,
}

/// Somebody who works on films, and what you have seen of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CataloguePerson {
    /// Their ID in the catalogue.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their films in the catalogue, the best known first; twice where they directed a film and played in it. At most
    /// 1,000.
    pub credits: Vec<CatalogueMovieCredit>,
    /// How many of these films you have watched.
    pub watched_count: u64,
    /// The average of your ratings of these films, in stars.
    pub average_rating: Option<f64>,
}

/// Who is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonQuery {
    /// The name, as films have it.
    pub name: String,
}

parameters!(PersonQuery {
    "name": Kind::Text, "The person’s name, as your films have it.",
        |query, value| { value.clone_into(&mut query.name); true },
        |query| Some(query.name.clone()).filter(|name| !name.is_empty());
});

/// One of your films that somebody worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovieCredit {
    /// What they did.
    pub role: CreditRole,
    /// The film.
    pub movie: MovieSummary,
}

/// A person in your films.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The name that was asked for.
    pub name: String,
    /// Their ID in the catalogue, if exactly one person of that name worked on your films there.
    pub catalogue_id: Option<String>,
    /// Your films that name them, the newest first; twice where they directed a film and played in it. At most 1,000
    /// films are looked at.
    pub credits: Vec<MovieCredit>,
    /// How many of these films you have watched.
    pub watched_count: u64,
    /// The average of your ratings of these films, in stars.
    pub average_rating: Option<f64>,
}

/// A name on one of your films.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoviePerson {
    /// The name, as the film has it.
    pub name: String,
    /// What they did.
    pub role: CreditRole,
    /// Their ID in the catalogue, if it knows the film and them.
    pub catalogue_id: Option<String>,
}

/// What one of your films belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovieRelations {
    /// Its directors, then its actors, in the order of the film.
    pub people: Vec<MoviePerson>,
    /// The collections that it’s part of.
    pub collections: Vec<CollectionName>,
}
