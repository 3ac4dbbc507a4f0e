//! The files, as ten services write them: each has a row for each film that it is asked for.

mod tables;
mod texts;

use super::films::{Film, Films};
use anyhow::Result;
use clap::ValueEnum;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Whose file it is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Service {
    Letterboxd,
    Imdb,
    Trakt,
    TvTime,
    Simkl,
    Netflix,
    Movary,
    Yamtrack,
    Ryot,
    MovieTracker,
}

impl Service {
    /// Those wanted, in their order; all, when none is named.
    pub fn wanted(named: &[Self]) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        all.filter(|service| named.is_empty() || named.contains(service)).collect()
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Letterboxd => "Letterboxd",
            Self::Imdb => "IMDb",
            Self::Trakt => "Trakt",
            Self::TvTime => "TV Time",
            Self::Simkl => "Simkl",
            Self::Netflix => "Netflix",
            Self::Movary => "Movary",
            Self::Yamtrack => "Yamtrack",
            Self::Ryot => "Ryot",
            Self::MovieTracker => "ours",
        }
    }

    /// The name of its file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Letterboxd => "letterboxd.zip",
            Self::Imdb => "imdb.csv",
            Self::Trakt => "trakt.zip",
            Self::TvTime => "tv-time.zip",
            Self::Simkl => "simkl.json",
            Self::Netflix => "netflix.csv",
            Self::Movary => "movary.csv",
            Self::Yamtrack => "yamtrack.csv",
            Self::Ryot => "ryot.json",
            Self::MovieTracker => "movie-tracker.json",
        }
    }

    /// A file with so many rows.
    ///
    /// # Errors
    /// When it becomes too large to be a zip.
    pub fn file(self, films: &Films, rows: u32) -> Result<Vec<u8>> {
        let rows = &mut (0..rows).map(|number| Row { film: films.of_row(number), number });
        match self {
            Self::Letterboxd => tables::letterboxd(rows),
            Self::Imdb => tables::imdb(rows),
            Self::Trakt => texts::trakt(rows),
            Self::TvTime => tables::tv_time(rows),
            Self::Simkl => texts::simkl(rows),
            Self::Netflix => tables::netflix(rows),
            Self::Movary => tables::movary(rows),
            Self::Yamtrack => tables::yamtrack(rows),
            Self::Ryot => texts::ryot(rows),
            Self::MovieTracker => texts::movie_tracker(rows),
        }
    }
}

/// The rows of a file, in their order.
type Rows<'a> = &'a mut dyn Iterator<Item = Row>;

/// What a row says: of which film, and all else by the number of the row.
struct Row {
    film: Film,
    number: u32,
}

impl Row {
    /// The year, the month and the day: few rows are of one day, and all days are in every year.
    fn day(&self) -> (u32, u32, u32) {
        (2006 + self.number / 336 % 20, 1 + self.number / 28 % 12, 1 + self.number % 28)
    }

    /// The day as the standard has it.
    fn date(&self) -> String {
        let (year, month, day) = self.day();
        format!("{year}-{month:02}-{day:02}")
    }

    /// A moment of that day.
    fn moment(&self) -> String {
        format!("{}T{:02}:{:02}:00.000Z", self.date(), self.number % 22, self.number % 60)
    }

    /// A rating from 1 to 10; every fifth row has none.
    fn rating(&self) -> Option<u32> {
        (!self.number.is_multiple_of(5)).then_some(1 + self.number % 10)
    }

    /// Whether the film is only wanted: every fourth row.
    fn is_wanted(&self) -> bool {
        self.number % 4 == 3
    }
}

/// A zip of these files.
fn zipped(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default())?;
        writer.write_all(&bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::{FileReport, List, Options, Outcome, Sink, Stopped};

    #[derive(Default)]
    struct Counted {
        films: u64,
        problems: Vec<FileReport>,
    }

    impl Sink for Counted {
        fn row(&mut self, row: formats::Row) -> Result<(), Stopped> {
            self.films += u64::from(matches!(row.outcome, Outcome::Film(_)));
            Ok(())
        }

        fn list(&mut self, _list: List) -> Result<(), Stopped> {
            Ok(())
        }

        fn file(&mut self, report: FileReport) -> Result<(), Stopped> {
            self.problems.extend(Some(report).filter(|report| report.problem.is_some()));
            Ok(())
        }
    }

    #[test]
    fn each_file_is_read_as_that_of_its_service_row_by_row() {
        let today = domain::times::parse_date("2026-11-29").unwrap();
        let options = Options::new(formats::time_zone("UTC").unwrap(), today);
        for service in Service::wanted(&[]) {
            let file = service.file(&Films::MadeUp, 3000).unwrap();
            let mut counted = Counted::default();
            let name = service.file_name();
            let summary = formats::read(&mut Cursor::new(file), Some(name), &options, &mut counted).unwrap();
            let expected = name.split('.').next().unwrap().replace('-', "_");
            assert_eq!((summary.format, summary.rows), (&*expected, 3000), "{name}");
            assert!(counted.problems.is_empty(), "{:?}", counted.problems);
            assert!(counted.films >= 2900, "{name}: {}", counted.films);
        }
    }
}
