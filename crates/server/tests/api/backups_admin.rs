//! The backups, as admins see and set them.

use crate::support::*;
use domain::accounts::audit_events::{AuditEventsQuery, EventKind};
use domain::auth::passwords::ProofDraft;
use domain::jobs::{JobInfo, JobState};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::backups::{BackupSchedule, BackupScheduleDraft, Backups, SetBy};
use server::jobs::worker::Workers;
use server::{BackupConfig, Config, job_kinds};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use storage::Engine;
use storage::testing::age_jobs;
use storage::transfer::{Passphrase, restore_to_file};

const DAY: i64 = 24 * 3600;

fn config(folder: &Path) -> Config {
    let backups = BackupConfig { folder: folder.to_owned(), ..BackupConfig::default() };
    Config { backups, data_dir: Some(folder.to_owned()), ..Config::default() }
}

fn draft(interval_hours: Option<i64>, keep: i64) -> BackupScheduleDraft {
    BackupScheduleDraft { interval_hours, keep: Some(keep) }
}

fn proof(password: &str) -> ProofDraft {
    ProofDraft { password: password.to_owned() }
}

fn is_done(job: &JobInfo) -> bool {
    job.state == JobState::Done
}

/// Waits until the backups are as they should be.
async fn until(admin: &TestClient, what: impl Fn(&Backups) -> bool) -> Backups {
    let begin = Instant::now();
    loop {
        let backups = admin.list_backups().await.unwrap();
        if what(&backups) {
            return backups;
        }
        assert!(begin.elapsed() < Duration::from_mins(1), "{backups:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn count_events(admin: &TestClient, kind: EventKind) -> usize {
    let events = admin.list_audit_events(&AuditEventsQuery::default(), &PageQuery::default()).await.unwrap().items;
    events.iter().filter(|event| event.event == kind.as_str()).count()
}

async fn an_admin_says_when_backups_are_made(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::start_with(engine, config(folder.path())).await;
    let admin = app.sign_in_admin("root").await;
    let before = admin.list_backups().await.unwrap();
    assert_eq!((before.schedule, before.set_by), (BackupSchedule { interval_hours: None, keep: 7 }, SetBy::Settings));
    assert_eq!((before.next_run_at, before.job, before.items.len()), (None, None, 0));
    assert_eq!(before.server.is_some(), engine == Engine::Postgres);
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    let set = admin.update_backup_schedule(&draft(Some(24), 1)).await.unwrap();
    assert_eq!(set.schedule, BackupSchedule { interval_hours: Some(24), keep: 1 });
    let first = until(&admin, |backups| backups.job.as_ref().is_some_and(is_done)).await;
    assert_eq!((first.items.len(), first.items[0].is_encrypted), (1, false));
    assert!(first.items[0].byte_count > 0 && first.next_run_at.is_some() && first.written_bytes.is_none());
    // A restart keeps what was set.
    workers.stop().await;
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    app.clock.advance(60);
    app.state.store.write::<_, storage::Error, _>(|tx| age_jobs(tx, DAY)).await.unwrap();
    app.state.job_added.notify_one();
    let second =
        until(&admin, |backups| backups.items.first() != first.items.first() && backups.items.len() == 1).await;
    assert!(second.items[0].created_at > first.items[0].created_at, "the oldest was deleted");
    let off = admin.update_backup_schedule(&draft(None, 1)).await.unwrap();
    assert_eq!((off.schedule.interval_hours, off.next_run_at), (None, None));
    // The same again is no change.
    admin.update_backup_schedule(&draft(None, 1)).await.unwrap();
    assert_eq!(count_events(&admin, EventKind::BackupsScheduled).await, 2);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_says_when_backups_are_made_on_sqlite() {
    an_admin_says_when_backups_are_made(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_says_when_backups_are_made_on_postgresql() {
    an_admin_says_when_backups_are_made(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_options_of_the_server_go_before_what_admins_set() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path());
    let schedule = BackupSchedule { interval_hours: Some(24), keep: 3 };
    config.backups.schedule = Some(schedule);
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    let admin = app.sign_in_admin("root").await;
    let told = admin.list_backups().await.unwrap();
    assert_eq!((told.schedule, told.set_by), (schedule, SetBy::Options));
    let refused = problem(admin.update_backup_schedule(&draft(Some(1), 1)).await, ProblemKind::Conflict);
    assert!(refused.detail.unwrap_or_default().contains("--backup-every"));
    // What was set before the options were given.
    let set = |tx: &mut storage::Tx| {
        storage::accounts::backup_settings::update_backup_schedule(
            tx,
            BackupSchedule { interval_hours: Some(1), keep: 1 },
        )?;
        storage::jobs::schedules::upsert_schedule(tx, "backup_by_admin", 3600)
    };
    app.state.store.write::<_, storage::Error, _>(set).await.unwrap();
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    let jobs = async || {
        let jobs = admin.list_jobs(&Default::default(), &PageQuery::default()).await.unwrap().items;
        jobs.into_iter().filter(|job| job.kind.starts_with("backup") && is_done(job)).count()
    };
    let begin = Instant::now();
    while jobs().await < 2 {
        assert!(begin.elapsed() < Duration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(admin.list_backups().await.unwrap().items.len(), 1, "that of the options alone");
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_when_an_admin_asks_and_downloaded_with_proof() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config(folder.path());
    config.backups.passphrase = Some(Passphrase::new("käse & brot".to_owned()));
    let app = TestApp::start_with(Engine::Sqlite, config).await;
    let admin = app.sign_in_admin("root").await;
    let job = admin.create_backup().await.unwrap();
    assert_eq!(admin.create_backup().await.unwrap().id, job.id, "one at a time");
    let workers = Workers::start(&app.state, &job_kinds(&app.state.config));
    let backups = until(&admin, |backups| backups.job.as_ref().is_some_and(is_done)).await;
    workers.stop().await;
    let name = &backups.items[0].name;
    assert!(backups.encrypts && backups.items[0].is_encrypted && name.ends_with("Z.db.age"), "{backups:?}");
    let wrong = problem(admin.download_backup(name, &proof("wrong")).await, ProblemKind::ValidationFailed);
    assert_eq!(faults(&wrong), [("password", "wrong")]);
    let file = admin.download_backup(name, &proof("")).await.unwrap();
    app.clock.advance(601);
    let late = problem(admin.download_backup(name, &proof("")).await, ProblemKind::ValidationFailed);
    assert_eq!(faults(&late), [("password", "required")]);
    assert_eq!(admin.download_backup(name, &proof(PASSWORD)).await.unwrap(), file);
    assert!(file == fs::read(folder.path().join(name)).unwrap());
    assert_eq!(count_events(&admin, EventKind::BackupDownloaded).await, 2);
    let restored = folder.path().join("restored.db");
    let passphrase = Passphrase::new("käse & brot".to_owned());
    restore_to_file(&folder.path().join(name), &restored, Some(&passphrase)).await.unwrap();
    // What isn't a backup is neither given nor deleted.
    for other in ["restored.db", "..%2Fsecret.key", "movietracker-2026-11-23T12-00-00Z.db"] {
        problem(admin.download_backup(other, &proof(PASSWORD)).await, ProblemKind::NotFound);
        problem(admin.delete_backup(other).await, ProblemKind::NotFound);
    }
    assert!(restored.exists());
    admin.delete_backup(name).await.unwrap();
    assert_eq!(admin.list_backups().await.unwrap().items, []);
    assert_eq!(count_events(&admin, EventKind::BackupDeleted).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_backup_is_downloaded_whole() {
    let folder = tempfile::tempdir().unwrap();
    let app = TestApp::start_with(Engine::Sqlite, config(folder.path())).await;
    let admin = app.sign_in_admin("root").await;
    let name = "movietracker-2026-11-23T12-00-00Z.db";
    let bytes: Vec<u8> = (0..40_000_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    fs::write(folder.path().join(name), &bytes).unwrap();
    assert!(admin.download_backup(name, &proof("")).await.unwrap() == bytes);
}
