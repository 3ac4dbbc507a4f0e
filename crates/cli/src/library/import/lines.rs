//! Reading a file of JSON lines, with a progress bar and a line for each row that is refused.

use super::Importer;
use super::report::Report;
use anyhow::{Context, Result};
use domain::drafts::read_draft_of_any_size;
use domain::field_errors::FieldErrors;
use domain::library::movies::{MovieDraft, MovieFields};
use domain::problems::Problem;
use domain::times::Date;
use domain::transfer::rows::RowState;
use formats::ReportedRow;
use indicatif::ProgressBar;
use server::clock::Clock;
use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use std::time::Instant;

/// The most bytes of a line: a film's longest texts, escaped, are well below.
const MAX_LINE: u64 = 1024 * 1024;

/// How many rows had a field that is not kept.
type Unknown = BTreeMap<String, usize>;

/// Imports a file line by line and prints what became of its rows.
pub async fn import(
    mut importer: Importer,
    mut lines: Box<dyn BufRead>,
    bar: &ProgressBar,
    (name, mut report): (&str, Option<Report>),
) -> Result<()> {
    let (started, today) = (Instant::now(), Clock::system().today());
    let (mut unknown, mut refused, mut rows) = (Unknown::new(), 0_usize, 0_usize);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length = lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line).context("the file can't be read")?;
        if length == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        rows += 1;
        match read_row(&line, today, &mut unknown) {
            Ok(fields) => {
                let label = fields.title.clone();
                let taken = importer.add(fields).await?;
                let state = if taken { RowState::Ready } else { RowState::AlreadyThere };
                if let Some(report) = &mut report {
                    let (label, state) = (label.as_str(), state.as_str());
                    report.row(&ReportedRow { file: name, line: number, label, state, taken, remarks: "" })?;
                }
            }
            Err(problem) => {
                refused += 1;
                if let Some(report) = &mut report {
                    let state = RowState::Refused.as_str();
                    let remarks = &problem.to_string();
                    report.row(&ReportedRow { file: name, line: number, label: "", state, taken: false, remarks })?;
                }
                bar.suspend(|| eprintln!("line {number} was refused: {problem}"));
            }
        }
        if line.len() as u64 == MAX_LINE && !line.ends_with(b"\n") {
            lines.skip_until(b'\n')?;
        }
        bar.set_message(format!("{rows} rows"));
    }
    bar.finish_and_clear();
    if let Some(report) = report {
        report.finish()?;
    }
    let counts = importer.finish().await?;
    let seconds = started.elapsed().as_secs_f64();
    for (field, count) in unknown {
        println!("Films have no field {field}; it was left out of {count} rows.");
    }
    println!("{} films added, {} already there, {refused} rows refused", counts.added, counts.skipped);
    #[expect(clippy::cast_precision_loss, reason = "too many rows to count")]
    let speed = rows as f64 / seconds.max(0.001);
    println!("{rows} rows in {seconds:.1} s, {speed:.0} per second");
    Ok(())
}

/// The film of a row. Fields that a film does not have are counted and left out: files of other
/// programs have their own.
fn read_row(line: &[u8], today: Date, unknown: &mut Unknown) -> Result<MovieFields, Problem> {
    let (mut draft, found) = read_draft_of_any_size::<MovieDraft>(line)?;
    // Other programs write empty names; a film is not refused for one.
    for names in [&mut draft.genres, &mut draft.tags] {
        names.retain(|name| !name.trim().is_empty());
    }
    let mut errors = FieldErrors::default();
    for error in found.iter() {
        if error.code == "unknown_field" {
            *unknown.entry(error.field.clone()).or_default() += 1;
        } else {
            errors.add(error.field.clone(), &error.code, error.message.clone());
        }
    }
    match draft.parse(today) {
        Ok(fields) => Ok(errors.into_result(fields)?),
        Err(more) => {
            errors.extend(more);
            Err(errors.into())
        }
    }
}
