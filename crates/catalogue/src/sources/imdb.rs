//! The datasets of IMDb: files of lines with tabs, in UTF-8, with a header; `\N` stands for nothing, and quotes are text.
//! Source: IMDb Non-Commercial Datasets. They are for personal and non-commercial use, and must not be passed on.

use super::lines::{Lines, values};
use super::regions::language;
use super::{OtherTitle, Sink};
use crate::error::Error;
use crate::film::{Film, Id, Kind, Origin, Role};
use std::path::{Path, PathBuf};

/// How often it is said how far the reading is, in lines.
const LINES_TOLD: u64 = 50_000;
/// The most people of a film that count, besides its directors.
const MAX_CAST: u16 = 10;
/// The best rating, in tenths of a point.
const MAX_RATING: u8 = 100;

/// The datasets in a folder.
pub struct Imdb {
    basics: PathBuf,
    ratings: Option<PathBuf>,
    akas: Option<PathBuf>,
    crew: Option<PathBuf>,
    principals: Option<PathBuf>,
    names: Option<PathBuf>,
}

/// How much is read of all files.
struct Progress {
    before: u64,
    total: u64,
}

impl Imdb {
    /// Looks for the files in a folder, plain or gzipped. Only `title.basics` must be there.
    ///
    /// # Errors
    /// When it isn't.
    pub fn in_folder(folder: &Path) -> Result<Self, Error> {
        let find = |name: &str| {
            ["tsv.gz", "tsv"].into_iter().map(|end| folder.join(format!("{name}.{end}"))).find(|path| path.is_file())
        };
        Ok(Self {
            basics: find("title.basics").ok_or_else(|| Error::NoDataset(folder.to_owned()))?,
            ratings: find("title.ratings"),
            akas: find("title.akas"),
            crew: find("title.crew"),
            principals: find("title.principals"),
            names: find("name.basics"),
        })
    }

    /// Reads all files.
    ///
    /// # Errors
    /// When one can't be read, or the sink can't take something.
    pub fn read(&self, sink: &mut dyn Sink) -> Result<(), Error> {
        sink.begin(Origin::Imdb);
        let all = [Some(&self.basics), self.ratings.as_ref(), self.akas.as_ref(), self.crew.as_ref()];
        let all = all.into_iter().chain([self.principals.as_ref(), self.names.as_ref()]).flatten();
        let total = all.filter_map(|path| path.metadata().ok()).map(|it| it.len()).sum();
        let mut progress = Progress { before: 0, total };
        let ratings = self.ratings.as_deref().map(|path| ratings(path, sink, &mut progress)).transpose()?;
        films(&self.basics, &ratings.unwrap_or_default(), sink, &mut progress)?;
        sink.end_of_films()?;
        if let Some(path) = &self.akas {
            titles(path, sink, &mut progress)?;
        }
        if let Some(path) = &self.crew {
            directors(path, sink, &mut progress)?;
        }
        if let Some(path) = &self.principals {
            cast(path, sink, &mut progress)?;
        }
        if let Some(path) = &self.names {
            people(path, sink, &mut progress)?;
        }
        Ok(())
    }
}

