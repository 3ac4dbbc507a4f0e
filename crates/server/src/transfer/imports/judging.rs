//! Comparing the rows of an import with the library, for its preview.

use super::besides::Besides;
use super::findings::{Findings, from_json, to_json};
use super::groups::{Basis, Counting, Judged, Planned, next_rows, plan};
use super::reading::{Reading, Version};
use crate::error::{ApiError, Result};
use domain::library::watch_dates::WatchDate;
use domain::transfer::imports::{BULK_WATCHES, BulkDay, Choices, ImportState};
use std::collections::HashMap;
use storage::transfer::import_rows::{count_rows, update_states};
use storage::transfer::imports::{StoredImport, find_import_of_job, go_on_reading, move_import, update_findings};
use storage::transfer::known::list_identified;
use storage::{Error, Tx};

/// The most days with many watches that are told of.
const MAX_BULK_DAYS: usize = 20;
/// After this many portions of which nothing needs to be written, at the latest, it is noted how far the work is.
const PORTIONS_TOLD: u32 = 8;

impl Reading {
    /// Notes what each row would do to the library, and makes the import ready to be looked at, unless its version is
    /// another one by now.
    ///
    /// # Errors
    /// When the database can't be read or written; judging can be tried again.
    pub async fn judge(&self, version: Version) -> Result<()> {
        let id = self.id;
        let find = move |tx: &mut Tx| find_import_of_job(tx, id);
        let Some(import) = self.store.read::<_, Error, _>(find).await? else { return Ok(()) };
        let StoredImport { owner, choices, findings, .. } = import;
        let (choices, findings): (Choices, Findings) = (from_json(&choices)?, from_json(&findings)?);
        // Those that were made undated have no watches any more, and can be dated again.
        let undated = |day: &&BulkDay| choices.undated_days.contains(&day.date);
        let undated: HashMap<WatchDate, u64> =
            findings.bulk_days.iter().filter(undated).map(|day| (day.date, day.watches)).collect();
        let prepare = move |tx: &mut Tx| {
            let besides = Besides::find(tx, id)?;
            let movies = list_identified(tx, owner)?;
            Basis::read(tx, owner, movies, &besides.lists, choices)
        };
        let basis = std::sync::Arc::new(self.store.read::<_, ApiError, _>(prepare).await?);
        let (mut after, mut done, mut portions) = (0, 0_i64, 0_u32);
        let mut days = undated;
        loop {
            let of_rows = std::sync::Arc::clone(&basis);
            let read = move |tx: &mut Tx| {
                let Some((rows, last)) = next_rows(tx, id, after)? else { return Ok(None) };
                Ok::<_, ApiError>(Some((plan(tx, owner, &of_rows, rows, Counting::Preview)?, last)))
            };
            let Some((planned, last)) = self.store.read(read).await? else { break };
            after = last;
            count_days(&mut days, &planned);
            done += planned.iter().map(|film| i64::try_from(film.rows.len()).unwrap_or(0)).sum::<i64>();
            let states = states(planned)?;
            portions += 1;
            if states.is_empty() && portions % PORTIONS_TOLD != 0 {
                continue;
            }
            let now = self.clock.now();
            let write = move |tx: &mut Tx| {
                let goes_on = go_on_reading(tx, id, version, done, now)?;
                if goes_on {
                    update_states(tx, id, &states)?;
                }
                Ok::<_, Error>(goes_on)
            };
            if !self.store.write(write).await? {
                return Ok(());
            }
        }
        let now = self.clock.now();
        let finish = move |tx: &mut Tx| {
            if !go_on_reading(tx, id, version, done, now)? {
                return Ok(());
            }
            let counts = count_rows(tx, id)?;
            let findings = Findings { counts, bulk_days: bulk_days(days), question: None, ..findings };
            update_findings(tx, id, &to_json(&findings)?, None, now)?;
            move_import(tx, id, (ImportState::Reading, ImportState::Ready), now)?;
            Ok::<_, ApiError>(())
        };
        self.store.write(finish).await
    }
}

type NewState = (i64, domain::transfer::rows::RowState, bool, Option<String>);

/// What became of the rows that aren't stored so already, as nearly all are that come from a file.
fn states(planned: Vec<Planned>) -> Result<Vec<NewState>> {
    let mut states = Vec::new();
    for Judged { number, state, taken, why, stored } in planned.into_iter().flat_map(|film| film.rows) {
        let new = (state, taken, why.kept()?);
        if new != stored {
            states.push((number, new.0, new.1, new.2));
        }
    }
    Ok(states)
}

fn count_days(days: &mut HashMap<WatchDate, u64>, planned: &[Planned]) {
    let dates = planned
        .iter()
        .flat_map(|film| &film.plan.watches)
        .filter_map(|watch| watch.watched_on.filter(|date| date.day().is_some()));
    for day in dates {
        *days.entry(day).or_default() += 1;
    }
}

/// The days with the most watches, if they have more than anybody watches on a day.
fn bulk_days(days: HashMap<WatchDate, u64>) -> Vec<BulkDay> {
    let bulk = days.into_iter().filter(|(_, watches)| *watches >= BULK_WATCHES);
    let mut bulk: Vec<BulkDay> = bulk.map(|(date, watches)| BulkDay { date, watches }).collect();
    bulk.sort_by_key(|day| (std::cmp::Reverse(day.watches), day.date));
    bulk.truncate(MAX_BULK_DAYS);
    bulk
}
