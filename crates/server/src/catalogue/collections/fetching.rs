//! Collections of TMDB, as they are fetched and kept.

use crate::catalogue::second_source::of_hit;
use crate::error::Result;
use crate::state::State;
use crate::tmdb::TmdbError;
use crate::tmdb::answers::{Collection, Hit};
use domain::catalogue::collections::CollectionMovie;
use domain::catalogue::movies::CatalogueMovie;
use domain::times::Timestamp;
use storage::Tx;
use storage::library::collections::{
    TmdbCollection, list_due_tmdb_collections, store_tmdb_collection, take_tmdb_collection,
};

/// Seconds after which a collection is fetched again.
const FRESH: i64 = 30 * DAY;
const DAY: i64 = 24 * 3600;
/// Seconds after which one that TMDB didn't give is tried again.
const LEASE: i64 = 600;
/// The most that are fetched in one run: other jobs want their turn.
const MAX_FETCHED: i64 = 40;
/// The most films of a collection.
const MAX_PARTS: usize = 200;
/// The most characters of a name.
const MAX_NAME: usize = 200;
/// The language of their names.
const LANGUAGE: &str = "en";

/// Fetches the collections of films that were never fetched, or not for long.
///
/// # Errors
/// When the database can't be asked. What TMDB doesn't give now is left for the next time.
pub async fn refresh_collections(state: &State, token: &str) -> Result<()> {
    let now = state.clock.now();
    // Nobody who wants to write waits while all films are looked through.
    let due = state.store.read(move |tx| list_due_tmdb_collections(tx, now, MAX_FETCHED)).await?;
    for id in due {
        let take = move |tx: &mut Tx| take_tmdb_collection(tx, id, now, now.plus_seconds(LEASE));
        if !state.store.write::<_, storage::Error, _>(take).await? {
            continue;
        }
        let collection = match state.tmdb.collection(token, id, LANGUAGE).await {
            Ok(collection) => kept(id, collection),
            // It is gone. An empty one keeps it from being asked for every time.
            Err(TmdbError::NotFound) => kept(id, Collection { name: None, parts: Vec::new() }),
            Err(error) => {
                tracing::info!(%error, "TMDB gave no collection");
                return Ok(());
            }
        };
        let collection = TmdbCollection { fetched_at: now, ..collection };
        state
            .store
            .write::<_, storage::Error, _>(move |tx| store_tmdb_collection(tx, &collection, now.plus_seconds(FRESH)))
            .await?;
    }
    Ok(())
}

/// The collection as it is kept: its films in the order in which they came out, those without a day last.
fn kept(id: i64, collection: Collection) -> TmdbCollection {
    let mut parts: Vec<Hit> = collection.parts;
    parts.sort_by_cached_key(|part| {
        let day = part.release_date.clone().filter(|day| !day.is_empty());
        (day.is_none(), day, part.id)
    });
    parts.truncate(MAX_PARTS);
    let name: String = collection.name.unwrap_or_default().trim().chars().take(MAX_NAME).collect();
    // Films are always JSON.
    let parts = serde_json::to_string(&parts).unwrap_or_default();
    TmdbCollection { id, name, parts, fetched_at: Timestamp::from_millis(0) }
}

/// The films of a collection that is kept, in their order.
pub fn films_of(parts: &str) -> Vec<CatalogueMovie> {
    let parts: Vec<Hit> = serde_json::from_str(parts).unwrap_or_default();
    parts.into_iter().filter_map(of_hit).collect()
}

/// The same in short, each with its number at TMDB.
pub fn movies_of(parts: &str) -> Vec<(CollectionMovie, Option<i64>)> {
    let short = |it: CatalogueMovie| {
        let CatalogueMovie { id, title, year, tmdb_id, .. } = it;
        (CollectionMovie { id, title, year, movie_id: None, poster_url: None }, tmdb_id)
    };
    films_of(parts).into_iter().map(short).collect()
}
