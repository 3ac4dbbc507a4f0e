//! The audit log: what was done to accounts, by whom and from where.

use crate::error::Result;
use crate::request::extract::Listed;
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, AuditEventsQuery};
use domain::pages::Page;
use storage::accounts::audit_events;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_audit_events))
}

/// List the audit log, newest first.
#[utoipa::path(get, path = "/api/audit-events", tag = ADMINISTRATION, responses(
    (status = 200, body = Page<AuditEvent>),
))]
async fn list_audit_events(
    state: State,
    _: Admin,
    Listed(query, page): Listed<AuditEventsQuery>,
) -> Result<axum::Json<Page<AuditEvent>>> {
    Ok(axum::Json(state.store.read(move |tx| audit_events::list_audit_events(tx, &query, &page)).await?))
}
