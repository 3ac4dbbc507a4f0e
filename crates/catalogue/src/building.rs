//! Building the index, beside the one that is in use, which it replaces when it is whole.

mod series;
mod spool;
mod terms;
mod writing;

use crate::error::Error;
use crate::film::{Film, Id, Kind, Origin, Role};
use crate::language::Languages;
use crate::sources::{OtherTitle, Sink};
use spool::{Record, Spool, Stack};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The name of the file, in the data folder.
pub const FILE: &str = "catalogue.db";
/// The folder beside it in which the next one is built.
const FOLDER: &str = "catalogue.building";
/// Films of as many ranks share a file while the index is built.
const RANKS_BITS: u32 = 14;
/// People of as many numbers do.
const PEOPLE_BITS: u32 = 19;
/// Numbers of people are smaller.
const MAX_NUMBER: u32 = 1 << 28;

/// Which films an index has. Those that came to cinemas are always in it.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// Films for television.
    pub tv_movies: bool,
    /// Films that came out on tape, disc or line.
    pub videos: bool,
    /// Short films.
    pub shorts: bool,
    /// Documentaries.
    pub documentaries: bool,
    /// Pornography.
    pub adult: bool,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { tv_movies: true, videos: true, shorts: false, documentaries: true, adult: false }
    }
}

impl Kinds {
    fn has(self, film: &Film) -> bool {
        let is_wanted = match film.kind {
            Kind::Movie => true,
            Kind::TvMovie => self.tv_movies,
            Kind::Short => self.shorts,
            Kind::Video => self.videos,
        };
        is_wanted
            && (self.adult || !film.adult)
            && (self.documentaries || !film.genres.split(',').any(|genre| genre == "Documentary"))
    }
}

pub(crate) use series::parts;
pub use writing::ADULT_BIT;

/// Whether an index is of the form that this program reads.
///
/// # Errors
/// When it can't be read.
pub fn is_current(index: &rusqlite::Connection) -> Result<bool, Error> {
    let number = |name: &str| index.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    Ok((number("application_id")?, number("user_version")?) == (writing::APPLICATION, writing::FORM))
}

/// How far the building is, in parts of a thousand. The closure says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(u32) -> bool;

/// An index that is being built.
pub struct Building<'a> {
    folder: PathBuf,
    target: PathBuf,
    kinds: Kinds,
    languages: Languages,
    origin: Origin,
    watch: Watch<'a>,
    /// Each film by its number, with its votes; then with its rank.
    films: Vec<(u32, u32)>,
    is_ranked: bool,
    unsorted: Stack,
    by_rank: Spool,
    by_person: Spool,
    /// Who worked on a film, a bit for each number.
    people: Vec<u64>,
    names: Stack,
    /// The series that films are part of, with their names where they are known.
    series: BTreeMap<u32, String>,
    // Others can't build in the folder as long as it is open.
    _lock: File,
}

/// Of all the work, how much is reading.
const READING_SHARE: u64 = 600;

impl<'a> Building<'a> {
    /// Begins to build the index in a folder.
    ///
    /// # Errors
    /// When the folder can't be written to, or another process builds one there.
    pub fn begin(data: &Path, kinds: Kinds, watch: Watch<'a>) -> Result<Self, Error> {
        let lock_path = data.join("catalogue.lock");
        let lock = File::create(&lock_path).map_err(Error::of_file(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy),
            Err(TryLockError::Error(error)) => return Err(Error::of_file(&lock_path)(error)),
        }
        let folder = data.join(FOLDER);
        // What one left that was killed.
        clear(&folder)?;
        fs::create_dir(&folder).map_err(Error::of_file(&folder))?;
        Ok(Self {
            target: data.join(FILE),
            kinds,
            languages: Languages::All,
            origin: Origin::default(),
            watch,
            films: Vec::new(),
            is_ranked: false,
            unsorted: Stack::create(&folder.join("films"))?,
            by_rank: Spool::new(&folder.join("ranks"), RANKS_BITS),
            by_person: Spool::new(&folder.join("people"), PEOPLE_BITS),
            people: Vec::new(),
            names: Stack::create(&folder.join("names"))?,
            series: BTreeMap::new(),
            folder,
            _lock: lock,
        })
    }

    /// Takes other titles of films in these languages only; else, all are taken.
    #[must_use]
    pub fn in_languages(mut self, languages: Languages) -> Self {
        self.languages = languages;
        self
    }

