//! Kodi: the NFO file of a film, or the export of a whole library.

use crate::doubt::Doubt;
use crate::entry::{Entry, Watch};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::LeftOut;
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::xml::Element;

/// The outermost elements of films, series, episodes and music videos.
const KINDS: [&str; 4] = ["movie", "tvshow", "episodedetails", "musicvideo"];
/// The most watches of a film; all but one have no date.
const MAX_PLAYS: usize = 100;

/// The format.
pub(crate) struct Kodi;

impl Format for Kodi {
    fn name(&self) -> &'static str {
        "kodi"
    }

    fn title(&self) -> &'static str {
        "Kodi"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        (head.has_root(&KINDS) || head.has_root(&["videodb"])).then_some(0)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(read)
    }
}

fn read(input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
    input.elements(&KINDS, |number, element| {
        let kind = match element.name.as_str() {
            "movie" => None,
            "tvshow" => Some(LeftOut::Series),
            "episodedetails" => Some(LeftOut::Episode),
            _ => Some(LeftOut::NotAFilm),
        };
        if let Some(kind) = kind {
            return out.left_out(number, element.get("title"), kind);
        }
        let entry = entry(element, out);
        out.film_or(number, entry, LeftOut::NothingToKeep)
    })
}

fn entry(film: &Element, out: &Output<'_>) -> Entry {
    let mut entry = Entry::new(film.get("title"));
    entry.original_title(film.get("originaltitle"));
    let year = film.get("year");
    entry.year(if year.trim_matches('0').is_empty() { film.get("premiered") } else { year });
    entry.runtime(film.get("runtime"));
    entry.genres(film.all("genre").map(|genre| genre.text.as_str()));
    entry.directors(film.all("director").map(|director| director.text.as_str()));
    entry.actors(film.all("actor").map(|actor| actor.get("name")));
    entry.overview(film.get("plot"));
    ids(film, &mut entry);
    entry.tags(film.all("tag").map(|tag| tag.text.as_str()));
    entry.rating = entry.read_rating(film.get("userrating"), Scale::Ten, "userrating");
    let last = film.get("lastplayed");
    let plays = film.get("playcount").parse::<usize>().unwrap_or(0).max(usize::from(!last.is_empty()));
    if plays > 0 {
        entry.watch(&out.dates, last);
        if plays > MAX_PLAYS {
            entry.doubts.push(Doubt::TooMany { field: "watches".to_owned() });
        }
        entry.watches.resize_with(plays.min(MAX_PLAYS), Watch::default);
    }
    entry
}

/// The IDs; `id` holds one of either kind.
fn ids(film: &Element, entry: &mut Entry) {
    for id in film.all("uniqueid") {
        match id.attribute("type") {
            "imdb" => entry.imdb(&id.text),
            "tmdb" => entry.tmdb(&id.text),
            _ => {}
        }
    }
    let id = film.get("id");
    if entry.movie.imdb_id.is_none() && id.starts_with("tt") {
        entry.imdb(id);
    } else if entry.movie.tmdb_id.is_none() && !id.starts_with("tt") && entry.movie.imdb_id.is_none() {
        entry.tmdb(id);
    }
}
