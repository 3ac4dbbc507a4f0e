//! What is read, on the disk until it is written: in the order in which it came, or in files by ranges of numbers, each
//! of which fits into memory.

use crate::error::Error;
use crate::film::{Film, Id, Kind, Part, Role};
use crate::language::Language;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The bytes that wait for each file.
const WAITING: usize = 64 * 1024;

/// Something that belongs to a film or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A film.
    Film(Box<Film>),
    /// Another title of a film.
    Title {
        /// The title.
        text: String,
        /// Its language, if that is known.
        language: Option<Language>,
        /// How far behind other titles in that language it comes.
        behind: u8,
    },
    /// The name of a person, or a word.
    Name(String),
    /// Somebody who worked on a film.
    Credit {
        /// Who.
        person: u32,
        /// As what.
        role: Role,
        /// Their place among the film's people.
        place: u16,
    },
    /// A film that a person worked on.
    Part {
        /// Its rank.
        rank: u32,
        /// As what.
        role: Role,
    },
}

/// Records in the order in which they came.
pub struct Stack {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Stack {
    /// Makes the file.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(Error::of_file(path))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(WAITING, file) })
    }

    /// Adds a record of the film or person with this number.
    pub fn push(&mut self, number: u32, record: &Record) -> Result<(), Error> {
        write(&mut self.file, number, record).map_err(Error::of_file(&self.path))
    }

    /// Reads all records from the start.
    pub fn read(&mut self) -> Result<Records, Error> {
        self.file.flush().map_err(Error::of_file(&self.path))?;
        let file = File::open(&self.path).map_err(Error::of_file(&self.path))?;
        Ok(Records { path: self.path.clone(), file: BufReader::with_capacity(WAITING, file) })
    }

    /// Deletes the file.
    pub fn delete(self) -> Result<(), Error> {
        std::fs::remove_file(&self.path).map_err(Error::of_file(&self.path))
    }
}

/// Records by ranges of numbers.
pub struct Spool {
    path: PathBuf,
    bits: u32,
    stacks: BTreeMap<u32, Stack>,
}

impl Spool {
    /// Files that begin with this path, for ranges of `1 << bits` numbers.
    pub fn new(path: &Path, bits: u32) -> Self {
        Self { path: path.to_owned(), bits, stacks: BTreeMap::new() }
    }

    /// Adds a record of the film or person with this number.
    pub fn push(&mut self, number: u32, record: &Record) -> Result<(), Error> {
        let range = number >> self.bits;
        let stack = match self.stacks.entry(range) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let mut path = self.path.clone().into_os_string();
                path.push(format!(".{range}"));
                entry.insert(Stack::create(Path::new(&path))?)
            }
        };
        stack.push(number, record)
    }

    /// Takes the records of the next range, in the order of their numbers and then in that in which they came. None when
    /// there are no more.
    pub fn next_range(&mut self) -> Result<Option<Vec<(u32, Record)>>, Error> {
        let Some((_, mut stack)) = self.stacks.pop_first() else { return Ok(None) };
        let (mut all, mut records) = (Vec::new(), stack.read()?);
        while let Some(record) = records.next()? {
            all.push(record);
        }
        all.sort_by_key(|it| it.0);
        stack.delete()?;
        Ok(Some(all))
    }

    /// How many ranges are left.
    pub fn ranges_left(&self) -> usize {
        self.stacks.len()
    }
}

/// The records of a file.
pub struct Records {
    path: PathBuf,
    file: BufReader<File>,
}

impl Records {
    /// The next record, with the number that it belongs to.
    pub fn next(&mut self) -> Result<Option<(u32, Record)>, Error> {
        read(&mut self.file).map_err(Error::of_file(&self.path))
    }
}

fn write_text(to: &mut impl Write, text: &str) -> std::io::Result<()> {
    let mut end = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    to.write_all(&u16::try_from(end).unwrap_or(u16::MAX).to_le_bytes())?;
    to.write_all(&text.as_bytes()[..end])
}

fn role_number(role: Role) -> u8 {
    u8::from(role == Role::Actor)
}

fn role_of(number: u8) -> Role {
    if number == 0 { Role::Director } else { Role::Actor }
}

