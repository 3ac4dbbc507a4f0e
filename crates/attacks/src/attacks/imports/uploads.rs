//! Clients that go away in the middle of an upload.

use super::library::{Library, PAUSE, UPLOAD, Word};
use crate::report::Report;
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many go away.
const CLIENTS: u32 = 5;
/// The longest that it may take until nothing is left of their uploads.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often in a row nothing must be left.
const LOOKS: u32 = 15;
/// How long the first client stays; each stays so much longer than the one before.
const STAY: Duration = Duration::from_millis(5);

/// Has clients go away, and looks for what is left.
pub async fn run(library: &Library<'_>, report: &mut Report) -> Result<()> {
    let mut broken_off = 0;
    for number in 0..CLIENTS {
        let stay = STAY * (number + 1);
        let upload = library.at(0)?;
        let sent = tokio::time::timeout(stay, upload.upload(UPLOAD, library.file.clone())).await;
        broken_off += usize::from(sent.is_err());
    }
    wait_until_gone(library).await?;
    report.none_of(library.engine(), "uploads left behind by clients that went away", (0, broken_off));
    Ok(())
}

/// Waits until nothing is left of the uploads, and nothing comes any more. One that was over before its client left is an
/// import like any other.
async fn wait_until_gone(library: &Library<'_>) -> Result<()> {
    let (start, mut looks) = (Instant::now(), 0);
    while looks < LOOKS {
        ensure!(start.elapsed() < PATIENCE, "something is left of an upload that broke off");
        for import in library.list().await?.iter().filter(|it| it["state"] != "uploading") {
            library.tell(0, import, &Word::Delete).await?;
        }
        looks = if library.left().await? == 0 { looks + 1 } else { 0 };
        sleep(PAUSE).await;
    }
    Ok(())
}
