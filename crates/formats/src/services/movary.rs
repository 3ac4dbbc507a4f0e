//! Movary: history, ratings and watchlist.
//!
//! Old versions put titles in quotes and left the quotes in them as they were.

use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;

const HISTORY: Part = 0;
const OLD_HISTORY: Part = 1;
const RATINGS: Part = 2;
const WATCHLIST: Part = 3;

/// The columns behind the title in the files that can have quotes in their titles.
const BEHIND_TITLE: usize = 4;

/// The format.
pub(crate) struct Movary;

impl Format for Movary {
    fn name(&self) -> &'static str {
        "movary"
    }

    fn title(&self) -> &'static str {
        "Movary"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        if !head.has_columns(&["title", "year", "tmdbid", "imdbid"]) {
            return None;
        }
        let is_old = head.table().is_some_and(|table| table.columns.len() == 1 + BEHIND_TITLE);
        let parts = [
            ("watchedat", if is_old { OLD_HISTORY } else { HISTORY }),
            ("userrating", RATINGS),
            ("addedat", WATCHLIST),
        ];
        parts.into_iter().find(|(column, _)| head.has_column(column)).map(|(_, part)| part)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["watchedat", "addedat"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    let part = input.part;
    if part == HISTORY {
        return input.rows(out, |row, out| {
            let mut entry = described(row.get("title"), [row.get("year"), row.get("tmdbid"), row.get("imdbid")]);
            let comment = entry.read_text("comment", row.get("comment"));
            let place = entry.read_place(row.get("location"));
            let watch = entry.watch(&out.dates, row.get("watchedat"));
            (watch.comment, watch.place) = (comment, place);
            out.film(row.number, entry)
        });
    }
    let mut table = input.unquoted_table()?;
    while let Some(row) = table.next()? {
        if row.is_empty() {
            out.empty(row.number)?;
            continue;
        }
        let (title, [year, tmdb, imdb, value]) = split(row);
        let mut entry = described(&title, [&year, &tmdb, &imdb]);
        match part {
            RATINGS => entry.rating = entry.read_rating(&value, Scale::Ten, "userRating"),
            WATCHLIST => entry.watchlist(&out.dates, &value),
            _ => {
                entry.watch(&out.dates, &value);
            }
        }
        out.film(row.number, entry)?;
    }
    Ok(())
}

fn described(title: &str, [year, tmdb, imdb]: [&str; 3]) -> Entry {
    let mut entry = Entry::new(title);
    entry.year(year);
    entry.tmdb(tmdb);
    entry.imdb(imdb);
    entry
}

/// The title, whatever commas and quotes are in it, and the four values behind it.
fn split(row: Line<'_>) -> (String, [String; BEHIND_TITLE]) {
    let values: Vec<&str> = row.raw_values().collect();
    let (title, behind) = values.split_at(values.len().saturating_sub(BEHIND_TITLE).max(1).min(values.len()));
    let title = title.join(",");
    let title = title.trim();
    let inner = title.strip_prefix('"').and_then(|title| title.strip_suffix('"')).unwrap_or(title);
    let value = |at: usize| behind.get(at).map_or("", |value| value.trim().trim_matches('"')).to_owned();
    (inner.replace("\"\"", "\""), [value(0), value(1), value(2), value(3)])
}
