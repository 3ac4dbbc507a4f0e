//! Reading a file: what is in it, what must be asked, then file by file.

mod members;

use crate::dates::Order;
use crate::failure::{Failure, Question, Summary};
use crate::files::{Fault, Files};
use crate::format::{Part, dates};
use crate::options::{Limits, Options};
use crate::outcome::{FileProblem, FileReport};
use crate::output::Output;
use crate::services::{FORMATS, columns};
use crate::sink::{Sink, Source};
use crate::stop::Stop;
use members::{ANY_TABLE, Member};

/// Reads what somebody exported: a zip, or a single file; `file_name` tells what the content leaves open, and is shown.
///
/// # Errors
/// When nothing in the file is known, something must be asked first, a bound is exceeded, the file can't be read, or
/// the receiver wants no more. Questions come before any row; otherwise the receiver may have got some.
pub fn read(
    source: &mut dyn Source,
    file_name: Option<&str>,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, Failure> {
    let limits = options.limits;
    let mut files = Files::open(source, file_name, limits).map_err(|fault| failure_to_open(fault, limits))?;
    let result = read_files(&mut files, options, sink);
    // A fault of the disk looks like damage to what reads the zip.
    match files.take_fault() {
        Some(error) if !matches!(result, Err(Failure::Sink(_))) => Err(Failure::Io(error)),
        _ => result,
    }
}

fn read_files(files: &mut Files<'_>, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Failure> {
    let (mut members, unknown) = members::sort_out(files, options)?;
    for member in &mut members {
        member.order = order(files, member, options)?;
    }
    for seen in unknown {
        let report = FileReport { file: seen.file, format: None, rows: 0, problem: Some(seen.problem) };
        sink.file(report).map_err(Failure::Sink)?;
    }
    let mut rows_by_format = vec![0; FORMATS.len()];
    for group in members.chunk_by(|one, other| one.format == other.format) {
        let format = FORMATS[group[0].format];
        let parts: Vec<Part> = group.iter().map(|member| member.part).collect();
        let mut reader = match &options.columns {
            Some(columns) if group[0].format == ANY_TABLE => columns::reader(columns.clone()),
            _ => format.reader(&parts),
        };
        for member in group {
            let left = options.limits.rows - rows_by_format.iter().sum::<u64>();
            let mut out = Output::new(sink, &member.path, dates(options, member.order), left);
            let result = reader.read(&mut member.input(files), &mut out);
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

/// Whether the day or the month is first in the dates of a file, as far as that matters.
fn order(files: &mut Files<'_>, member: &Member, options: &Options) -> Result<Order, Failure> {
    if member.unclear.is_empty() {
        return Ok(Order::Unknown);
    }
    let (order, examples) = match member.input(files).order(&member.unclear) {
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
        Stop::File(_) => Failure::Damaged,
    }
}

fn failure_to_open(fault: Fault, limits: Limits) -> Failure {
    match fault {
        Fault::TooManyBytes => Failure::TooLarge { limit: limits.file_bytes, of: "bytes" },
        Fault::TooManyMembers => Failure::TooLarge { limit: limits.members, of: "files" },
        Fault::SheetTooLarge => Failure::TooLarge { limit: limits.sheet_bytes, of: "bytes" },
        Fault::Damaged => Failure::Damaged,
        Fault::Io(error) => Failure::Io(error),
    }
}
