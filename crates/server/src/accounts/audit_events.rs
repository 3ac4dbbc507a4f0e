//! The audit log: what was done to accounts, by whom and from where.

use crate::error::Result;
use crate::request::extract::Query;
use crate::request::guards::Admin;
use crate::request::tags::ADMINISTRATION;
use crate::state::State;
use domain::accounts::audit_events::{AuditEvent, AuditEventsQuery};
use domain::pages::Page;
use storage::accounts::audit_events;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_audit_events))
}

/// The audit log, the newest first.
#[utoipa::path(get, path = "/api/audit-events", tag = ADMINISTRATION, params(
    ("event" = Option<String>, Query, description = "Only those of this event, such as `login_failed`"),
    ("limit" = Option<u32>, Query, description = "1 to 100; 50 when absent", minimum = 1, maximum = 100),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
), responses(
    (status = 200, body = Page<AuditEvent>),
))]
async fn list_audit_events(state: State, _: Admin, Query(pairs): Query) -> Result<axum::Json<Page<AuditEvent>>> {
    let (query, page) = AuditEventsQuery::parse(&pairs)?;
    Ok(axum::Json(state.store.read(move |tx| audit_events::list_audit_events(tx, &query, &page)).await?))
}
