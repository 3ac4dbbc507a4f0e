use crate::common::{on_both_engines, read, write};
use domain::ids::JobId;
use domain::jobs::{JobInfo, JobState, JobsQuery, MAX_ATTEMPTS, Progress};
use domain::pages::PageQuery;
use storage::jobs::queue::{
    Job, claim_job, delete_finished_jobs, fail_job, find_job, finish_job, hand_back_job, insert_job, is_any_due,
    list_jobs, renew_lease, retry_job,
};
use storage::jobs::schedules::{
    delete_other_schedules, list_schedules, run_due_schedules, run_schedule_now, upsert_schedule,
};
use storage::testing::age_jobs;
use storage::{Error, Store, Tx};
use uuid::Uuid;

const KINDS: [&str; 2] = ["import", "housekeeping"];

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn job(number: u128) -> JobId {
    JobId(id(number))
}

fn add(tx: &mut Tx, number: u128) -> Result<(), Error> {
    insert_job(tx, job(number), "import", "{\"file\": 1}")
}

async fn claim(store: &Store, worker: u128) -> Option<Job> {
    write(store, move |tx| claim_job(tx, id(worker), &KINDS, 60)).await
}

async fn info(store: &Store, number: u128) -> JobInfo {
    read(store, move |tx| find_job(tx, job(number))).await.unwrap()
}

async fn pass(store: &Store, seconds: i64) {
    write(store, move |tx| age_jobs(tx, seconds)).await;
}

