//! MovieLens: the export of an account, and data sets, whose ratings name films of another file.

use crate::entry::Entry;
use crate::fill::{cut, seconds};
use crate::format::{Format, Input, Part, Reader};
use crate::head::Head;
use crate::outcome::{FileProblem, LeftOut, Reason};
use crate::output::Output;
use crate::ratings::Scale;
use crate::stop::Stop;
use crate::table::Line;
use crate::titles::{with_original, with_year};
use std::collections::HashMap;

const MOVIES: Part = 0;
const LINKS: Part = 1;
const RATINGS: Part = 2;
const TAGS: Part = 3;
const PERSONAL: Part = 4;

/// The most films that are kept in memory to name them in ratings.
const MAX_FILMS: usize = 200_000;
/// The most characters that are kept of each value.
const MAX_KEPT: usize = 320;

/// The format.
pub(crate) struct MovieLens;

impl Format for MovieLens {
    fn name(&self) -> &'static str {
        "movielens"
    }

    fn title(&self) -> &'static str {
        "MovieLens"
    }

    fn recognise(&self, head: &Head) -> Option<Part> {
        let parts: [(&[&str], Part); 5] = [
            (&["movieid", "title", "genres"], MOVIES),
            (&["movieid", "imdbid", "tmdbid"], LINKS),
            (&["userid", "movieid", "rating", "timestamp"], RATINGS),
            (&["userid", "movieid", "tag", "timestamp"], TAGS),
            (&["movie_id", "imdb_id", "tmdb_id", "rating", "average_rating", "title"], PERSONAL),
        ];
        parts.into_iter().find(|(columns, _)| head.has_columns(columns)).map(|(_, part)| part)
    }

    fn reader(&self, _: &[Part]) -> Box<dyn Reader> {
        Box::new(MovieLensReader::default())
    }
}

#[derive(Default)]
struct MovieLensReader {
    films: HashMap<u64, Film>,
    /// The person whose ratings come first: data sets hold those of many.
    user: Option<String>,
}

#[derive(Default)]
struct Film {
    title: String,
    genres: String,
    imdb: String,
    tmdb: String,
}

impl Reader for MovieLensReader {
    fn read(&mut self, input: &mut Input<'_, '_>, out: &mut Output<'_>) -> Result<(), Stop> {
        match input.part {
            part @ (MOVIES | LINKS) => {
                input.rows(out, |row, _| {
                    self.keep(row, part);
                    Ok(())
                })?;
                Err(FileProblem::Reference.into())
            }
            PERSONAL => input.rows(out, |row, out| {
                let mut entry = titled(row.get("title"));
                entry.imdb(row.get("imdb_id"));
                entry.tmdb(row.get("tmdb_id"));
                // A film that isn't rated has -1.
                let rating = Some(row.get("rating")).filter(|rating| !rating.starts_with('-')).unwrap_or_default();
                entry.rating = entry.read_rating(rating, Scale::Five, "rating");
                out.film_or(row.number, entry, LeftOut::NothingToKeep)
            }),
            part => input.rows(out, |row, out| self.rated(row, part, out)),
        }
    }
}

impl MovieLensReader {
    fn keep(&mut self, row: Line<'_>, part: Part) {
        let Ok(id) = row.get("movieid").parse() else { return };
        if self.films.len() >= MAX_FILMS && !self.films.contains_key(&id) {
            return;
        }
        let film = self.films.entry(id).or_default();
        let value = |column| cut(row.get(column), MAX_KEPT).to_owned();
        if part == MOVIES {
            (film.title, film.genres) = (value("title"), value("genres"));
        } else {
            (film.imdb, film.tmdb) = (value("imdbid"), value("tmdbid"));
        }
    }

    fn rated(&mut self, row: Line<'_>, part: Part, out: &mut Output<'_>) -> Result<(), Stop> {
        let id = row.get("movieid");
        let user = row.get("userid");
        if self.user.get_or_insert_with(|| user.to_owned()) != user {
            return out.left_out(row.number, id, LeftOut::SomeoneElse);
        }
        let Some(film) = id.parse().ok().and_then(|id: u64| self.films.get(&id)) else {
            return out.refuse(row.number, id, Reason::UnknownFilm);
        };
        let mut entry = titled(&film.title);
        entry.imdb(&film.imdb);
        entry.tmdb(&film.tmdb);
        if !film.genres.starts_with('(') {
            entry.genres(film.genres.split('|'));
        }
        if part == TAGS {
            entry.tags([row.get("tag")]);
        } else {
            entry.rating = entry.read_rating(row.get("rating"), Scale::Five, "rating");
            let moment = seconds(row.get("timestamp")).map(|moment| moment.to_string());
            entry.rated_on = entry.read_watched(&out.dates, &moment.unwrap_or_default());
        }
        out.film(row.number, entry)
    }
}

fn titled(text: &str) -> Entry {
    let (title, year) = with_year(text);
    let (title, original) = with_original(title);
    let mut entry = Entry::new(&title);
    entry.original_title(&original);
    entry.year(year);
    entry
}
