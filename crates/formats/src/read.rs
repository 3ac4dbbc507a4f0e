//! Reading a file: what is in it, what must be asked, then file by file.

use crate::dates::Order;
use crate::failure::{Failure, Question, Seen, Summary};
use crate::files::{Fault, Files, HEAD_BYTES};
use crate::format::{Input, Part, Stop, dates};
use crate::head::{Content, Head};
use crate::options::Options;
use crate::outcome::{FileProblem, FileReport};
use crate::output::Output;
use crate::services::FORMATS;
use crate::sink::{Sink, Source};
use std::cmp::Ordering;

/// The most unknown files that a failure tells.
const MAX_SEEN: usize = 20;

/// A file that a format recognised.
struct Member {
    number: usize,
    path: String,
    head: Head,
    format: usize,
    part: Part,
    order: Order,
}

/// Reads what somebody exported: a zip, or a single file; `file_name` is only shown, never trusted.
///
/// # Errors
/// When nothing in the file is known, something must be asked first, a bound is exceeded, the file can't be read, or
/// the receiver wants no more. The receiver may have got rows before that, but for unknown files and questions.
pub fn read(
    source: &mut dyn Source,
    file_name: Option<&str>,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, Failure> {
    let mut files = Files::open(source, file_name, options.limits).map_err(|fault| match fault {
        Fault::TooManyBytes => Failure::TooLarge { limit: options.limits.file_bytes, of: "bytes" },
        Fault::TooManyMembers => Failure::TooLarge { limit: options.limits.members, of: "files" },
        Fault::Damaged => Failure::Damaged,
        Fault::Io(error) => Failure::Io(error),
    })?;
    let result = read_files(&mut files, options, sink);
    // A fault of the disk looks like damage to what reads the zip.
    match files.take_fault() {
        Some(error) if !matches!(result, Err(Failure::Sink(_))) => Err(Failure::Io(error)),
        _ => result,
    }
}

fn read_files(files: &mut Files<'_>, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Failure> {
    let (mut members, unknown) = sort_out(files);
    if members.is_empty() {
        return Err(nothing_known(unknown));
    }
    for member in &mut members {
        member.order = ask_order(files, member, options)?;
    }
    for seen in unknown {
        let report = FileReport { file: seen.file, format: None, rows: 0, problem: Some(seen.problem) };
        sink.file(report).map_err(Failure::Sink)?;
    }
    let mut rows_by_format = vec![0; FORMATS.len()];
    for group in members.chunk_by(|one, other| one.format == other.format) {
        let format = FORMATS[group[0].format];
        let parts: Vec<Part> = group.iter().map(|member| member.part).collect();
        let mut reader = format.reader(&parts);
        for member in group {
            let left = options.limits.rows - rows_by_format.iter().sum::<u64>();
            let mut out = Output::new(sink, &member.path, dates(options, member.order), left);
            let (number, part, head) = (member.number, member.part, &member.head);
            let result = reader.read(&mut Input { files, number, part, head }, &mut out);
            let rows = out.rows();
            rows_by_format[member.format] += rows;
            let problem = match result {
                Ok(()) if rows == 0 => Some(FileProblem::NoRows),
                Ok(()) => None,
                Err(Stop::File(problem)) => Some(problem),
                Err(stop) => return Err(failure(stop, options)),
            };
            let (file, format) = (member.path.clone(), Some(format.name().to_owned()));
            sink.file(FileReport { file, format, rows, problem }).map_err(Failure::Sink)?;
        }
    }
    let formats = (0..FORMATS.len()).filter(|format| members.iter().any(|member| member.format == *format));
    let formats: Vec<usize> = formats.collect();
    let main = formats.iter().rev().max_by_key(|format| rows_by_format[**format]).copied().unwrap_or_default();
    Ok(Summary {
        format: FORMATS[main].name(),
        formats: formats.into_iter().map(|format| FORMATS[format].name()).collect(),
        rows: rows_by_format.iter().sum(),
    })
}

/// The files that a format knows, in the order in which they are read, and the others.
fn sort_out(files: &mut Files<'_>) -> (Vec<Member>, Vec<Seen>) {
    let (mut members, mut unknown) = (Vec::new(), Vec::new());
    for found in files.list() {
        let head = match found.problem {
            Some(problem) => Err(problem),
            None => files.head(found.number).map(|bytes| {
                let is_whole = u64::try_from(bytes.len()).unwrap_or(u64::MAX) < HEAD_BYTES;
                Head::new(&found.path, &bytes, is_whole)
            }),
        };
        let head = match head {
            Ok(head) => head,
            Err(problem) => {
                unknown.push(Seen { file: found.path, problem, names: Vec::new() });
                continue;
            }
        };
        let mut known = FORMATS.iter().enumerate();
        let known = known.find_map(|(format, it)| it.recognise(&head).map(|part| (format, part)));
        if let Some((format, part)) = known {
            let (number, path) = (found.number, found.path);
            members.push(Member { number, path, head, format, part, order: Order::Unknown });
        } else {
            let problem =
                if let Content::Nothing(problem) = head.content { problem } else { FileProblem::Unrecognised };
            unknown.push(Seen { file: found.path, problem, names: head.names() });
        }
    }
    members.sort_by(|one, other| {
        let by_format = (one.format, one.part).cmp(&(other.format, other.part));
        by_format.then_with(|| natural(&one.path, &other.path))
    });
    (members, unknown)
}

fn nothing_known(mut seen: Vec<Seen>) -> Failure {
    if !seen.is_empty() && seen.iter().all(|file| file.problem == FileProblem::Encrypted) {
        return Failure::Encrypted;
    }
    seen.truncate(MAX_SEEN);
    Failure::Unrecognised { seen }
}

/// Whether the day or the month is first in the dates of a file, as far as that matters.
fn ask_order(files: &mut Files<'_>, member: &Member, options: &Options) -> Result<Order, Failure> {
    let columns = FORMATS[member.format].date_columns();
    let is_dated = |value: &str| {
        let date = value.split([' ', ',']).next().unwrap_or_default();
        crate::dates::parts(date).is_some_and(|parts| parts[0].len() < 3) && !date.contains('.')
    };
    let Some(table) = member.head.table() else { return Ok(Order::Unknown) };
    let dated = table.columns.iter().enumerate().filter(|(_, name)| columns.contains(&name.as_str()));
    if !dated.into_iter().any(|(column, _)| table.values(column).any(is_dated)) {
        return Ok(Order::Unknown);
    }
    let (number, part, head) = (member.number, member.part, &member.head);
    let (order, examples) = match (Input { files, number, part, head }).order(columns) {
        Ok(found) => found,
        // What can be read of it is read later, and told then.
        Err(Stop::File(_)) => return Ok(Order::Unknown),
        Err(stop) => return Err(failure(stop, options)),
    };
    match (order, options.day_first) {
        (Order::Unknown, Some(true)) => Ok(Order::DayFirst),
        (Order::Unknown, Some(false)) => Ok(Order::MonthFirst),
        (Order::Unknown, None) if !examples.is_empty() => {
            Err(Failure::Question(Question::DayFirst { file: member.path.clone(), examples }))
        }
        (order, _) => Ok(order),
    }
}

fn failure(stop: Stop, options: &Options) -> Failure {
    match stop {
        Stop::Sink(error) => Failure::Sink(error),
        Stop::TooManyRows => Failure::TooLarge { limit: options.limits.rows, of: "rows" },
        Stop::Question(question) => Failure::Question(question),
        Stop::File(_) => Failure::Damaged,
    }
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
