//! The catalogue as admins see and set it.

use super::building::{find, is_waiting, next_update_at};
use crate::error::{ApiError, Result};
use crate::net::host::host_name;
use crate::request::extract::Json;
use crate::request::guards::Admin;
use crate::request::openapi::{ADMINISTRATION, routes};
use crate::security::client_info::ClientInfo;
use crate::state::State;
use ::catalogue::film::Origin;
use domain::accounts::audit_events::EventKind;
use domain::catalogue::updates::{
    CatalogueInfo, CatalogueOrigin, CatalogueSettingsDraft, CatalogueUpdate, CatalogueUpdateDraft, UpdateState,
};
use domain::problems::{Problem, ProblemKind};
use domain::times::Timestamp;
use http::StatusCode;
use std::time::{SystemTime, UNIX_EPOCH};
use storage::accounts::audit_events::insert_audit_event;
use storage::catalogue::{
    Request, find_catalogue_request, find_catalogue_settings, update_catalogue_request,
    update_catalogue_settings as update_settings,
};
use storage::{Engine, Tx};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(get_catalogue))
        .routes(routes!(update_catalogue_settings))
        .routes(routes!(start_catalogue_update, cancel_catalogue_update))
}

/// See the catalogue of the server that answers, and what becomes of its latest update.
#[utoipa::path(get, path = "/api/admin/catalogue", tag = ADMINISTRATION, responses((status = 200, body = CatalogueInfo)))]
async fn get_catalogue(state: State, _: Admin) -> Result<axum::Json<CatalogueInfo>> {
    info(&state).await.map(axum::Json)
}

/// Change what the catalogue is built from, which films it has, and how often it’s updated. The settings apply from the
/// next update.
#[utoipa::path(put, path = "/api/admin/catalogue/settings", tag = ADMINISTRATION,
    request_body = CatalogueSettingsDraft, responses((status = 200, body = CatalogueInfo)))]
async fn update_catalogue_settings(
    state: State,
    caller: Admin,
    from: ClientInfo,
    body: Json,
) -> Result<axum::Json<CatalogueInfo>> {
    let new = body.parse(CatalogueSettingsDraft::parse)?;
    let event = from.event(&state.clock, EventKind::CatalogueChanged, Some(&caller.username), None);
    let now = state.clock.now();
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        if find_catalogue_settings(tx)? == new {
            return Ok(());
        }
        update_settings(tx, &new)?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    state.catalogue.changed.notify_one();
    info(&state).await.map(axum::Json)
}

/// Update the catalogue of every server. Each begins within seconds; the catalogue from before is used until the new one
/// is whole. An update that is under way goes on, or begins anew if the settings have changed since.
#[utoipa::path(post, path = "/api/admin/catalogue/update", tag = ADMINISTRATION,
    request_body = CatalogueUpdateDraft, responses(
        (status = 202, body = CatalogueInfo),
        (status = 409, body = Problem, description = "No admin has agreed to IMDb’s terms yet; send `accepts_terms`."),
    ))]
async fn start_catalogue_update(
    state: State,
    caller: Admin,
    from: ClientInfo,
    body: Json,
) -> Result<(StatusCode, axum::Json<CatalogueInfo>)> {
    let accepts = body.parse(|draft: &CatalogueUpdateDraft| Ok(draft.accepts_terms))?;
    let is_busy = matches!(state.catalogue.update().state, UpdateState::Downloading | UpdateState::Building);
    let event = from.event(&state.clock, EventKind::CatalogueRequested, Some(&caller.username), None);
    let now = state.clock.now();
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        let request = find_catalogue_request(tx)?;
        if request.terms_accepted_at.is_none() && !accepts && find_catalogue_settings(tx)?.needs_terms() {
            let detail = "IMDb offers its data for personal and non-commercial use. Agree to its terms first.";
            return Err(ApiError::new(ProblemKind::Conflict, detail));
        }
        let terms_accepted_at = request.terms_accepted_at.or(accepts.then_some(now));
        // A request is told from the one before by its time.
        let last = request.requested_at.max(request.cancelled_at);
        let requested_at = last.filter(|last| *last >= now).map_or(now, |last| last.plus_seconds(1));
        update_catalogue_request(tx, Request { requested_at: Some(requested_at), terms_accepted_at, ..request })?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    if !is_busy {
        state.catalogue.set_update(CatalogueUpdate { state: UpdateState::Waiting, progress: 0.0, error: None });
    }
    state.catalogue.changed.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(info(&state).await?)))
}

/// Cancel the update of the catalogue, on every server. The catalogue from before stays.
#[utoipa::path(delete, path = "/api/admin/catalogue/update", tag = ADMINISTRATION,
    responses((status = 200, body = CatalogueInfo)))]
async fn cancel_catalogue_update(state: State, caller: Admin, from: ClientInfo) -> Result<axum::Json<CatalogueInfo>> {
    let event = from.event(&state.clock, EventKind::CatalogueCancelled, Some(&caller.username), None);
    let now = state.clock.now();
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        let request = find_catalogue_request(tx)?;
        let Some(wanted) = request.wanted() else { return Ok(()) };
        update_catalogue_request(tx, Request { cancelled_at: Some(now.max(wanted)), ..request })?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    state.catalogue.changed.notify_one();
    info(&state).await.map(axum::Json)
}

async fn info(state: &State) -> Result<CatalogueInfo> {
    let (request, settings) = state.store.read(find).await?;
    // What is seen after it is at least as new: no update is told to be over without the catalogue that it has built.
    let mut update = state.catalogue.update();
    if update.state == UpdateState::Idle && is_waiting(state, request.wanted()).await {
        update.state = UpdateState::Waiting;
    }
    let looked = {
        let state = state.clone();
        let look = move || {
            (
                state.catalogue.with(|catalogue| Ok((catalogue.count()?, catalogue.origin()?))),
                state.catalogue.file(),
                host_name(),
            )
        };
        tokio::task::spawn_blocking(look).await
    };
    let unreadable = |error: &dyn std::error::Error| ApiError::new(ProblemKind::Internal, error.to_string());
    let (count, file, host) = looked.map_err(|error| unreadable(&error))?;
    // One that is damaged is as good as none: it is built anew.
    let (movie_count, origin) = count.ok().flatten().unzip();
    let file = file.filter(|_| movie_count.is_some());
    Ok(CatalogueInfo {
        server: (state.store.engine() == Engine::Postgres).then_some(host),
        movie_count,
        origin: origin.map(|origin| match origin {
            Origin::Imdb => CatalogueOrigin::Imdb,
            Origin::Wikidata => CatalogueOrigin::Wikidata,
        }),
        byte_count: file.as_ref().map(|file| file.bytes),
        built_at: file.and_then(|file| file.built_at).map(moment),
        next_update_at: next_update_at(request.requested_at, &settings),
        settings,
        terms_accepted: request.terms_accepted_at.is_some(),
        update,
    })
}

fn moment(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
