//! The files that are read: those of a zip, or a single one.

mod directory;
mod line_ends;
mod metered;
mod utf16;
mod watched;

use crate::options::{Limits, MIB};
use crate::outcome::FileProblem;
use crate::sink::Source;
use calamine::{Reader as _, Xlsx};
pub(crate) use line_ends::LineEnds;
pub(crate) use metered::Meter;
use metered::Metered;
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;
use watched::Watched;
use zip::ZipArchive;
use zip::result::ZipError;

/// The bytes that are looked at to recognise a file.
pub(crate) const HEAD_BYTES: u64 = 256 * 1024;
/// The content of a spreadsheet of OpenDocument.
const CONTENT: &str = "content.xml";
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
    Excel(Box<Xlsx<BufReader<Watched<'s>>>>, String),
    OpenDocument(Box<ZipArchive<Watched<'s>>>, String),
}

/// A spreadsheet.
pub(crate) enum Book<'f, 's> {
    Excel(&'f mut Xlsx<BufReader<Watched<'s>>>),
    /// Its content.
    OpenDocument(Box<dyn Read + 'f>, Rc<Meter>),
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
    SheetTooLarge,
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
            if directory::declared_members(&mut source, size).map_err(Fault::Io)? > limits.members {
                return Err(Fault::TooManyMembers);
            }
            unpack(ZipArchive::new(source).map_err(|_| Fault::Damaged)?, name, &limits)?
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
            Container::Single(_, path) | Container::Excel(_, path) | Container::OpenDocument(_, path) => {
                vec![Found { number: 0, path: path.clone(), problem: None }]
            }
            Container::Zip(archive) => (0..archive.len()).filter_map(|number| found(archive, number)).collect(),
        }
    }

    /// The spreadsheet, if that is what the file is.
    pub fn book(&mut self) -> Option<Result<Book<'_, 's>, FileProblem>> {
        if let Container::OpenDocument(..) = &self.container {
            return Some(self.read(0).map(|(content, meter)| Book::OpenDocument(content, meter)));
        }
        let Container::Excel(book, _) = &mut self.container else { return None };
        Some(Ok(Book::Excel(book)))
    }

    /// Opens a file from its start, as UTF-8 without a mark of byte order wherever it says what it is.
    pub fn read(&mut self, number: usize) -> Result<(Box<dyn Read + '_>, Rc<Meter>), FileProblem> {
        let left = self.bytes_left(number);
        let limits = self.limits;
        let (reader, most): (Box<dyn Read + '_>, u64) = match &mut self.container {
            Container::Excel(..) => return Err(FileProblem::Unrecognised),
            Container::OpenDocument(archive, _) => {
                let content = archive.by_name(CONTENT).map_err(|error| problem(&error))?;
                (Box::new(content), limits.unpacked_bytes)
            }
            Container::Single(source, _) => {
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

/// A zip, or a spreadsheet, which is one, too.
fn unpack<'s>(mut archive: ZipArchive<Watched<'s>>, name: String, limits: &Limits) -> Result<Container<'s>, Fault> {
    let has = |name| archive.index_for_name(name).is_some();
    if has(CONTENT) && has("META-INF/manifest.xml") {
        return Ok(Container::OpenDocument(Box::new(archive), name));
    }
    if !has("xl/workbook.xml") {
        return Ok(Container::Zip(Box::new(archive)));
    }
    // The texts are read into memory, and a sheet row by row, however long a row is.
    let (mut texts_left, mut sheets_left) = (limits.sheet_bytes / 4, limits.sheet_bytes);
    for number in 0..archive.len() {
        let Ok(file) = archive.by_index(number) else { continue };
        let is_sheet = file.name().is_ok_and(|name| name.starts_with("xl/worksheets/"));
        let left = if is_sheet { &mut sheets_left } else { &mut texts_left };
        let unpacked = io::copy(&mut file.take(*left + 1), &mut io::sink()).map_err(|_| Fault::Damaged)?;
        *left = left.checked_sub(unpacked).ok_or(Fault::SheetTooLarge)?;
    }
    let mut source = archive.into_inner();
    source.rewind().map_err(Fault::Io)?;
    let book = Xlsx::new(BufReader::new(source)).map_err(|_| Fault::Damaged)?;
    Ok(Container::Excel(Box::new(book), name))
}

fn problem(error: &ZipError) -> FileProblem {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => FileProblem::Encrypted,
        ZipError::InvalidPassword => FileProblem::Encrypted,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => FileProblem::UnknownCompression,
        _ => FileProblem::Damaged,
    }
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
