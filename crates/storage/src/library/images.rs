//! The pictures of films: posters and backdrops, in two sizes.
//!
//! A picture stays for a day after a film let go of it, so that the change can be taken back. Films refer to it by name,
//! also several of them: equal pictures of an owner are stored once.

mod changing;

pub use changing::set_image;

use crate::engine::Tx;
use crate::error::Error;
use crate::library::many::for_ids;
use crate::paging::PORTION;
use domain::ids::{MovieId, UserId};
use domain::library::images::{ImageKind, name_of};
use domain::library::movies::Movie;
use domain::times::Timestamp;

/// A picture to be stored.
#[derive(Debug, Clone)]
pub struct NewImage {
    /// Its name, unless the owner has the same picture already: 32 hexadecimal digits that can't be guessed.
    pub name: String,
    /// A digest of both sizes.
    pub digest: Vec<u8>,
    /// The small size, as JPEG.
    pub small: Vec<u8>,
    /// The large size, as JPEG.
    pub large: Vec<u8>,
}

/// Which size of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageSize {
    /// For lists.
    Small,
    /// For a film's own page.
    Large,
}

// Whoever knows the name may see the picture: browsers send no token for one.
const FIND_SMALL_IMAGE: &str = "SELECT small FROM images WHERE name = $1";
const FIND_LARGE_IMAGE: &str = "SELECT large FROM images WHERE name = $1";

/// The picture of this name, of whichever owner, as JPEG.
pub fn find_image(tx: &mut Tx, name: &str, size: ImageSize) -> Result<Option<Vec<u8>>, Error> {
    let sql = match size {
        ImageSize::Small => FIND_SMALL_IMAGE,
        ImageSize::Large => FIND_LARGE_IMAGE,
    };
    tx.query_opt(sql, &[&name])
}

const KEEP_IMAGE: &str = "
    INSERT INTO images (name, owner_id, digest, created_at, small, large) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (owner_id, digest) DO UPDATE SET released_at = NULL RETURNING name";

/// Stores a picture, unless the owner has the same one; gives the name of the one that is there.
pub(crate) fn keep_image(tx: &mut Tx, owner: UserId, image: &NewImage, now: Timestamp) -> Result<String, Error> {
    tx.query_one(KEEP_IMAGE, &[&image.name, &owner, &image.digest, &now, &image.small, &image.large])
}

const LAY_BY_IMAGE: &str = "
    INSERT INTO images (name, owner_id, digest, created_at, small, large, released_at) VALUES ($1, $2, $3, $4, $5, $6, $4)
    ON CONFLICT (owner_id, digest) DO UPDATE SET released_at =
        CASE WHEN images.released_at IS NULL THEN NULL ELSE excluded.released_at END RETURNING name";

/// Stores a picture that no film has yet; unless one gets it within a day, it is deleted. Gives its name, or that of the
/// same one of this owner.
pub fn lay_by_image(tx: &mut Tx, owner: UserId, image: &NewImage, now: Timestamp) -> Result<String, Error> {
    tx.query_one(LAY_BY_IMAGE, &[&image.name, &owner, &image.digest, &now, &image.small, &image.large])
}

const GIVE_POSTER: &str = "UPDATE movies SET poster = $3 WHERE owner_id = $1 AND id = $2";
const GIVE_BACKDROP: &str = "UPDATE movies SET backdrop = $3 WHERE owner_id = $1 AND id = $2";

/// Gives a film that was added in this transaction a picture that was laid by. False when it is gone.
pub fn give_image(tx: &mut Tx, owner: UserId, movie: MovieId, kind: ImageKind, name: &str) -> Result<bool, Error> {
    if tx.execute(CLAIM_IMAGE, &[&owner, &name])? == 0 {
        return Ok(false);
    }
    let sql = match kind {
        ImageKind::Poster => GIVE_POSTER,
        ImageKind::Backdrop => GIVE_BACKDROP,
    };
    Ok(tx.execute(sql, &[&owner, &movie, &name])? == 1)
}

const RELEASE_ALL: &str = "UPDATE images SET released_at = $2 WHERE owner_id = $1 AND name IN (
    SELECT poster FROM movies WHERE owner_id = $1 AND id IN ($ids)
    UNION ALL SELECT backdrop FROM movies WHERE owner_id = $1 AND id IN ($ids))";

