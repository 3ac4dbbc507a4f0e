//! Jobs: work that the servers of a database do in the background, and when it is due again.

use crate::ids::JobId;
use crate::queries::{Kind, keep, parameters};
use crate::times::Timestamp;
use serde::{Deserialize, Serialize};

/// The most often that a job is tried before it has failed.
pub const MAX_ATTEMPTS: i64 = 5;
/// The most characters of an error that are kept.
pub const MAX_ERROR: usize = 500;

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time, or for a server.
    Queued,
    /// A server works on it.
    Running,
    /// Finished.
    Done,
    /// Tried as often as allowed, and given up.
    Failed,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Failed];

    /// The name in the API and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// What is done.
    pub done: i64,
    /// Of how many; null while that isn't known.
    pub total: Option<i64>,
}

/// A job, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobInfo {
    /// The job’s id.
    pub id: JobId,
    /// What kind of work it is, such as `housekeeping`.
    pub kind: String,
    /// Its state.
    pub state: JobState,
    /// Its progress.
    pub progress: Progress,
    /// How often it was tried, at most five times.
    pub attempts: i64,
    /// What went wrong the last time it failed; null when nothing did.
    pub error: Option<String>,
    /// When it was put into the queue.
    pub created_at: Timestamp,
    /// While it is queued, when it is begun at the earliest; while it runs, when another server takes it over if the
    /// one that has it isn't heard of; null when it is done or given up.
    pub due_at: Option<Timestamp>,
    /// When it last started; null if never.
    pub started_at: Option<Timestamp>,
    /// When it was done, or given up; null before.
    pub finished_at: Option<Timestamp>,
}

/// Which jobs are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobsQuery {
    /// Only those in this state.
    pub state: Option<JobState>,
}

parameters!(JobsQuery {
    "state": Kind::OneOf(&["queued", "running", "done", "failed"]), "Only those in this state.",
        |query, value| keep(&mut query.state, JobState::from_name(value)),
        |query| query.state.map(|state| state.as_str().to_owned());
});

/// A recurring job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleInfo {
    /// What kind of job it puts into the queue.
    pub kind: String,
    /// Seconds from one job to the next.
    pub interval_seconds: i64,
    /// When the next job is put into the queue.
    pub next_run_at: Timestamp,
}

/// All schedules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedules {
    /// The schedules, by kind.
    pub items: Vec<ScheduleInfo>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::ListQuery;

    #[test]
    fn a_query_is_read_as_it_was_written() {
        for state in JobState::ALL {
            let query = JobsQuery { state: Some(state) };
            let pairs: Vec<_> = query.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!(JobsQuery::parse(&pairs).unwrap().0, query);
        }
        let errors = JobsQuery::parse(&[("state".to_owned(), "lost".to_owned())]).unwrap_err();
        assert!(errors.of("state").is_some());
    }
}