on_both_engines! {
    async fn the_job_that_waits_longest_is_taken_first_and_by_one_worker(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| add(tx, 1)).await;
        pass(&store, 1).await;
        write(&store, |tx| add(tx, 2)).await;
        let taken = claim(&store, 11).await.unwrap();
        assert_eq!((taken.id, taken.attempts, taken.payload.as_str()), (job(1), 1, "{\"file\": 1}"));
        assert_eq!(claim(&store, 12).await.unwrap().id, job(2));
        assert_eq!(claim(&store, 13).await, None);
        assert_eq!(info(&store, 1).await.state, JobState::Running);
        assert!(!write(&store, |tx| finish_job(tx, job(1), id(12))).await);
        assert!(write(&store, |tx| finish_job(tx, job(1), id(11))).await);
        let done = info(&store, 1).await;
        assert_eq!((done.state, done.due_at, done.finished_at.is_some()), (JobState::Done, None, true));
    }

    async fn of_many_workers_at_once_each_gets_a_job_of_its_own(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| (1..=20).try_for_each(|number| add(tx, number))).await;
        let other = db.open().await;
        let tasks: Vec<_> = (0..30)
            .map(|worker| {
                let store = if worker % 2 == 0 { store.clone() } else { other.clone() };
                tokio::spawn(async move { claim(&store, 100 + worker).await.map(|job| job.id) })
            })
            .collect();
        let mut taken = Vec::new();
        for task in tasks {
            taken.extend(task.await.unwrap());
        }
        // On PostgreSQL a worker may pass over a row that another one is just taking; it asks again.
        while let Some(job) = claim(&store, 200).await {
            taken.push(job.id);
        }
        taken.sort();
        assert_eq!(taken, (1..=20).map(job).collect::<Vec<_>>());
    }

    async fn a_job_whose_worker_died_is_taken_over_and_the_dead_one_can_no_longer_end_it(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| add(tx, 1)).await;
        claim(&store, 11).await.unwrap();
        pass(&store, 59).await;
        assert_eq!(claim(&store, 12).await, None);
        let progress = Progress { done: 3, total: Some(9) };
        assert!(write(&store, move |tx| renew_lease(tx, (job(1), id(11)), 60, Some(progress))).await);
        pass(&store, 59).await;
        assert_eq!(claim(&store, 12).await, None);
        pass(&store, 2).await;
        assert_eq!(claim(&store, 12).await.unwrap().attempts, 2);
        assert!(!write(&store, |tx| renew_lease(tx, (job(1), id(11)), 60, None)).await);
        assert!(!write(&store, |tx| finish_job(tx, job(1), id(11))).await);
        let running = info(&store, 1).await;
        assert_eq!((running.state, running.progress), (JobState::Running, progress));
    }

    async fn a_job_that_takes_its_server_along_each_time_is_given_up(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| add(tx, 1)).await;
        for attempt in 1..=MAX_ATTEMPTS {
            assert_eq!(claim(&store, 11).await.unwrap().attempts, attempt);
            pass(&store, 61).await;
        }
        assert_eq!(claim(&store, 11).await, None);
        let failed = info(&store, 1).await;
        assert_eq!((failed.state, failed.error.is_some()), (JobState::Failed, true));
    }

    async fn a_failing_job_waits_and_is_given_up_in_the_end_and_can_be_tried_again(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| add(tx, 1)).await;
        for attempt in 1..=MAX_ATTEMPTS {
            let taken = claim(&store, 11).await.unwrap();
            assert!(write(&store, move |tx| fail_job(tx, &taken, id(11), &"é".repeat(600), 30)).await);
            assert_eq!(claim(&store, 11).await, None);
            let state = if attempt == MAX_ATTEMPTS { JobState::Failed } else { JobState::Queued };
            let found = info(&store, 1).await;
            assert_eq!((found.state, found.error.unwrap().chars().count()), (state, 500));
            assert_eq!(write(&store, |tx| retry_job(tx, job(1))).await, state == JobState::Failed);
            pass(&store, 31).await;
        }
        assert_eq!(claim(&store, 11).await.unwrap().attempts, 1);
    }

    async fn a_job_that_is_put_back_counts_as_never_begun(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| add(tx, 1)).await;
        claim(&store, 11).await.unwrap();
        assert!(!write(&store, |tx| hand_back_job(tx, job(1), id(12))).await);
        assert!(write(&store, |tx| hand_back_job(tx, job(1), id(11))).await);
        assert_eq!(claim(&store, 12).await.unwrap().attempts, 1);
    }

    async fn a_kind_that_a_server_does_not_know_is_left_to_others(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| insert_job(tx, job(1), "from_the_future", "{}")).await;
        assert!(!read(&store, |tx| is_any_due(tx, &KINDS)).await);
        assert_eq!(claim(&store, 11).await, None);
        assert!(read(&store, |tx| is_any_due(tx, &["from_the_future"])).await);
    }

    async fn a_schedule_adds_a_job_when_it_is_due_and_none_beside_another(db: Db) {
        let store = db.migrated().await;
        let run = async |store: &Store, number: u128| {
            write(store, move |tx| run_due_schedules(tx, &KINDS, || job(number))).await;
            read(store, move |tx| find_job(tx, job(number))).await.is_some()
        };
        write(&store, |tx| upsert_schedule(tx, "housekeeping", 3600)).await;
        assert!(read(&store, |tx| is_any_due(tx, &KINDS)).await);
        assert!(run(&store, 1).await);
        assert!(!run(&store, 2).await);
        assert!(write(&store, |tx| run_schedule_now(tx, "housekeeping")).await);
        assert!(!write(&store, |tx| run_schedule_now(tx, "nothing")).await);
        // The first one has not run yet.
        assert!(!run(&store, 3).await);
        let taken = claim(&store, 11).await.unwrap();
        write(&store, move |tx| finish_job(tx, taken.id, id(11))).await;
        pass(&store, 3590).await;
        assert!(!run(&store, 4).await);
        pass(&store, 11).await;
        assert!(run(&store, 5).await);
        write(&store, |tx| upsert_schedule(tx, "housekeeping", 60)).await;
        let schedules = read(&store, list_schedules).await;
        assert_eq!((schedules.len(), schedules[0].interval_seconds), (1, 60));
        // What is to run more often doesn't wait for as long as before.
        let taken = claim(&store, 11).await.unwrap();
        write(&store, move |tx| finish_job(tx, taken.id, id(11))).await;
        pass(&store, 61).await;
        assert!(run(&store, 6).await);
        write(&store, |tx| upsert_schedule(tx, "backup", 60)).await;
        assert_eq!(write(&store, |tx| delete_other_schedules(tx, &["housekeeping"])).await, 1);
        assert_eq!(read(&store, list_schedules).await[0].kind, "housekeeping");
    }

    async fn jobs_are_listed_by_state_and_ended_ones_forgotten(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| (1..=3).try_for_each(|number| add(tx, number))).await;
        let taken = claim(&store, 11).await.unwrap();
        write(&store, move |tx| finish_job(tx, taken.id, id(11))).await;
        let ids = async |state: Option<JobState>| {
            let (query, page) = (JobsQuery { state }, PageQuery::default());
            let page = read(&store, move |tx| list_jobs(tx, &query, &page)).await;
            let mut ids: Vec<_> = page.items.into_iter().map(|job| job.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(None).await, [job(1), job(2), job(3)]);
        assert_eq!(ids(Some(JobState::Queued)).await, [job(2), job(3)]);
        assert_eq!(ids(Some(JobState::Done)).await, [job(1)]);
        let end = info(&store, 1).await.finished_at.unwrap();
        assert_eq!(write(&store, move |tx| delete_finished_jobs(tx, end)).await, 0);
        assert_eq!(write(&store, move |tx| delete_finished_jobs(tx, end.plus_seconds(1))).await, 1);
        assert_eq!(ids(None).await, [job(2), job(3)]);
    }
}
