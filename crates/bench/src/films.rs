//! Films to measure with: made up, of ordinary length, the same in every run.

use anyhow::{Context, Result};
use domain::ids::{MovieId, UserId, WatchId};
use domain::library::movies::{MovieDraft, MovieFields};
use domain::library::watches::WatchDraft;
use domain::problems::Problem;
use domain::times::Timestamp;
use storage::library::movies::{NewMovie, insert_movie};
use storage::library::watches::insert_watch;
use storage::{Error, Store};
use uuid::Uuid;

/// The films that are written in one transaction.
const BATCH: u32 = 500;
/// When the first film was added, in milliseconds since 1970: 2024-01-01. The others follow minute by minute.
const FIRST_ADDED: i64 = 1_704_067_200_000;

/// A word that is in every 40th title.
pub const COMMON_WORD: &str = "lighthouse";
/// What words of 15 films begin with, in the first 36,000 as in the first 100,000.
pub const RARE_WORD: &str = "359";
/// A word that is in no film.
pub const ABSENT_WORD: &str = "zeppelinesque";

const ADJECTIVES: [&str; 23] = [
    "Silent",
    "Crimson",
    "Last",
    "Hidden",
    "Electric",
    "Golden",
    "Broken",
    "Distant",
    "Midnight",
    "Wild",
    "Paper",
    "Burning",
    "Forgotten",
    "Secret",
    "Blue",
    "Endless",
    "Savage",
    "Gentle",
    "Frozen",
    "Stolen",
    "Second",
    "Hollow",
    "Émigré",
];
const NOUNS: [&str; 40] = [
    "River",
    "Station",
    "Garden",
    "Promise",
    "Horizon",
    "Kingdom",
    "Letter",
    "Summer",
    "Detective",
    "Orchestra",
    "Winter",
    "Stranger",
    "Harbour",
    "Mountain",
    "Mirror",
    "Voyage",
    "Empire",
    "Shadow",
    "Café",
    "Island",
    "Memory",
    "Highway",
    "Dancer",
    "Soldier",
    "Witness",
    "Castle",
    "Machine",
    "Lighthouse",
    "Tiger",
    "Wedding",
    "Portrait",
    "Frontier",
    "Carnival",
    "Inheritance",
    "Pilgrim",
    "Comet",
    "Labyrinth",
    "Verdict",
    "Waltz",
    "Apprentice",
];
const PLACES: [&str; 17] = [
    "Lisbon",
    "Kyoto",
    "Montréal",
    "the North",
    "Buenos Aires",
    "Kraków",
    "the Desert",
    "Marseille",
    "Reykjavík",
    "Cairo",
    "Dublin",
    "São Paulo",
    "the Sea",
    "Vienna",
    "Nairobi",
    "Odessa",
    "Jaipur",
];
const GENRES: [&str; 13] = [
    "Drama",
    "Comedy",
    "Thriller",
    "Science Fiction",
    "Crime",
    "Romance",
    "Documentary",
    "Horror",
    "Western",
    "Musical",
    "Adventure",
    "Animation",
    "War",
];
const TAGS: [&str; 7] = ["to own", "with the children", "festival", "35 mm", "club night", "rewatch", "lent to Ana"];
const PLOT: &str = "A letter that was never meant to arrive brings two estranged sisters back to the town they left, \
    where an unfinished bridge, a missing photograph and the patience of an old ferryman slowly tell them what their \
    mother kept from everybody for thirty years.";

/// The film of this number, as a client would send it.
pub fn draft(number: u32) -> MovieDraft {
    let random = scatter(number);
    // Fields differ in length and presence as they do in a collection that somebody keeps.
    let day = random % 2922;
    MovieDraft {
        directors: Vec::new(),
        actors: Vec::new(),
        services: Vec::new(),
        title: title(number),
        original_title: random.is_multiple_of(5).then(|| format!("{} ({number})", pick(&NOUNS, random >> 9))),
        year: Some(i64::from(1921 + random % 105)),
        runtime_minutes: Some(i64::from(71 + random % 110)),
        genres: (0..=random % 3).map(|nth| pick(&GENRES, (random >> 4) + nth * 5).to_owned()).collect(),
        overview: (!random.is_multiple_of(4))
            .then(|| PLOT.get(..(120 + (random >> 7) as usize % 130)).unwrap_or(PLOT).to_owned()),
        notes: random.is_multiple_of(6).then(|| "Seen with Ana; the second half is the better one.".to_owned()),
        rating: (random % 10 < 7).then(|| f64::from(1 + random % 9) / 2.0),
        liked: random.is_multiple_of(11),
        watched_on: (random % 10 < 7)
            .then(|| format!("{}-{:02}-{:02}", 2016 + day / 366, 1 + day / 31 % 12, 1 + day % 28)),
        on_watchlist: random % 10 == 8,
        tags: (0..(random >> 3) % 3).map(|nth| pick(&TAGS, (random >> 6) + nth).to_owned()).collect(),
        imdb_id: (!random.is_multiple_of(8)).then(|| format!("tt{:07}", number + 100_000)),
        tmdb_id: (!random.is_multiple_of(8)).then(|| i64::from(number + 1)),
    }
}

