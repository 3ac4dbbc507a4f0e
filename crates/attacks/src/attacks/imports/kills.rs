//! A server killed at random moments of an import.

use super::library::{Library, Totals, UPLOAD, Word};
use crate::attacks::faults::Chance;
use crate::lab::Lab;
use crate::report::{Report, Unit};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::time::sleep;

/// What a server does for an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Upload,
    Reading,
    Applying,
    Undoing,
}

const PHASES: [Phase; 4] = [Phase::Upload, Phase::Reading, Phase::Applying, Phase::Undoing];

/// An import that nothing disturbs: what it is when it is ready and applied, and how long each phase takes.
struct Usual {
    counts: Value,
    result: Value,
    after: Totals,
    lengths: [Duration; 4],
}

/// What came of the rounds.
#[derive(Default)]
struct Tally {
    /// Rounds in which the import went on or said that it failed.
    settled: usize,
    /// Those in which a kill made it fail.
    failed: usize,
    /// Looks at the library, and those that found half an import.
    looks: usize,
    halves: usize,
    /// Rows, counts or results that are other ones than usual.
    wrong: usize,
    repeats: usize,
    added: usize,
    left: i64,
    slowest: Duration,
}

/// Kills servers, and looks at the library each time.
pub async fn run(lab: &Lab, library: &mut Library<'_>, report: &mut Report) -> Result<()> {
    let (engine, rounds) = (library.engine(), lab.rounds(4, 40));
    let usual = Usual::measure(library).await?;
    let mut chance = Chance(u64::from(std::process::id()));
    let mut tally = Tally::default();
    for round in 0..rounds {
        let phase = PHASES[round % PHASES.len()];
        let moment = usual.lengths[round % PHASES.len()] * u32::try_from(chance.below(1000))? / 1000;
        let victim = chance.below(library.servers.len());
        let what = format!("round {round}, {phase:?}, server {victim} killed after {} ms", moment.as_millis());
        let outcome = kill(lab, library, &usual, (phase, moment, victim), &mut tally).await;
        outcome.with_context(|| what.clone())?;
        eprintln!("  {what}");
    }
    report.all_of(engine, "imports that went on or said that they failed", (tally.settled, rounds));
    report.told(engine, "imports that failed", tally.failed.to_string());
    report.none_of(engine, "looks at the library that found half an import", (tally.halves, tally.looks));
    report.none_of(engine, "counts and results unlike those of an undisturbed import", (tally.wrong, rounds));
    report.none_of(engine, "repeated imports that added something", (tally.added, tally.repeats));
    report.none_of(engine, "rows left of discarded imports", (usize::try_from(tally.left)?, rounds));
    let slowest = tally.slowest.as_secs_f64() * 1e3;
    report.at_most(engine, "until an import goes on", (slowest, MOST_MILLISECONDS * lab.slowness), Unit::Milliseconds);
    Ok(())
}

/// Within which an import is settled, once a server may take it over.
const MOST_MILLISECONDS: f64 = 10_000.0;

impl Usual {
    async fn measure(library: &Library<'_>) -> Result<Self> {
        let mut lengths = [Duration::ZERO; 4];
        let start = Instant::now();
        library.at(0)?.upload(UPLOAD, library.file.clone()).await?.success()?;
        lengths[0] = start.elapsed();
        let start = Instant::now();
        let ready = library.expect("ready").await?;
        lengths[1] = start.elapsed();
        let start = Instant::now();
        library.tell(0, &ready, &Word::Apply).await?;
        let applied = library.expect("applied").await?;
        lengths[2] = start.elapsed();
        let after = library.totals().await?;
        ensure!(after.0 > library.before.0 && after.1 > library.before.1, "the import added nothing");
        let start = Instant::now();
        library.tell(0, &applied, &Word::Delete).await?;
        library.expect("undone").await?;
        lengths[3] = start.elapsed();
        ensure!(library.clear().await? == 0 && library.totals().await? == library.before, "undoing left something");
        eprintln!("  undisturbed, the phases take {lengths:?}");
        Ok(Self { counts: ready["counts"].clone(), result: applied["result"].clone(), after, lengths })
    }
}

