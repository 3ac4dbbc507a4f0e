//! What the watches of a period add up to. One statement reads the watches with their films; the sums are made here,
//! the same on both engines.

mod links;
mod sums;

use crate::engine::{Engine, Param, Row, Tx};
use crate::error::Error;
use domain::ids::UserId;
use domain::library::statistics::{Statistics, StatisticsQuery};
use domain::times::Date;
pub use links::{delete_link, find_link, find_shared_year, insert_link, list_links};
use sums::{Facts, Sums, Watch};

/// The first rows are the years in which there are watches, with nothing else in them. The trash is small.
const LIST_YEARS: &str = "
    SELECT CAST(NULL AS uuid), substr(watched_on, 1, 4), CAST(NULL AS smallint), false, false, NULL, '', '', NULL, NULL, '', NULL, '', ''
    FROM watches WHERE owner_id = $1 AND watched_on IS NOT NULL
        AND movie_id NOT IN (SELECT movies.id FROM movies WHERE movies.owner_id = $1 AND movies.deleted_at IS NOT NULL)
    GROUP BY substr(watched_on, 1, 4)
    UNION ALL ";

const LIST_WATCHES: &str = "
    SELECT movies.id, watches.watched_on, watches.rating, watches.rewatch, watches.liked, watches.place,
        watches.companions, movies.title, movies.year, movies.runtime_minutes, movies.genres, movies.poster,
        movies.directors, movies.actors";

const FROM: &str = "
    FROM watches JOIN movies ON movies.id = watches.movie_id
    WHERE watches.owner_id = $1 AND movies.deleted_at IS NULL";

// SQLite keeps this order of the tables. Films and their watches lie in the order in which they were added: by this index
// it reads them one after the other, where any other order would read pages of the file over and over.
const FROM_ALL_SQLITE: &str = "
    FROM movies INDEXED BY movies_by_added CROSS JOIN watches ON watches.movie_id = movies.id
    WHERE movies.owner_id = $1 AND movies.deleted_at IS NULL";

fn watch_of(row: &Row<'_>) -> Result<Watch, Error> {
    Ok(Watch {
        watched_on: row.get(1)?,
        rating: row.get(2)?,
        rewatch: row.get(3)?,
        liked: row.get(4)?,
        place: row.get(5)?,
        companions: row.get(6)?,
    })
}

fn facts_of(row: &Row<'_>) -> Result<Facts, Error> {
    Ok(Facts {
        title: row.get(7)?,
        year: row.get(8)?,
        runtime_minutes: row.get(9)?,
        genres: row.get(10)?,
        poster: row.get(11)?,
        directors: row.get(12)?,
        actors: row.get(13)?,
    })
}

/// What an owner's watches of a period add up to.
///
/// # Errors
/// When the database can't be read.
pub fn statistics(tx: &mut Tx, owner: UserId, query: &StatisticsQuery) -> Result<Statistics, Error> {
    let mut sums = Sums::of(query);
    let is_all = *query == StatisticsQuery::default();
    let from_tables = if is_all && tx.engine() == Engine::Sqlite { FROM_ALL_SQLITE } else { FROM };
    // All watches tell all years themselves.
    let years = if is_all { "" } else { LIST_YEARS };
    let mut sql = format!("{years}{LIST_WATCHES}{from_tables}");
    // Roughly what is asked for; which of these count is not for SQL to say.
    let from = query.year.or(query.from.map(Date::year)).map(|year| year.to_string());
    let to = query.year.or(query.to.map(Date::year)).map(|year| (year + 1).to_string());
    let (from, to) = (from.unwrap_or_else(|| "0".to_owned()), to.unwrap_or_else(|| "99999".to_owned()));
    let mut params: Vec<&dyn Param> = vec![&owner];
    if !is_all {
        sql.push_str(" AND watches.watched_on >= $2 AND watches.watched_on < $3");
        params.extend([&from as &dyn Param, &to]);
    }
    tx.query_map(&sql, &params, |row| {
        let watch = watch_of(row)?;
        if let Some(movie) = row.get(0)? {
            return sums.add(movie, &watch, || facts_of(row));
        }
        if let Some(date) = watch.watched_on {
            sums.add_year(date.first_day().year());
        }
        Ok(())
    })?;
    Ok(sums.finish())
}
