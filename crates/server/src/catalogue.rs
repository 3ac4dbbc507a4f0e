//! The catalogue: the films of the world, in an index that each server has for itself.

mod availability;
mod best;
pub mod building;
mod collections;
mod credits;
pub mod discoveries;
pub mod downloading;
mod filling;
mod languages;
pub mod lookups;
mod matches;
pub mod matching;
pub mod movies;
mod noticing;
pub mod people;
mod renewing;
mod second_source;
mod services;
pub mod titles;
mod tmdb;
pub mod unmatching;
pub mod updates;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(movies::routes())
        .merge(matches::routes())
        .merge(people::routes())
        .merge(collections::routes())
        .merge(availability::routes())
        .merge(services::routes())
        .merge(best::routes())
        .merge(discoveries::routes())
        .merge(updates::routes())
        .merge(tmdb::routes())
}
