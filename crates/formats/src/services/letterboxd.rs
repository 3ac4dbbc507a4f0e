//! Letterboxd: the zip of an account, or any file of it.
//!
//! Films have no ID there; the addresses are those of entries in some files and those of films in others.

use crate::doubt::Doubt;
use crate::entry::{Entry, List, ListItem, Watch};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::markup::to_markdown;
use crate::outcome::{FileProblem, LeftOut};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;
use domain::library::watch_dates::WatchDate;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

const WATCHED: Part = 0;
const DIARY: Part = 1;
const RATINGS: Part = 2;
const REVIEWS: Part = 3;
const WATCHLIST: Part = 4;
const LIKES: Part = 5;
const LIST: Part = 6;
const ORPHANED: Part = 7;
const DELETED: Part = 8;
const OTHER: Part = 9;

/// The format.
pub(crate) struct Letterboxd;

impl Format for Letterboxd {
    fn name(&self) -> &'static str {
        "letterboxd"
    }

    fn title(&self) -> &'static str {
        "Letterboxd"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let part = kind(head)?;
        Some(match part {
            OTHER => OTHER,
            _ if head.is_in("deleted") => DELETED,
            DIARY | REVIEWS if head.is_in("orphaned") => ORPHANED,
            _ => part,
        })
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["date", "watched date"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

/// The part that a file's columns tell, and its name where the columns are those of several parts.
fn kind(head: &Head) -> Option<Part> {
    let is_film = head.has_columns(&["date", "name", "year", "letterboxd uri"]);
    if head.has_columns(&["date", "name", "tags", "url", "description"]) {
        Some(LIST)
    } else if is_film && head.has_column("review") {
        Some(REVIEWS)
    } else if is_film && head.has_column("watched date") {
        Some(DIARY)
    } else if is_film && head.has_column("rating") {
        Some(RATINGS)
    } else if is_film {
        // All three have the same columns, and one taken for another would be wrong about every film.
        let names = [("watchlist", WATCHLIST), ("watched", WATCHED), ("films", LIKES), ("likes", LIKES)];
        names.into_iter().find(|(name, _)| head.stem().contains(name)).map(|(_, part)| part)
    } else {
        let is_profile = head.has_columns(&["date joined", "username"]);
        let is_likes = head.has_columns(&["date", "content"]);
        (is_profile || is_likes).then_some(OTHER)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    match input.part {
        OTHER => Err(FileProblem::NotImported.into()),
        LIST => read_list(input, out),
        DELETED => input.rows(out, |row, out| {
            // The second header of a list is no row.
            let is_header = row.at(0).eq_ignore_ascii_case("position");
            if is_header { Ok(()) } else { out.left_out(row.number, row.get("name"), LeftOut::Deleted) }
        }),
        DIARY => {
            let mut implied = rewatched_first(input, out)?;
            input.rows(out, |row, out| {
                let mut entry = watched(row, out);
                let watched_on = entry.watches.first().and_then(|watch| watch.watched_on);
                if implied.get(&film(row)) == Some(&(watched_on, true)) {
                    implied.remove(&film(row));
                    entry.watches.push(Watch { rewatch: Some(false), joins: true, ..Watch::default() });
                }
                out.film(row.number, entry)
            })
        }
        REVIEWS => input.rows(out, |row, out| out.film(row.number, watched(row, out))),
        ORPHANED => input.rows(out, |row, out| {
            let mut entry = watched(row, out);
            entry.doubts.push(Doubt::MaybeSeries);
            out.film(row.number, entry)
        }),
        part => input.rows(out, |row, out| {
            let mut entry = described(row);
            match part {
                WATCHED => entry.seen = true,
                LIKES => entry.liked = true,
                WATCHLIST => entry.watchlist(&out.dates, row.get("date")),
                _ => {
                    entry.rating = entry.read_rating(row.get("rating"), Scale::Five, "Rating");
                    entry.rated_on = entry.read_watched(&out.dates, row.get("date"));
                }
            }
            out.film(row.number, entry)
        }),
    }
}

fn described(row: Line<'_>) -> Entry {
    let mut entry = Entry::new(row.get("name"));
    entry.year(row.get("year"));
    entry
}

/// A row of the diary, or a review. A review tells of a viewing of the diary again.
fn watched(row: Line<'_>, out: &Output<'_>) -> Entry {
    let mut entry = described(row);
    entry.tags(row.get("tags").split(','));
    let rating = entry.read_rating(row.get("rating"), Scale::Five, "Rating");
    let review = row.get("review");
    let comment = if review.is_empty() { None } else { entry.read_text("comment", &to_markdown(review)) };
    let joins = comment.is_some();
    let rewatch = row.get("rewatch").eq_ignore_ascii_case("yes").then_some(true);
    let watch = entry.watch(&out.dates, row.get("watched date"));
    *watch = Watch { watched_on: watch.watched_on, rating, rewatch, comment, joins, ..Watch::default() };
    entry
}

/// A film, as far as a diary names it.
fn film(row: Line<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.get("name"), row.get("year")).hash(&mut hasher);
    hasher.finish()
}

/// The earliest watch of each film, and whether it was a rewatch: then there was an earlier one, of unknown date. The
/// diary is in the order in which it was written, so it is read twice.
fn rewatched_first(
    input: &mut Input<'_, '_>,
    out: &Output<'_>,
) -> Result<HashMap<u64, (Option<WatchDate>, bool)>, Stop> {
    let mut earliest: HashMap<u64, (Option<WatchDate>, bool)> = HashMap::new();
    let mut table = input.table()?;
    loop {
        let row = match table.next() {
            Ok(Some(row)) => row,
            // What is damaged is told when the rows are given.
            Ok(None) | Err(Stop::File(_)) => break,
            Err(stop) => return Err(stop),
        };
        let watched_on = out.dates.watched(row.get("watched date")).ok().flatten();
        let this = (watched_on, row.get("rewatch").eq_ignore_ascii_case("yes"));
        // Of two on one day, the one that isn't a rewatch is the first.
        earliest.entry(film(row)).and_modify(|first| *first = this.min(*first)).or_insert(this);
    }
    earliest.retain(|_, (_, is_rewatch)| *is_rewatch);
    Ok(earliest)
}

/// A list: a row about itself below a first header, its films below a second.
fn read_list(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    let mut table = input.table()?;
    let mut is_told = false;
    while let Some(row) = table.next()? {
        if row.at(0).eq_ignore_ascii_case("position") {
            let columns = row.values().map(str::to_lowercase).collect();
            table.rename(columns);
        } else if row.is_empty() {
            out.empty(row.number)?;
        } else if !is_told {
            is_told = true;
            let mut list = List::new(&out.key(), row.get("name"), &to_markdown(row.get("description")));
            list.tags(row.get("tags").split(','));
            out.list(list)?;
        } else {
            let mut entry = described(row);
            let note = entry.read_text("note", &to_markdown(row.get("description")));
            entry.items.push(ListItem {
                list: out.key(),
                position: row.get("position").parse().ok(),
                note,
                added_at: None,
            });
            out.film(row.number, entry)?;
        }
    }
    Ok(())
}
