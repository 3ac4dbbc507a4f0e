//! What reading an import found besides its rows, as it is kept with the import.

use crate::error::{ApiError, Result};
use domain::jobs::Progress;
use domain::problems::{Problem, ProblemKind};
use domain::transfer::imports::{
    BulkDay, Choices, CountedKind, Import, ImportResult, ImportState, ImportedFile, Question, RowCounts, UNDO_DAYS,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use storage::transfer::imports::StoredImport;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// How many rows are in each state.
    pub counts: RowCounts,
    /// What was left out or refused.
    pub kinds: Vec<CountedKind>,
    /// The files.
    pub files: Vec<ImportedFile>,
    /// Days with many watches.
    pub bulk_days: Vec<BulkDay>,
    /// How many saved views there are.
    pub views: u64,
    /// Whether there are settings.
    pub has_settings: bool,
    /// What must be answered first.
    pub question: Option<Question>,
    /// What applying it did.
    pub result: Option<ImportResult>,
}

/// Reads what this program wrote itself.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "what is stored of an import can't be read");
        ApiError::from(Problem::new(ProblemKind::Internal))
    })
}

/// Writes what this program reads itself.
pub fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "an import can't be stored");
        ApiError::from(Problem::new(ProblemKind::Internal))
    })
}

/// The kind of column of this name.
pub fn column(name: &str) -> Option<formats::Column> {
    serde_json::from_value(name.into()).ok()
}

/// The name of a kind of column.
pub fn column_name(column: formats::Column) -> String {
    serde_json::to_value(column).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// An import as the API gives it.
pub fn shown(stored: StoredImport) -> Result<Import> {
    let findings: Findings = from_json(&stored.findings)?;
    let choices: Choices = from_json(&stored.choices)?;
    let undo_until = stored.applied_at.map(|at| at.plus_seconds(UNDO_DAYS * 24 * 3600));
    let progress = stored.progress_done.filter(|_| stored.state.is_under_way());
    let named = |name: &String| formats::formats().into_iter().find(|format| format.name == name);
    let format_title = stored.format.as_ref().and_then(named).map(|format| format.title.to_owned());
    Ok(Import {
        id: stored.id,
        state: stored.state,
        file_name: stored.file_name,
        byte_count: stored.byte_count.try_into().unwrap_or(0),
        format: stored.format,
        format_title,
        counts: findings.counts,
        kinds: findings.kinds,
        files: findings.files,
        bulk_days: findings.bulk_days,
        views: findings.views,
        has_settings: findings.has_settings,
        question: findings.question,
        choices,
        result: findings.result,
        progress: progress.map(|done| Progress { done, total: stored.progress_total }),
        failure: stored.failure,
        created_at: stored.created_at,
        applied_at: stored.applied_at,
        undo_until: undo_until.filter(|_| stored.state == ImportState::Applied),
        version: stored.version,
    })
}
