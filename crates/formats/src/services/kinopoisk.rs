//! Kinopoisk: the ratings of an account, as browser add-ons save them.

use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;

/// The format.
pub(crate) struct Kinopoisk;

impl Format for Kinopoisk {
    fn name(&self) -> &'static str {
        "kinopoisk"
    }

    fn title(&self) -> &'static str {
        "Kinopoisk"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        head.has_columns(&["nameeng", "namerus", "rating"]).then_some(0)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    input.rows(out, |row, out| {
        let mut entry = Entry::new(row.first(&["namerus", "nameeng"]));
        entry.original_title(row.get("nameeng"));
        entry.year(row.get("year"));
        let rating = Some(row.get("rating")).filter(|rating| *rating != "-").unwrap_or_default();
        entry.rating = entry.read_rating(rating, Scale::Ten, "rating");
        if entry.rating.is_some() {
            entry.rated_on = entry.read_watched(&out.dates, row.get("date"));
        } else if rating.is_empty() {
            // Marked as watched without a rating.
            entry.seen = true;
        }
        out.film(row.number, entry)
    })
}
