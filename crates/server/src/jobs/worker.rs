//! The workers of this server: they take jobs from the queue, run them, and say how they went.

use crate::error::Result;
use crate::state::State;
use domain::ids::JobId;
use domain::jobs::{MAX_ATTEMPTS, Progress};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use storage::catalogue::was_matched;
use storage::jobs::queue::{self, Job};
use storage::jobs::schedules;
use storage::library::untitled::JOB as TITLES;
use storage::{Engine, Error};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many jobs a server runs at once.
const WORKERS: usize = 2;
/// Seconds after which another server takes a job over whose server isn't heard of.
const LEASE: i64 = 60;
/// How often a worker is heard of.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a worker without work looks whether another server has added a job.
const POLL: Duration = Duration::from_secs(5);
/// The longest that the end of this server waits for its workers to put their jobs back.
const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds until a job that failed is tried again the first time; each time after that it is four times as long.
const FIRST_RETRY: i64 = 30;

/// The kind of job that a server without a catalogue leaves to one that has it.
pub const OF_CATALOGUE: &str = "movie_matches";

/// A kind of job.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name in the queue.
    pub name: &'static str,
    /// Seconds from one to the next, when it runs again and again.
    pub interval_seconds: Option<i64>,
    /// Does the work. It may be broken off at any await, and begun again from the start: on another server, too.
    pub run: fn(Context) -> Work,
}

/// Work under way. Its error is shown to admins.
pub type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// What a job works with.
#[derive(Clone)]
pub struct Context {
    /// What all of the server shares.
    pub state: State,
    /// What the work needs to know, as JSON.
    pub payload: String,
    /// Whether the job isn't tried again when it fails.
    pub is_last: bool,
    job: JobId,
    worker: Uuid,
}

impl Context {
    /// Notes how far the job is.
    ///
    /// # Errors
    /// When the database can't be written.
    pub async fn report(&self, progress: Progress) -> Result<()> {
        let holder = (self.job, self.worker);
        self.state.store.write(move |tx| queue::renew_lease(tx, holder, LEASE, Some(progress))).await?;
        Ok(())
    }
}

/// The workers of this server.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts the workers, which run jobs of these kinds until they are stopped.
    pub fn start(state: &State, kinds: &[Kind]) -> Self {
        let kinds: Arc<[Kind]> = kinds.into();
        let (stop, stopped) = watch::channel(false);
        let worker = |_| {
            let worker =
                Worker { state: state.clone(), kinds: Arc::clone(&kinds), id: state.clock.id(), stop: stopped.clone() };
            tokio::spawn(worker.run())
        };
        Self { tasks: (0..WORKERS).map(worker).collect(), stop }
    }

    /// Stops the workers. Jobs under way are broken off and put back into the queue for other servers.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let all = async {
            for task in self.tasks {
                drop(task.await);
            }
        };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("some jobs were not put back; other servers take them over in a minute");
        }
    }
}

struct Worker {
    state: State,
    kinds: Arc<[Kind]>,
    id: Uuid,
    stop: watch::Receiver<bool>,
}

impl Worker {
    async fn run(mut self) {
        let mut stop = self.stop.clone();
        let mut has_schedules = false;
        loop {
            let next = async {
                if !has_schedules {
                    self.make_schedules().await?;
                    has_schedules = true;
                }
                self.claim().await
            };
            let claimed = next.await.unwrap_or_else(|error| {
                tracing::warn!(?error, "the queue of jobs can't be read; it is tried again in a moment");
                None
            });
            match claimed {
                Some(job) => self.work_on(job).await,
                None => {
                    tokio::select! {
                        () = self.state.job_added.notified() => (),
                        () = tokio::time::sleep(POLL) => (),
                        () = stopped(&mut stop) => (),
                    }
                }
            }
            if *stop.borrow() {
                return;
            }
        }
    }

