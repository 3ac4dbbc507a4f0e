//! The files of an export: which format each is of, and the order in which they are read.

use crate::dates::Order;
use crate::failure::{Failure, Seen};
use crate::files::{Files, Found, HEAD_BYTES};
use crate::format::{Input, Part};
use crate::head::{Content, Head, Kind, SAMPLES, TableHead};
use crate::options::Options;
use crate::outcome::FileProblem;
use crate::services::{FORMATS, columns, movie_tracker};
use crate::sheet;
use csv::StringRecord;
use std::cmp::Ordering;

/// The format that takes any table.
pub(super) const ANY_TABLE: usize = FORMATS.len() - 1;
/// The most unknown files that a failure tells.
const MAX_SEEN: usize = 20;

/// A file that a format recognised.
pub(super) struct Member {
    pub path: String,
    pub head: Head,
    pub format: usize,
    pub part: Part,
    pub order: Order,
    /// The columns with dates, if there are dates whose order of day and month has to be found out.
    pub unclear: Vec<usize>,
    number: usize,
}

impl Member {
    fn new(number: usize, path: String, mut head: Head, (format, part): (usize, Part), options: &Options) -> Self {
        let unclear = unclear_columns(&head, format, options);
        head.shrink();
        Self { path, head, format, part, order: Order::Unknown, unclear, number }
    }

    /// The file, to be read.
    pub fn input<'f, 's>(&'f self, files: &'f mut Files<'s>) -> Input<'f, 's> {
        Input { files, number: self.number, part: self.part, head: &self.head }
    }
}

/// A file that no format recognised.
struct Unknown {
    seen: Seen,
    /// Its number and its start, if it is a table.
    found: Option<(usize, Head)>,
}

/// The files that a format knows, in the order in which they are read, and the others.
///
/// # Errors
/// When none is known.
pub(super) fn sort_out(files: &mut Files<'_>, options: &Options) -> Result<(Vec<Member>, Vec<Seen>), Failure> {
    let (mut members, mut unknown, mut tables) = (Vec::new(), Vec::new(), 0);
    let mut list = files.list();
    list.retain(|found| !movie_tracker::is_picture(&found.path));
    let is_alone = list.len() == 1;
    for found in list {
        let head = found.problem.map_or_else(|| look_at(files, &found), Err);
        let (number, path) = (found.number, found.path);
        let head = match head {
            Ok(head) => head,
            Err(problem) => {
                unknown.push(Unknown { seen: Seen { file: path, problem, names: Vec::new() }, found: None });
                continue;
            }
        };
        let mut known = FORMATS.iter().enumerate();
        let known = known.find_map(|(format, it)| it.recognise(&head).map(|part| (format, part)));
        if let Some((format, part)) = known {
            members.push(Member::new(number, path, head, (format, part), options));
        } else {
            let problem =
                if let Content::Nothing(problem) = head.content { problem } else { FileProblem::Unrecognised };
            let seen = Seen { file: path, problem, names: head.names() };
            // Of several tables none is asked about, and what comes with one as a text isn't one.
            let is_table = head.table().is_some_and(|table| is_alone || table.columns.len() > 1);
            let found = Some((number, head)).filter(|_| is_table && tables < 2);
            tables += usize::from(found.is_some());
            unknown.push(Unknown { seen, found });
        }
    }
    if members.is_empty() {
        members.push(any_table(&mut unknown, options)?);
    }
    members.sort_by(|one, other| {
        let by_format = (one.format, one.part).cmp(&(other.format, other.part));
        by_format.then_with(|| natural(&one.path, &other.path))
    });
    Ok((members, unknown.into_iter().map(|it| it.seen).collect()))
}

/// The columns with dates, if the first rows have dates that begin with the day or the month.
fn unclear_columns(head: &Head, format: usize, options: &Options) -> Vec<usize> {
    let Some(table) = head.table() else { return Vec::new() };
    let dated: Vec<usize> = match &options.columns {
        Some(columns) if format == ANY_TABLE => columns::dated(columns),
        _ => {
            let names = FORMATS[format].date_columns();
            (0..table.columns.len()).filter(|at| names.contains(&table.columns[*at].as_str())).collect()
        }
    };
    let is_unclear = |value: &str| crate::dates::unclear_parts(value).is_some();
    if dated.iter().any(|column| table.values(*column).any(is_unclear)) { dated } else { Vec::new() }
}

fn look_at(files: &mut Files<'_>, found: &Found) -> Result<Head, FileProblem> {
    if let Some(book) = files.book() {
        let Ok(mut records) = sheet::records(book?) else { return Err(FileProblem::Damaged) };
        let (mut rows, mut record) = (Vec::new(), StringRecord::new());
        while rows.len() < SAMPLES && matches!(records.next(&mut record), Ok(Some(_))) {
            rows.push(record.iter().map(str::to_owned).collect());
        }
        if rows.is_empty() {
            return Err(FileProblem::Empty);
        }
        return Ok(Head::of_table(&found.path, TableHead::new(Kind::Sheet, rows)));
    }
    let bytes = files.head(found.number)?;
    let is_whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX) < HEAD_BYTES;
    Ok(Head::new(&found.path, &bytes, is_whole))
}

/// The one table that there is, with the columns that were chosen.
fn any_table(unknown: &mut Vec<Unknown>, options: &Options) -> Result<Member, Failure> {
    let is_table = |it: &Unknown| it.found.is_some();
    let tables = unknown.iter().filter(|it| is_table(it)).count();
    let only = unknown.iter().position(is_table).filter(|_| tables == 1);
    let Some(Unknown { seen, found: Some((number, head)) }) = only.map(|at| unknown.remove(at)) else {
        return Err(nothing_known(unknown));
    };
    let table = head.table().map(columns::with_header).unwrap_or_default();
    if options.columns.is_none() {
        return Err(Failure::Question(columns::question(&seen.file, &table)));
    }
    let head = Head::of_table(&seen.file, table);
    Ok(Member::new(number, seen.file, head, (ANY_TABLE, 0), options))
}

fn nothing_known(unknown: &mut Vec<Unknown>) -> Failure {
    let mut seen: Vec<Seen> = unknown.drain(..).map(|it| it.seen).collect();
    if !seen.is_empty() && seen.iter().all(|file| file.problem == FileProblem::Encrypted) {
        return Failure::Encrypted;
    }
    seen.truncate(MAX_SEEN);
    Failure::Unrecognised { seen }
}

/// The order of names in which page 10 comes after page 2.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (chunks(one), chunks(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) if one == other => {}
            (one, other) => return one.cmp(&other),
        }
    }
}

/// The digits and the other characters of a name by turns; numbers by their length first.
fn chunks(name: &str) -> impl Iterator<Item = (bool, usize, &str)> {
    name.as_bytes().chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit()).scan(0, move |at, chunk| {
        let text = &name[*at..*at + chunk.len()];
        *at += chunk.len();
        let digits = text.trim_start_matches('0');
        let is_number = chunk[0].is_ascii_digit();
        Some(if is_number { (true, digits.len(), digits) } else { (false, 0, text) })
    })
}
