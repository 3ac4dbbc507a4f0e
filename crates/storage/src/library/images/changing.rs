//! Other pictures for a film, so that the change can be taken back.

use super::{NewImage, RELEASE_IMAGE, keep_image, set_name};
use crate::engine::Tx;
use crate::error::Error;
use crate::library::undo::{Step, insert_undo};
use domain::ids::{UndoId, UserId};
use domain::library::images::{ImageKind, name_of};
use domain::library::movies::Movie;
use domain::times::Timestamp;

/// Gives a film, which was found for this change in this transaction, another picture or none. It can be taken back.
pub fn set_image(
    tx: &mut Tx,
    owner: UserId,
    movie: &Movie,
    (kind, image): (ImageKind, Option<&NewImage>),
    undo: UndoId,
    now: Timestamp,
) -> Result<(), Error> {
    let before = movie.image_url(kind).map(|url| name_of(url).to_owned());
    if let Some(before) = &before {
        tx.execute(RELEASE_IMAGE, &[&owner, before, &now])?;
    }
    let name = match image {
        Some(image) => Some(keep_image(tx, owner, image, now)?),
        None => None,
    };
    tx.execute(set_name(kind), &[&owner, &movie.id, &now, &name])?;
    let step = Step::ResetImage { id: movie.id, version: movie.version + 1, kind, name: before };
    insert_undo(tx, owner, undo, &[step], now)
}
