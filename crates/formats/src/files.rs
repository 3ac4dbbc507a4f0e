//! The files that are read: those of a zip, or a single one.

mod line_ends;
mod metered;
mod utf16;

use crate::options::{Limits, MIB};
use crate::outcome::FileProblem;
use crate::sink::Source;
pub(crate) use line_ends::LineEnds;
pub(crate) use metered::Meter;
use metered::Metered;
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// The bytes that are looked at to recognise a file.
pub(crate) const HEAD_BYTES: u64 = 256 * 1024;
/// The most bytes of a member's name that are kept.
const MAX_NAME: usize = 300;

/// The files, by number.
pub(crate) struct Files<'s> {
    container: Container<'s>,
    limits: Limits,
    /// The fault of the source itself, as opposed to damaged content.
    fault: Rc<RefCell<Option<io::Error>>>,
    /// The most bytes that a pass over each file has read.
    spent: Vec<u64>,
    last: Option<(usize, Rc<Meter>)>,
}

enum Container<'s> {
    Single(Watched<'s>, String),
    Zip(Box<ZipArchive<Watched<'s>>>),
    Book(Watched<'s>, String, Book),
}

/// The kinds of spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Book {
    Excel,
    OpenDocument,
}

/// A file that was found.
pub(crate) struct Found {
    pub number: usize,
    pub path: String,
    /// Why it isn't opened.
    pub problem: Option<FileProblem>,
}

/// Why there are no files.
pub(crate) enum Fault {
    TooManyBytes,
    TooManyMembers,
    Damaged,
    Io(io::Error),
}

impl<'s> Files<'s> {
    /// Opens the file, whatever it is.
    pub fn open(source: &'s mut dyn Source, name: Option<&str>, limits: Limits) -> Result<Self, Fault> {
        let name = name.map_or("file", |name| name.rsplit(['/', '\\']).next().unwrap_or(name));
        let name = crate::fill::cut(name, MAX_NAME).to_owned();
        let fault = Rc::new(RefCell::new(None));
        let mut source = Watched { source, fault: Rc::clone(&fault) };
        let size = source.seek(SeekFrom::End(0)).map_err(Fault::Io)?;
        if size > limits.file_bytes {
            return Err(Fault::TooManyBytes);
        }
        let mut start = [0; 4];
        source.rewind().map_err(Fault::Io)?;
        let length = read_full(&mut source, &mut start).map_err(Fault::Io)?;
        let container = if start[..length] == *b"PK\x03\x04" || start[..length] == *b"PK\x05\x06" {
            if declared_members(&mut source, size).map_err(Fault::Io)? > limits.members {
                return Err(Fault::TooManyMembers);
            }
            let archive = ZipArchive::new(source).map_err(|_| Fault::Damaged)?;
            match book_in(&archive) {
                Some(book) => Container::Book(archive.into_inner(), name, book),
                None => Container::Zip(Box::new(archive)),
            }
        } else {
            Container::Single(source, name)
        };
        let count = if let Container::Zip(archive) = &container { archive.len() } else { 1 };
        if u64::try_from(count).unwrap_or(u64::MAX) > limits.members {
            return Err(Fault::TooManyMembers);
        }
        Ok(Self { container, limits, fault, spent: vec![0; count], last: None })
    }

    /// All files, without folders and what macOS adds to a zip.
    pub fn list(&self) -> Vec<Found> {
        match &self.container {
            Container::Single(_, path) | Container::Book(_, path, _) => {
                vec![Found { number: 0, path: path.clone(), problem: None }]
            }
            Container::Zip(archive) => (0..archive.len()).filter_map(|number| found(archive, number)).collect(),
        }
    }

    /// The spreadsheet, if that is what the file is. Its unpacked size has to be checked first.
    pub fn book(&mut self) -> Option<(&mut (dyn Source + 's), Book)> {
        match &mut self.container {
            Container::Book(source, _, book) => Some((source, *book)),
            _ => None,
        }
    }

    /// Opens a file from its start, as UTF-8 without a mark of byte order wherever it says what it is.
    pub fn read(&mut self, number: usize) -> Result<(Box<dyn Read + '_>, Rc<Meter>), FileProblem> {
        let left = self.bytes_left(number);
        let limits = self.limits;
        let (reader, most): (Box<dyn Read + '_>, u64) = match &mut self.container {
            Container::Single(source, _) | Container::Book(source, ..) => {
                source.rewind().map_err(|_| FileProblem::Damaged)?;
                (Box::new(source), limits.file_bytes)
            }
            Container::Zip(archive) => {
                let file = archive.by_index(number).map_err(|error| problem(&error))?;
                let most = file.compressed_size().saturating_mul(limits.ratio).saturating_add(MIB);
                (Box::new(file), most.min(left))
            }
        };
        let meter = Meter::new(most, limits.row_bytes);
        self.last = Some((number, Rc::clone(&meter)));
        let mut reader = Metered { inner: reader, meter: Rc::clone(&meter) };
        let mut start = [0; 3];
        let length = read_full(&mut reader, &mut start).map_err(|_| meter.problem())?;
        let skipped = match &start[..length] {
            [0xEF, 0xBB, 0xBF] => 3,
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                let all = Cursor::new(start[..length].to_vec()).chain(reader);
                return Ok((Box::new(utf16::Utf16::new(all)), meter));
            }
            _ => 0,
        };
        Ok((Box::new(Cursor::new(start[skipped..length].to_vec()).chain(reader)), meter))
    }

    /// The first bytes of a file.
    pub fn head(&mut self, number: usize) -> Result<Vec<u8>, FileProblem> {
        let (reader, meter) = self.read(number)?;
        meter.lift();
        let mut head = Vec::new();
        let result = reader.take(HEAD_BYTES).read_to_end(&mut head);
        match result {
            // What is damaged further on may still say what it is.
            Err(_) if head.is_empty() || meter.is_over() => Err(meter.problem()),
            _ => Ok(head),
        }
    }

    /// The fault of the source itself, if there was one.
    pub fn take_fault(&self) -> Option<io::Error> {
        self.fault.borrow_mut().take()
    }

    /// What the other files leave of the bytes of all.
    fn bytes_left(&mut self, number: usize) -> u64 {
        if let Some((last, meter)) = self.last.take() {
            self.spent[last] = self.spent[last].max(meter.bytes_read());
        }
        let others = self.spent.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, bytes)| *bytes);
        self.limits.unpacked_bytes.saturating_sub(others.sum())
    }
}

