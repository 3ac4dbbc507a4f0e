//! Counting what is read, so that neither a file nor a row grows without end.

use crate::outcome::FileProblem;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The bytes that may still be read of a file, and of its row.
#[derive(Debug)]
pub(crate) struct Meter {
    left: Cell<u64>,
    row_left: Cell<u64>,
    row_bytes: u64,
    read: Cell<u64>,
    problem: Cell<Option<FileProblem>>,
}

impl Meter {
    pub(super) fn new(bytes: u64, row_bytes: u64) -> Rc<Self> {
        let (left, row_left) = (Cell::new(bytes), Cell::new(row_bytes));
        Rc::new(Self { left, row_left, row_bytes, read: Cell::new(0), problem: Cell::new(None) })
    }

    /// The next row begins.
    pub fn next_row(&self) {
        self.row_left.set(self.row_bytes);
    }

    /// What is read until the next row is thrown away at once, so it may be long.
    pub fn lift(&self) {
        self.row_left.set(u64::MAX);
    }

    /// Whether a bound was reached.
    pub fn is_over(&self) -> bool {
        self.problem.get().is_some()
    }

    /// Why reading has failed.
    pub fn problem(&self) -> FileProblem {
        self.problem.get().unwrap_or(FileProblem::Damaged)
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.read.get()
    }

    fn check(&self) -> io::Result<u64> {
        let problem = if self.left.get() == 0 {
            FileProblem::TooLarge
        } else if self.row_left.get() == 0 {
            FileProblem::RowTooLong
        } else {
            return Ok(self.left.get().min(self.row_left.get()));
        };
        self.problem.set(Some(problem));
        Err(io::ErrorKind::FileTooLarge.into())
    }

    fn count(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.left.set(self.left.get().saturating_sub(bytes));
        self.row_left.set(self.row_left.get().saturating_sub(bytes));
        self.read.set(self.read.get().saturating_add(bytes));
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    pub inner: R,
    pub meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A file that ends exactly at its bound is read to the end.
        let most = self.meter.check().or_else(|error| {
            let count = self.inner.read(&mut [0])?;
            if count == 0 { Ok(0) } else { Err(error) }
        })?;
        if most == 0 {
            return Ok(0);
        }
        let length = buffer.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        let count = self.inner.read(&mut buffer[..length])?;
        self.meter.count(count);
        Ok(count)
    }
}
