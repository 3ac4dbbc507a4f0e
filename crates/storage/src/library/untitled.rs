//! Films whose titles in the languages of their owners are to be found.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::background;
use crate::library::many::{OWNED, for_ids};
use crate::schema::sql;
use domain::ids::{MovieId, UserId};
use uuid::Uuid;

/// The job that finds the titles.
pub const JOB: &str = "movie_titles";

/// What a film has that may have another title.
const CAN_HAVE: &str = "(imdb_id IS NOT NULL OR tmdb_id IS NOT NULL OR entered_title IS NOT NULL)";
const INSERT: &str = sql!(
    "INSERT INTO movie_titles (movie_id, owner_id) SELECT id, owner_id FROM movies WHERE ",
    OWNED,
    " AND ",
    CAN_HAVE,
    " AND EXISTS (SELECT 1 FROM users WHERE users.id = $1 AND users.language IS NOT NULL) AND id IN ($ids)
     ON CONFLICT (movie_id) DO NOTHING"
);

const INSERT_ONE: &str = sql!(
    "INSERT INTO movie_titles (movie_id, owner_id) SELECT id, owner_id FROM movies WHERE owner_id = $1 AND ",
    CAN_HAVE,
    " AND EXISTS (SELECT 1 FROM users WHERE users.id = $1 AND users.language IS NOT NULL) AND id = $2
     ON CONFLICT (movie_id) DO NOTHING"
);

/// Has the title of a film found, that was just added, that its owner reads.
pub(crate) fn renew_title(tx: &mut Tx, owner: UserId, movie: MovieId) -> Result<(), Error> {
    tx.send(INSERT_ONE, &[&owner, &movie])?;
    background::insert_job_for(tx, JOB, job_id(movie.0), ("movie_titles", movie))
}

/// An id for a job, of one that is new: the same one may stand for the job that looks the films up.
fn job_id(new: Uuid) -> Uuid {
    Uuid::from_u128(new.as_u128() ^ 1 << 32)
}

/// Has the titles of films found that their owner reads, by a job whose id comes from one that is new.
pub(crate) fn renew_titles(tx: &mut Tx, owner: UserId, movies: &[MovieId], new: Uuid) -> Result<(), Error> {
    if movies.is_empty() || for_ids(tx, INSERT, &[&owner], movies)? == 0 {
        return Ok(());
    }
    background::insert_job(tx, JOB, job_id(new))
}

const INSERT_ALL: &str = sql!(
    "INSERT INTO movie_titles (movie_id, owner_id) SELECT id, owner_id FROM movies WHERE owner_id = $1 AND ",
    CAN_HAVE,
    " ON CONFLICT (movie_id) DO NOTHING"
);

/// Has the titles of all films of an owner found anew, in the language that they read now; `job` is new.
pub fn renew_all_titles(tx: &mut Tx, owner: UserId, job: Uuid) -> Result<(), Error> {
    if tx.execute(INSERT_ALL, &[&owner])? > 0 { background::insert_job(tx, JOB, job) } else { Ok(()) }
}
