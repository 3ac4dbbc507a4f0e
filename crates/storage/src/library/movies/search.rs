//! What films are searched in: a narrow table of its own, for the films outside the trash.

use crate::engine::Tx;
use crate::error::Error;
use crate::library::many::for_ids;
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

/// Lets a film be found by these texts, and by the title that it was given if another one is shown; no longer by earlier
/// ones.
pub(crate) fn update_search_text(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    title: &str,
    original_title: Option<&str>,
    names: [&[String]; NAMES],
) -> Result<(), Error> {
    insert_search_text(tx, owner, id, title, original_title, names)?;
    add_entered_titles(tx, owner, &[id])
}

// The line end within the quotes is the one that stands between texts.
const ADD_ENTERED_TITLES: &str = "UPDATE movie_search SET search_text = search_text || '\n' || movies.entered_sort
    FROM movies WHERE movie_search.owner_id = $1 AND movie_search.movie_id IN ($ids)
        AND movies.id = movie_search.movie_id AND movies.entered_sort IS NOT NULL";

/// Lets films, whose texts were just written, be found by the titles that they were given, too.
pub(crate) fn add_entered_titles(tx: &mut Tx, owner: UserId, ids: &[MovieId]) -> Result<(), Error> {
    for_ids(tx, ADD_ENTERED_TITLES, &[&owner], ids).map(drop)
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
