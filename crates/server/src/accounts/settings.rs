//! What admins decide for the whole site.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::guards::Admin;
use crate::request::openapi::ADMINISTRATION;
use crate::request::openapi::routes;
use crate::security::client_info::ClientInfo;
use crate::state::State;
use domain::accounts::audit_events::EventKind;
use domain::accounts::settings::{SettingsDraft, SiteSettings};
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::settings;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_settings, update_settings))
}

/// Get the site’s settings.
#[utoipa::path(get, path = "/api/settings", tag = ADMINISTRATION, responses((status = 200, body = SiteSettings)))]
async fn get_settings(state: State, _: Admin) -> Result<axum::Json<SiteSettings>> {
    Ok(axum::Json(state.store.read_inline(settings::find_settings).await?))
}

/// Replace the site’s settings.
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
    let event = |what| from.event(&state.clock, what, Some(&caller.username), None);
    let registration =
        event(if new.registration_open { EventKind::RegistrationOpened } else { EventKind::RegistrationClosed });
    let factors = event(if new.second_factor_required {
        EventKind::SecondFactorRequired
    } else {
        EventKind::SecondFactorOptional
    });
    let others = event(EventKind::SettingsChanged);
    let (written, now) = (new.clone(), state.clock.now());
    state
        .store
        .write(move |tx| {
            caller.recheck(tx, now)?;
            let before = settings::update_settings(tx, &written)?;
            if before.registration_open != written.registration_open {
                insert_audit_event(tx, &registration)?;
            }
            if before.second_factor_required != written.second_factor_required {
                insert_audit_event(tx, &factors)?;
            }
            let days = |it: &SiteSettings| (it.session_idle_days, it.audit_retention_days);
            if days(&before) != days(&written) {
                insert_audit_event(tx, &others)?;
            }
            Ok::<_, ApiError>(())
        })
        .await?;
    state.callers.forget_all();
    Ok(axum::Json(new))
}