/// Gives a closure the values of these columns in each line of a file.
fn each<const N: usize>(
    path: &Path,
    names: [&str; N],
    sink: &mut dyn Sink,
    progress: &mut Progress,
    mut take: impl FnMut(&mut dyn Sink, [&str; N]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut lines = Lines::open(path)?;
    let columns = lines.header(names)?;
    let mut count = 0_u64;
    while let Some(line) = lines.next()? {
        take(sink, values(line, &columns))?;
        count += 1;
        if count.is_multiple_of(LINES_TOLD) {
            sink.progress(progress.before + lines.bytes_read(), progress.total)?;
        }
    }
    progress.before += lines.bytes_read();
    sink.progress(progress.before, progress.total)
}

/// The number in an ID such as `tt0113277` or `nm0000199`.
fn number(id: &str, kind: &str) -> Option<u32> {
    id.strip_prefix(kind)?.parse().ok()
}

fn film(id: &str) -> Option<Id> {
    number(id, "tt").map(Id::Imdb)
}

/// For each film, in the order of their numbers: its votes and its rating.
#[derive(Default)]
struct Ratings(Vec<(u32, u32, u8)>);

impl Ratings {
    fn of(&self, imdb: u32) -> (u32, u8) {
        let found = self.0.binary_search_by_key(&imdb, |it| it.0);
        found.map(|at| (self.0[at].1, self.0[at].2)).unwrap_or_default()
    }
}

fn ratings(path: &Path, sink: &mut dyn Sink, progress: &mut Progress) -> Result<Ratings, Error> {
    let mut all = Vec::new();
    each(path, ["tconst", "averageRating", "numVotes"], sink, progress, |_, [id, average, votes]| {
        let rating: u8 = average.replace('.', "").parse().unwrap_or(0);
        // "10" and "10.0" are ten points; others have one digit behind the point.
        let rating = if average.contains('.') { rating } else { rating.saturating_mul(10) }.min(MAX_RATING);
        all.extend(number(id, "tt").map(|imdb| (imdb, votes.parse().unwrap_or(0), rating)));
        Ok(())
    })?;
    all.sort_unstable_by_key(|it| it.0);
    Ok(Ratings(all))
}

fn films(path: &Path, ratings: &Ratings, sink: &mut dyn Sink, progress: &mut Progress) -> Result<(), Error> {
    let columns =
        ["tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "runtimeMinutes", "genres"];
    each(path, columns, sink, progress, |sink, [id, kind, title, original, adult, year, runtime, genres]| {
        let kind = match kind {
            "movie" => Kind::Movie,
            "tvMovie" | "tvSpecial" => Kind::TvMovie,
            "short" | "tvShort" => Kind::Short,
            "video" => Kind::Video,
            _ => return Ok(()),
        };
        let Some(imdb) = number(id, "tt").filter(|_| !title.is_empty()) else { return Ok(()) };
        let (votes, rating) = ratings.of(imdb);
        sink.film(Film {
            id: Id::Imdb(imdb),
            tmdb: None,
            kind,
            adult: adult == "1",
            title: title.to_owned(),
            original_title: (original != title && !original.is_empty()).then(|| original.to_owned()),
            year: year.parse().ok(),
            runtime_minutes: runtime.parse().ok(),
            genres: genres.to_owned(),
            votes,
            rating,
            // The datasets say where a title is shown, not where its film is from, and nothing of series.
            countries: String::new(),
            series: Vec::new(),
        })
    })
}

fn titles(path: &Path, sink: &mut dyn Sink, progress: &mut Progress) -> Result<(), Error> {
    let columns = ["titleId", "title", "region", "language", "types"];
    each(path, columns, sink, progress, |sink, [id, text, region, said, types]| {
        let Some(id) = film(id).filter(|id| !text.is_empty() && sink.wants_film(*id)) else {
            return Ok(());
        };
        let (language, behind) = language(region, said, types);
        sink.title(id, OtherTitle { text, language, behind })
    })
}

fn directors(path: &Path, sink: &mut dyn Sink, progress: &mut Progress) -> Result<(), Error> {
    each(path, ["tconst", "directors"], sink, progress, |sink, [id, directors]| {
        let Some(id) = film(id).filter(|id| sink.wants_film(*id)) else { return Ok(()) };
        for (person, place) in directors.split(',').filter_map(|id| number(id, "nm")).zip(0..MAX_CAST) {
            sink.credit(id, person, Role::Director, place)?;
        }
        Ok(())
    })
}

fn cast(path: &Path, sink: &mut dyn Sink, progress: &mut Progress) -> Result<(), Error> {
    let (mut last, mut place) = (0, 0);
    each(path, ["tconst", "nconst", "category"], sink, progress, |sink, [id, person, category]| {
        if !matches!(category, "actor" | "actress") {
            return Ok(());
        }
        let Some((imdb, person)) = number(id, "tt").zip(number(person, "nm")) else { return Ok(()) };
        if imdb != last {
            (last, place) = (imdb, 0);
        }
        place += 1;
        if place > MAX_CAST || !sink.wants_film(Id::Imdb(imdb)) {
            return Ok(());
        }
        sink.credit(Id::Imdb(imdb), person, Role::Actor, place)
    })
}

fn people(path: &Path, sink: &mut dyn Sink, progress: &mut Progress) -> Result<(), Error> {
    each(path, ["nconst", "primaryName"], sink, progress, |sink, [id, name]| {
        match number(id, "nm").filter(|person| !name.is_empty() && sink.wants_person(*person)) {
            Some(person) => sink.person(person, name),
            None => Ok(()),
        }
    })
}
