//! Where films of TMDB can be watched, and when they come out, as it was fetched for each country.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::labels::lines;
use crate::paging::PORTION;
use crate::schema::{Both, Entity, entity, insert, sql};
use domain::accounts::places::Region;
use domain::catalogue::availability::{Offers, ReleaseDays};
use domain::ids::{MovieId, UserId};
use domain::library::images::image_url;
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;

/// What is known of a film in a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TmdbAvailability {
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// The services that have it.
    pub offers: Offers,
    /// When it comes out.
    pub days: ReleaseDays,
}

entity! {
    TmdbAvailability in TMDB_AVAILABILITY { fetched_at, offers => from_json, days: ReleaseDays }
}

entity! {
    ReleaseDays in TMDB_AVAILABILITY { in_cinemas_on, digital_on, physical_on }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given what a row gives")]
fn from_json(offers: String) -> Offers {
    serde_json::from_str(&offers).unwrap_or_default()
}

const FIND: &str = sql!(
    "SELECT ",
    TmdbAvailability::COLUMNS,
    " FROM tmdb_availability WHERE tmdb_id = $1 AND region = $2 AND offers <> ''"
);

/// What is known of the film of this number in a country.
pub fn find_availability(tx: &mut Tx, tmdb_id: i64, region: Region) -> Result<Option<TmdbAvailability>, Error> {
    tx.query_opt(FIND, &[&tmdb_id, &region])
}

/// Keeps what was fetched, in the place of what was fetched before, until it is due again.
pub fn store_availability(
    tx: &mut Tx,
    (tmdb_id, region): (i64, Region),
    it: &TmdbAvailability,
    due_at: Timestamp,
) -> Result<(), Error> {
    let streaming: Vec<String> = it.offers.stream.iter().chain(&it.offers.free).cloned().collect();
    insert!(
        tx,
        TMDB_AVAILABILITY {
            tmdb_id: tmdb_id,
            region: region,
            fetched_at: it.fetched_at,
            due_at: due_at,
            in_cinemas_on: it.days.in_cinemas_on,
            digital_on: it.days.digital_on,
            physical_on: it.days.physical_on,
            streaming: lines(&streaming),
            // Lists of names are always JSON.
            offers: serde_json::to_string(&it.offers).unwrap_or_default(),
        },
        "ON CONFLICT (tmdb_id, region) DO UPDATE SET fetched_at = excluded.fetched_at, due_at = excluded.due_at,
            in_cinemas_on = excluded.in_cinemas_on, digital_on = excluded.digital_on,
            physical_on = excluded.physical_on, streaming = excluded.streaming, offers = excluded.offers"
    )
    .map(drop)
}

const LIST_DUE: &str = "SELECT DISTINCT movies.tmdb_id, users.region FROM movies
    JOIN users ON users.id = movies.owner_id
    LEFT JOIN tmdb_availability ON tmdb_availability.tmdb_id = movies.tmdb_id AND tmdb_availability.region = users.region
    WHERE movies.watchlisted_at IS NOT NULL AND movies.tmdb_id IS NOT NULL AND movies.deleted_at IS NULL
        AND users.region IS NOT NULL AND users.disabled_at IS NULL
        AND (tmdb_availability.due_at IS NULL OR tmdb_availability.due_at <= $1)
    ORDER BY movies.tmdb_id, users.region LIMIT $2";
// What was fetched before stays until it is fetched again.
const TAKE: &str = "INSERT INTO tmdb_availability (tmdb_id, region, fetched_at, due_at, streaming, offers)
    VALUES ($1, $2, $3, $4, '', '')
    ON CONFLICT (tmdb_id, region) DO UPDATE SET due_at = excluded.due_at WHERE tmdb_availability.due_at <= $3";

/// The films of watchlists that are due, each with the country of its owner: at most so many.
pub fn list_due_availability(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<(i64, Region)>, Error> {
    tx.query(LIST_DUE, &[&now, &most])
}

/// Takes a film in a country that is due; until `lease`, nobody else gets it. False when another server has taken it.
pub fn take_availability(
    tx: &mut Tx,
    (tmdb_id, region): (i64, Region),
    now: Timestamp,
    lease: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(TAKE, &[&tmdb_id, &region, &now, &lease])? == 1)
}

const DELETE_OLD: &str = "DELETE FROM tmdb_availability WHERE (tmdb_id, region) IN (
    SELECT tmdb_id, region FROM tmdb_availability WHERE fetched_at < $1 LIMIT $2)";

/// Deletes a portion of what was not fetched since then; gives how much.
pub fn delete_old_availability(tx: &mut Tx, since: Timestamp) -> Result<u64, Error> {
    tx.execute(DELETE_OLD, &[&since, &PORTION])
}

/// A film of a watchlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The film.
    pub movie_id: MovieId,
    /// Its title.
    pub title: String,
    /// Where its poster is.
    pub poster_url: Option<String>,
}

entity! {
    Upcoming in MOVIES { movie_id = id, title, poster_url = poster => image_url }
}

const LIST_UPCOMING: &str = sql!(
    "SELECT ",
    Upcoming::COLUMNS,
    ", ",
    ReleaseDays::COLUMNS,
    " FROM movies JOIN users ON users.id = movies.owner_id
    JOIN tmdb_availability ON tmdb_availability.tmdb_id = movies.tmdb_id AND tmdb_availability.region = users.region
    WHERE movies.owner_id = $1 AND movies.watchlisted_at IS NOT NULL AND movies.deleted_at IS NULL
        AND (tmdb_availability.in_cinemas_on >= $2 OR tmdb_availability.digital_on > $3
            OR tmdb_availability.physical_on > $3)
    ORDER BY movies.id LIMIT $4"
);

/// The films of somebody's watchlist that came to cinemas since a day, or come out after another one, and when: at most
/// so many.
pub fn list_upcoming(
    tx: &mut Tx,
    owner: UserId,
    since: WatchDate,
    after: WatchDate,
    most: i64,
) -> Result<Vec<(Upcoming, ReleaseDays)>, Error> {
    let found: Vec<Both<Upcoming, ReleaseDays>> = tx.query(LIST_UPCOMING, &[&owner, &since, &after, &most])?;
    Ok(found.into_iter().map(|Both(movie, days)| (movie, days)).collect())
}
