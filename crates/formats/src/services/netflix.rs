//! Netflix: the viewing history of a profile. Each row is a viewing.

use crate::doubt::Doubt;
use crate::entry::Entry;
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::stop::Stop;

/// What seasons and the like are called, in the languages of Netflix.
const SEASONS: [&str; 32] = [
    "season",
    "series",
    "limited series",
    "miniseries",
    "mini-series",
    "part",
    "volume",
    "vol.",
    "book",
    "chapter",
    "episode",
    "temporada",
    "miniserie",
    "saison",
    "mini-série",
    "série",
    "minissérie",
    "staffel",
    "teil",
    "folge",
    "stagione",
    "seizoen",
    "säsong",
    "sæson",
    "sesong",
    "kausi",
    "sezon",
    "řada",
    "minisérie",
    "évad",
    "сезон",
    "シーズン",
];

/// The format.
pub(crate) struct Netflix;

impl Format for Netflix {
    fn name(&self) -> &'static str {
        "netflix"
    }

    fn title(&self) -> &'static str {
        "Netflix"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        head.table().filter(|table| table.columns == ["title", "date"]).map(|_| 0)
    }

    fn date_columns(&self) -> &'static [&'static str] {
        &["date"]
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    input.rows(out, |row, out| {
        let title = row.get("title");
        let parts: Vec<&str> = title.split(": ").collect();
        if parts.iter().skip(1).any(|part| is_season(part)) {
            return out.left_out(row.number, title, LeftOut::Episode);
        }
        let mut entry = Entry::new(title);
        // Films have colons in their titles, but seldom two of them.
        if parts.len() > 2 {
            entry.doubts.push(Doubt::MaybeSeries);
        }
        entry.watch(&out.dates, row.get("date"));
        out.film(row.number, entry)
    })
}

/// Whether a part of a title names a season: "Season 2", "Limited Series", "2. sezon", "シーズン1".
fn is_season(part: &str) -> bool {
    let part = part.trim().to_lowercase();
    let name = part.trim_matches(|c: char| c.is_numeric() || c.is_whitespace() || c == '.');
    let is_numbered = name.len() < part.len();
    SEASONS.contains(&name) && (is_numbered || name.contains("seri") || name.contains("séri"))
}
