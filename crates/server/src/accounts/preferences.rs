//! What people choose for their own account.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::guards::SignedIn;
use crate::request::openapi::SESSIONS;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::state::State;
use domain::accounts::preferences::Preferences;
use storage::accounts::preferences;
use storage::library::untitled::renew_all_titles;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_preferences, update_preferences))
}

/// Get what you have chosen for your account.
#[utoipa::path(get, path = "/api/me/preferences", tag = SESSIONS, responses((status = 200, body = Preferences)))]
async fn get_preferences(state: State, caller: Caller) -> Result<axum::Json<Preferences>> {
    let found = state.store.read_inline(move |tx| preferences::find_preferences(tx, caller.id)).await?;
    Ok(axum::Json(found.ok_or_else(ApiError::unauthenticated)?))
}

/// Change the given preferences. Whether you share your watchlist holds at once; the titles of your films change in the
/// background.
#[utoipa::path(patch, path = "/api/me/preferences", tag = SESSIONS, request_body(content = ref("#/components/schemas/PreferencesPatch"), description = "A merge patch (RFC 7396)."), responses(
    (status = 200, body = Preferences),
))]
async fn update_preferences(state: State, caller: SignedIn, body: Json) -> Result<axum::Json<Preferences>> {
    let (now, job) = (state.clock.now(), state.clock.id());
    let chosen = state.store.write(move |tx| {
        caller.recheck(tx, now)?;
        let before = preferences::find_preferences(tx, caller.id)?.ok_or_else(ApiError::unauthenticated)?;
        let chosen = body.patch(&before, Preferences::parse)?;
        let (user, reads_other) = (caller.id, (before.language, before.region) != (chosen.language, chosen.region));
        preferences::update_preferences(tx, user, chosen)?;
        if reads_other {
            renew_all_titles(tx, user, job)?;
        }
        Ok::<_, ApiError>(chosen)
    });
    let chosen = chosen.await?;
    state.job_added.notify_one();
    Ok(axum::Json(chosen))
}
