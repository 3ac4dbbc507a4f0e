//! What recommendations of films go by: films that somebody loved or didn't, what they have, and what they don't want
//! to see again.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::many::query_ids;
use crate::library::movies::title_sort;
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::ratings::Rating;
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use std::collections::HashSet;

/// The most dismissed films of an account.
pub const MAX_DISMISSALS: i64 = 20_000;

/// A film with what its owner thinks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The film.
    pub id: MovieId,
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: Option<i16>,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Whether it is liked.
    pub liked: bool,
}

entity! {
    Judged in MOVIES { id, title, year, imdb_id, rating, liked }
}

// Each follows the index by rating. Of films with the same rating, those that were added last come first.
const LIST_BEST: &str = sql!(
    "SELECT ",
    Judged::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND rating >= $2 ORDER BY rating DESC, id DESC LIMIT $3"
);
const LIST_WORST: &str = sql!(
    "SELECT ",
    Judged::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND rating <= $2 ORDER BY rating, id LIMIT $3"
);
const LIST_LIKED: &str = sql!(
    "SELECT ",
    Judged::COLUMNS,
    " FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND liked AND (rating IS NULL OR rating < $2)
      ORDER BY id DESC LIMIT $3"
);

/// The films that somebody loved most: those rated at least so high, and then those that are liked.
pub fn list_loved(tx: &mut Tx, owner: UserId, from: Rating, most: i64) -> Result<Vec<Judged>, Error> {
    let mut loved: Vec<Judged> = tx.query(LIST_BEST, &[&owner, &from, &most])?;
    let left = most - i64::try_from(loved.len()).unwrap_or(most);
    if left > 0 {
        loved.extend(tx.query::<Judged>(LIST_LIKED, &[&owner, &from, &left])?);
    }
    Ok(loved)
}

/// The films that somebody liked least: those rated at most so high.
pub fn list_disliked(tx: &mut Tx, owner: UserId, to: Rating, most: i64) -> Result<Vec<Judged>, Error> {
    tx.query(LIST_WORST, &[&owner, &to, &most])
}

const LIST_IMDB_IDS: &str = "SELECT imdb_id FROM movies WHERE owner_id = $1 AND imdb_id IN ($ids)";
const LIST_TMDB_IDS: &str = "SELECT tmdb_id FROM movies WHERE owner_id = $1 AND tmdb_id IN ($ids)";
// Two, because each follows an index of its own: most films aren't in the trash.
const LIST_TITLES: &str =
    "SELECT title_sort, year FROM movies WHERE owner_id = $1 AND deleted_at IS NULL AND title_sort IN ($ids)";
const LIST_TITLES_IN_TRASH: &str =
    "SELECT title_sort, year FROM movies WHERE owner_id = $1 AND deleted_at IS NOT NULL AND title_sort IN ($ids)";

/// What a film is recognised by.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
    /// Its titles.
    pub titles: Vec<String>,
    /// Its year.
    pub year: Option<i16>,
}

/// Which of these films somebody has, those in the trash included: by their IDs elsewhere, or by a title and a year
/// that is at most one off, or not known.
pub fn list_owned(tx: &mut Tx, owner: UserId, films: &[Signs]) -> Result<Vec<bool>, Error> {
    let by_owner: [&dyn Param; 1] = [&owner];
    let imdb_ids: Vec<String> = films.iter().filter_map(|it| it.imdb_id.clone()).collect();
    let tmdb_ids: Vec<i64> = films.iter().filter_map(|it| it.tmdb_id).collect();
    let titles: HashSet<String> = films.iter().flat_map(|it| &it.titles).map(|title| title_sort(title)).collect();
    let mut titles: Vec<String> = titles.into_iter().collect();
    titles.sort_unstable();
    let imdb_ids: HashSet<String> = query_ids(tx, LIST_IMDB_IDS, &by_owner, &imdb_ids)?.into_iter().collect();
    let tmdb_ids: HashSet<i64> = query_ids(tx, LIST_TMDB_IDS, &by_owner, &tmdb_ids)?.into_iter().collect();
    let mut same: HashSet<(String, Option<i16>)> =
        query_ids(tx, LIST_TITLES, &by_owner, &titles)?.into_iter().collect();
    same.extend(query_ids::<(String, Option<i16>), _>(tx, LIST_TITLES_IN_TRASH, &by_owner, &titles)?);
    let has_title = |it: &Signs| {
        it.titles.iter().map(|title| title_sort(title)).any(|title| {
            let years = it
                .year
                .into_iter()
                .flat_map(|year| [year.saturating_sub(1), year, year.saturating_add(1)])
                .map(Some)
                .chain([None]);
            years.into_iter().any(|year| same.contains(&(title.clone(), year)))
        })
    };
    let has_it = |it: &Signs| {
        it.imdb_id.as_ref().is_some_and(|id| imdb_ids.contains(id))
            || it.tmdb_id.is_some_and(|id| tmdb_ids.contains(&id))
            || has_title(it)
    };
    Ok(films.iter().map(has_it).collect())
}

