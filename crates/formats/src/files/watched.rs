//! The source itself, behind everything that unpacks.

use crate::sink::Source;
use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The source, whose own faults are noted: behind the zip they look like damage.
pub(crate) struct Watched<'s> {
    pub(super) source: &'s mut dyn Source,
    pub(super) fault: Rc<RefCell<Option<io::Error>>>,
}

impl Watched<'_> {
    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            // Seeking before the start is what a damaged zip asks for.
            if !matches!(kind, io::ErrorKind::InvalidInput | io::ErrorKind::Interrupted) {
                self.fault.replace(Some(error));
            }
            kind.into()
        })
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.source.read(buffer);
        self.note(result)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let result = self.source.seek(to);
        self.note(result)
    }
}
