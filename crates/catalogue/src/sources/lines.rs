//! Files of lines with tabs, plain or gzipped, read without ever holding more than a line.

use crate::error::Error;
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The bytes that are read at a time.
const BUFFER: usize = 1024 * 1024;
/// A line that is longer isn't one.
const MAX_LINE: u64 = 32 * 1024 * 1024;

/// A file of lines.
pub struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    line: Vec<u8>,
    number: u64,
    read: Rc<Cell<u64>>,
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

impl Lines {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let read = Rc::new(Cell::new(0));
        let file = File::open(path).map_err(Error::of_file(path))?;
        let file = BufReader::with_capacity(BUFFER, Counted { inner: file, count: Rc::clone(&read) });
        let is_gzip = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
        let reader: Box<dyn BufRead> = if is_gzip {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file)))
        } else {
            Box::new(file)
        };
        Ok(Self { path: path.to_owned(), reader, line: Vec::new(), number: 0, read })
    }

    /// How many bytes of the file are read.
    pub fn bytes_read(&self) -> u64 {
        self.read.get()
    }

    /// The next line, without its end. None at the end of the file.
    pub fn next(&mut self) -> Result<Option<&str>, Error> {
        self.line.clear();
        self.number += 1;
        let read = (&mut self.reader).take(MAX_LINE).read_until(b'\n', &mut self.line);
        let read = read.map_err(Error::of_file(&self.path))?;
        if read == 0 {
            return Ok(None);
        }
        if read as u64 == MAX_LINE {
            return Err(self.wrong("this line is far too long. Fetch the file again"));
        }
        while matches!(self.line.last(), Some(b'\n' | b'\r')) {
            self.line.pop();
        }
        match str::from_utf8(&self.line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => Err(self.wrong("this isn’t text in UTF-8. Fetch the file again")),
        }
    }

    /// The columns of these names, by the header.
    pub fn header<const N: usize>(&mut self, names: [&str; N]) -> Result<[usize; N], Error> {
        let header: Vec<String> = self.next()?.unwrap_or_default().split('\t').map(str::to_owned).collect();
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = header
                .iter()
                .position(|it| it == name)
                .ok_or_else(|| self.wrong(&format!("there is no column {name}. Is this the right file?")))?;
        }
        Ok(columns)
    }

    /// What is wrong with the line that was read last.
    pub fn wrong(&self, what: &str) -> Error {
        Error::Format { path: self.path.clone(), line: self.number, what: what.to_owned() }
    }
}

/// The values of these columns in a line; an empty text for what isn't there. The columns must be in their order.
pub fn values<'a, const N: usize>(line: &'a str, columns: &[usize; N]) -> [&'a str; N] {
    let mut values = [""; N];
    let (mut all, mut at) = (line.split('\t'), 0);
    for (value, column) in values.iter_mut().zip(columns) {
        *value = all.nth(column - at).filter(|value| *value != "\\N").unwrap_or_default();
        at = column + 1;
    }
    values
}