/// Writes films for an owner, the first of them the oldest.
///
/// Of no two of their ids, nor those of their watches, are the first 8 bytes the same: the copies
/// for other owners rely on it.
///
/// # Errors
/// When they cannot be stored.
pub async fn insert(store: &Store, owner: UserId, count: u32) -> Result<()> {
    for first in (0..count).step_by(BATCH as usize) {
        let films = (first..count.min(first + BATCH)).map(|number| Ok((number, fields(number)?)));
        let films = films.collect::<Result<Vec<_>>>()?;
        let written = store.write::<_, Error, _>(move |tx| {
            for (number, fields) in &films {
                let (id, watch_id) = (MovieId(id(*number, 0)), WatchId(id(*number, 1)));
                insert_movie(tx, owner, NewMovie { id, watch_id, fields, now: added_at(*number) })?;
            }
            Ok(())
        });
        written.await.context("the films cannot be stored")?;
    }
    Ok(())
}

/// Adds rewatches of the films that [`insert`] wrote, until there are so many watches in all.
///
/// # Errors
/// When they cannot be stored.
pub async fn insert_rewatches(store: &Store, owner: UserId, films: u32, watches: u32) -> Result<()> {
    let seen: Vec<u32> = (0..films).filter(|number| scatter(*number) % 10 < 7).collect();
    let missing = (watches as usize).saturating_sub(seen.len());
    let again: Vec<u32> = seen.iter().copied().cycle().take(missing).collect();
    for (nth, batch) in again.chunks(BATCH as usize).enumerate() {
        let (batch, first) = (batch.to_vec(), nth * BATCH as usize);
        let written = store.write::<_, Error, _>(move |tx| {
            for (offset, number) in batch.iter().enumerate() {
                let random = scatter(*number) >> 3;
                let watch = WatchDraft {
                    watched_on: Some(format!("{}-{:02}-{:02}", 2016 + random % 10, 1 + random % 12, 1 + random % 28)),
                    rating: Some(f64::from(1 + random % 9) / 2.0),
                    place: Some(pick(&PLACES, random).to_owned()),
                    companions: vec![pick(&NOUNS, random).to_owned()],
                    ..WatchDraft::default()
                };
                let fields = watch.parse(added_at(u32::MAX / 2).date()).unwrap_or_default();
                // A kind for each round over all films.
                let kind = u8::try_from(2 + (first + offset) / films as usize).unwrap_or(u8::MAX);
                insert_watch(
                    tx,
                    owner,
                    MovieId(id(*number, 0)),
                    WatchId(id(*number, kind)),
                    &fields,
                    added_at(*number),
                )?;
            }
            Ok(())
        });
        written.await.context("the watches cannot be stored")?;
    }
    Ok(())
}

/// The ids of the first and the last film of such a range, whose end does not belong to it.
pub fn id_range(first: u32, end: u32) -> (MovieId, MovieId) {
    (MovieId(id(first, 0)), MovieId(id(end.saturating_sub(1), 0)))
}

fn fields(number: u32) -> Result<MovieFields> {
    let today = added_at(u32::MAX / 2).date();
    draft(number).parse(today).map_err(Problem::from).context("a film breaks the rules")
}

/// Most titles stand alone; as in a real collection, some differ only in their year.
fn title(number: u32) -> String {
    let (adjective, place) = (pick(&ADJECTIVES, number), pick(&PLACES, number / 3));
    let noun = NOUNS[number as usize % NOUNS.len()];
    match number % 5 {
        0 => format!("The {noun} of {place}"),
        1 => format!("{adjective} {noun}"),
        2 => format!("{noun}: A {adjective} Story from {place}"),
        3 => format!("The {adjective} {noun} {}", 2 + number % 7),
        _ => format!("{adjective} {noun} in {place}"),
    }
}

fn added_at(number: u32) -> Timestamp {
    Timestamp::from_millis(FIRST_ADDED + i64::from(number) * 60_000)
}

/// A UUIDv7 of the moment the film was added.
fn id(number: u32, kind: u8) -> Uuid {
    let millis = u64::try_from(added_at(number).as_millis()).unwrap_or_default();
    let mut bytes = [0; 10];
    // Two bytes that go into the first half of the id, eight into the second.
    bytes[1] = kind;
    bytes[2..6].copy_from_slice(&scatter(number).to_be_bytes());
    bytes[6..].copy_from_slice(&number.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

fn pick<'a>(words: &[&'a str], number: u32) -> &'a str {
    words[number as usize % words.len()]
}

/// A number that looks random and is not (the finisher of `MurmurHash3`).
fn scatter(number: u32) -> u32 {
    let mut n = number.wrapping_add(0x9e37_79b9);
    n = (n ^ (n >> 16)).wrapping_mul(0x85eb_ca6b);
    n = (n ^ (n >> 13)).wrapping_mul(0xc2b2_ae35);
    n ^ (n >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_film_keeps_the_rules() {
        for number in 0..36_000 {
            fields(number).unwrap();
        }
    }

    #[test]
    fn ids_differ_in_their_first_half_and_are_in_order() {
        let ids: Vec<Uuid> = (0..5000).flat_map(|number| [id(number, 0), id(number, 1)]).collect();
        let halves: BTreeSet<&[u8]> = ids.iter().map(|id| &id.as_bytes()[..8]).collect();
        assert_eq!(halves.len(), ids.len());
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn words_are_as_common_as_they_are_said_to_be() {
        let with = |word: &str| (0..4000).filter(|it| title(*it).to_lowercase().contains(word)).count();
        assert_eq!((with(COMMON_WORD), with(ABSENT_WORD)), (100, 0));
        let numbers = |it: u32| draft(it).original_title.is_some_and(|text| text.contains(&format!("({RARE_WORD}")));
        assert_eq!([36_000, 100_000].map(|count| (0..count).filter(|it| numbers(*it)).count()), [15, 15]);
    }
}
