//! Writing the index.

use super::series::{Series, kept};
use super::spool::Record;
use super::terms::Terms;
use super::{Building, READING_SHARE};
use crate::error::Error;
use crate::film::{Film, Origin, Role};
use crate::language::Language;
use crate::postings::steps;
use crate::words::{Facet, PERSON, WHOLE, whole, words};
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use std::collections::BTreeMap;
use std::path::Path;

/// The version of the form of the index. One of another form is built again.
pub const FORM: i32 = 3;
/// The films, from the best known on, of which somebody may mean other titles, too.
const BEST_KNOWN: u32 = 100_000;
/// Of all the work, how much is done when the films are written.
const FILMS_SHARE: u64 = 800;
/// How much is done when the words are.
const WORDS_SHARE: u64 = 990;

/// The bit of the kind that says that a film is pornography.
pub const ADULT_BIT: u8 = 3;
/// What kind of file it is: the letters `MTcg`.
pub const APPLICATION: i32 = 0x4D54_6367;

// The file is nothing before it is whole, so it needs neither a journal nor care.
const SCHEMA: &str = "
    PRAGMA page_size = 2048;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -32000;
    PRAGMA locking_mode = EXCLUSIVE;
    CREATE TABLE films (
        rank INTEGER PRIMARY KEY,
        id INTEGER NOT NULL,
        tmdb INTEGER,
        kind INTEGER NOT NULL,
        year INTEGER,
        runtime_minutes INTEGER,
        votes INTEGER NOT NULL,
        rating INTEGER NOT NULL,
        title TEXT NOT NULL,
        original_title TEXT,
        genres TEXT NOT NULL,
        credits BLOB,
        titles TEXT,
        countries TEXT,
        series TEXT
    ) STRICT;
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE filmographies (person INTEGER PRIMARY KEY, films BLOB NOT NULL) STRICT;
    CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, films BLOB NOT NULL) STRICT;
    CREATE TABLE words (word TEXT PRIMARY KEY, films BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE beginnings (beginning TEXT PRIMARY KEY, films BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE origins (is_wikidata INTEGER NOT NULL) STRICT;
    CREATE TABLE filters (bits BLOB NOT NULL) STRICT;
    BEGIN";

const INSERT_FILM: &str = "INSERT INTO films (rank, id, kind, year, runtime_minutes, votes, rating, title,
    original_title, genres, credits, titles, tmdb, countries, series)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// Writes all that was taken into a new file; gives how many films that are.
pub fn write(path: &Path, building: &mut Building<'_>) -> Result<u32, Error> {
    let index = Connection::open(path)?;
    index.execute_batch(SCHEMA)?;
    index.execute("INSERT INTO origins (is_wikidata) VALUES (?1)", [building.origin == Origin::Wikidata])?;
    write_people(&index, building)?;
    let mut terms = Terms::new(&building.folder.join("words"));
    let count = write_films(&index, building, &mut terms)?;
    write_filmographies(&index, building)?;
    terms
        .write(&index, count, |done, total| building.tell(FILMS_SHARE + (WORDS_SHARE - FILMS_SHARE) * done / total))?;
    index.execute_batch(
        "CREATE UNIQUE INDEX films_by_id ON films (id);
         CREATE INDEX films_by_tmdb ON films (tmdb) WHERE tmdb IS NOT NULL; COMMIT",
    )?;
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
        if let Record::Name(name) = record {
            insert.execute((person, name))?;
        }
    }
    Ok(())
}

/// A film with all that belongs to it.
struct Whole {
    rank: u32,
    film: Box<Film>,
    titles: Vec<(Option<Language>, u8, String)>,
    /// Directors first, each in their order.
    credits: Vec<(Role, u16, u32)>,
}

fn write_films(index: &Connection, building: &mut Building<'_>, terms: &mut Terms) -> Result<u32, Error> {
    let mut insert = index.prepare_cached(INSERT_FILM)?;
    let mut names = index.prepare_cached("SELECT name FROM people WHERE id = ?1")?;
    let ranges = building.by_rank.ranges_left().max(1) as u64;
    let mut count = 0;
    let mut series = Series::default();
    while let Some(records) = building.by_rank.next_range()? {
        let mut next: Option<Whole> = None;
        for (rank, record) in records {
            match record {
                // One that came twice counts once.
                Record::Film(_) if next.as_ref().is_some_and(|it| it.rank == rank) => {}
                Record::Film(film) => {
                    let new = Whole { rank, film, titles: Vec::new(), credits: Vec::new() };
                    series.add(&new.film, rank);
                    if let Some(whole) = next.replace(new) {
                        write_film(whole, &mut insert, &mut names, terms)?;
                        count += 1;
                    }
                }
                Record::Title { text, language, behind } => {
                    if let Some(it) = &mut next {
                        it.titles.push((language, behind, text));
                    }
                }
                Record::Credit { person, role, place } => {
                    if let Some(it) = &mut next {
                        it.credits.push((role, place, person));
                    }
                }
                Record::Part { .. } | Record::Name(_) => {}
            }
        }
        if let Some(whole) = next {
            write_film(whole, &mut insert, &mut names, terms)?;
            count += 1;
        }
        let left = building.by_rank.ranges_left() as u64;
        building.tell(READING_SHARE + (FILMS_SHARE - READING_SHARE) * (ranges - left) / ranges)?;
    }
    series.write(index, &building.series)?;
    Ok(count)
}

