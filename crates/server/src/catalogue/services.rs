//! The services at which people watch films.

use super::availability::names;
use super::second_source::PATIENCE;
use super::tmdb::token;
use crate::error::Result;
use crate::request::extract::Json;
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use domain::accounts::places::Region;
use domain::catalogue::availability::{Services, ServicesDraft};
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::services::{list_services, update_services as store_services};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_services, update_services))
}

/// Get the services at which you watch films, and those that there are in the country of your account, by TMDB.
#[utoipa::path(get, path = "/api/me/services", tag = CATALOGUE, responses((status = 200, body = Services)))]
async fn get_services(state: State, caller: Caller) -> Result<axum::Json<Services>> {
    let read = move |tx: &mut Tx| {
        let region = find_preferences(tx, caller.id)?.and_then(|it| it.region);
        Ok::<_, storage::Error>((region, list_services(tx, caller.id)?))
    };
    let (region, services) = state.store.read(read).await?;
    Ok(axum::Json(Services { services, available: available(&state, region).await? }))
}

/// Choose the services at which you watch films. They come first where a film’s services are listed, and `on_services`
/// goes by them.
#[utoipa::path(put, path = "/api/me/services", tag = CATALOGUE, request_body = ServicesDraft,
    responses((status = 200, body = Services)))]
async fn update_services(state: State, caller: Caller, body: Json) -> Result<axum::Json<Services>> {
    let services = body.parse(ServicesDraft::parse)?;
    let chosen = services.clone();
    let write = move |tx: &mut Tx| {
        store_services(tx, caller.id, &chosen)?;
        find_preferences(tx, caller.id)
    };
    let region = state.store.write::<_, storage::Error, _>(write).await?.and_then(|it| it.region);
    Ok(axum::Json(Services { services, available: available(&state, region).await? }))
}

/// The services of a country by TMDB, the best known first; none when it isn't asked, or doesn't answer in time.
async fn available(state: &State, region: Option<Region>) -> Result<Vec<String>> {
    let Some(region) = region else { return Ok(Vec::new()) };
    let now = state.clock.now();
    let Some(token) = token(state).await? else { return Ok(Vec::new()) };
    if let Some(services) = state.tmdb.remembered_services(region, now) {
        return Ok(services);
    }
    match tokio::time::timeout(PATIENCE, state.tmdb.services(&token, region.as_str())).await {
        Ok(Ok(all)) => {
            let services = names(all.results);
            state.tmdb.remember_services(region, now, services.clone());
            Ok(services)
        }
        Ok(Err(error)) => {
            tracing::info!(%error, "TMDB gave no services");
            Ok(Vec::new())
        }
        Err(_) => Ok(Vec::new()),
    }
}
