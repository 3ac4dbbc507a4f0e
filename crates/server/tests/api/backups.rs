//! The backups that a server makes by itself.

use crate::support::*;
use domain::jobs::{JobInfo, JobState, JobsQuery};
use domain::pages::PageQuery;
use domain::transfer::backups::BackupSchedule;
use server::jobs::worker::Workers;
use server::{BackupConfig, Config, job_kinds};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use storage::testing::age_jobs;
use storage::{Engine, Store};

const DAY: i64 = 24 * 3600;

fn config(folder: &Path) -> Config {
    let schedule = Some(BackupSchedule { interval_hours: Some(24), keep: 2 });
    let backups = BackupConfig { folder: folder.to_owned(), schedule, ..BackupConfig::default() };
    Config { backups, ..Config::default() }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn backups(admin: &TestClient) -> Vec<JobInfo> {
    let jobs = admin.list_jobs(&JobsQuery::default(), &PageQuery::default()).await.unwrap().items;
    jobs.into_iter().filter(|job| job.kind == "backup").collect()
}

/// Waits until the jobs are as they should be.
async fn until(admin: &TestClient, what: impl Fn(&[JobInfo]) -> bool) -> Vec<JobInfo> {
    let begin = Instant::now();
    loop {
        let jobs = backups(admin).await;
        if what(&jobs) {
            return jobs;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{jobs:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn backups_are_made_when_they_are_due_and_the_latest_are_kept(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["movietracker-notes.txt", "movietracker.db"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    let app = TestApp::start_with(engine, config(folder.path())).await;
    let admin = app.sign_in_admin("root").await;
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    for done in 1..=3 {
        until(&admin, |jobs| jobs.iter().filter(|job| job.state == JobState::Done).count() == done).await;
        if done < 3 {
            // A day by the database's clock; by the server's, the sign-in would end.
            app.clock.advance(60);
            app.state.store.write::<_, storage::Error, _>(|tx| age_jobs(tx, DAY)).await.unwrap();
            app.state.job_added.notify_one();
        }
    }
    workers.stop().await;
    let kept = ["movietracker-2026-11-23T12-01-00Z.db", "movietracker-2026-11-23T12-02-00Z.db"];
    assert_eq!(names(folder.path()), [kept[0], kept[1], "movietracker-notes.txt", "movietracker.db"]);
    let backup = Store::open_sqlite(&folder.path().join(kept[1])).await.unwrap();
    let users = backup.read(|tx| tx.query::<String>("SELECT username FROM users", &[])).await;
    assert_eq!(users, Ok(vec!["root".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_made_when_they_are_due_on_sqlite() {
    backups_are_made_when_they_are_due_and_the_latest_are_kept(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_made_when_they_are_due_on_postgresql() {
    backups_are_made_when_they_are_due_and_the_latest_are_kept(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_see_why_a_backup_failed() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    let app = TestApp::start_with(Engine::Sqlite, config(&gone)).await;
    let admin = app.sign_in_admin("root").await;
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    let jobs = until(&admin, |jobs| jobs.iter().any(|job| job.error.is_some())).await;
    assert_eq!(jobs[0].error, Some(format!("The backup failed: there is no folder {}.", gone.display())));
    fs::create_dir(&gone).unwrap();
    app.state.store.write::<_, storage::Error, _>(|tx| age_jobs(tx, 60)).await.unwrap();
    app.state.job_added.notify_one();
    until(&admin, |jobs| jobs[0].state == JobState::Done).await;
    assert_eq!(names(&gone).len(), 1);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_backups_there_is_no_schedule_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::start(Engine::Sqlite).await;
    let admin = app.sign_in_admin("root").await;
    let others = server::JOB_KINDS.iter().filter(|kind| kind.interval_seconds.is_some()).count();
    for (config, expected) in [(config(folder.path()), others + 1), (Config::default(), others)] {
        let workers = Workers::start(&app.state, &job_kinds(&config));
        let begin = Instant::now();
        while admin.list_schedules().await.unwrap().items.len() != expected {
            assert!(begin.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        workers.stop().await;
    }
}
