//! Where an export goes: one file, or the files of a zip.

use domain::times::Timestamp;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What was written and not yet taken away. Its clones share it: a zip keeps one for itself.
#[derive(Clone, Default)]
pub(super) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files of an export.
pub(super) enum Files {
    Single(Buffer),
    Zip(Box<ZipWriter<StreamWriter<Buffer>>>, SimpleFileOptions),
}

impl Files {
    /// A zip whose files have that date.
    pub fn zip(buffer: Buffer, at: Option<Timestamp>) -> Self {
        let day = at.map(Timestamp::date);
        let part = |number: i8| u8::try_from(number).ok();
        let date = day.and_then(|day| {
            let year = u16::try_from(day.year()).ok()?;
            DateTime::from_date_and_time(year, part(day.month())?, part(day.day())?, 0, 0, 0).ok()
        });
        let options = SimpleFileOptions::default().last_modified_time(date.unwrap_or_default());
        Self::Zip(Box::new(ZipWriter::new_stream(buffer)), options)
    }

    /// Begins a file of the zip. A single file has no name of its own.
    pub fn start(&mut self, name: &str) -> io::Result<()> {
        if let Self::Zip(zip, options) = self {
            zip.start_file(name, options.compression_method(CompressionMethod::Deflated))?;
        }
        Ok(())
    }

    /// Adds a file that can't be made smaller.
    pub fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        if let Self::Zip(zip, options) = self {
            zip.start_file(name, options.compression_method(CompressionMethod::Stored))?;
            zip.write_all(content)?;
        }
        Ok(())
    }

    /// Ends the last file, and the zip.
    pub fn finish(&mut self) -> io::Result<()> {
        if let Self::Zip(zip, _) = self {
            let empty = Box::new(ZipWriter::new_stream(Buffer::default()));
            std::mem::replace(zip, empty).finish()?;
        }
        Ok(())
    }
}

impl Write for Files {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Single(buffer) => buffer.write(bytes),
            Self::Zip(zip, _) => zip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
