//! Attacks on an update: it is killed, the disk is full, and others run at the same time. The catalogue of before is
//! used throughout, and nothing is left lying about.

use super::{Outcome, build, left, opened};
use catalogue::building::{Building, FILE, Kinds};
use catalogue::error::Error;
use catalogue::finding::Catalogue;
use catalogue::sources::imdb::Imdb;
use catalogue::testing::Datasets;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DATASETS: Datasets = Datasets { films: 1500, episodes: 1, seed: 9 };
const OLD: Datasets = Datasets { films: 300, episodes: 0, seed: 4 };
/// How often an update is killed.
const KILLED: usize = 20;
/// The name of the test that is the process that others start.
const CHILD: &str = "attacks::a_process_of_its_own_builds";
const FILES_VARIABLE: &str = "CATALOGUE_TEST_FILES";
const DATA_VARIABLE: &str = "CATALOGUE_TEST_DATA";

/// What a line begins with that says that the building went on.
const WENT_ON: &str = "went on";

/// Says how far the building is and how it ended, for the test that started it.
#[test]
#[ignore = "other tests start it, in a process of its own"]
fn a_process_of_its_own_builds() -> Outcome {
    let (Some(files), Some(data)) = (env::var_os(FILES_VARIABLE), env::var_os(DATA_VARIABLE)) else { return Ok(()) };
    let mut watch = |thousandths| {
        // It goes on when its lines aren’t read any more.
        let _ = writeln!(std::io::stdout(), "{WENT_ON} to {thousandths}");
        true
    };
    let outcome = Building::begin(Path::new(&data), Kinds::default(), &mut watch).and_then(|mut building| {
        Imdb::in_folder(Path::new(&files))?.read(&mut building)?;
        building.finish()
    });
    match outcome {
        Ok(_) => Ok(()),
        Err(Error::Busy) => std::process::exit(3),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(4)
        }
    }
}

/// Begins to build in a process of its own, through a shell, which may bound it.
fn begin(files: &Path, data: &Path, bound: &str) -> Result<Child, Box<dyn std::error::Error>> {
    let script = format!("{bound} exec \"$0\" --exact {CHILD} --ignored --nocapture");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(env::current_exe()?).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command.env(FILES_VARIABLE, files).env(DATA_VARIABLE, data).spawn()?)
}

/// Waits until it went on so often, or ended. Gives how often it did.
fn went_on(child: &mut Child, times: usize) -> Result<usize, Box<dyn std::error::Error>> {
    let lines = BufReader::new(child.stdout.take().ok_or("its lines are taken already")?).lines();
    let steps = lines.map_while(Result::ok).filter(|line| line.contains(WENT_ON));
    Ok(steps.take(times).count())
}

/// That a catalogue is there, whole, and is one of these.
fn assert_whole(data: &Path, counts: &[u32]) -> Outcome {
    let catalogue = opened(data)?;
    let count = catalogue.count()?;
    assert!(counts.contains(&count), "{count} films");
    let best = catalogue.film_of_rank(1)?.ok_or("there is no best known film")?;
    assert!(catalogue.find(&best.title, 60)?.contains(&best), "{}", best.title);
    Ok(())
}

#[test]
fn an_update_that_is_killed_at_any_moment_leaves_the_catalogue_of_before() -> Outcome {
    let (files, old, data) = (tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    OLD.write(old.path())?;
    build(old.path(), data.path(), Kinds::default())?;
    // Somebody searches in it all the time.
    let before = opened(data.path())?;
    let steps = went_on(&mut begin(files.path(), data.path(), "")?, usize::MAX)?;
    assert!(steps > KILLED, "{steps}");
    let mut left_parts = 0;
    for number in 0..KILLED {
        build(old.path(), data.path(), Kinds::default())?;
        let mut child = begin(files.path(), data.path(), "")?;
        went_on(&mut child, steps * number / KILLED)?;
        child.kill()?;
        child.wait()?;
        assert_whole(data.path(), &[OLD.films, DATASETS.films])?;
        assert_eq!(before.count()?, OLD.films);
        left_parts += usize::from(left(data.path())?.len() > 2);
    }
    assert!(left_parts > KILLED / 2, "only {left_parts} were killed in the middle");
    // The next one clears away what they left.
    build(files.path(), data.path(), Kinds::default())?;
    assert_whole(data.path(), &[DATASETS.films])?;
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    Ok(())
}

#[test]
fn an_update_that_runs_out_of_space_leaves_the_catalogue_of_before_and_no_parts() -> Outcome {
    let (files, old, data) = (tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    OLD.write(old.path())?;
    build(old.path(), data.path(), Kinds::default())?;
    let before = fs::read(data.path().join(FILE))?;
    // Blocks of 512 bytes that a file may have: too few for what is read, or for the index.
    for blocks in [16, 200, 500, 1000] {
        let bound = format!("trap '' XFSZ; ulimit -f {blocks};");
        let output = begin(files.path(), data.path(), &bound)?.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{blocks}: {said}");
        assert_eq!(left(data.path())?, [FILE, "catalogue.lock"], "{blocks}");
        assert!(fs::read(data.path().join(FILE))? == before, "{blocks}");
    }
    assert_whole(data.path(), &[OLD.films])
}

#[test]
fn of_two_updates_at_once_one_is_told_to_wait() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    let mut both = [begin(files.path(), data.path(), "")?, begin(files.path(), data.path(), "")?];
    let mut codes = Vec::new();
    for child in &mut both {
        codes.push(child.wait()?.code());
    }
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(3)]);
    assert_whole(data.path(), &[DATASETS.films])?;
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    Ok(())
}

#[test]
fn a_catalogue_that_is_open_answers_from_the_one_of_before_while_it_is_replaced() -> Outcome {
    let (files, old, data) = (tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    OLD.write(old.path())?;
    build(old.path(), data.path(), Kinds::default())?;
    let before = opened(data.path())?;
    let mut child = begin(files.path(), data.path(), "")?;
    let deadline = Instant::now() + Duration::from_mins(2);
    while child.try_wait()?.is_none() && Instant::now() < deadline {
        assert_eq!(before.count()?, OLD.films);
        let now = Catalogue::open(data.path())?.ok_or("there is no catalogue")?;
        assert!([OLD.films, DATASETS.films].contains(&now.count()?));
    }
    assert!(child.wait()?.success());
    assert_eq!(before.count()?, OLD.films);
    assert_whole(data.path(), &[DATASETS.films])
}
