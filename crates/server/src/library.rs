//! One’s films: what one has seen and wants to see.

pub mod batch;
pub mod changes;
pub mod images;
pub mod labels;
pub mod list_items;
pub mod lists;
pub mod log;
pub mod movies;
pub mod ratings;
pub mod shared_lists;
pub mod statistics;
pub mod tags;
pub mod trash;
pub mod undo;
pub mod views;
pub mod watches;
pub mod watchlists;
pub mod year_links;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(movies::routes())
        .merge(batch::routes())
        .merge(views::routes())
        .merge(watchlists::routes())
        .merge(trash::routes())
        .merge(images::routes())
        .merge(labels::routes())
        .merge(tags::routes())
        .merge(lists::routes())
        .merge(list_items::routes())
        .merge(shared_lists::routes())
        .merge(watches::routes())
        .merge(ratings::routes())
        .merge(log::routes())
        .merge(statistics::routes())
        .merge(year_links::routes())
        .merge(undo::routes())
        .merge(changes::routes())
}
