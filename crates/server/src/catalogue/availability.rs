//! Where one's films can be watched, and when they come out.

mod fetching;

pub use fetching::{names, refresh_availability};

use super::second_source::PATIENCE;
use super::tmdb::token;
use crate::error::{ApiError, Result};
use crate::request::extract::Id;
use crate::request::openapi::{CATALOGUE, routes};
use crate::security::callers::Caller;
use crate::state::State;
use domain::accounts::places::Region;
use domain::catalogue::availability::{
    Availability, MAX_RELEASES, MovieRelease, ReleaseDays, Releases, Service, earliest_in_cinemas,
};
use domain::ids::MovieId;
use domain::text::fold;
use fetching::{FRESH, fetch};
use std::collections::HashSet;
use storage::Tx;
use storage::accounts::preferences::find_preferences;
use storage::library::availability::{TmdbAvailability, Upcoming, find_availability, list_upcoming};
use storage::library::movies::find_movie;
use storage::library::services::list_services;
use utoipa_axum::router::OpenApiRouter;

/// The most films of a watchlist that are looked at.
const MAX_UPCOMING: i64 = 500;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_movie_availability)).routes(routes!(list_watchlist_releases))
}

/// Get where one of your films can be watched and when it comes out, in the country of your account: what you typed, and
/// what TMDB says, by the data of JustWatch. If that’s older than a week, TMDB is asked, for at most one second.
#[utoipa::path(get, path = "/api/movies/{id}/availability", tag = CATALOGUE,
    responses((status = 200, body = Availability)))]
async fn get_movie_availability(state: State, caller: Caller, Id(id): Id<MovieId>) -> Result<axum::Json<Availability>> {
    let read = move |tx: &mut Tx| {
        let movie = find_movie(tx, caller.id, id)?;
        let region = find_preferences(tx, caller.id)?.and_then(|it| it.region);
        Ok::<_, storage::Error>((movie, region, list_services(tx, caller.id)?))
    };
    let (movie, region, services) = state.store.read(read).await?;
    let movie = movie.ok_or_else(ApiError::not_found)?;
    let own = Own::new(&services);
    let token = token(&state).await?;
    let (uses_tmdb, typed) = (token.is_some(), own.first(movie.services));
    let mut it = Availability { uses_tmdb, region, typed, ..Availability::default() };
    let Some((tmdb_id, region)) = movie.tmdb_id.zip(region) else { return Ok(axum::Json(it)) };
    let Some(told) = told(&state, token, (tmdb_id, region)).await? else { return Ok(axum::Json(it)) };
    let TmdbAvailability { fetched_at, offers, days } = told;
    [it.stream, it.free, it.rent, it.buy] =
        [offers.stream, offers.free, offers.rent, offers.buy].map(|names| own.first(names));
    it.release = days.next(state.clock.today());
    (it.in_cinemas_on, it.digital_on, it.physical_on) = (days.in_cinemas_on, days.digital_on, days.physical_on);
    it.tmdb_url = Some(format!("https://www.themoviedb.org/movie/{tmdb_id}/watch?locale={}", region.as_str()));
    it.fetched_at = Some(fetched_at);
    Ok(axum::Json(it))
}

/// List the films of your watchlist that are in cinemas or come out, in the country of your account, by TMDB.
#[utoipa::path(get, path = "/api/watchlist/releases", tag = CATALOGUE, responses((status = 200, body = Releases)))]
async fn list_watchlist_releases(state: State, caller: Caller) -> Result<axum::Json<Releases>> {
    let today = state.clock.today();
    let read = move |tx: &mut Tx| {
        let since = earliest_in_cinemas(today);
        let upcoming = list_upcoming(tx, caller.id, since, today.into(), MAX_UPCOMING)?;
        Ok::<_, storage::Error>((upcoming, list_services(tx, caller.id)?))
    };
    let (upcoming, services) = state.store.read(read).await?;
    let release = |(movie, days): (Upcoming, ReleaseDays)| {
        let release = days.next(today)?;
        Some(MovieRelease { movie_id: movie.movie_id, title: movie.title, poster_url: movie.poster_url, release })
    };
    let mut items: Vec<MovieRelease> = upcoming.into_iter().filter_map(release).collect();
    items.sort_by_key(|it| it.release.on);
    items.truncate(MAX_RELEASES);
    Ok(axum::Json(Releases { has_services: !services.is_empty(), items }))
}

/// What TMDB says of a film in a country: now, where what is kept is old, unless it doesn't answer in time.
async fn told(state: &State, token: Option<String>, film: (i64, Region)) -> Result<Option<TmdbAvailability>> {
    let now = state.clock.now();
    let kept = state.store.read_inline(move |tx| find_availability(tx, film.0, film.1)).await?;
    if kept.as_ref().is_some_and(|it| it.fetched_at.plus_seconds(FRESH) > now) || state.tmdb.is_busy() {
        return Ok(kept);
    }
    let Some(token) = token else { return Ok(kept) };
    if let Ok(fetched) = tokio::time::timeout(PATIENCE, fetch(state, &token, film, now)).await {
        match fetched? {
            Ok(fetched) => return Ok(Some(fetched)),
            Err(error) => tracing::info!(%error, "TMDB doesn’t say where a film can be watched"),
        }
    }
    Ok(kept)
}

/// The services that somebody has.
struct Own(HashSet<String>);

impl Own {
    fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| fold(name)).collect())
    }

    /// These services, those that are one's own first.
    fn first(&self, names: Vec<String>) -> Vec<Service> {
        let service = |name: String| Service { is_own: self.0.contains(&fold(&name)), name };
        let (mut own, others): (Vec<Service>, Vec<Service>) = names.into_iter().map(service).partition(|it| it.is_own);
        own.extend(others);
        own
    }
}
