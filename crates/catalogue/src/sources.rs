//! Where films come from: a file for each source.

pub mod imdb;
mod lines;
mod regions;

use crate::error::Error;
use crate::film::{Film, Role};
use crate::language::Language;

/// A title of a film besides the one where it is best known and the one where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct OtherTitle<'a> {
    /// The title.
    pub text: &'a str,
    /// Its language, if that is known.
    pub language: Option<Language>,
    /// How far behind other titles in that language it comes; 0 for the one that is shown.
    pub behind: u8,
}

/// What takes the films of a source. All films come first; then more of their titles, who worked on them, and those
/// people.
pub trait Sink {
    /// A film. Films of the same number count once.
    ///
    /// # Errors
    /// When it can't be kept, or when the building was stopped; all other methods, too.
    fn film(&mut self, film: Film) -> Result<(), Error>;

    /// That there are no more films.
    ///
    /// # Errors
    /// As above.
    fn end_of_films(&mut self) -> Result<(), Error>;

    /// Whether more is wanted of the film with this number.
    fn wants_film(&self, imdb: u32) -> bool;

    /// Another title of a film.
    ///
    /// # Errors
    /// As above.
    fn title(&mut self, imdb: u32, title: OtherTitle<'_>) -> Result<(), Error>;

    /// Somebody who worked on a film, by their number, and as which of the film's people they are named.
    ///
    /// # Errors
    /// As above.
    fn credit(&mut self, imdb: u32, person: u32, role: Role, place: u16) -> Result<(), Error>;

    /// Whether the name of the person with this number is wanted.
    fn wants_person(&self, person: u32) -> bool;

    /// A person.
    ///
    /// # Errors
    /// As above.
    fn person(&mut self, person: u32, name: &str) -> Result<(), Error>;

    /// Says how much of all bytes is read.
    ///
    /// # Errors
    /// When the building was stopped.
    fn progress(&mut self, done: u64, total: u64) -> Result<(), Error>;
}
