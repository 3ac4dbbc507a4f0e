//! TMDB: ratings, watchlist and favourites, exported in the settings as CSV.

use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;

const RATINGS: Part = 0;
const FAVORITES: Part = 1;

/// The format.
pub(crate) struct Tmdb;

impl Format for Tmdb {
    fn name(&self) -> &'static str {
        "tmdb"
    }

    fn title(&self) -> &'static str {
        "TMDB"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let is_mine = head.has_columns(&["tmdb id", "imdb id", "type", "name", "your rating"]);
        let part = if head.stem().contains("favo") { FAVORITES } else { RATINGS };
        is_mine.then_some(part)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["date rated"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    let part = input.part;
    input.rows(out, |row, out| {
        let is_film = row.get("type").eq_ignore_ascii_case("movie");
        if !is_film {
            let kind = if !row.get("episode number").is_empty() {
                LeftOut::Episode
            } else if !row.get("season number").is_empty() {
                LeftOut::Season
            } else {
                LeftOut::Series
            };
            return out.left_out(row.number, row.get("name"), kind);
        }
        let mut entry = Entry::new(row.get("name"));
        entry.year(row.get("release date"));
        entry.tmdb(row.get("tmdb id"));
        entry.imdb(row.get("imdb id"));
        let date = row.get("date rated");
        let rating = row.get("your rating");
        if part == FAVORITES {
            entry.liked = true;
        } else if rating.is_empty() {
            // The watchlist has the same columns.
            entry.watchlist(&out.dates, date);
        } else {
            entry.rating = entry.read_rating(rating, Scale::Ten, "Your Rating");
            entry.rated_on = entry.read_watched(&out.dates, date);
        }
        out.film(row.number, entry)
    })
}