const LIST_DISMISSALS: &str = "SELECT catalogue_id FROM discover_dismissals WHERE owner_id = $1 ORDER BY catalogue_id";

/// The films of the catalogue that somebody has dismissed.
pub fn list_dismissals(tx: &mut Tx, owner: UserId) -> Result<Vec<String>, Error> {
    tx.query(LIST_DISMISSALS, &[&owner])
}

const LIST_DISMISSED: &str =
    "SELECT catalogue_id FROM discover_dismissals WHERE owner_id = $1 AND catalogue_id IN ($ids)";

/// Which of these films of the catalogue somebody has dismissed.
pub fn list_dismissed(tx: &mut Tx, owner: UserId, ids: &[String]) -> Result<HashSet<String>, Error> {
    let params: [&dyn Param; 1] = [&owner];
    Ok(query_ids(tx, LIST_DISMISSED, &params, ids)?.into_iter().collect())
}

const COUNT: &str = "SELECT count(*) FROM discover_dismissals WHERE owner_id = $1";
const INSERT: &str = "INSERT INTO discover_dismissals (owner_id, catalogue_id, created_at) VALUES ($1, $2, $3)
    ON CONFLICT (owner_id, catalogue_id) DO NOTHING";
const DELETE: &str = "DELETE FROM discover_dismissals WHERE owner_id = $1 AND catalogue_id = $2";

/// Has a film of the catalogue not recommended any more. False when somebody has dismissed too many.
pub fn insert_dismissal(tx: &mut Tx, owner: UserId, id: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(!insert_dismissals(tx, owner, vec![id.to_owned()], now)?.is_empty())
}

/// Has films of the catalogue not recommended any more, as many as somebody may dismiss; gives them.
pub fn insert_dismissals(
    tx: &mut Tx,
    owner: UserId,
    mut ids: Vec<String>,
    now: Timestamp,
) -> Result<Vec<String>, Error> {
    let room = MAX_DISMISSALS - tx.query_one::<i64>(COUNT, &[&owner])?;
    ids.truncate(usize::try_from(room).unwrap_or(0));
    for id in &ids {
        tx.execute(INSERT, &[&owner, id, &now])?;
    }
    Ok(ids)
}

/// Takes that back.
pub fn delete_dismissal(tx: &mut Tx, owner: UserId, id: &str) -> Result<(), Error> {
    tx.execute(DELETE, &[&owner, &id]).map(drop)
}

/// A film of the catalogue that somebody has dismissed, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissed {
    /// Its ID there.
    pub id: String,
    /// When.
    pub at: Timestamp,
}

entity! {
    Dismissed in DISCOVER_DISMISSALS { id = catalogue_id, at = created_at }
}

impl Dismissed {
    /// What the page behind this film is asked for by.
    fn cursor(&self) -> String {
        format!("{}.{}", self.at.as_millis(), self.id)
    }

    fn of_cursor(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { id: id.to_owned(), at: Timestamp::from_millis(at.parse().ok()?) })
    }
}

const LIST_PAGE: &str = sql!(
    "SELECT ",
    Dismissed::COLUMNS,
    " FROM discover_dismissals WHERE owner_id = $1 AND (created_at, catalogue_id) < ($2, $3)
     ORDER BY created_at DESC, catalogue_id DESC LIMIT $4"
);
const LIST_END: &str = sql!(
    "SELECT ",
    Dismissed::COLUMNS,
    " FROM discover_dismissals WHERE owner_id = $1 ORDER BY created_at, catalogue_id LIMIT $2"
);

/// The films of the catalogue that somebody has dismissed, the last ones first.
///
/// # Errors
/// [`Error::BadCursor`] when the cursor is of another list.
pub fn list_dismissal_page(tx: &mut Tx, owner: UserId, page: &PageQuery) -> Result<Page<Dismissed>, Error> {
    let limit = page.limit as usize;
    let mut items: Vec<Dismissed> = match (&page.cursor, page.from_end()) {
        (_, Some(count)) => {
            let mut last: Vec<Dismissed> = tx.query(LIST_END, &[&owner, &i64::try_from(count).unwrap_or(i64::MAX)])?;
            last.reverse();
            last
        }
        (cursor, None) => {
            let first = Dismissed { id: String::new(), at: Timestamp::from_millis(LATEST) };
            let after = match cursor {
                Some(text) => Dismissed::of_cursor(text).ok_or(Error::BadCursor)?,
                None => first,
            };
            tx.query(LIST_PAGE, &[&owner, &after.at, &after.id, &(i64::from(page.limit) + 1)])?
        }
    };
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| has_more).map(Dismissed::cursor);
    let total = tx.query_one::<i64>(COUNT, &[&owner])?.try_into().unwrap_or(0);
    Ok(Page { items, next_cursor, total })
}

/// After all moments that films are dismissed at: in the year 9999.
const LATEST: i64 = 253_370_764_800_000;
