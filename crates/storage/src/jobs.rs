//! Work in the background: the queue that the servers of a database share, and when jobs are due again.

pub mod queue;
pub mod schedules;

use crate::engine::Param;

/// `$from, $from+1, …`: so many placeholders.
fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// The kinds of jobs, as parameters.
fn params<'a>(kinds: &'a [&'a str]) -> Vec<&'a dyn Param> {
    kinds.iter().map(|kind| kind as &dyn Param).collect()
}
