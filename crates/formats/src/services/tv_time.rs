//! TV Time, closed in 2026: the films in the archive that people asked for.

use crate::doubt::Doubt;
use crate::entry::{Entry, Watch};
use crate::format::{Format, Input, Part, Reader};
use crate::head::{Content, Head};
use crate::outcome::{FileProblem, LeftOut};
use crate::output::Output;
use crate::stop::Stop;
use jiff::{SignedDuration, civil::DateTime};

const TRACKING: Part = 0;
const OTHER: Part = 1;

/// The most rewatches of a film; none has a date.
const MAX_REWATCHES: usize = 100;

/// The format.
pub(crate) struct TvTime;

impl Format for TvTime {
    fn name(&self) -> &'static str {
        "tv_time"
    }

    fn title(&self) -> &'static str {
        "TV Time"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let is_other = || matches!(head.content, Content::Table(_)) && head.stem().contains("-prod-");
        if head.has_columns(&["entity_type", "movie_name", "type"]) {
            Some(TRACKING)
        } else {
            is_other().then_some(OTHER)
        }
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    if input.part == OTHER {
        return Err(FileProblem::NotImported.into());
    }
    input.rows(out, |row, out| {
        let title = row.get("movie_name");
        if row.get("entity_type") != "movie" {
            let is_episode = row.get("entity_type") == "episode";
            let kind = if is_episode { LeftOut::Episode } else { LeftOut::Series };
            return out.left_out(row.number, row.first(&["series_name", "movie_name"]), kind);
        }
        let mut entry = Entry::new(title);
        entry.year(&year(row.get("release_date")));
        let minutes = row.get("runtime").parse::<u32>().map_or(0, |seconds| seconds / 60);
        entry.runtime(&minutes.to_string());
        match row.get("type") {
            "watch" | "rewatch" => {
                entry.watch(&out.dates, &moment(row.get("created_at")));
                let rewatches = row.get("rewatch_count").parse::<usize>().unwrap_or(0);
                if rewatches > MAX_REWATCHES {
                    entry.doubts.push(Doubt::TooMany { field: "watches".to_owned() });
                }
                let again = Watch { rewatch: Some(true), ..Watch::default() };
                entry.watches.resize(1 + rewatches.min(MAX_REWATCHES), again);
            }
            "towatch" => entry.watchlist(&out.dates, &moment(row.get("created_at"))),
            // Every film that was watched is followed, too.
            _ => return out.left_out(row.number, &entry.name(), LeftOut::NothingToKeep),
        }
        out.film(row.number, entry)
    })
}

/// A time in UTC, which isn't said.
fn moment(text: &str) -> String {
    if text.len() == "2017-08-17 21:00:00".len() { format!("{text}Z") } else { text.to_owned() }
}

/// The year of a release: the time is midnight where the person lived, in UTC, so it can be in the year before.
fn year(text: &str) -> String {
    let Ok(time) = text.parse::<DateTime>() else { return String::new() };
    let noon = time.saturating_add(SignedDuration::from_hours(12));
    // Unknown dates are at the end of the year 0.
    if noon.year() <= 1 { String::new() } else { noon.year().to_string() }
}
