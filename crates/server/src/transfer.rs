//! Bringing films from elsewhere, and taking them along.

pub mod imports;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().merge(imports::routes())
}