fn write(to: &mut impl Write, number: u32, record: &Record) -> std::io::Result<()> {
    to.write_all(&number.to_le_bytes())?;
    match record {
        Record::Film(it) => {
            to.write_all(&[0, it.kind.number(), u8::from(it.adult), it.rating])?;
            for number in [it.id.number().unwrap_or(0), it.votes, it.tmdb.unwrap_or(0)] {
                to.write_all(&number.to_le_bytes())?;
            }
            for number in [it.year, it.runtime_minutes] {
                to.write_all(&number.unwrap_or(0).to_le_bytes())?;
            }
            for text in [&it.title, it.original_title.as_deref().unwrap_or_default(), &it.genres, &it.countries] {
                write_text(to, text)?;
            }
            to.write_all(&[u8::try_from(it.series.len()).unwrap_or(u8::MAX)])?;
            for part in it.series.iter().take(usize::from(u8::MAX)) {
                to.write_all(&part.series.to_le_bytes())?;
                to.write_all(&part.place.unwrap_or(0).to_le_bytes())?;
            }
            Ok(())
        }
        Record::Title { text, language, behind } => {
            let [first, second] = language.map(Language::letters).unwrap_or_default();
            to.write_all(&[1, first, second, *behind])?;
            write_text(to, text)
        }
        Record::Name(text) => {
            to.write_all(&[4])?;
            write_text(to, text)
        }
        Record::Credit { person, role, place } => {
            to.write_all(&[2, role_number(*role)])?;
            to.write_all(&person.to_le_bytes())?;
            to.write_all(&place.to_le_bytes())
        }
        Record::Part { rank, role } => {
            to.write_all(&[3, role_number(*role)])?;
            to.write_all(&rank.to_le_bytes())
        }
    }
}

fn bytes<const N: usize>(from: &mut impl Read) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_u16(from: &mut impl Read) -> std::io::Result<u16> {
    bytes(from).map(u16::from_le_bytes)
}

fn read_u32(from: &mut impl Read) -> std::io::Result<u32> {
    bytes(from).map(u32::from_le_bytes)
}

fn read_text(from: &mut impl Read) -> std::io::Result<String> {
    let mut text = vec![0; usize::from(read_u16(from)?)];
    from.read_exact(&mut text)?;
    String::from_utf8(text).map_err(|_| std::io::ErrorKind::InvalidData.into())
}

fn part(from: &mut impl Read) -> std::io::Result<Part> {
    let (series, place) = (read_u32(from)?, read_u16(from)?);
    Ok(Part { series, place: (place > 0).then_some(place) })
}

fn read(from: &mut BufReader<File>) -> std::io::Result<Option<(u32, Record)>> {
    if std::io::BufRead::fill_buf(from)?.is_empty() {
        return Ok(None);
    }
    let number = read_u32(from)?;
    let [kind] = bytes(from)?;
    let record = match kind {
        0 => {
            let [kind, adult, rating] = bytes(from)?;
            let (id, votes, tmdb) = (read_u32(from)?, read_u32(from)?, read_u32(from)?);
            let (year, runtime) = (read_u16(from)?, read_u16(from)?);
            let (title, original) = (read_text(from)?, read_text(from)?);
            let (genres, countries) = (read_text(from)?, read_text(from)?);
            let [parts] = bytes(from)?;
            let series = (0..parts).map(|_| part(from)).collect::<std::io::Result<_>>()?;
            Record::Film(Box::new(Film {
                id: Id::of(id),
                tmdb: (tmdb > 0).then_some(tmdb),
                kind: Kind::of(kind).ok_or(std::io::ErrorKind::InvalidData)?,
                adult: adult == 1,
                title,
                original_title: (!original.is_empty()).then_some(original),
                year: (year > 0).then_some(year),
                runtime_minutes: (runtime > 0).then_some(runtime),
                genres,
                votes,
                rating,
                countries,
                series,
            }))
        }
        1 => {
            let [first, second, behind] = bytes(from)?;
            Record::Title { text: read_text(from)?, language: Language::of([first, second]), behind }
        }
        4 => Record::Name(read_text(from)?),
        2 => {
            let [role] = bytes(from)?;
            Record::Credit { role: role_of(role), person: read_u32(from)?, place: read_u16(from)? }
        }
        3 => {
            let [role] = bytes(from)?;
            Record::Part { role: role_of(role), rank: read_u32(from)? }
        }
        _ => return Err(std::io::ErrorKind::InvalidData.into()),
    };
    Ok(Some((number, record)))
}
