//! The pictures in a zip that this program exported.

use crate::files::Files;
use crate::options::Limits;
use crate::services::movie_tracker::picture_name;
use crate::sink::Source;
use std::collections::HashMap;
use std::io::Read as _;

/// The pictures in a zip, by what a film calls them: `posters/0199….jpg`.
pub struct Pictures<'s> {
    files: Files<'s>,
    numbers: HashMap<String, usize>,
}

impl<'s> Pictures<'s> {
    /// Finds them. There are none in a file that is no zip.
    pub fn open(source: &'s mut dyn Source, limits: Limits) -> Option<Self> {
        let files = Files::open(source, None, limits).ok()?;
        let found = files.list().into_iter().filter(|found| found.problem.is_none());
        let numbers = found.filter_map(|found| Some((picture_name(&found.path)?.to_owned(), found.number))).collect();
        Some(Self { files, numbers })
    }

    /// Reads one. None when it isn't there, can't be unpacked, or has more than so many bytes.
    pub fn read(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let number = *self.numbers.get(name)?;
        let (reader, meter) = self.files.read(number).ok()?;
        meter.lift();
        let mut bytes = Vec::new();
        reader.take(most + 1).read_to_end(&mut bytes).ok()?;
        Some(bytes).filter(|bytes| bytes.len() as u64 <= most)
    }
}
