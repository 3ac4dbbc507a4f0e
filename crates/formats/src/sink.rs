//! Where rows come from and where they go.

use crate::entry::List;
use crate::outcome::{FileReport, Row};
use domain::accounts::preferences::Preferences;
use domain::library::views::ViewFields;
use domain::transfer::exports::ExportedDismissal;
use std::io::{Read, Seek};

/// One file, as bytes that can be read from any place.
pub trait Source: Read + Seek {}

impl<T: Read + Seek + ?Sized> Source for T {}

/// Why the receiver wants no more: it is cancelled, or its disk is full.
pub type Stopped = Box<dyn std::error::Error + Send + Sync>;

/// What receives the rows. An error ends the reading at once.
pub trait Sink {
    /// Takes a row.
    ///
    /// # Errors
    /// To end the reading.
    fn row(&mut self, row: Row) -> Result<(), Stopped>;

    /// Takes a list, before its films.
    ///
    /// # Errors
    /// To end the reading.
    fn list(&mut self, list: List) -> Result<(), Stopped>;

    /// Takes a saved view.
    ///
    /// # Errors
    /// To end the reading.
    fn view(&mut self, _view: ViewFields) -> Result<(), Stopped> {
        Ok(())
    }

    /// Takes what somebody had chosen for their account.
    ///
    /// # Errors
    /// To end the reading.
    fn settings(&mut self, _settings: Preferences) -> Result<(), Stopped> {
        Ok(())
    }

    /// Takes a film of the catalogue that isn't to be recommended.
    ///
    /// # Errors
    /// To end the reading.
    fn dismissal(&mut self, _dismissal: ExportedDismissal) -> Result<(), Stopped> {
        Ok(())
    }

    /// Takes the name of a service at which somebody watches films.
    ///
    /// # Errors
    /// To end the reading.
    fn service(&mut self, _name: String) -> Result<(), Stopped> {
        Ok(())
    }

    /// Takes what became of a file, after its rows.
    ///
    /// # Errors
    /// To end the reading.
    fn file(&mut self, report: FileReport) -> Result<(), Stopped>;
}
