//! Films of an import that have no ID, recognised in the catalogue of this server.

use crate::catalogue::matching::found_of;
use crate::catalogue::movies::described;
use crate::catalogue_index::CatalogueIndex;
use catalogue::recognising::Described as Sought;
use domain::text::fold;
use domain::times::Date;
use formats::{Described, Detail, Entry};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use storage::library::filling::Found;

/// The most films that are remembered: an import has up to a million rows, and all their films together would take more
/// memory than looking again for those whose rows are far apart takes time.
const MOST_KNOWN: usize = 50_000;

/// Recognises films one after the other: the rows of one film follow each other anywhere in a file.
pub struct Recogniser {
    catalogue: Arc<CatalogueIndex>,
    today: Date,
    /// What was found, by digests of title and year. Of a film that was found, only what each of its rows gets.
    known: HashMap<u64, Option<Box<Described>>>,
    /// Set when the catalogue can't be read: the import goes on without it.
    is_broken: bool,
}

impl Recogniser {
    /// With the catalogue of this server; it may have none.
    pub fn new(catalogue: Arc<CatalogueIndex>, today: Date) -> Self {
        let is_broken = catalogue.file().is_none();
        Self { catalogue, today, known: HashMap::new(), is_broken }
    }

    /// Gives a film that has no ID, and is sure to be one of the catalogue, the IDs and what the row lacks. Genres and
    /// cast are the same in all rows of a film, so only the first one gets them.
    pub fn complete(&mut self, entry: &mut Entry) {
        let movie = &mut entry.movie;
        // A film of our own export is as its owner left it.
        if self.is_broken || movie.has_id() || entry.key.is_some() || movie.year.is_none() || movie.title.is_empty() {
            return;
        }
        let digest = digest(movie);
        if let Some(known) = self.known.get(&digest) {
            if let Some(known) = known {
                fill(movie, (**known).clone());
            }
            return;
        }
        let found = self.find(movie);
        let known = found.as_ref().map(|found| {
            let Described { imdb_id, tmdb_id, runtime_minutes, directors, .. } = found.clone();
            Box::new(Described { imdb_id, tmdb_id, runtime_minutes, directors, ..Described::default() })
        });
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(digest, known);
        if let Some(found) = found {
            fill(movie, found);
        }
    }

    fn find(&mut self, movie: &Described) -> Option<Described> {
        let sought = Sought {
            title: movie.title.clone(),
            original_title: movie.original_title.clone(),
            year: movie.year,
            runtime_minutes: movie.runtime_minutes,
            directors: movie.directors.clone(),
        };
        let found = self.catalogue.with(|catalogue| {
            let found = catalogue.recognise_surely(&sought)?;
            found.map(|found| described(catalogue, found, None)).transpose()
        });
        match found {
            Ok(found) => {
                let Found { original_title, runtime_minutes, genres, directors, actors, imdb_id, tmdb_id, .. } =
                    found_of(&movie.title, &found.flatten()?, self.today);
                let has_id = imdb_id.is_some() || tmdb_id.is_some();
                has_id.then(|| Described {
                    original_title,
                    runtime_minutes,
                    genres,
                    directors,
                    actors,
                    imdb_id,
                    tmdb_id,
                    ..Described::default()
                })
            }
            Err(error) => {
                tracing::error!(%error, "the catalogue can't be read; the films of an import aren't recognised");
                self.is_broken = true;
                None
            }
        }
    }
}

/// Gives a film what it lacks, and notes what that is.
fn fill(movie: &mut Described, found: Described) {
    let mut taken = Vec::new();
    take(&mut movie.original_title, found.original_title, Detail::OriginalTitle, &mut taken);
    take(&mut movie.runtime_minutes, found.runtime_minutes, Detail::Runtime, &mut taken);
    take(&mut movie.genres, found.genres, Detail::Genres, &mut taken);
    take(&mut movie.directors, found.directors, Detail::Directors, &mut taken);
    take(&mut movie.actors, found.actors, Detail::Actors, &mut taken);
    movie.details_recognised = taken;
    movie.imdb_id = found.imdb_id;
    movie.tmdb_id = found.tmdb_id;
    movie.ids_recognised = true;
}

fn take<T: Default + PartialEq>(there: &mut T, found: T, detail: Detail, taken: &mut Vec<Detail>) {
    if *there == T::default() && found != T::default() {
        *there = found;
        taken.push(detail);
    }
}

fn digest(movie: &Described) -> u64 {
    let mut hasher = DefaultHasher::new();
    (fold(&movie.title), movie.year, movie.runtime_minutes, &movie.directors).hash(&mut hasher);
    hasher.finish()
}
