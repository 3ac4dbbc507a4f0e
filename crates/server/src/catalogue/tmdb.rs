//! TMDB as admins set it: the token, and looking up the films that are there.

use crate::error::{ApiError, Result};
use crate::request::extract::Json;
use crate::request::guards::Admin;
use crate::request::openapi::{ADMINISTRATION, routes};
use crate::security::client_info::ClientInfo;
use crate::state::State;
use crate::tmdb::TmdbError;
use domain::accounts::audit_events::EventKind;
use domain::catalogue::tmdb::{TmdbInfo, TmdbTokenDraft, TokenSource};
use domain::ids::MovieId;
use domain::problems::{Problem, ProblemKind};
use http::StatusCode;
use storage::Tx;
use storage::accounts::audit_events::insert_audit_event;
use storage::catalogue::{find_tmdb_token, update_lookups, update_tmdb_token as store_token};
use storage::library::lookups::{count_lookups, insert_job, insert_next_lookups};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(get_tmdb, update_tmdb_token, delete_tmdb_token))
        .routes(routes!(start_movie_lookups))
}

/// See whether TMDB is used, and how many films are waiting to be looked up.
#[utoipa::path(get, path = "/api/admin/catalogue/tmdb", tag = ADMINISTRATION, responses((status = 200, body = TmdbInfo)))]
async fn get_tmdb(state: State, _: Admin) -> Result<axum::Json<TmdbInfo>> {
    info(&state).await.map(axum::Json)
}

/// Save the token for TMDB. It’s checked with TMDB first and stored encrypted. Films added from then on are looked up.
#[utoipa::path(put, path = "/api/admin/catalogue/tmdb", tag = ADMINISTRATION, request_body = TmdbTokenDraft,
    responses(
        (status = 200, body = TmdbInfo),
        (status = 409, body = Problem, description = "The server’s options have a token."),
    ))]
async fn update_tmdb_token(state: State, caller: Admin, from: ClientInfo, body: Json) -> Result<axum::Json<TmdbInfo>> {
    let token = body.parse(TmdbTokenDraft::parse)?;
    if state.tmdb.token().is_some() {
        let detail = "The token is set with --tmdb-token-file, so it can’t be changed here.";
        return Err(ApiError::new(ProblemKind::Conflict, detail));
    }
    state.tmdb.check(&token).await.map_err(|error| refusal(&error))?;
    let event = from.event(&state.clock, EventKind::TmdbTokenChanged, Some(&caller.username), None);
    let now = state.clock.now();
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        store_token(tx, Some(&token))?;
        update_lookups(tx, true)?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    info(&state).await.map(axum::Json)
}

/// Remove the token for TMDB that an admin entered. What was fetched stays.
#[utoipa::path(delete, path = "/api/admin/catalogue/tmdb", tag = ADMINISTRATION,
    responses((status = 200, body = TmdbInfo)))]
async fn delete_tmdb_token(state: State, caller: Admin, from: ClientInfo) -> Result<axum::Json<TmdbInfo>> {
    let event = from.event(&state.clock, EventKind::TmdbTokenDeleted, Some(&caller.username), None);
    let (now, has_option) = (state.clock.now(), state.tmdb.token().is_some());
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        if find_tmdb_token(tx)?.is_none() {
            return Ok(());
        }
        store_token(tx, None)?;
        update_lookups(tx, has_option)?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    info(&state).await.map(axum::Json)
}

/// Look up all films without a poster, in all accounts. They’re looked up one by one in the background.
#[utoipa::path(post, path = "/api/admin/catalogue/tmdb/lookups", tag = ADMINISTRATION, responses(
    (status = 202, body = TmdbInfo),
    (status = 409, body = Problem, description = "There is no token for TMDB."),
))]
async fn start_movie_lookups(
    state: State,
    caller: Admin,
    from: ClientInfo,
) -> Result<(StatusCode, axum::Json<TmdbInfo>)> {
    if token(&state).await?.is_none() {
        return Err(ApiError::new(ProblemKind::Conflict, "There is no token for TMDB. Enter one first."));
    }
    let event = from.event(&state.clock, EventKind::LookupsStarted, Some(&caller.username), None);
    let (now, job) = (state.clock.now(), state.clock.id());
    let change = move |tx: &mut Tx| {
        caller.recheck(tx, now)?;
        insert_audit_event(tx, &event).map_err(ApiError::from)
    };
    state.store.write(change).await?;
    // In portions, so that others can write meanwhile.
    let mut after = Some(MovieId(Uuid::nil()));
    while let Some(last) = after {
        after = state.store.write::<_, storage::Error, _>(move |tx| insert_next_lookups(tx, last)).await?;
    }
    state.store.write::<_, storage::Error, _>(move |tx| insert_job(tx, job)).await?;
    state.job_added.notify_one();
    Ok((StatusCode::ACCEPTED, axum::Json(info(&state).await?)))
}

/// The token that TMDB is asked with: that of the operator, or else that of the admins.
pub async fn token(state: &State) -> Result<Option<String>> {
    let token = match state.tmdb.token() {
        Some(token) => Some(token.to_owned()),
        None => state.store.read(find_tmdb_token).await?,
    };
    state.tmdb.set_on(token.is_some());
    Ok(token)
}

fn refusal(error: &TmdbError) -> ApiError {
    match error {
        TmdbError::Refused | TmdbError::NotFound => {
            let message = "TMDB doesn’t accept this token. Copy the API read access token, not the shorter API key.";
            ApiError::field("token", "refused", message)
        }
        TmdbError::Away(_) | TmdbError::Unusable(_) => {
            tracing::warn!(%error, "a token for TMDB can't be tried");
            let message = "TMDB can’t be reached from this server, so the token can’t be tried. Try again later.";
            ApiError::field("token", "unreachable", message)
        }
    }
}

async fn info(state: &State) -> Result<TmdbInfo> {
    let find = |tx: &mut Tx| Ok::<_, storage::Error>((find_tmdb_token(tx)?.is_some(), count_lookups(tx)?));
    let (has_token, waiting_count) = state.store.read(find).await?;
    state.tmdb.set_on(has_token || state.tmdb.token().is_some());
    let token_source = match (state.tmdb.token(), has_token) {
        (Some(_), _) => Some(TokenSource::Option),
        (None, true) => Some(TokenSource::Settings),
        (None, false) => None,
    };
    Ok(TmdbInfo { token_source, waiting_count })
}
