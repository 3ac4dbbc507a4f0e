//! A disk that is full while an import is uploaded, read, applied or undone.

use super::library::{Library, UPLOAD, Word};
use crate::attacks::faults::disks::SmallDisk;
use crate::lab::Lab;
use crate::report::Report;
use anyhow::{Context, Result, ensure};
use std::time::Duration;
use storage::Engine;
use tokio::time::{sleep, timeout};

/// Megabytes of the disk.
const MEGABYTES: u32 = 64;
/// How long the disk is full.
const FULL: Duration = Duration::from_millis(1500);
/// Within which the import is settled when there is space again: it is tried again after half a minute.
const PATIENCE: Duration = Duration::from_secs(70);

/// Fills the disk in each phase.
pub async fn run(lab: &Lab, report: &mut Report) -> Result<()> {
    let disk = match SmallDisk::mount(MEGABYTES) {
        Ok(disk) => disk,
        Err(error) => {
            report.told(Engine::Sqlite, format!("the disk is never full: {error:#}"), "");
            return Ok(());
        }
    };
    let database = lab.database_in(Engine::Sqlite, &disk.folder("data")?, None).await?;
    let library = Library::open(lab, &database).await?;
    let (mut told, mut phases, mut left) = (0, 0, 0);
    for phase in ["upload", "read", "apply", "undo"] {
        phases += 1;
        let outcome = fill(&disk, &library, phase).await.with_context(|| format!("the disk full at {phase}"))?;
        eprintln!("  disk full at {phase}: {outcome}");
        told += 1;
        left += library.clear().await?;
        ensure!(library.totals().await? == library.before, "half an import is left after the disk was full at {phase}");
    }
    report.all_of(Engine::Sqlite, "imports that got through a full disk, or said that it is full", (told, phases));
    report.none_of(Engine::Sqlite, "rows left of them", (usize::try_from(left)?, phases));
    Ok(())
}

/// Fills the disk in a phase; what came of it, in words.
async fn fill(disk: &SmallDisk, library: &Library<'_>, phase: &str) -> Result<String> {
    if phase == "upload" {
        disk.fill()?;
        let answer = library.at(0)?.upload(UPLOAD, library.file.clone()).await;
        disk.free()?;
        let answer = answer?;
        ensure!(answer.status == 507, "the answer is {}", answer.status);
        return answer.text("detail");
    }
    if phase == "read" {
        library.at(0)?.upload(UPLOAD, library.file.clone()).await?.success()?;
    } else {
        let ready = library.upload().await?;
        library.tell(0, &ready, &Word::Apply).await?;
        if phase == "undo" {
            let applied = library.expect("applied").await?;
            library.tell(0, &applied, &Word::Delete).await?;
        }
    }
    disk.fill()?;
    sleep(FULL).await;
    disk.free()?;
    let import = timeout(PATIENCE, library.settled()).await.context("it isn't settled")??.context("it is gone")?;
    if let Some(failure) = import["failure"].as_str() {
        ensure!(failure.contains("disk is full"), "it says: {failure}");
    }
    Ok(format!("{}, {}", import["state"], import["failure"]))
}
