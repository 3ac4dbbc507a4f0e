//! What the caller's watches add up to.

use crate::error::Result;
use crate::request::extract::Asked;
use crate::request::openapi::WATCHES;
use crate::request::openapi::routes;
use crate::request::renewal::{Renewal, Renewed};
use crate::security::callers::Caller;
use crate::state::State;
use domain::library::statistics::{Statistics, StatisticsQuery};
use storage::Tx;
use storage::library::statistics;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_statistics))
}

/// See what your watches of a period add up to; of all time by default.
#[utoipa::path(get, path = "/api/statistics", tag = WATCHES, responses((status = 200, body = Statistics)))]
async fn get_statistics(
    state: State,
    caller: Caller,
    Asked(query): Asked<StatisticsQuery>,
    renewal: Renewal,
) -> Result<Renewed<Statistics>> {
    let add_up = move |tx: &mut Tx| renewal.of(tx, caller.id, |tx| statistics::statistics(tx, caller.id, &query));
    state.store.read_at_replica(add_up).await
}
