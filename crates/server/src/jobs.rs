//! Work that no request waits for: the queue that all servers of a database share, and what each does for itself.

pub mod housekeeping;
mod queue;
mod schedules;
pub mod upkeep;
pub mod worker;

use crate::state::State;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this room.
pub fn routes() -> OpenApiRouter<State> {
    queue::routes().merge(schedules::routes())
}
