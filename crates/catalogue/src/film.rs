//! What a catalogue knows of a film.

use std::fmt;
use std::str::FromStr;

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

/// What a film is known by: its number at IMDb, or at Wikidata if IMDb doesn’t have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Id {
    /// 113277 for `tt0113277`.
    Imdb(u32),
    /// 42198 for `Q42198`.
    Wikidata(u32),
}

/// What the numbers of films in the index have that are of Wikidata. Numbers of either source are smaller.
const OF_WIKIDATA: u32 = 1 << 28;

impl Id {
    /// Its number in the index. None for one that no source has.
    pub fn number(self) -> Option<u32> {
        let (Self::Imdb(number) | Self::Wikidata(number)) = self;
        let bit = if matches!(self, Self::Wikidata(_)) { OF_WIKIDATA } else { 0 };
        (number < OF_WIKIDATA).then_some(number | bit)
    }

    /// The one of that number in the index.
    pub fn of(number: u32) -> Self {
        if number & OF_WIKIDATA == 0 { Self::Imdb(number) } else { Self::Wikidata(number & !OF_WIKIDATA) }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Imdb(number) => f.write_str(&imdb_id(*number)),
            Self::Wikidata(number) => write!(f, "Q{number}"),
        }
    }
}

impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let imdb = || Some(Self::Imdb(text.strip_prefix("tt")?.parse().ok()?));
        let wikidata = || Some(Self::Wikidata(text.strip_prefix('Q')?.parse().ok()?));
        imdb().or_else(wikidata).filter(|id| id.number().is_some()).ok_or(NoId)
    }
}

/// What was given is no ID of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ID of a film is tt or Q with a number")]
pub struct NoId;

/// Where the films of a catalogue come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// IMDb’s datasets, which must not be passed on, nor what is built from them.
    #[default]
    Imdb,
    /// Wikidata, which may be.
    Wikidata,
}

/// A film, as a source tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    /// What it is known by.
    pub id: Id,
    /// Its number at TMDB.
    pub tmdb: Option<u32>,
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
    /// How many people rated it; from Wikidata, in how many wikis it has a page.
    pub votes: u32,
    /// Their average, in tenths of a point out of 10; 0 for none.
    pub rating: u8,
    /// The countries that it comes from, by their two letters of ISO 3166-1, with commas between them.
    pub countries: String,
    /// The series that it is part of.
    pub series: Vec<Part>,
}

/// That a film is part of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The number of the series at Wikidata.
    pub series: u32,
    /// Its place in the series, from 1 on.
    pub place: Option<u16>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_its_source() {
        for (text, id) in
            [("tt0113277", Id::Imdb(113_277)), ("tt10872600", Id::Imdb(10_872_600)), ("Q42198", Id::Wikidata(42_198))]
        {
            assert_eq!((text.parse(), id.to_string().as_str()), (Ok(id), text));
            assert_eq!(id.number().map(Id::of), Some(id));
        }
        for text in ["", "tt", "Qx", "nm0000199", "tt999999999"] {
            assert_eq!(text.parse::<Id>(), Err(NoId), "{text}");
        }
    }
}
