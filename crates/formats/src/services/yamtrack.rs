//! Yamtrack and Floppy, whose columns differ from version to version.

use crate::doubt::Doubt;
use crate::entry::{Entry, Watch};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;

/// The most repeats of a film; none has a date.
const MAX_REPEATS: usize = 100;

/// The format.
pub(crate) struct Yamtrack;

impl Format for Yamtrack {
    fn name(&self) -> &'static str {
        "yamtrack"
    }

    fn title(&self) -> &'static str {
        "Yamtrack, Floppy"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        head.has_columns(&["media_id", "source", "media_type", "title", "status"]).then_some(0)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["start_date", "end_date", "watch_date"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    input.rows(out, |row, out| {
        let kind = match row.get("media_type").to_ascii_lowercase().as_str() {
            _ if !["", "media"].contains(&row.get("row_type")) => Some(LeftOut::NotImported),
            "movie" => None,
            "tv" | "anime" => Some(LeftOut::Series),
            "season" => Some(LeftOut::Season),
            "episode" => Some(LeftOut::Episode),
            _ => Some(LeftOut::NotAFilm),
        };
        if let Some(kind) = kind {
            return out.left_out(row.number, row.get("title"), kind);
        }
        let entry = entry(row, out);
        out.film_or(row.number, entry, LeftOut::Unfinished)
    })
}

fn entry(row: Line<'_>, out: &Output<'_>) -> Entry {
    let mut entry = Entry::new(row.get("title"));
    let id = row.get("media_id");
    // Floppy gives films of its own that source, too.
    if row.get("source") == "tmdb" && id.bytes().all(|byte| byte.is_ascii_digit()) {
        entry.tmdb(id);
    } else if id.starts_with("tt") {
        entry.imdb(id);
    }
    entry.rating = entry.read_rating(row.get("score"), Scale::Ten, "score");
    entry.note(row.get("notes"));
    match row.get("status").to_ascii_lowercase().as_str() {
        "completed" => {
            entry.watch(&out.dates, row.first(&["end_date", "watch_date", "start_date"]));
            let repeats = row.get("repeats").parse::<usize>().unwrap_or(0);
            if repeats > MAX_REPEATS {
                entry.doubts.push(Doubt::TooMany { field: "watches".to_owned() });
            }
            entry.watches.resize_with(1 + repeats.min(MAX_REPEATS), Watch::default);
        }
        "planning" => entry.watchlist(&out.dates, row.get("created_at")),
        _ => {}
    }
    entry
}
