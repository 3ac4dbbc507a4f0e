//! `movietracker export`, `backup`, `restore` and `copy`.

pub mod backup;
pub mod copy;
pub mod export;
mod passphrase;
pub mod restore;

use storage::transfer::Summary;

/// How many films and accounts there are, in words.
fn counted(films: i64, accounts: i64) -> String {
    let noun = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    format!("{} of {}", noun(films, "film"), noun(accounts, "account"))
}

/// The same, of what was copied.
fn summed_up(summaries: &[Summary]) -> String {
    let rows = |table: &str| {
        let found = summaries.iter().find(|summary| summary.table == table);
        found.and_then(|summary| i64::try_from(summary.rows).ok()).unwrap_or_default()
    };
    counted(rows("movies"), rows("users"))
}