    fn names(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.name).collect()
    }

    async fn make_schedules(&self) -> Result<(), Error> {
        let scheduled = self.kinds.iter().filter_map(|kind| Some((kind.name, kind.interval_seconds?)));
        let scheduled: Vec<_> = scheduled.collect();
        let known = self.state.store.read(schedules::list_schedules).await?;
        let is_known = |(name, seconds): &(&str, i64)| {
            known.iter().any(|schedule| schedule.kind == *name && schedule.interval_seconds == *seconds)
        };
        // On SQLite this server is the only one, and no other has use for the rest. A kind without an interval has the
        // schedule that an admin has set.
        let names = self.names();
        let has_others = self.state.store.engine() == Engine::Sqlite
            && known.iter().any(|schedule| !names.contains(&schedule.kind.as_str()));
        if scheduled.iter().all(is_known) && !has_others {
            return Ok(());
        }
        let make = move |tx: &mut storage::Tx| {
            if has_others {
                schedules::delete_other_schedules(tx, &names)?;
            }
            scheduled.iter().try_for_each(|(name, seconds)| schedules::upsert_schedule(tx, name, *seconds))
        };
        self.state.store.write(make).await
    }

    /// The next job that is due. Looks without writing first: most of the time there is none.
    async fn claim(&self) -> Result<Option<Job>, Error> {
        let (mut kinds, worker, clock) = (self.names(), self.id, self.state.clock.clone());
        if self.state.catalogue.file().is_none() {
            let others_have = self.state.store.read(was_matched).await?;
            kinds.retain(|kind| *kind != OF_CATALOGUE && !(others_have && *kind == TITLES));
        }
        let asked = kinds.clone();
        if !self.state.store.read(move |tx| queue::is_any_due(tx, &asked)).await? {
            return Ok(None);
        }
        let claim = move |tx: &mut storage::Tx| {
            schedules::run_due_schedules(tx, &kinds, || JobId(clock.id()))?;
            queue::claim_job(tx, worker, &kinds, LEASE)
        };
        self.state.store.write(claim).await
    }

    /// Runs a job to its end, unless this server stops or another one has taken the job over.
    async fn work_on(&mut self, job: Job) {
        let Some(kind) = self.kinds.iter().find(|kind| kind.name == job.kind) else { return };
        let context = Context {
            state: self.state.clone(),
            payload: job.payload.clone(),
            is_last: job.attempts >= MAX_ATTEMPTS,
            job: job.id,
            worker: self.id,
        };
        let mut task = tokio::spawn((kind.run)(context));
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        let mut stop = self.stop.clone();
        let ended = loop {
            tokio::select! {
                ended = &mut task => break ended,
                _ = heartbeat.tick() => {
                    if self.is_lost(&job).await {
                        tracing::warn!(job = %job.id, kind = job.kind, "another server has taken this job over");
                        task.abort();
                        return;
                    }
                }
                () = stopped(&mut stop) => {
                    task.abort();
                    drop(task.await);
                    return self.note(&job, "put back", |tx, job, worker| queue::hand_back_job(tx, job.id, worker)).await;
                }
            }
        };
        match ended.map_err(|panic| format!("It broke off: {panic}")) {
            Ok(Ok(())) => self.note(&job, "done", |tx, job, worker| queue::finish_job(tx, job.id, worker)).await,
            Ok(Err(error)) => self.fail(&job, error.to_string()).await,
            Err(reason) => self.fail(&job, reason).await,
        }
    }

    /// Whether another worker has the job. A database that doesn't answer says nothing about that.
    async fn is_lost(&self, job: &Job) -> bool {
        let holder = (job.id, self.id);
        let renewed = self.state.store.write(move |tx| queue::renew_lease(tx, holder, LEASE, None)).await;
        matches!(renewed, Ok(false))
    }

    async fn fail(&self, job: &Job, reason: String) {
        tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, reason, "a job failed");
        let wait = retry_seconds(job.attempts);
        self.note(job, "failed", move |tx, job, worker| queue::fail_job(tx, job, worker, &reason, wait)).await;
    }

    async fn note(
        &self,
        job: &Job,
        what: &'static str,
        change: impl FnOnce(&mut storage::Tx, &Job, Uuid) -> Result<bool, Error> + Send + 'static,
    ) {
        let (id, job, worker) = (job.id, job.clone(), self.id);
        if let Err(error) = self.state.store.write(move |tx| change(tx, &job, worker)).await {
            tracing::warn!(?error, job = %id, what, "a job's end can't be noted; it is begun again in a minute");
        }
    }
}

/// Ready when the workers are to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The guard that it gives must not live on.
    drop(stop.wait_for(|stopped| *stopped).await);
}

/// Seconds to wait after a job was begun so many times: half a minute, two, eight and thirty-two minutes.
fn retry_seconds(attempts: i64) -> i64 {
    let exponent = u32::try_from(attempts - 1).unwrap_or_default().min(5);
    FIRST_RETRY * 4_i64.pow(exponent)
}

#[cfg(test)]
mod tests {
    use super::retry_seconds;

    #[test]
    fn a_failing_job_waits_longer_each_time() {
        assert_eq!([1, 2, 3, 4].map(retry_seconds), [30, 120, 480, 1920]);
    }
}