fn found<R: Read + Seek>(archive: &ZipArchive<R>, number: usize) -> Option<Found> {
    let entry = archive.by_index_data(number).ok()?;
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Cow::into_owned);
    let path: String = name.replace('\\', "/").chars().filter(|c| !c.is_control()).collect();
    let last = path.rsplit('/').next().unwrap_or_default();
    if entry.is_dir() || path.ends_with('/') || path.split('/').any(|part| part == "__MACOSX") || last == ".DS_Store" {
        return None;
    }
    let is_unsafe = path.starts_with('/') || path.get(1..2) == Some(":") || path.split('/').any(|part| part == "..");
    let problem = if is_unsafe {
        Some(FileProblem::UnsafeName)
    } else if entry.is_symlink() {
        Some(FileProblem::Link)
    } else if entry.encrypted() {
        Some(FileProblem::Encrypted)
    } else {
        None
    };
    Some(Found { number, path: crate::fill::cut(&path, MAX_NAME).to_owned(), problem })
}

fn book_in<R: Read + Seek>(archive: &ZipArchive<R>) -> Option<Book> {
    let has = |name| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        Some(Book::Excel)
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        Some(Book::OpenDocument)
    } else {
        None
    }
}

fn problem(error: &ZipError) -> FileProblem {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => FileProblem::Encrypted,
        ZipError::InvalidPassword => FileProblem::Encrypted,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => FileProblem::UnknownCompression,
        _ => FileProblem::Damaged,
    }
}

/// How many files the end of the zip declares, before anything is reserved for them.
fn declared_members(source: &mut (impl Read + Seek), size: u64) -> io::Result<u64> {
    /// The end's own bytes, and the longest comment behind it.
    const TAIL: u64 = 22 + 0xFFFF;
    source.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail)?;
    let number = |from: usize, length: usize| {
        let bytes = tail.get(from..from + length).unwrap_or_default();
        bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    };
    let ends = tail.windows(4).enumerate().map(|(at, mark)| match mark {
        b"PK\x05\x06" if number(at + 10, 2) < 0xFFFF => number(at + 10, 2),
        // The 64-bit end.
        b"PK\x06\x06" => number(at + 32, 8),
        _ => 0,
    });
    Ok(ends.max().unwrap_or(0))
}

fn read_full(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// The source, whose own faults are noted: behind the zip they look like damage.
struct Watched<'s> {
    source: &'s mut dyn Source,
    fault: Rc<RefCell<Option<io::Error>>>,
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
