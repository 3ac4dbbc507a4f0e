//! Films whose titles are shown in the languages of their owners. The title that a film was given is kept beside the one
//! that is shown.

use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::labels::split;
use crate::library::lookups::NEXT_VERSION;
use crate::library::many::{OWNED, Places, for_ids, for_rows, insert_texts, query_ids};
use crate::library::movies::{add_entered_titles, search_text, title_sort};
use crate::schema::{Entity, entity, sql};
use domain::accounts::places::{Language, Region};
use domain::ids::{MovieId, UserId};
use domain::times::Timestamp;
use std::collections::HashMap;

/// The accounts that read titles in a language that they have chosen.
pub fn list_readers(tx: &mut Tx) -> Result<Vec<UserId>, Error> {
    tx.query("SELECT id FROM users WHERE language IS NOT NULL ORDER BY id", &[])
}

/// A film with its titles, and what it is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    /// The film.
    pub id: MovieId,
    /// Whose it is.
    pub owner: UserId,
    /// The title that is shown.
    pub title: String,
    /// The title that it was given, if that isn't shown.
    pub entered_title: Option<String>,
    /// Its title where it was made.
    pub original_title: Option<String>,
    /// Its ID at IMDb.
    pub imdb_id: Option<String>,
    /// Its ID at TMDB.
    pub tmdb_id: Option<i64>,
}

entity! {
    Film in MOVIES { id, owner = owner_id, title, entered_title, original_title, imdb_id, tmdb_id }
}

impl Film {
    /// The title that it was given.
    pub fn entered(&self) -> &str {
        self.entered_title.as_deref().unwrap_or(&self.title)
    }
}

/// A film whose title is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untitled {
    /// The film.
    pub film: Film,
    /// The language that its owner reads.
    pub language: Option<Language>,
    /// Where they are.
    pub region: Option<Region>,
}

entity! {
    Untitled in MOVIES { film: Film, language = "users.language", region = "users.region" }
}

const LIST: &str = sql!(
    "SELECT ",
    Untitled::COLUMNS,
    " FROM movie_titles JOIN movies ON movies.id = movie_titles.movie_id JOIN users ON users.id = movie_titles.owner_id
     WHERE movie_titles.movie_id > $1 ORDER BY movie_titles.movie_id LIMIT $2"
);

/// The next films behind one whose titles are to be found.
pub fn list_untitled(tx: &mut Tx, after: MovieId, limit: i64) -> Result<Vec<Untitled>, Error> {
    tx.query(LIST, &[&after, &limit])
}

const FIND: &str = sql!("SELECT ", Film::COLUMNS, " FROM movies WHERE owner_id = $1 AND id = $2");

/// The titles of a film.
pub fn find_titles(tx: &mut Tx, owner: UserId, id: MovieId) -> Result<Option<Film>, Error> {
    tx.query_opt(FIND, &[&owner, &id])
}

/// What a film is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// The film as it was when that was found.
    pub film: Film,
    /// The title in its owner's language; none when the one is shown that it was given.
    pub translated: Option<String>,
    /// Its title where it was made.
    pub original_title: Option<String>,
}

/// A film as it is, with what it is found by.
struct Present {
    film: Film,
    genres: Vec<String>,
    tags: Vec<String>,
    directors: Vec<String>,
    actors: Vec<String>,
    deleted_at: Option<Timestamp>,
}

entity! {
    Present in MOVIES {
        film: Film, genres => split, tags => split, directors => split, actors => split, deleted_at,
    }
}

const FIND_PRESENT: &str =
    sql!("SELECT ", Present::COLUMNS, " FROM movies WHERE ", OWNED, " AND id IN ($ids) ORDER BY id");
// SQLite's transactions write one after the other, and it does not know the clauses.
const LOCK_PRESENT_POSTGRES: &str = sql!(FIND_PRESENT, " FOR NO KEY UPDATE");
const FIND_LANGUAGE: &str = "SELECT language FROM users WHERE id = $1";
const LOCK_LANGUAGE_POSTGRES: &str = sql!(FIND_LANGUAGE, " FOR SHARE");
const DONE: &str = sql!("DELETE FROM movie_titles WHERE ", OWNED, " AND movie_id IN ($ids)");

