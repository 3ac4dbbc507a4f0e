//! Writes what an account keeps, in our own formats and in those that other services read.
//!
//! An [`Export`] is told everything in passes: it says what it needs next, is given that piece by piece, and what it has
//! written by then can be taken away. So it never has more in memory than a piece and what was written of it.

mod csv;
mod files;
mod imdb;
mod json;
mod letterboxd;
mod rows;
mod trakt;

use domain::transfer::exports::{ExportFormat, ExportedAccount, ExportedList, ExportedListItem, ExportedMovie};
use files::Buffer;
use std::io;

/// What an export needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// All lists.
    Lists,
    /// All films.
    Movies,
    /// The films of all lists, list by list and in the order of each.
    ListItems,
    /// The pictures of all films.
    Pictures,
}

/// The folder of posters in an export with pictures.
pub const POSTERS: &str = "posters";
/// The folder of backdrops in an export with pictures.
pub const BACKDROPS: &str = "backdrops";

/// How an export is shaped. `pass` is the number of the pass.
trait Shape: Send {
    /// What it needs, in this order.
    fn passes(&self) -> &'static [Pass];
    fn begin(&mut self, _pass: usize) -> io::Result<()> {
        Ok(())
    }
    fn list(&mut self, _list: &ExportedList) -> io::Result<()> {
        Ok(())
    }
    fn movie(&mut self, _pass: usize, _movie: &ExportedMovie) -> io::Result<()> {
        Ok(())
    }
    fn item(&mut self, _list: &ExportedList, _position: u64, _item: &ExportedListItem) -> io::Result<()> {
        Ok(())
    }
    fn picture(&mut self, _path: &str, _jpeg: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn finish(&mut self) -> io::Result<()>;
}

/// An export that is being written.
pub struct Export {
    shape: Box<dyn Shape>,
    buffer: Buffer,
    pass: usize,
}

impl Export {
    /// Begins an export.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn begin(format: ExportFormat, account: &ExportedAccount) -> io::Result<Self> {
        let buffer = Buffer::default();
        let out = buffer.clone();
        let shape: Box<dyn Shape> = match format {
            ExportFormat::Json => Box::new(json::Json::new(out, account)?),
            ExportFormat::Zip => Box::new(json::Json::with_pictures(out, account)?),
            ExportFormat::Csv => Box::new(csv::Csv::new(out, account)),
            ExportFormat::Letterboxd => Box::new(letterboxd::Letterboxd::new(out, account)),
            ExportFormat::Trakt => Box::new(trakt::Trakt::new(out)),
            ExportFormat::Imdb => Box::new(imdb::Imdb::new(out, account)),
        };
        let mut this = Self { shape, buffer, pass: 0 };
        this.shape.begin(0)?;
        Ok(this)
    }

    /// What it needs next; none when it is complete.
    pub fn pass(&self) -> Option<Pass> {
        self.shape.passes().get(self.pass).copied()
    }

    /// Takes a list.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn list(&mut self, list: &ExportedList) -> io::Result<()> {
        self.shape.list(list)
    }

    /// Takes a film.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn movie(&mut self, movie: &ExportedMovie) -> io::Result<()> {
        self.shape.movie(self.pass, movie)
    }

    /// Takes a film of a list, and its place there, from 1 on.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn item(&mut self, list: &ExportedList, position: u64, item: &ExportedListItem) -> io::Result<()> {
        self.shape.item(list, position, item)
    }

    /// Takes a picture, as JPEG, for the path that its film names.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn picture(&mut self, path: &str, jpeg: &[u8]) -> io::Result<()> {
        self.shape.picture(path, jpeg)
    }

    /// Ends a pass: there is no more of what it needs.
    ///
    /// # Errors
    /// Never, in practice: it writes to memory.
    pub fn end_pass(&mut self) -> io::Result<()> {
        self.pass += 1;
        if self.pass < self.shape.passes().len() { self.shape.begin(self.pass) } else { self.shape.finish() }
    }

    /// What was written since it was taken last.
    pub fn take(&mut self) -> Vec<u8> {
        self.buffer.take()
    }
}
