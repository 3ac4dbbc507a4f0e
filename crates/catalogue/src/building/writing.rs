//! Writing the index.

use super::spool::Record;
use super::vocabulary::Vocabulary;
use super::{Building, READING_SHARE};
use crate::error::Error;
use crate::film::{Film, Role};
use crate::words::{PERSON, WHOLE, whole, words};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use std::collections::BTreeSet;
use std::path::Path;

/// The version of the form of the index. One of another form is built again.
pub const FORM: i32 = 1;
/// What kind of file it is: the letters `MTcg`.
pub const APPLICATION: i32 = 0x4D54_6367;

// The file is nothing before it is whole, so it needs neither a journal nor care.
const SCHEMA: &str = "
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -32000;
    PRAGMA locking_mode = EXCLUSIVE;
    CREATE TABLE films (
        rank INTEGER PRIMARY KEY,
        imdb INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        year INTEGER,
        runtime_minutes INTEGER,
        votes INTEGER NOT NULL,
        rating INTEGER NOT NULL,
        title TEXT NOT NULL,
        original_title TEXT,
        genres TEXT NOT NULL,
        credits BLOB
    ) STRICT;
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE filmographies (person INTEGER PRIMARY KEY, films BLOB NOT NULL) STRICT;
    CREATE TABLE words (word TEXT PRIMARY KEY, rank INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE filters (bits BLOB NOT NULL) STRICT;
    CREATE VIRTUAL TABLE texts USING fts5 (
        text, content = '', detail = none, columnsize = 0, prefix = '1 2 3 4 5 6 7', tokenize = \"ascii tokenchars '@='\"
    );
    INSERT INTO texts (texts, rank) VALUES ('hashsize', 33554432);
    INSERT INTO texts (texts, rank) VALUES ('automerge', 0);
    BEGIN";

const INSERT_FILM: &str = "INSERT INTO films (rank, imdb, kind, year, runtime_minutes, votes, rating, title,
    original_title, genres, credits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Writes all that was taken into a new file; gives how many films that are.
pub fn write(path: &Path, building: &mut Building<'_>) -> Result<u32, Error> {
    let index = Connection::open(path)?;
    index.execute_batch(SCHEMA)?;
    write_people(&index, building)?;
    let count = write_films(&index, building)?;
    write_filmographies(&index, building)?;
    index.execute_batch("CREATE UNIQUE INDEX films_by_imdb ON films (imdb)")?;
    building.tell(950)?;
    index.execute_batch("INSERT INTO texts (texts) VALUES ('optimize'); COMMIT")?;
    index.pragma_update(None, "application_id", APPLICATION)?;
    index.pragma_update(None, "user_version", FORM)?;
    index.close().map_err(|(_, error)| error)?;
    building.tell(1000)?;
    Ok(count)
}

fn write_people(index: &Connection, building: &mut Building<'_>) -> Result<(), Error> {
    let mut insert = index.prepare("INSERT OR IGNORE INTO people (id, name) VALUES (?1, ?2)")?;
    let mut names = building.names.read()?;
    while let Some((person, record)) = names.next()? {
        if let Record::Title(name) = record {
            insert.execute((person, name))?;
        }
    }
    Ok(())
}

/// A film with all that belongs to it.
struct Whole {
    rank: u32,
    film: Box<Film>,
    titles: Vec<String>,
    /// Directors first, each in their order.
    credits: Vec<(Role, u16, u32)>,
}

fn write_films(index: &Connection, building: &mut Building<'_>) -> Result<u32, Error> {
    let mut insert = index.prepare_cached(INSERT_FILM)?;
    let mut texts = index.prepare_cached("INSERT INTO texts (rowid, text) VALUES (?1, ?2)")?;
    let mut names = index.prepare_cached("SELECT name FROM people WHERE id = ?1")?;
    let mut vocabulary = Vocabulary::default();
    let ranges = building.by_rank.ranges_left().max(1) as u64;
    let mut count = 0;
    while let Some(records) = building.by_rank.next_range()? {
        let mut next: Option<Whole> = None;
        for (rank, record) in records {
            match record {
                // One that came twice counts once.
                Record::Film(_) if next.as_ref().is_some_and(|it| it.rank == rank) => {}
                Record::Film(film) => {
                    let new = Whole { rank, film, titles: Vec::new(), credits: Vec::new() };
                    if let Some(whole) = next.replace(new) {
                        write_film(whole, &mut insert, &mut texts, &mut names, &mut vocabulary)?;
                        count += 1;
                    }
                }
                Record::Title(title) => {
                    if let Some(it) = &mut next {
                        it.titles.push(title);
                    }
                }
                Record::Credit { person, role, place } => {
                    if let Some(it) = &mut next {
                        it.credits.push((role, place, person));
                    }
                }
                Record::Part { .. } => {}
            }
        }
        if let Some(whole) = next {
            write_film(whole, &mut insert, &mut texts, &mut names, &mut vocabulary)?;
            count += 1;
        }
        let left = building.by_rank.ranges_left() as u64;
        building.tell(READING_SHARE + (900 - READING_SHARE) * (ranges - left) / ranges)?;
    }
    vocabulary.write(index)?;
    Ok(count)
}

fn write_film(
    whole_film: Whole,
    insert: &mut CachedStatement<'_>,
    texts: &mut CachedStatement<'_>,
    names: &mut CachedStatement<'_>,
    vocabulary: &mut Vocabulary,
) -> Result<(), Error> {
    let Whole { rank, film: it, titles, mut credits } = whole_film;
    credits.sort_unstable();
    credits.dedup_by_key(|it| (it.0, it.2));
    let mut text = BTreeSet::new();
    let main = [Some(it.title.as_str()), it.original_title.as_deref()].into_iter().flatten().map(|title| (title, true));
    for (title, is_main) in main.chain(titles.iter().map(|title| (title.as_str(), false))) {
        let words = words(title);
        vocabulary.add(rank, &words, is_main);
        text.extend(whole(&words).map(|whole| format!("{WHOLE}{whole}")));
        text.extend(words);
    }
    text.extend(it.year.map(|year| year.to_string()));
    for (.., person) in &credits {
        if let Some(name) = names.query_row([person], |row| row.get::<_, String>(0)).optional()? {
            text.extend(words(&name).into_iter().map(|word| format!("{PERSON}{word}")));
        }
    }
    let text: Vec<String> = text.into_iter().collect();
    texts.execute((rank, text.join(" ")))?;
    // Each is a number with a bit for the role.
    let credits: Vec<u8> = credits
        .iter()
        .flat_map(|(role, _, person)| (person << 1 | u32::from(*role == Role::Actor)).to_le_bytes())
        .collect();
    insert.execute((
        rank,
        it.imdb,
        it.kind.number(),
        it.year,
        it.runtime_minutes,
        it.votes,
        it.rating,
        it.title,
        it.original_title,
        it.genres,
        (!credits.is_empty()).then_some(credits),
    ))?;
    Ok(())
}

fn write_filmographies(index: &Connection, building: &mut Building<'_>) -> Result<(), Error> {
    let mut insert = index.prepare("INSERT INTO filmographies (person, films) VALUES (?1, ?2)")?;
    let mut write = |person: u32, films: &mut Vec<u32>| {
        films.sort_unstable();
        films.dedup();
        let blob: Vec<u8> = films.drain(..).flat_map(u32::to_le_bytes).collect();
        if blob.is_empty() { Ok(0) } else { insert.execute((person, blob)) }
    };
    while let Some(records) = building.by_person.next_range()? {
        let (mut person, mut films) = (0, Vec::new());
        for (number, record) in records {
            if number != person {
                write(person, &mut films)?;
                person = number;
            }
            if let Record::Part { rank, role } = record {
                films.push(rank << 1 | u32::from(role == Role::Actor));
            }
        }
        write(person, &mut films)?;
    }
    Ok(())
}
