//! Criticker: the ratings of an account, as XML or CSV.

use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;

const XML: Part = 0;
const CSV: Part = 1;

/// The format.
pub(crate) struct Criticker;

impl Format for Criticker {
    fn name(&self) -> &'static str {
        "criticker"
    }

    fn title(&self) -> &'static str {
        "Criticker"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        if head.has_root(&["recentratings"]) {
            return Some(XML);
        }
        head.has_columns(&["score", "film name"]).then_some(CSV)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["date rated"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

/// What is written of a film.
struct Rated<'a> {
    name: &'a str,
    year: &'a str,
    score: &'a str,
    date: &'a str,
    review: &'a str,
    imdb: &'a str,
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    if input.part == XML {
        return input.elements(&["film"], |number, film| {
            let rated = Rated {
                name: film.get("filmname"),
                year: film.get("filmyear"),
                score: film.get("rating"),
                date: film.get("reviewdate"),
                review: film.get("quote"),
                imdb: film.get("imdbid"),
            };
            let entry = entry(&rated, out);
            out.film(number, entry)
        });
    }
    input.rows(out, |row, out| {
        let rated = Rated {
            name: row.get("film name"),
            year: row.get("year"),
            score: row.get("score"),
            date: row.get("date rated"),
            review: row.get("mini review"),
            imdb: row.get("imdb id"),
        };
        let entry = entry(&rated, out);
        out.film(row.number, entry)
    })
}

fn entry(rated: &Rated<'_>, out: &Output<'_>) -> Entry {
    let (title, year) = crate::titles::with_year(rated.name);
    let mut entry = Entry::new(title);
    entry.year(if rated.year.is_empty() { year } else { rated.year });
    entry.imdb(rated.imdb);
    entry.rating = entry.read_rating(rated.score, Scale::Hundred, "Score");
    entry.rated_on = entry.read_watched(&out.dates, rated.date);
    entry.note(rated.review);
    entry
}
