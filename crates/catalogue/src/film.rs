//! What a catalogue knows of a film.

/// What kind of film it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A film for cinemas.
    Movie,
    /// A film for television.
    TvMovie,
    /// A short film.
    Short,
    /// A film that came out on tape, disc or line first.
    Video,
}

impl Kind {
    /// Its number in the index.
    pub fn number(self) -> u8 {
        match self {
            Self::Movie => 0,
            Self::TvMovie => 1,
            Self::Short => 2,
            Self::Video => 3,
        }
    }

    /// The kind of that number.
    pub fn of(number: u8) -> Option<Self> {
        [Self::Movie, Self::TvMovie, Self::Short, Self::Video].into_iter().find(|kind| kind.number() == number)
    }
}

/// A film, as a source tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    /// Its number at IMDb: 113277 for `tt0113277`.
    pub imdb: u32,
    /// What kind of film it is.
    pub kind: Kind,
    /// Whether it is pornography.
    pub adult: bool,
    /// Its title where it is best known.
    pub title: String,
    /// Its title where it comes from, if that is another one.
    pub original_title: Option<String>,
    /// When it came out.
    pub year: Option<u16>,
    /// How long it runs, in minutes.
    pub runtime_minutes: Option<u16>,
    /// Its genres, with commas between them.
    pub genres: String,
    /// How many people rated it.
    pub votes: u32,
    /// Their average, in tenths of a point out of 10; 0 for none.
    pub rating: u8,
}

/// What somebody did for a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Directed it.
    Director,
    /// Played in it.
    Actor,
}

/// The ID at IMDb of a film with this number: `tt0113277` for 113277.
pub fn imdb_id(number: u32) -> String {
    format!("tt{number:07}")
}