fn write_film(
    whole_film: Whole,
    insert: &mut CachedStatement<'_>,
    names: &mut CachedStatement<'_>,
    terms: &mut Terms,
) -> Result<(), Error> {
    let Whole { rank, film: it, titles, mut credits } = whole_film;
    credits.sort_unstable();
    credits.dedup_by_key(|it| (it.0, it.2));
    // Each with whether somebody may have meant it.
    let mut text = BTreeMap::new();
    let main = [Some(it.title.as_str()), it.original_title.as_deref()].into_iter().flatten().map(|title| (title, true));
    for (title, is_main) in main.chain(titles.iter().map(|it| (it.2.as_str(), false))) {
        let words = words(title);
        // There are millions of other titles of films that hardly anybody knows; their words are enough to find them.
        let whole = whole(&words).filter(|_| is_main || it.votes > 0).map(|whole| format!("{WHOLE}{whole}"));
        for word in words.into_iter().chain(whole) {
            *text.entry(word).or_default() |= is_main || rank <= BEST_KNOWN;
        }
    }
    if let Some(year) = it.year {
        text.entry(year.to_string()).or_default();
    }
    for (.., person) in &credits {
        if let Some(name) = names.query_row([person], |row| row.get::<_, String>(0)).optional()? {
            for word in words(&name) {
                text.entry(format!("{PERSON}{word}")).or_default();
            }
        }
    }
    for (word, is_meant) in text {
        terms.push(word, rank, is_meant)?;
    }
    for facet in facets(&it) {
        terms.push(facet, rank, false)?;
    }
    // Each is a number with a bit for the role.
    let credits: Vec<u8> = credits
        .iter()
        .flat_map(|(role, _, person)| (person << 1 | u32::from(*role == Role::Actor)).to_le_bytes())
        .collect();
    let titles = shown_titles(&it.title, titles);
    insert.execute((
        rank,
        it.id.number(),
        it.kind.number() | u8::from(it.adult) << ADULT_BIT,
        it.year,
        it.runtime_minutes,
        it.votes,
        it.rating,
        it.title,
        it.original_title,
        it.genres,
        (!credits.is_empty()).then_some(credits),
        (!titles.is_empty()).then_some(titles),
        it.tmdb,
        (!it.countries.is_empty()).then_some(it.countries),
        kept(&it.series),
    ))?;
    Ok(())
}

/// What a film has in common with others besides words.
fn facets(film: &Film) -> Vec<String> {
    let decade = film.year.map(|year| Facet::Decade.of(&(year / 10 * 10).to_string()));
    let genres = film.genres.split(',').filter(|genre| !genre.is_empty()).map(|genre| Facet::Genre.of(genre));
    let countries = film.countries.split(',').filter(|code| !code.is_empty()).map(|code| Facet::Country.of(code));
    decade.into_iter().chain(genres).chain(countries).collect()
}

/// The title that is shown in each language, where that is another one, behind the language; a line for each.
fn shown_titles(main: &str, mut titles: Vec<(Option<Language>, u8, String)>) -> String {
    // Those that are as good stay in their order.
    titles.sort_by_key(|(language, behind, _)| (*language, *behind));
    titles.dedup_by_key(|it| it.0);
    let mut lines = String::new();
    for (language, _, title) in &titles {
        if let Some(language) = language.as_ref().filter(|_| title != main) {
            // Each has a line.
            lines.extend([language.as_text(), &title.replace(['\n', '\r'], " "), "\n"]);
        }
    }
    lines
}

fn write_filmographies(index: &Connection, building: &mut Building<'_>) -> Result<(), Error> {
    let mut insert = index.prepare("INSERT INTO filmographies (person, films) VALUES (?1, ?2)")?;
    let mut write = |person: u32, films: &mut Vec<u32>| {
        films.sort_unstable();
        films.dedup();
        let blob = steps(films);
        films.clear();
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
