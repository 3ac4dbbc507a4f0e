//! What films are searched in: a narrow table of its own, for the films outside the trash.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::insert;
use domain::ids::{MovieId, UserId};
use domain::text::fold;

/// The lists of names that are searched: genres, tags, directors and actors.
const NAMES: usize = 4;

/// What a film with these texts is searched in.
pub(crate) fn search_text(title: &str, original_title: Option<&str>, names: [&[String]; NAMES]) -> String {
    // One a line: a word never spans two, because it has no white space.
    let mut text = title.to_owned();
    for line in original_title.into_iter().chain(names.into_iter().flatten().map(String::as_str)) {
        text.push('\n');
        text.push_str(line);
    }
    fold(&text)
}

/// Lets a film be found by these texts, and no longer by earlier ones.
pub(crate) fn insert_search_text(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    title: &str,
    original_title: Option<&str>,
    names: [&[String]; NAMES],
) -> Result<(), Error> {
    let text = search_text(title, original_title, names);
    insert!(
        tx,
        MOVIE_SEARCH { owner_id: owner, movie_id: id, search_text: text },
        "ON CONFLICT (owner_id, movie_id) DO UPDATE SET search_text = excluded.search_text"
    )
    .map(drop)
}

const DELETE_SEARCH_TEXT: &str = "DELETE FROM movie_search WHERE owner_id = $1 AND movie_id = $2";

/// Lets a film be found no more: it goes to the trash.
pub(crate) fn delete_search_text(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<(), Error> {
    tx.execute(DELETE_SEARCH_TEXT, &[&owner, &id])?;
    Ok(())
}
