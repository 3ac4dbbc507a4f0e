//! Reading a file of JSON lines, with a progress bar and a line for each row that is refused.

use super::Importer;
use anyhow::{Context, Result};
use domain::drafts::read_draft_of_any_size;
use domain::field_errors::FieldErrors;
use domain::library::movies::{MovieDraft, MovieFields};
use domain::problems::Problem;
use domain::times::Date;
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use server::clock::Clock;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::time::Instant;

/// The most bytes of a line: a film's longest texts, escaped, are well below.
const MAX_LINE: u64 = 1024 * 1024;

/// How many rows had a field that is not kept.
type Unknown = BTreeMap<String, usize>;

/// Imports a file line by line and prints what became of its rows.
pub async fn import(mut importer: Importer, path: &Path) -> Result<()> {
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template("{wide_bar} {percent}%  {msg}")?);
    let mut lines = open(path, &bar)?;
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
            Ok(fields) => importer.add(fields).await?,
            Err(problem) => {
                refused += 1;
                bar.suspend(|| eprintln!("line {number} was refused: {problem}"));
            }
        }
        if line.len() as u64 == MAX_LINE && !line.ends_with(b"\n") {
            lines.skip_until(b'\n')?;
        }
        bar.set_message(format!("{rows} rows"));
    }
    bar.finish_and_clear();
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

fn open(path: &Path, bar: &ProgressBar) -> Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
        bar.set_length(file.metadata()?.len());
        Box::new(bar.wrap_read(file))
    };
    let mut plain = BufReader::with_capacity(256 * 1024, raw);
    let is_gzip =
        plain.fill_buf().with_context(|| format!("{} can't be read", path.display()))?.starts_with(&[0x1f, 0x8b]);
    Ok(if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(plain))) } else { Box::new(plain) })
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
