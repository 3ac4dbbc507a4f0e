//! The file that is imported: what Letterboxd gives people.

use anyhow::Result;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The films that the library has before, whose watches the file adds to.
pub const KNOWN: usize = 40;
/// Bytes beside the rows, so that the file is uploaded in several pieces.
const BESIDES: usize = 3 * 1024 * 1024;

/// The title of a film.
pub fn title(number: usize) -> String {
    format!("Imported film {number}")
}

/// The year of a film.
pub fn year(number: usize) -> usize {
    1950 + number % 70
}

/// A zip with so many films: each has a dated watch, every third a second one, and every second a rating. The first
/// [`KNOWN`] are those that the library has.
pub fn letterboxd(films: usize) -> Result<Vec<u8>> {
    let mut diary = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n".to_owned();
    let mut ratings = "Date,Name,Year,Letterboxd URI,Rating\n".to_owned();
    for number in 0..films {
        let (title, year, day) = (title(number), year(number), 1 + number % 28);
        writeln!(diary, "2024-01-{day:02},{title},{year},https://boxd.it/d{number},,,seen,2024-01-{day:02}")?;
        if number % 3 == 0 {
            writeln!(diary, "2024-02-{day:02},{title},{year},https://boxd.it/e{number},,Yes,,2024-02-{day:02}")?;
        }
        if number % 2 == 0 {
            writeln!(ratings, "2024-01-{day:02},{title},{year},https://boxd.it/f{number},3.5")?;
        }
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in
        [("diary.csv", diary.as_bytes()), ("ratings.csv", ratings.as_bytes()), ("picture.jpg", &vec![7; BESIDES])]
    {
        zip.start_file(name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
