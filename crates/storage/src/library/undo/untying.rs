//! Many films that are no longer tied to those of the catalogue, in a few statements.

use super::matches::{FORGET_ALL, RESET_ALL, Tied};
use crate::engine::{Engine, Param, Tx};
use crate::error::Error;
use crate::library::filling::{Details, Media};
use crate::library::images::release_images_of;
use crate::library::labels::join;
use crate::library::lookups::{self, Background};
use crate::library::many::{OWNED, Places, for_ids, for_rows, insert_texts, query_ids, replace_genres};
use crate::library::movies::{search_text, title_sort};
use crate::schema::{Entity, entity, sql};
use domain::ids::{MovieId, UserId};
use domain::library::movies::Movie;
use domain::times::Timestamp;
use std::collections::HashMap;

/// A film as it is, in the trash or not.
struct Present {
    movie: Movie,
    background: Background,
    entered_title: Option<String>,
}

entity! {
    Present in MOVIES { movie: Movie, background: Background, entered_title }
}

const FIND: &str = sql!("SELECT ", Present::COLUMNS, " FROM movies WHERE ", OWNED, " AND id IN ($ids) ORDER BY id");
// SQLite's transactions write one after the other, and it does not know the clause.
const LOCK_POSTGRES: &str = sql!(FIND, " FOR NO KEY UPDATE");

/// What a film becomes.
struct Untied {
    movie: Movie,
    details: Details,
    media: Media,
    candidates: Option<String>,
}

impl Untied {
    fn new(present: Present, tied: Tied) -> Self {
        let Present { mut movie, background, entered_title } = present;
        let is_same = background.is_same(movie.version, tied.version());
        if let Some(title) = entered_title {
            movie.title = title;
        }
        let (details, media, candidates) = tied.taken_back(&movie, is_same);
        Self { movie, details, media, candidates }
    }

    fn loses_picture(&self) -> bool {
        let Self { movie, media, .. } = self;
        movie.poster_url.is_some() && media.poster.is_none() || movie.backdrop_url.is_some() && media.backdrop.is_none()
    }
}

/// Takes ties back. What the owner has changed since stays; what looking a film up has brought meanwhile goes as well, if
/// it is all that has changed.
pub(super) fn untie(tx: &mut Tx, owner: UserId, ties: Vec<Tied>, now: Timestamp) -> Result<(), Error> {
    let mut ties: HashMap<MovieId, Tied> = ties.into_iter().map(|tied| (tied.movie(), tied)).collect();
    let mut ids: Vec<MovieId> = ties.keys().copied().collect();
    // So that two who lock the same films don't wait for each other.
    ids.sort_unstable();
    let find = if tx.engine() == Engine::Postgres { LOCK_POSTGRES } else { FIND };
    let present: Vec<Present> = query_ids(tx, find, &[&owner], &ids)?;
    let untied = present.into_iter().filter_map(|it| Some((ties.remove(&it.movie.id)?, it)));
    let all: Vec<Untied> = untied.map(|(tied, present)| Untied::new(present, tied)).collect();
    let ids: Vec<MovieId> = all.iter().map(|it| it.movie.id).collect();
    lookups::delete_lookups(tx, owner, &ids)?;
    let losing: Vec<MovieId> = all.iter().filter(|it| it.loses_picture()).map(|it| it.movie.id).collect();
    release_images_of(tx, owner, &losing, now)?;
    write(tx, owner, &all, now)?;
    reset_matches(tx, owner, &all)
}

const UPDATE: &str = sql!(
    "UPDATE movies SET ",
    lookups::NEXT_VERSION,
    ", updated_at = $2, title = v.column2, title_sort = v.column3, original_title = v.column4, year = v.column5,
        runtime_minutes = v.column6, genres = v.column7, directors = v.column8, actors = v.column9, imdb_id = v.column10,
        tmdb_id = v.column11, overview = v.column12, poster = v.column13, backdrop = v.column14,
        tmdb_collection_id = CASE WHEN v.column10 IS NULL AND v.column11 IS NULL THEN NULL ELSE tmdb_collection_id END,
        entered_title = NULL, entered_sort = NULL
    FROM (VALUES $rows) AS v WHERE ",
    OWNED,
    " AND movies.id = v.column1"
);

const PLACES: Places = Places {
    sqlite: "(#, #, #, #, #, #, #, #, #, #, #, #, #, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS uuid), CAST(# AS text), CAST(# AS text), CAST(# AS text), CAST(# AS smallint), \
        CAST(# AS smallint), CAST(# AS text), CAST(# AS text), CAST(# AS text), CAST(# AS text), CAST(# AS bigint), \
        CAST(# AS text), CAST(# AS text), CAST(# AS text))",
};

fn write(tx: &mut Tx, owner: UserId, all: &[Untied], now: Timestamp) -> Result<(), Error> {
    let derived: Vec<[String; 4]> = all
        .iter()
        .map(|Untied { details: it, .. }| {
            [title_sort(&it.title), join(&it.genres), join(&it.directors), join(&it.actors)]
        })
        .collect();
    let rows: Vec<[&dyn Param; 14]> = all
        .iter()
        .zip(&derived)
        .map(|(Untied { movie, details: it, media, .. }, [sort, genres, directors, actors])| {
            [
                &movie.id as &dyn Param,
                &it.title,
                sort,
                &it.original_title,
                &it.year,
                &it.runtime_minutes,
                genres,
                directors,
                actors,
                &it.imdb_id,
                &it.tmdb_id,
                &media.overview,
                &media.poster,
                &media.backdrop,
            ]
        })
        .collect();
    for_rows(tx, UPDATE, &[&owner, &now], PLACES, &rows)?;
    // Those of films in the trash are written when they are restored.
    let shown = || all.iter().filter(|it| it.movie.deleted_at.is_none());
    let other_genres = shown().filter(|it| it.details.genres != it.movie.genres);
    let other_genres: Vec<_> = other_genres.map(|it| (it.movie.id, it.details.genres.as_slice())).collect();
    replace_genres(tx, owner, &other_genres)?;
    let text_of = |Untied { movie, details: it, .. }: &Untied| {
        let names = [&*it.genres, &movie.tags, &it.directors, &it.actors];
        (movie.id, search_text(&it.title, it.original_title.as_deref(), names), title_sort(&it.title))
    };
    let texts: Vec<(MovieId, String, String)> = shown().map(text_of).collect();
    insert_texts(tx, owner, texts.iter().map(|(id, text, sort)| (*id, text, sort)))
}

/// Gives films the candidates back that they had; those without any aren't to be checked.
fn reset_matches(tx: &mut Tx, owner: UserId, all: &[Untied]) -> Result<(), Error> {
    let with = |it: &'_ Untied| it.candidates.clone().map(|candidates| (it.movie.id, candidates));
    let proposed: Vec<(MovieId, String)> = all.iter().filter_map(with).collect();
    let rows: Vec<[&dyn Param; 2]> = proposed.iter().map(|(id, candidates)| [id as &dyn Param, candidates]).collect();
    for_rows(tx, RESET_ALL, &[&owner], Places::same("(#, $1, #)"), &rows)?;
    let others: Vec<MovieId> = all.iter().filter(|it| it.candidates.is_none()).map(|it| it.movie.id).collect();
    for_ids(tx, FORGET_ALL, &[&owner], &others).map(drop)
}
