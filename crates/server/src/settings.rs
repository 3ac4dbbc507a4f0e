//! What admins decide for the whole site.

use crate::State;
use crate::callers::Admin;
use crate::client_info::ClientInfo;
use crate::error::Result;
use crate::extract::Json;
use crate::openapi::ADMINISTRATION;
use domain::settings::{SettingsDraft, SiteSettings};
use storage::audit_events::insert_audit_event;
use storage::settings;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_settings, update_settings))
}

/// The site's settings.
#[utoipa::path(get, path = "/api/settings", tag = ADMINISTRATION, responses((status = 200, body = SiteSettings)))]
async fn get_settings(state: State, _: Admin) -> Result<axum::Json<SiteSettings>> {
    Ok(axum::Json(state.store.glance(settings::find_settings).await?))
}

/// Replace the site's settings.
#[utoipa::path(put, path = "/api/settings", tag = ADMINISTRATION, request_body = SettingsDraft, responses(
    (status = 200, body = SiteSettings),
))]
async fn update_settings(
    state: State,
    caller: Admin,
    from: ClientInfo,
    body: Json,
) -> Result<axum::Json<SiteSettings>> {
    let new = body.parse(SettingsDraft::parse)?;
    let what = if new.registration_open { "registration_opened" } else { "registration_closed" };
    let event = from.event(&state.clock, what, Some(&caller.username), None);
    let written = new.clone();
    state
        .store
        .write(move |tx| {
            if settings::update_settings(tx, &written)? {
                insert_audit_event(tx, &event)?;
            }
            Ok::<_, storage::Error>(())
        })
        .await?;
    Ok(axum::Json(new))
}
