//! IMDb: ratings, watchlist and lists, as they have been exported since 2013.
//!
//! IMDb knows when a film was rated, not when it was watched.

use crate::entry::{Entry, List, ListItem};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;

const RATINGS: Part = 0;
const WATCHLIST: Part = 1;
const LIST: Part = 2;

/// The format.
pub(crate) struct Imdb;

impl Format for Imdb {
    fn name(&self) -> &'static str {
        "imdb"
    }

    fn title(&self) -> &'static str {
        "IMDb"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        if !head.has_columns(&["const", "title", "title type"]) {
            return None;
        }
        // The oldest ratings have a position, too.
        Some(if head.stem().contains("watchlist") {
            WATCHLIST
        } else if !head.has_column("position") || (head.has_column("you rated") && head.stem().contains("rating")) {
            RATINGS
        } else {
            LIST
        })
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["created", "modified", "date rated"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    let part = input.part;
    if part == LIST {
        let key = out.key();
        let name = key.rsplit('/').next().unwrap_or_default();
        out.list(List::new(&key, name.rsplit_once('.').map_or(name, |(stem, _)| stem), ""))?;
    }
    input.rows(out, |row, out| {
        if let Some(kind) = other_than_film(row.get("title type")) {
            return out.left_out(row.number, row.get("title"), kind);
        }
        let mut entry = described(row);
        entry.rating = entry.read_rating(row.first(&["your rating", "you rated"]), Scale::Ten, "Your Rating");
        let is_old_rating = part == RATINGS && row.get("date rated").is_empty();
        let rated = if is_old_rating { row.get("created") } else { row.get("date rated") };
        entry.rated_on = entry.read_watched(&out.dates, rated).filter(|_| entry.rating.is_some());
        match part {
            WATCHLIST => {
                entry.watchlist(&out.dates, row.get("created"));
                entry.note(row.get("description"));
            }
            LIST => {
                let note = entry.read_text("note", row.get("description"));
                entry.items.push(ListItem {
                    list: out.key(),
                    position: row.get("position").parse().ok(),
                    note,
                    added_at: None,
                });
            }
            _ => {}
        }
        out.film_or(row.number, entry, LeftOut::NothingToKeep)
    })
}

fn described(row: Line<'_>) -> Entry {
    let mut entry = Entry::new(row.get("title"));
    entry.original_title(row.get("original title"));
    // The date of release begins with its year, but for what a spreadsheet has made of it.
    let release = row.first(&["release date", "release date (month/day/year)"]);
    let release = release.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or_default();
    entry.year(if row.get("year").is_empty() { release } else { row.get("year") });
    entry.imdb(row.first(&["const", "url"]));
    entry.runtime(row.get("runtime (mins)"));
    let genres: Vec<String> = row.get("genres").split(',').map(genre).collect();
    entry.genres(genres.iter().map(String::as_str));
    entry.directors(row.get("directors").split(','));
    entry
}

/// A genre as it is written today: `sci_fi` is "Sci-Fi".
fn genre(name: &str) -> String {
    let words = name.trim().split(['_', '-']).map(|word| {
        let mut chars = word.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    });
    words.collect::<Vec<_>>().join("-")
}

/// What a title is, if it isn't a film, in the spellings of all years: `tvMiniSeries`, `TV Mini Series`.
fn other_than_film(kind: &str) -> Option<LeftOut> {
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    match kind.to_ascii_lowercase().as_str() {
        "tvseries" | "tvminiseries" | "miniseries" | "podcastseries" => Some(LeftOut::Series),
        "tvepisode" | "podcastepisode" => Some(LeftOut::Episode),
        "tvseason" => Some(LeftOut::Season),
        "videogame" | "musicvideo" | "podcast" => Some(LeftOut::NotAFilm),
        _ => None,
    }
}