/// One import, in one phase of which a server is killed.
async fn kill(
    lab: &Lab,
    library: &mut Library<'_>,
    usual: &Usual,
    (phase, moment, victim): (Phase, Duration, usize),
    tally: &mut Tally,
) -> Result<()> {
    if phase == Phase::Upload {
        let (client, file) = (library.at(victim)?, library.file.clone());
        let upload = tokio::spawn(async move { client.upload(UPLOAD, file).await });
        sleep(moment).await;
        restart(lab, library, victim, tally).await?;
        let _ = upload.await?;
    } else {
        library.at(victim)?.upload(UPLOAD, library.file.clone()).await?.success()?;
        if phase == Phase::Reading {
            sleep(moment).await;
            restart(lab, library, victim, tally).await?;
        }
    }
    look(library, usual, tally).await?;
    let ready = match library.settled().await? {
        // The upload broke off: it is discarded, and made again.
        found if phase == Phase::Upload && found.as_ref().is_none_or(|it| it["state"] == "uploading") => {
            tally.left += library.clear().await?;
            library.upload().await?
        }
        Some(found) if found["state"] == "failed" => {
            tally.failed += 1;
            tally.wrong += usize::from(!found["failure"].is_string());
            tally.left += library.clear().await?;
            library.upload().await?
        }
        _ => library.expect("ready").await?,
    };
    tally.wrong += usize::from(ready["counts"] != usual.counts);
    if phase == Phase::Applying {
        disturb(lab, library, &ready, Word::Apply, (moment, victim), tally).await?;
        look(library, usual, tally).await?;
    }
    // The server was killed before it took the order, or is told so.
    let ready = library.settled().await?.context("the import is gone")?;
    if ready["state"] == "ready" {
        library.tell(0, &ready, &Word::Apply).await?;
    }
    let applied = library.expect("applied").await?;
    tally.wrong += usize::from(applied["result"] != usual.result);
    tally.looks += 1;
    tally.halves += usize::from(library.totals().await? != usual.after);
    tally.repeats += 1;
    let again = library.tell(0, &applied, &Word::Apply).await?;
    tally.added += usize::from(again != 409 || library.totals().await? != usual.after);
    if phase == Phase::Undoing {
        disturb(lab, library, &applied, Word::Delete, (moment, victim), tally).await?;
        look(library, usual, tally).await?;
    }
    tally.left += library.clear().await?;
    tally.looks += 1;
    tally.halves += usize::from(library.totals().await? != library.before);
    tally.settled += 1;
    Ok(())
}

/// Tells a server something, and kills one of them so much later.
async fn disturb(
    lab: &Lab,
    library: &mut Library<'_>,
    import: &Value,
    word: Word,
    (moment, victim): (Duration, usize),
    tally: &mut Tally,
) -> Result<()> {
    let kill_at = tokio::time::Instant::now() + moment;
    // No answer comes from a server that is killed before.
    let _ = tokio::time::timeout_at(kill_at, library.tell(victim, import, &word)).await;
    tokio::time::sleep_until(kill_at).await;
    restart(lab, library, victim, tally).await
}

/// Kills a server, lets another one take its job over at once instead of a minute later, and starts it again.
async fn restart(lab: &Lab, library: &mut Library<'_>, victim: usize, tally: &mut Tally) -> Result<()> {
    library.servers[victim].kill().await?;
    library
        .database
        .batch(if library.engine() == Engine::Postgres { OVERDUE_POSTGRES } else { OVERDUE_SQLITE })
        .await?;
    let start = Instant::now();
    library.servers[victim] = lab.serve(library.database).await?;
    library.settled().await?;
    tally.slowest = tally.slowest.max(start.elapsed());
    Ok(())
}

// The servers that live may work on one of them: then two do, as when one isn't heard of for a while.
const OVERDUE_POSTGRES: &str =
    "UPDATE jobs SET due_at = now() - interval '1 second' WHERE kind = 'import' AND state = 'running'";
const OVERDUE_SQLITE: &str = "UPDATE jobs SET due_at = 0 WHERE kind = 'import' AND state = 'running'";

/// The library has all of the import, or nothing of it.
async fn look(library: &Library<'_>, usual: &Usual, tally: &mut Tally) -> Result<()> {
    let totals = library.totals().await?;
    tally.looks += 1;
    tally.halves += usize::from(totals != library.before && totals != usual.after);
    Ok(())
}