    /// Writes the index out of all that was taken, and puts it in the place of the one before. Gives how many films it
    /// has.
    ///
    /// # Errors
    /// When it can't be written, or was stopped; then the one before stays.
    pub fn finish(mut self) -> Result<u32, Error> {
        let new = self.folder.join(FILE);
        let count = writing::write(&new, &mut self)?;
        File::open(&new).and_then(|file| file.sync_all()).map_err(Error::of_file(&new))?;
        fs::rename(&new, &self.target).map_err(Error::of_file(&self.target))?;
        Ok(count)
    }

    fn tell(&mut self, thousandths: u64) -> Result<(), Error> {
        let thousandths = u32::try_from(thousandths.min(1000)).unwrap_or(1000);
        if (self.watch)(thousandths) { Ok(()) } else { Err(Error::Stopped) }
    }

    /// The rank of a film: 1 for the one with the most votes.
    fn rank(&self, id: Id) -> Option<u32> {
        let number = id.number()?;
        let found = self.films.binary_search_by_key(&number, |it| it.0).ok()?;
        self.is_ranked.then(|| self.films[found].1)
    }

    fn has_person(&self, person: u32) -> bool {
        self.people.get(person as usize / 64).is_some_and(|bits| bits >> (person % 64) & 1 == 1)
    }
}

impl Drop for Building<'_> {
    fn drop(&mut self) {
        // What can't be deleted now is deleted by the next one.
        let _ = clear(&self.folder);
    }
}

fn clear(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::of_file(folder)(error)),
        _ => Ok(()),
    }
}

impl Sink for Building<'_> {
    fn begin(&mut self, origin: Origin) {
        self.origin = origin;
    }

    fn folder(&self) -> &Path {
        &self.folder
    }

    fn film(&mut self, film: Film) -> Result<(), Error> {
        match film.id.number().filter(|_| self.kinds.has(&film)) {
            Some(number) => {
                self.films.push((number, film.votes));
                for part in &film.series {
                    self.series.entry(part.series).or_default();
                }
                self.unsorted.push(number, &Record::Film(Box::new(film)))
            }
            None => Ok(()),
        }
    }

    fn end_of_films(&mut self) -> Result<(), Error> {
        self.films.sort_by_key(|(imdb, votes)| (*imdb, std::cmp::Reverse(*votes)));
        self.films.dedup_by_key(|it| it.0);
        self.films.sort_by_key(|(imdb, votes)| (std::cmp::Reverse(*votes), *imdb));
        for ((_, rank), number) in self.films.iter_mut().zip(1..) {
            *rank = number;
        }
        self.films.sort_by_key(|it| it.0);
        self.is_ranked = true;
        let mut all = self.unsorted.read()?;
        while let Some((number, record)) = all.next()? {
            if let Some(rank) = self.rank(Id::of(number)) {
                self.by_rank.push(rank, &record)?;
            }
        }
        Ok(())
    }

    fn wants_film(&self, id: Id) -> bool {
        self.rank(id).is_some()
    }

    fn title(&mut self, id: Id, title: OtherTitle<'_>) -> Result<(), Error> {
        let Some(rank) = self.rank(id).filter(|_| self.languages.has(title.language)) else { return Ok(()) };
        let OtherTitle { text, language, behind } = title;
        self.by_rank.push(rank, &Record::Title { text: text.to_owned(), language, behind })
    }

    fn credit(&mut self, id: Id, person: u32, role: Role, place: u16) -> Result<(), Error> {
        let Some(rank) = self.rank(id).filter(|_| person < MAX_NUMBER) else { return Ok(()) };
        let word = person as usize / 64;
        if self.people.len() <= word {
            self.people.resize(word + 1, 0);
        }
        self.people[word] |= 1 << (person % 64);
        self.by_rank.push(rank, &Record::Credit { person, role, place })?;
        self.by_person.push(person, &Record::Part { rank, role })
    }

    fn wants_person(&self, person: u32) -> bool {
        self.has_person(person)
    }

    fn person(&mut self, person: u32, name: &str) -> Result<(), Error> {
        self.names.push(person, &Record::Name(name.to_owned()))
    }

    fn wants_series(&self, series: u32) -> bool {
        self.series.contains_key(&series)
    }

    fn series(&mut self, series: u32, name: &str) -> Result<(), Error> {
        self.series.insert(series, name.to_owned());
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) -> Result<(), Error> {
        self.tell(done * READING_SHARE / total.max(1))
    }
}
