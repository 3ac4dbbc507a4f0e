//! What became of a row, and of a file. All kinds have a stable code and a sentence for people.

use crate::entry::Entry;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The most characters of the text by which a row names itself.
pub const MAX_ROW_TEXT: usize = 300;

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The file: its path inside the zip, or the name of the single file.
    pub file: Arc<str>,
    /// The line on which it begins, or the number of the item; from 1.
    pub line: u64,
    /// How the row names itself, for a report; at most [`MAX_ROW_TEXT`] characters.
    pub text: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It speaks of a film.
    Film(Box<Entry>),
    /// It is of a kind that isn’t imported.
    LeftOut(LeftOut),
    /// It can’t be read.
    Refused(Reason),
}

/// Declares an enum whose variants have a code and a sentence.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident {
        $($(#[doc = $doc:literal])+ $variant:ident, $code:literal, $sentence:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[doc = $doc])+ $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the API.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $sentence,)+ })
            }
        }
    };
}

kinds! {
    /// Why a row was left out.
    LeftOut {
        /// A whole series.
        Series, "series", "This is a series, and only films are imported.";
        /// A season of a series.
        Season, "season", "This is a season of a series, and only films are imported.";
        /// An episode of a series.
        Episode, "episode", "This is an episode of a series, and only films are imported.";
        /// A person.
        Person, "person", "This is a person, and only films are imported.";
        /// A game, a book, music, a podcast.
        NotAFilm, "not_a_film", "This isn’t a film.";
        /// Something that was deleted at the service.
        Deleted, "deleted", "You deleted this before you exported your data.";
        /// A film that was begun, without anything to keep.
        Unfinished, "unfinished", "This film was started and not finished.";
        /// A film of which the row says nothing to keep.
        NothingToKeep, "nothing_to_keep", "The row says nothing about this film that can be kept.";
        /// What somebody else in a shared file did.
        SomeoneElse, "someone_else", "This belongs to another person.";
        /// A kind of row that no film comes from.
        NotImported, "not_imported", "This kind of row isn’t imported.";
        /// A row without values.
        Empty, "empty", "The row is empty.";
    }
}

kinds! {
    /// Why a row can’t be read.
    Reason {
        /// There is neither a title nor an ID.
        NoTitle, "no_title", "The row names no film: there is no title and no ID.";
        /// It isn’t built as the format says.
        Malformed, "malformed", "The row isn’t built like the other rows of this format.";
        /// It belongs to a film of another file, which isn’t there.
        UnknownFilm, "unknown_film", "The file that says which film this is isn’t there, or doesn’t have it.";
    }
}

/// What became of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its path inside the zip, or the name of the single file.
    pub file: String,
    /// The name of its format, if it was recognised.
    pub format: Option<String>,
    /// How many rows were read.
    pub rows: u64,
    /// What is wrong with it. Rows before the place of the fault were read.
    pub problem: Option<FileProblem>,
}

kinds! {
    /// What is wrong with a file as a whole.
    FileProblem {
        /// It has no bytes.
        Empty, "empty", "The file is empty.";
        /// It has a header and no rows.
        NoRows, "no_rows", "The file has a header, but no rows.";
        /// It consists of zero bytes.
        Nuls, "nuls", "The file contains nothing but zero bytes. It was damaged before it was exported.";
        /// No format knows it.
        Unrecognised, "unrecognised", "Movie Tracker doesn’t know this kind of file.";
        /// It is part of an export, and holds nothing that is imported.
        NotImported, "not_imported", "This file holds nothing that is imported.";
        /// It tells what other files refer to, and has no rows of its own.
        Reference, "reference", "This file only describes what other files refer to.";
        /// A newer version of this program wrote it.
        Newer, "newer", "A newer version of Movie Tracker exported this file. Update this one, then import it again.";
        /// It can’t be opened without a password.
        Encrypted, "encrypted", "The file is protected by a password. Unpack it, then import it without one.";
        /// It is packed in a way that isn’t supported.
        UnknownCompression, "unknown_compression", "The file is packed in a way that isn’t supported.";
        /// It breaks off, or its content is damaged.
        Damaged, "damaged", "The file is damaged from this place on. The rows before it were read.";
        /// A row doesn’t end.
        RowTooLong, "row_too_long", "A row is too long, perhaps because a quotation mark isn’t closed.";
        /// It unpacks to more than is read.
        TooLarge, "too_large", "The file is too large when unpacked.";
        /// Its name leads out of the zip.
        UnsafeName, "unsafe_name", "The file’s name leads out of the zip, so it wasn’t read.";
        /// It is a link.
        Link, "link", "This is a link to another file, so it wasn’t read.";
        /// It is packed once more, or in another way than as a zip.
        Nested, "nested", "This is a packed file. Unpack it and import what is in it.";
    }
}
