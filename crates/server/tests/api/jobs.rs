//! The queue of jobs, as servers work on it and admins see it.

use crate::support::*;
use domain::ids::JobId;
use domain::jobs::{JobInfo, JobState, JobsQuery, MAX_ATTEMPTS, Progress};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use server::error::ApiError;
use server::jobs::worker::{Context, Kind, Work, Workers};
use std::time::{Duration, Instant};
use storage::jobs::queue::insert_job;
use storage::testing::age_jobs;

const KINDS: &[Kind] = &[
    Kind { name: "good", interval_seconds: None, run: good },
    Kind { name: "bad", interval_seconds: None, run: bad },
    Kind { name: "panicking", interval_seconds: None, run: panicking },
    Kind { name: "endless", interval_seconds: None, run: endless },
];

fn good(context: Context) -> Work {
    Box::pin(async move { context.report(Progress { done: 4, total: Some(4) }).await })
}

fn bad(context: Context) -> Work {
    Box::pin(async move { Err(ApiError::new(ProblemKind::Conflict, format!("It can't do {}.", context.payload))) })
}

fn panicking(_: Context) -> Work {
    Box::pin(async { panic!("a fault of the program") })
}

fn endless(context: Context) -> Work {
    Box::pin(async move {
        context.report(Progress { done: 1, total: None }).await?;
        std::future::pending().await
    })
}

async fn add(app: &TestApp, kind: &'static str) -> JobId {
    let id = JobId(app.clock.id());
    app.state.store.write::<_, storage::Error, _>(move |tx| insert_job(tx, id, kind, "{}")).await.unwrap();
    id
}

async fn pass(app: &TestApp, seconds: i64) {
    app.state.store.write::<_, storage::Error, _>(move |tx| age_jobs(tx, seconds)).await.unwrap();
}

async fn all(admin: &TestClient) -> Vec<JobInfo> {
    admin.list_jobs(&JobsQuery::default(), &PageQuery::default()).await.unwrap().items
}

/// The job, once it is as it should be.
async fn until(admin: &TestClient, id: JobId, what: impl Fn(&JobInfo) -> bool) -> JobInfo {
    let begin = Instant::now();
    loop {
        let job = all(admin).await.into_iter().find(|job| job.id == id).unwrap();
        if what(&job) {
            return job;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{job:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

on_both_engines! {
    async fn a_job_runs_and_says_how_far_it_came(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let id = add(&app, "good").await;
        let workers = Workers::start(&app.state, KINDS);
        let job = until(&admin, id, |job| job.state == JobState::Done).await;
        assert_eq!((job.attempts, job.progress, job.error), (1, Progress { done: 4, total: Some(4) }, None));
        workers.stop().await;
    }

    async fn a_failing_job_says_why_and_an_admin_tries_it_again(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let workers = Workers::start(&app.state, KINDS);
        let id = add(&app, "bad").await;
        app.state.job_added.notify_one();
        for attempt in 1..MAX_ATTEMPTS {
            let has_failed = |job: &JobInfo| job.state == JobState::Queued && job.attempts == attempt;
            let job = until(&admin, id, has_failed).await;
            assert_eq!(job.error.as_deref(), Some("It can't do {}."));
            problem(admin.retry_job(id).await, ProblemKind::Conflict);
            pass(&app, 3600).await;
            app.state.job_added.notify_one();
        }
        until(&admin, id, |job| job.state == JobState::Failed && job.attempts == MAX_ATTEMPTS).await;
        assert_eq!(admin.retry_job(id).await.unwrap().state, JobState::Queued);
        until(&admin, id, |job| job.attempts == 1 && job.state == JobState::Queued).await;
        workers.stop().await;
    }

    async fn a_panic_fails_its_job_and_the_worker_goes_on(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let broken = [add(&app, "panicking").await, add(&app, "panicking").await];
        let good = add(&app, "good").await;
        let workers = Workers::start(&app.state, KINDS);
        until(&admin, good, |job| job.state == JobState::Done).await;
        for id in broken {
            let job = until(&admin, id, |job| job.error.is_some()).await;
            assert!(job.error.unwrap().contains("broke off"));
        }
        workers.stop().await;
    }

    async fn a_server_that_stops_puts_its_jobs_back(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let id = add(&app, "endless").await;
        let workers = Workers::start(&app.state, KINDS);
        until(&admin, id, |job| job.state == JobState::Running && job.progress.done == 1).await;
        workers.stop().await;
        let job = until(&admin, id, |_| true).await;
        assert_eq!((job.state, job.attempts), (JobState::Queued, 0));
    }

    async fn housekeeping_runs_by_itself_and_at_an_admins_wish(app: TestApp) {
        let admin = app.sign_in_admin("root").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let begin = Instant::now();
        let is_done = |job: &&JobInfo| job.kind == "housekeeping" && job.state == JobState::Done;
        let done = async || all(&admin).await.iter().filter(is_done).count();
        while done().await < 1 {
            assert!(begin.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let schedules = admin.list_schedules().await.unwrap().items;
        assert_eq!((schedules[0].kind.as_str(), schedules[0].interval_seconds), ("housekeeping", 3600));
        admin.run_schedule("housekeeping").await.unwrap();
        while done().await < 2 {
            assert!(begin.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        problem(admin.run_schedule("nothing").await, ProblemKind::NotFound);
        workers.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_one_does_what_is_due_and_takes_over_what_the_other_left() {
    let (first, second) = TestApp::start_two().await;
    let admin = first.sign_in_admin("root").await;
    let (one, other) =
        (Workers::start(&first.state, server::JOB_KINDS), Workers::start(&second.state, server::JOB_KINDS));
    let begin = Instant::now();
    let is_housekeeping = |job: &&JobInfo| job.kind == "housekeeping";
    while !all(&admin).await.iter().filter(is_housekeeping).any(|job| job.state == JobState::Done) {
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    one.stop().await;
    other.stop().await;
    assert_eq!(all(&admin).await.iter().filter(is_housekeeping).count(), 1);

    let id = add(&first, "good").await;
    let abandoned = move |tx: &mut storage::Tx| storage::jobs::queue::claim_job(tx, id.0, &["good"], 60);
    assert!(first.state.store.write::<_, storage::Error, _>(abandoned).await.unwrap().is_some());
    let workers = Workers::start(&second.state, KINDS);
    pass(&first, 61).await;
    second.state.job_added.notify_one();
    assert_eq!(until(&admin, id, |job| job.state == JobState::Done).await.attempts, 2);
    workers.stop().await;
}
