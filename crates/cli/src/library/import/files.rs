//! Importing a file of this program or of another service, with a progress bar and a summary.

use super::report::Report;
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use domain::transfer::imports::{Choices, Import, ImportState, MAX_IMPORT_BYTES, Question, RowCounts};
use formats::ReportedRow;
use indicatif::{ProgressBar, ProgressStyle};
use server::error::ApiError;
use server::transfer::imports::LocalImport;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::pin::pin;
use std::time::{Duration, Instant};

/// How often the progress is looked up.
const TICK: Duration = Duration::from_millis(200);

/// How a file of another service is read.
#[derive(Args)]
pub struct ReadingOptions {
    /// Where you live, such as Europe/Berlin: a moment becomes the day that it was there. UTC by default.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Whether the day or the month comes first in dates that can be read both ways.
    #[arg(long, value_enum)]
    dates: Option<DatesOption>,
    /// What each column of a table is, in their order, with commas between: title, year, ignore, and so on.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Let the ratings in the file replace those of the account.
    #[arg(long)]
    replace_ratings: bool,
    /// Take the settings, too, that a file of this program has.
    #[arg(long)]
    settings: bool,
}

/// The order of dates on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DatesOption {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

impl ReadingOptions {
    /// The choices that these options are.
    pub fn choices(&self) -> Choices {
        Choices {
            time_zone: self.time_zone.clone(),
            day_first: self.dates.map(|dates| dates == DatesOption::DayFirst),
            columns: self.columns.clone(),
            replace_ratings: self.replace_ratings,
            take_settings: self.settings,
            ..Choices::default()
        }
    }
}

/// An error of the server's own code, for this program's.
#[expect(clippy::needless_pass_by_value, reason = "it is what an error is mapped by")]
pub fn told(error: ApiError) -> anyhow::Error {
    anyhow!("{error}")
}

/// Imports the file, or only tells what that would do, and prints what became of its rows.
pub async fn import(
    mut import: LocalImport,
    source: Box<dyn BufRead>,
    bar: &ProgressBar,
    dry_run: bool,
    report: Option<Report>,
) -> Result<()> {
    let started = Instant::now();
    let outcome = go_through(&mut import, source, bar, dry_run, report).await;
    bar.finish_and_clear();
    match outcome {
        Ok(found) if !dry_run => summarise(&found, started),
        outcome => {
            import.discard().await.map_err(told)?;
            summarise(&outcome?, started);
            println!("Nothing was added, because this was a dry run.");
        }
    }
    Ok(())
}

async fn go_through(
    import: &mut LocalImport,
    source: Box<dyn BufRead>,
    bar: &ProgressBar,
    dry_run: bool,
    report: Option<Report>,
) -> Result<Import> {
    upload(import, source).await?;
    bar.set_style(ProgressStyle::with_template("{wide_bar} {percent}%  {msg}")?);
    bar.set_message("reading");
    let mut found = watched(import, bar, import.read()).await?;
    while let Some(question) = found.question.as_ref().filter(|_| found.state == ImportState::Asking) {
        let choices = bar.suspend(|| ask(question, &found.choices))?;
        found = watched(import, bar, import.answer(&choices)).await?;
    }
    if found.state != ImportState::Ready {
        bail!("{}", found.failure.as_deref().unwrap_or("the file can't be read"));
    }
    let rows = total(&found.counts);
    if rows > 0 && found.counts.refused == rows {
        bail!("none of the {rows} rows can be read");
    }
    if let Some(report) = report {
        write(import, report).await?;
    }
    if dry_run {
        return Ok(found);
    }
    bar.set_message("adding films");
    watched(import, bar, import.apply()).await
}

/// Puts the file into the database, piece by piece.
async fn upload(import: &mut LocalImport, mut source: Box<dyn BufRead>) -> Result<()> {
    let mut bytes = 0;
    loop {
        let mut piece = Vec::with_capacity(LocalImport::PIECE_BYTES);
        source.by_ref().take(LocalImport::PIECE_BYTES as u64).read_to_end(&mut piece)?;
        if piece.is_empty() {
            break;
        }
        bytes += piece.len();
        if bytes > MAX_IMPORT_BYTES {
            bail!("the file is larger than {} MiB", MAX_IMPORT_BYTES / 1024 / 1024);
        }
        import.add(piece).await.map_err(told)?;
    }
    if bytes == 0 {
        bail!("the file is empty");
    }
    Ok(())
}

