//! The catalogue: the films of the world, in an index that each server has for itself.

pub mod building;
mod credits;
pub mod discoveries;
pub mod downloading;
mod languages;
pub mod lookups;
pub mod movies;
pub mod people;
mod second_source;
mod tmdb;
pub mod updates;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(movies::routes())
        .merge(people::routes())
        .merge(discoveries::routes())
        .merge(updates::routes())
        .merge(tmdb::routes())
}
