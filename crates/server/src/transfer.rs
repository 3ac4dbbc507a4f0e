//! Films, whole accounts and whole databases on their way in and out.

pub mod backups;
pub mod exports;
pub mod imports;
mod users;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(backups::routes())
        .merge(exports::routes())
        .merge(imports::routes())
        .merge(users::routes())
}