/// Shows how far the work on an import is, until it is done.
async fn watched(
    import: &LocalImport,
    bar: &ProgressBar,
    work: impl Future<Output = Result<Import, ApiError>>,
) -> Result<Import> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            found = &mut work => return found.map_err(told),
            () = tokio::time::sleep(TICK) => {
                let Some(progress) = import.find().await.ok().and_then(|import| import.progress) else { continue };
                let number = |count: i64| u64::try_from(count).unwrap_or(0);
                bar.set_length(number(progress.total.unwrap_or(progress.done)));
                bar.set_position(number(progress.done));
            }
        }
    }
}

/// Asks on the terminal, if there is one.
fn ask(question: &Question, choices: &Choices) -> Result<Choices> {
    let can_ask = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    match question {
        Question::DayFirst { file, examples } => {
            let examples = examples.join(", ");
            if !can_ask {
                bail!("the dates in {file} can be read both ways ({examples}); see --dates day-first or month-first");
            }
            eprint!("Dates in {file}: {examples}. Does the day or the month come first? [d/m] ");
            let day_first = match answer()?.to_lowercase().as_str() {
                text if text.starts_with('d') => true,
                text if text.starts_with('m') => false,
                _ => bail!("answer with d or m"),
            };
            Ok(Choices { day_first: Some(day_first), ..choices.clone() })
        }
        Question::Columns { file, header, guesses, .. } => {
            let guessed = guesses.join(",");
            if !can_ask {
                bail!(
                    "{file} is a table with the columns {}; say what they are, as in --columns {guessed}",
                    header.join(", ")
                );
            }
            eprintln!("{file} is a table with these columns:");
            header.iter().zip(guesses).for_each(|(name, guess)| eprintln!("  {name}: {guess}"));
            eprint!("Press Enter if that is right, or type what they are, with commas between: ");
            let typed = answer()?;
            let columns = if typed.is_empty() { guessed } else { typed };
            let columns = columns.split(',').map(|column| column.trim().to_owned()).collect();
            Ok(Choices { columns: Some(columns), ..choices.clone() })
        }
    }
}

fn answer() -> Result<String> {
    std::io::stderr().flush()?;
    let mut line = String::new();
    if std::io::stdin().read_line(&mut line)? == 0 {
        bail!("there was no answer");
    }
    Ok(line.trim().to_owned())
}

/// Writes what becomes of each row.
async fn write(import: &LocalImport, mut report: Report) -> Result<()> {
    let mut after = 0;
    loop {
        let rows = import.rows(after).await.map_err(told)?;
        let Some((last, _)) = rows.last() else { return report.finish() };
        after = last.number;
        for (row, remarks) in &rows {
            let remarks: Vec<&str> = remarks.iter().map(|remark| remark.message.as_str()).collect();
            report.row(&ReportedRow {
                file: &row.file,
                line: row.line.unsigned_abs(),
                label: &row.label,
                state: row.state.as_str(),
                taken: row.taken,
                remarks: &remarks.join(" "),
            })?;
        }
    }
}

fn total(it: &RowCounts) -> u64 {
    it.ready + it.already_there + it.repeated + it.needs_look + it.left_out + it.refused
}

fn summarise(import: &Import, started: Instant) {
    let counts = &import.counts;
    println!("{}: {} rows", import.format.as_deref().unwrap_or("unknown"), total(counts));
    for (state, count) in [
        ("ready", counts.ready),
        ("already there", counts.already_there),
        ("repeated", counts.repeated),
        ("need a look", counts.needs_look),
        ("left out", counts.left_out),
        ("refused", counts.refused),
    ] {
        println!("{count:>9} {state}");
    }
    for kind in &import.kinds {
        println!("{:>9} of them: {}", kind.count, kind.remark.message);
    }
    for file in import.files.iter().filter_map(|file| Some((&file.file, file.problem.as_ref()?))) {
        println!("{}: {}", file.0, file.1.message);
    }
    if let Some(it) = import.result {
        println!(
            "{} films added, {} changed, {} watches, {} lists and {} views added in {:.1} s",
            it.movies_added,
            it.movies_changed,
            it.watches_added,
            it.lists_added,
            it.views_added,
            started.elapsed().as_secs_f64()
        );
    }
}
