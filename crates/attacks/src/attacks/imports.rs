//! Imports that are cut short: a server killed while it receives, reads, applies or undoes one, clients that go away,
//! a full disk, and two servers that are told different things at once.
//!
//! The import goes on or says that it failed, its films and watches are in the library all or not at all, and nothing
//! of it stays once it is discarded.

mod archives;
mod contests;
mod disks;
mod kills;
mod library;
mod uploads;

use self::library::Library;
use crate::lab::Lab;
use crate::report::Report;
use anyhow::Result;
use storage::Engine;

/// Interrupts imports in every way, and looks at what is left.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    let mut library = Library::open(lab, &database).await?;
    uploads::run(&library, report).await?;
    contests::run(lab, &library, report).await?;
    kills::run(lab, &mut library, report).await?;
    drop(library);
    if engine == Engine::Sqlite {
        disks::run(lab, report).await?;
    }
    Ok(())
}
