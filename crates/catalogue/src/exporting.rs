//! Writing a catalogue in our own format, so that others need not build it.

use crate::error::Error;
use crate::film::{Origin, Role};
use crate::finding::Catalogue;
use crate::sources::compact::{FilmLine, Line, PartLine, header, write};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes all films of a catalogue, their people and their series, to a file, gzipped. Gives how many films that are.
///
/// # Errors
/// When the catalogue must not be passed on, or something can't be read or written.
pub fn export(catalogue: &Catalogue, path: &Path) -> Result<u32, Error> {
    if catalogue.origin()? != Origin::Wikidata {
        return Err(Error::NotPassedOn);
    }
    let file = BufWriter::new(File::create(path).map_err(Error::of_file(path))?);
    let mut to = GzEncoder::new(file, Compression::default());
    write(&mut to, path, &header(catalogue.has_series()?))?;
    let (mut count, mut people, mut series) = (0, BTreeSet::new(), BTreeSet::new());
    for rank in 1.. {
        let Some(it) = catalogue.film_of_rank(rank)? else { break };
        let mut line = FilmLine {
            id: it.id.to_string(),
            tmdb: it.tmdb,
            kind: it.kind.number(),
            adult: it.adult,
            title: it.title,
            original_title: it.original_title,
            year: it.year,
            minutes: it.runtime_minutes,
            genres: it.genres,
            known: it.votes,
            countries: it.countries,
            titles: catalogue.titles(rank)?,
            ..FilmLine::default()
        };
        for part in catalogue.parts(rank)? {
            line.series.push(PartLine { id: part.series, place: part.place });
            series.insert(part.series);
        }
        for credit in catalogue.credits(rank)? {
            match credit.role {
                Role::Director => line.directors.push(credit.person),
                Role::Actor => line.cast.push(credit.person),
            }
            people.insert(credit.person);
        }
        write(&mut to, path, &Line::Film(Box::new(line)))?;
        count += 1;
    }
    for id in people {
        if let Some(name) = catalogue.name(id)? {
            write(&mut to, path, &Line::Person { id, name })?;
        }
    }
    for id in series {
        if let Some(it) = catalogue.series(id)? {
            write(&mut to, path, &Line::Series { id, name: it.name })?;
        }
    }
    to.finish().and_then(|mut file| file.flush()).map_err(Error::of_file(path))?;
    Ok(count)
}