/// Lets go of the pictures of films that are about to be erased.
pub(crate) fn release_images_of(tx: &mut Tx, owner: UserId, ids: &[MovieId], now: Timestamp) -> Result<(), Error> {
    for_ids(tx, RELEASE_ALL, &[&owner, &now], ids).map(drop)
}

const RELEASE_IMAGE: &str = "UPDATE images SET released_at = $3 WHERE owner_id = $1 AND name = $2";

/// Lets go of a picture that a film had.
pub(crate) fn release_image(tx: &mut Tx, owner: UserId, name: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(RELEASE_IMAGE, &[&owner, &name, &now]).map(drop)
}

const CLAIM_IMAGE: &str = "UPDATE images SET released_at = NULL WHERE owner_id = $1 AND name = $2";

const SET_POSTER: &str = "UPDATE movies SET poster = $4, version = version + 1, updated_at = $3
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";
const SET_BACKDROP: &str = "UPDATE movies SET backdrop = $4, version = version + 1, updated_at = $3
    WHERE owner_id = $1 AND id = $2 AND deleted_at IS NULL";

fn set_name(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Poster => SET_POSTER,
        ImageKind::Backdrop => SET_BACKDROP,
    }
}

/// Gives a film back the picture that it had. False when the film or the picture is gone.
pub(crate) fn reset_image(
    tx: &mut Tx,
    owner: UserId,
    movie: &Movie,
    kind: ImageKind,
    name: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    if let Some(url) = movie.image_url(kind) {
        tx.execute(RELEASE_IMAGE, &[&owner, &name_of(url), &now])?;
    }
    if let Some(name) = name
        && tx.execute(CLAIM_IMAGE, &[&owner, &name])? == 0
    {
        return Ok(false);
    }
    Ok(tx.execute(set_name(kind), &[&owner, &movie.id, &now, &name])? == 1)
}

const RELEASE_IMAGES: &str = "
    UPDATE images SET released_at = $3 WHERE owner_id = $1 AND name IN (
        SELECT poster FROM movies WHERE owner_id = $1 AND id = $2
        UNION ALL SELECT backdrop FROM movies WHERE owner_id = $1 AND id = $2)";

/// Lets go of the pictures of a film that is about to be erased.
pub(crate) fn release_images(tx: &mut Tx, owner: UserId, movie: MovieId, now: Timestamp) -> Result<(), Error> {
    tx.execute(RELEASE_IMAGES, &[&owner, &movie, &now]).map(drop)
}

const RELEASE_EXPIRED_IMAGES: &str = "
    UPDATE images SET released_at = $1 WHERE name IN (
        SELECT poster FROM movies WHERE id IN
            (SELECT id FROM movies WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT $2)
        UNION ALL SELECT backdrop FROM movies WHERE id IN
            (SELECT id FROM movies WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT $2))";

/// Lets go of the pictures of those films of all owners that are the next to be erased for good.
pub(crate) fn release_expired_images(tx: &mut Tx, deleted_before: Timestamp) -> Result<(), Error> {
    tx.execute(RELEASE_EXPIRED_IMAGES, &[&deleted_before, &PORTION]).map(drop)
}

const KEEP_USED_IMAGES: &str = "
    UPDATE images SET released_at = NULL WHERE released_at < $1 AND (
        EXISTS (SELECT 1 FROM movies WHERE movies.owner_id = images.owner_id AND movies.poster = images.name)
        OR EXISTS (SELECT 1 FROM movies WHERE movies.owner_id = images.owner_id AND movies.backdrop = images.name))";

// Whoever begins to use one meanwhile takes it off the released ones, which the last condition looks at again.
const DELETE_UNUSED_IMAGES: &str = "DELETE FROM images
    WHERE name IN (SELECT name FROM images WHERE released_at < $1 LIMIT $2) AND released_at < $1";

/// Deletes the pictures of all owners that no film has had since before; gives how many there were, [`PORTION`] at the
/// most.
pub fn delete_unused_images(tx: &mut Tx, released_before: Timestamp) -> Result<u64, Error> {
    tx.execute(KEEP_USED_IMAGES, &[&released_before])?;
    tx.execute(DELETE_UNUSED_IMAGES, &[&released_before, &PORTION])
}