/// Shows films of an owner by these titles in a language, unless the owner reads another one by now. Those that have
/// changed meanwhile wait to be looked at again.
pub fn set_titles(
    tx: &mut Tx,
    owner: UserId,
    language: Option<Language>,
    titled: Vec<Titled>,
    now: Timestamp,
) -> Result<(), Error> {
    let is_postgres = tx.engine() == Engine::Postgres;
    let find = if is_postgres { LOCK_LANGUAGE_POSTGRES } else { FIND_LANGUAGE };
    if tx.query_opt::<Option<Language>>(find, &[&owner])?.flatten() != language {
        return Ok(());
    }
    let mut titled: HashMap<MovieId, Titled> = titled.into_iter().map(|it| (it.film.id, it)).collect();
    let mut ids: Vec<MovieId> = titled.keys().copied().collect();
    ids.sort_unstable();
    let find = if is_postgres { LOCK_PRESENT_POSTGRES } else { FIND_PRESENT };
    let present: Vec<Present> = query_ids(tx, find, &[&owner], &ids)?;
    let both = present.into_iter().filter_map(|it| Some((titled.remove(&it.film.id)?, it)));
    let same: Vec<(Titled, Present)> = both.filter(|(titled, is)| titled.film == is.film).collect();
    let ids: Vec<MovieId> = same.iter().map(|(titled, _)| titled.film.id).collect();
    for_ids(tx, DONE, &[&owner], &ids)?;
    let renamed = same.into_iter().map(|(titled, is)| Renamed::new(titled, is)).filter(Renamed::differs);
    write(tx, owner, &renamed.collect::<Vec<_>>(), now)
}

/// A film with what it is called from now on.
struct Renamed {
    is: Present,
    title: String,
    sort: String,
    entered_title: Option<String>,
    entered_sort: Option<String>,
    original_title: Option<String>,
}

impl Renamed {
    fn new(titled: Titled, is: Present) -> Self {
        let entered = titled.film.entered().to_owned();
        let translated = titled.translated.filter(|title| *title != entered);
        let (title, entered_title) = match translated {
            Some(title) => (title, Some(entered)),
            None => (entered, None),
        };
        Self {
            sort: title_sort(&title),
            entered_sort: entered_title.as_deref().map(title_sort),
            original_title: titled.original_title.filter(|original| *original != title),
            title,
            entered_title,
            is,
        }
    }

    fn differs(&self) -> bool {
        let film = &self.is.film;
        (&self.title, &self.entered_title) != (&film.title, &film.entered_title)
    }
}

const UPDATE: &str = sql!(
    "UPDATE movies SET ",
    NEXT_VERSION,
    ", updated_at = $2, title = v.column2, title_sort = v.column3, entered_title = v.column4, entered_sort = v.column5,
        original_title = v.column6
    FROM (VALUES $rows) AS v WHERE ",
    OWNED,
    " AND movies.id = v.column1"
);
const PLACES: Places = Places {
    sqlite: "(#, #, #, #, #, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS text), CAST(# AS text), CAST(# AS text), CAST(# AS text), CAST(# AS text))",
};

fn write(tx: &mut Tx, owner: UserId, renamed: &[Renamed], now: Timestamp) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 6]> = renamed
        .iter()
        .map(|it| {
            let (id, sort) = (&it.is.film.id as &dyn Param, &it.sort);
            [id, &it.title, sort, &it.entered_title, &it.entered_sort, &it.original_title]
        })
        .collect();
    for_rows(tx, UPDATE, &[&owner, &now], PLACES, &rows)?;
    // Those of films in the trash are written when they are restored.
    let shown: Vec<&Renamed> = renamed.iter().filter(|it| it.is.deleted_at.is_none()).collect();
    let texts: Vec<(MovieId, String, String)> = shown
        .iter()
        .map(|it| {
            let names = [&*it.is.genres, &it.is.tags, &it.is.directors, &it.is.actors];
            (it.is.film.id, search_text(&it.title, it.original_title.as_deref(), names), it.sort.clone())
        })
        .collect();
    insert_texts(tx, owner, texts.iter().map(|(id, text, sort)| (*id, text, sort)))?;
    let ids: Vec<MovieId> = shown.iter().map(|it| it.is.film.id).collect();
    add_entered_titles(tx, owner, &ids)
}
