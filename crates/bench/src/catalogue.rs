//! `cargo xtask catalogue`: how long it takes to build a catalogue of the films of the world, what it needs, how fast
//! it answers while somebody types, and whether it finds what they mean.

mod accuracy;
mod searches;

use crate::processor::{forget_peak, peak_bytes};
use crate::report::{Report, Unit};
use anyhow::{Context, Result, ensure};
use catalogue::building::{Building, FILE, Kinds};
use catalogue::finding::Catalogue;
use catalogue::sources::imdb::Imdb;
use catalogue::testing::Datasets;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// For each film, so many episodes of series, as in IMDb's datasets: 11 million titles, and 100 million lines in all.
const EPISODES: u32 = 10;
/// Seconds that building may take from titles and votes alone, and from everything.
const MOST_SECONDS: [f64; 2] = [90.0, 600.0];
const MOST_MEMORY: f64 = 300e6;
/// Bytes on the disk, likewise.
const MOST_DISK: [f64; 2] = [200e6, 600e6];

/// Builds catalogues of made-up films and of real ones, and searches in them
#[derive(clap::Args)]
pub struct Options {
    /// How many films are made up
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    films: u32,
    /// How often something is searched for, of each kind of search
    #[arg(long, value_name = "N", default_value_t = 300)]
    searches: u32,
    /// Keep the datasets and the catalogue in this folder, and use those that are there
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Real films, with a JSON object on each line (`title`, `year`, `cast`), gzipped or not
    #[arg(long, value_name = "FILE")]
    real: Option<PathBuf>,
}

/// Measures everything, and prints the figures.
///
/// # Errors
/// When something can't be built, or a figure misses its bound.
pub fn measure(options: &Options) -> Result<()> {
    let mut report = Report::default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = load.split(' ').next().unwrap_or_default();
    report.machine = vec![format!("busy with   {busy} other processes at the start, on average of a minute")];
    let outcome = measure_into(options, &mut report);
    print!("{report}");
    outcome?;
    let missed = report.missed();
    ensure!(missed == 0, "{missed} figures missed their bounds");
    Ok(())
}

fn measure_into(options: &Options, report: &mut Report) -> Result<()> {
    let temporary = tempfile::tempdir()?;
    let folder = options.keep.as_deref().unwrap_or(temporary.path());
    made_up(options, folder, report).context("made-up films")?;
    if let Some(real) = &options.real {
        accuracy::measure(real, temporary.path(), report).with_context(|| format!("{}", real.display()))?;
    }
    Ok(())
}

fn made_up(options: &Options, folder: &Path, report: &mut Report) -> Result<()> {
    let datasets = Datasets { films: options.films, episodes: EPISODES, seed: 1 };
    let [files, data] = ["datasets", "data"].map(|name| folder.join(name));
    if !files.is_dir() {
        // Whole only when it has its name.
        let part = folder.join("datasets.part");
        fs::create_dir_all(&part)?;
        eprintln!("Making up {} films", options.films);
        datasets.write(&part)?;
        fs::rename(&part, &files)?;
    }
    let is_built = data.join("all");
    if !is_built.is_file() {
        let few = folder.join("few");
        if few.is_dir() {
            fs::remove_dir_all(&few)?;
        }
        fs::create_dir_all(&few)?;
        for name in ["title.basics.tsv.gz", "title.ratings.tsv.gz"] {
            fs::hard_link(files.join(name), few.join(name))?;
        }
        report.section(&format!("A catalogue of {} films: titles and votes", options.films));
        let built = build(&few, &data, 0, options.films, report);
        fs::remove_dir_all(&few)?;
        built?;
        report.section(&format!("A catalogue of {} films: everything", options.films));
        build(&files, &data, 1, options.films, report)?;
        fs::write(is_built, "")?;
    }
    report.section(&format!("Searches in a catalogue of {} films", options.films));
    let catalogue = Catalogue::open(&data)?.context("there is no catalogue")?;
    searches::measure(&catalogue, &datasets, options.searches, report)
}

/// Builds a catalogue, and tells what that took. The bounds are those with this number.
fn build(datasets: &Path, data: &Path, bound: usize, films: u32, report: &mut Report) -> Result<()> {
    fs::create_dir_all(data)?;
    let process = i32::try_from(std::process::id())?;
    forget_peak(process)?;
    let start = Instant::now();
    let mut watch = |_| true;
    let mut building = Building::begin(data, Kinds::default(), &mut watch)?;
    Imdb::in_folder(datasets)?.read(&mut building)?;
    let reading = start.elapsed();
    let count = building.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(count == films, "{films} films were written, and {count} were read");
    report.told("reading", format!("{:.1} s", reading.as_secs_f64()));
    report.bounded("reading and building", (seconds * 1e3, MOST_SECONDS[bound] * 1e3), Unit::Milliseconds);
    let [memory, disk] = [peak_bytes(process)?, fs::metadata(data.join(FILE))?.len()].map(bytes);
    report.bounded("memory at the most", (memory, MOST_MEMORY), Unit::Megabytes);
    report.bounded("on the disk", (disk, MOST_DISK[bound]), Unit::Megabytes);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "nothing has 2^53 bytes")]
fn bytes(count: u64) -> f64 {
    count as f64
}
