//! Where films can be watched and when they come out, as TMDB is asked for it.

use crate::error::Result;
use crate::state::State;
use crate::tmdb::TmdbError;
use crate::tmdb::countries::{DIGITAL, InCountries, LIMITED, PHYSICAL, Provider, THEATRICAL};
use domain::accounts::places::Region;
use domain::catalogue::availability::{Offers, ReleaseDays};
use domain::library::movies::MAX_SERVICE;
use domain::library::watch_dates::WatchDate;
use domain::text::fold;
use domain::times::Timestamp;
use std::collections::HashSet;
use storage::Tx;
use storage::library::availability::{TmdbAvailability, list_due_availability, store_availability, take_availability};
use storage::library::lookups::insert_job;

/// Seconds after which a film is asked for again.
pub const FRESH: i64 = 7 * 24 * 3600;
/// Seconds after which one that TMDB didn't give is tried again.
const LEASE: i64 = 600;
/// The most that are fetched in one run: other jobs want their turn.
const MAX_FETCHED: i64 = 60;
/// The most services of each kind.
const MAX_OFFERS: usize = 50;
/// The digits of a day in front of a moment: `YYYY-MM-DD`.
const DAY: usize = 10;

/// Fetches the films of watchlists that were never fetched, or not for a week. If some are left, the next run is put
/// behind the jobs that wait.
///
/// # Errors
/// When the database can't be asked. What TMDB doesn't give now is left for the next time.
pub async fn refresh_availability(state: &State, token: &str) -> Result<()> {
    let now = state.clock.now();
    let due = state.store.read(move |tx| list_due_availability(tx, now, MAX_FETCHED)).await?;
    let is_full = i64::try_from(due.len()) == Ok(MAX_FETCHED);
    for film in due {
        let take = move |tx: &mut Tx| take_availability(tx, film, now, now.plus_seconds(LEASE));
        if !state.store.write::<_, storage::Error, _>(take).await? {
            continue;
        }
        if let Err(error) = fetch(state, token, film, now).await? {
            tracing::info!(%error, "TMDB doesn’t say where a film can be watched");
            return Ok(());
        }
    }
    if is_full {
        let next = state.clock.id();
        state.store.write::<_, storage::Error, _>(move |tx| insert_job(tx, next)).await?;
    }
    Ok(())
}

/// Asks for a film in a country, and keeps what is told.
///
/// # Errors
/// When the database can't be written; within, why TMDB gave nothing.
pub async fn fetch(
    state: &State,
    token: &str,
    (tmdb_id, region): (i64, Region),
    now: Timestamp,
) -> Result<Result<TmdbAvailability, TmdbError>> {
    let told = match state.tmdb.in_countries(token, tmdb_id).await {
        Ok(told) => told,
        // It is gone. What is kept without anything keeps it from being asked for every time.
        Err(TmdbError::NotFound) => InCountries::default(),
        Err(error) => return Ok(Err(error)),
    };
    let (offers, days) = in_country(told, region);
    let it = TmdbAvailability { fetched_at: now, offers, days };
    let kept = it.clone();
    let store = move |tx: &mut Tx| store_availability(tx, (tmdb_id, region), &kept, now.plus_seconds(FRESH));
    state.store.write::<_, storage::Error, _>(store).await?;
    Ok(Ok(it))
}

/// What is kept of it for a country.
fn in_country(mut told: InCountries, region: Region) -> (Offers, ReleaseDays) {
    let offered = told.providers.results.remove(region.as_str()).unwrap_or_default();
    let free = offered.free.into_iter().chain(offered.ads).collect();
    let [stream, free, rent, buy] = [offered.flatrate, free, offered.rent, offered.buy].map(names);
    let dates = told.release_dates.results.into_iter().filter(|it| it.iso_3166_1 == region.as_str());
    let dates: Vec<_> = dates.flat_map(|it| it.release_dates).collect();
    let first = |kinds: &[u8]| -> Option<WatchDate> {
        let of_kind = dates.iter().filter(|it| kinds.contains(&it.kind));
        of_kind.filter_map(|it| it.release_date.get(..DAY)?.parse().ok()).min()
    };
    let days = ReleaseDays {
        in_cinemas_on: first(&[THEATRICAL]).or_else(|| first(&[LIMITED])),
        digital_on: first(&[DIGITAL]),
        physical_on: first(&[PHYSICAL]),
    };
    (Offers { stream, free, rent, buy }, days)
}

/// The names of services, the best known first, each once.
pub fn names(mut providers: Vec<Provider>) -> Vec<String> {
    providers.sort_by_key(|it| it.display_priority);
    let mut seen = HashSet::new();
    let is_name =
        |name: &String| !name.is_empty() && name.chars().count() <= MAX_SERVICE && !name.chars().any(char::is_control);
    let names = providers.into_iter().map(|it| it.provider_name.trim().to_owned()).filter(is_name);
    names.filter(|name| seen.insert(fold(name))).take(MAX_OFFERS).collect()
}
