//! Years that are shared by a link: for everyone who has it, without an account.

use crate::error::{ApiError, Result};
use crate::request::guards::SignedIn;
use crate::request::openapi::WATCHES;
use crate::request::openapi::routes;
use crate::security::callers::Caller;
use crate::security::client_info::ClientInfo;
use crate::security::rate_limits::Attempts;
use crate::security::secrets::{hash_of, random_token};
use crate::state::State;
use axum::extract::Path;
use domain::library::statistics::{SharedYear, StatisticsQuery, YearLink, YearLinks};
use domain::problems::Problem;
use domain::times::{EARLIEST_WATCH_DATE, latest_watch_date};
use http::StatusCode;
use storage::library::statistics;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(list_year_links))
        .routes(routes!(create_year_link, delete_year_link))
        .routes(routes!(get_shared_year))
}

/// List the links of the years that you share.
#[utoipa::path(get, path = "/api/statistics/links", tag = WATCHES, responses((status = 200, body = YearLinks)))]
async fn list_year_links(state: State, caller: Caller) -> Result<axum::Json<YearLinks>> {
    let items = state.store.read(move |tx| statistics::list_links(tx, caller.id)).await?;
    Ok(axum::Json(YearLinks { items }))
}

/// Share the statistics of a year by a link that can’t be guessed: everyone who has it can read them, without an
/// account, but not where and with whom you watched. A year that has a link keeps it.
#[utoipa::path(post, path = "/api/statistics/{year}/link", tag = WATCHES,
    params(("year" = i16, Path, description = "From 1870 to this year.")),
    responses((status = 201, body = YearLink)))]
async fn create_year_link(
    state: State,
    caller: SignedIn,
    Path(year): Path<String>,
) -> Result<(StatusCode, axum::Json<YearLink>)> {
    let (token, now, id) = (random_token::<32>(&state.clock), state.clock.now(), state.clock.id());
    let years = EARLIEST_WATCH_DATE.year()..=latest_watch_date(state.clock.today()).year();
    let year = year.parse().ok().filter(|year| years.contains(year));
    let year: i16 = year.ok_or_else(ApiError::not_found)?;
    let link = state
        .store
        .write(move |tx| {
            let owner = caller.recheck(tx, now)?.id;
            statistics::insert_link(tx, (owner, year), id, &token, &hash_of(&token), now)?;
            statistics::find_link(tx, owner, year)?.ok_or_else(ApiError::not_found)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(link)))
}

/// Revoke the link of a year: it stops working at once.
#[utoipa::path(delete, path = "/api/statistics/{year}/link", tag = WATCHES,
    params(("year" = i16, Path, description = "The year.")),
    responses((status = 204)))]
async fn delete_year_link(state: State, caller: Caller, Path(year): Path<String>) -> Result<StatusCode> {
    let year: i16 = year.parse().map_err(|_| ApiError::not_found())?;
    state.store.write(move |tx| statistics::delete_link(tx, caller.id, year)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get a year that is shared by a link.
#[utoipa::path(get, path = "/api/shared/years/{token}", tag = WATCHES, security(()),
    params(("token" = String, Path, description = "The last part of the link.")),
    responses(
        (status = 200, body = SharedYear),
        (status = 429, body = Problem, description = "Too many requests. `Retry-After` says when to try again."),
    ))]
async fn get_shared_year(state: State, from: ClientInfo, Path(token): Path<String>) -> Result<axum::Json<SharedYear>> {
    if let Some(excess) = state.count(&Attempts::of_shared(&from)).await? {
        return Err(excess.into());
    }
    let hash = hash_of(&token);
    let shared = state.store.read(move |tx| {
        let (owner, year) = statistics::find_shared_year(tx, &hash)?.ok_or_else(ApiError::not_found)?;
        let query = StatisticsQuery { year: Some(year), ..StatisticsQuery::default() };
        Ok::<_, ApiError>(SharedYear::new(year, statistics::statistics(tx, owner, &query)?))
    });
    Ok(axum::Json(shared.await?))
}
