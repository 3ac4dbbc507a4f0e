//! Backups, and what is restored from them.

use crate::common::{Db, add, fields, movie, on_both_engines, on_sqlite, owner, read};
use crate::copies::full;
use domain::ids::UserId;
use domain::library::movies::MovieFields;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::transfer::{Existing, Summary, back_up, back_up_before_migration, copy_to_file, restore, restore_to_file};
use storage::{Error, Store, migrate};

/// What a database has, as a copy of it tells.
async fn summary(store: &Store) -> Vec<Summary> {
    let folder = tempfile::tempdir().unwrap();
    copy_to_file(store, &folder.path().join("copy.db")).await.unwrap()
}

/// Restores a backup to a database that isn't there yet, or is empty.
async fn restored(backup: &Path, db: &Db) -> Result<Store, Error> {
    match db {
        Db::Sqlite(path) => restore_to_file(backup, path, None).await.map(drop)?,
        Db::Postgres(_) => {
            let folder = tempfile::tempdir().unwrap();
            restore(backup, &db.open().await, &folder.path().join("scratch.db"), None, None).await?;
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
        }
    }
    Ok(db.open().await)
}

async fn titles(store: &Store) -> Vec<String> {
    read(store, |tx| tx.query("SELECT title FROM movies", &[])).await
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    entries.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "it is given what a call gives")]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, words: &str) {
    assert!(matches!(&result, Err(Error::Transfer(text)) if text.contains(words)), "{result:?}");
}

/// Writes a backup with a film, made by this many migrations less than there are.
async fn backup_of_earlier(folder: &Path, steps: usize) -> PathBuf {
    let store = Db::Sqlite(folder.join("earlier.db")).migrated().await;
    let ana = owner(&store, "ana").await;
    movie(&store, ana, "Heat").await;
    migrate::down(&store, steps).await.unwrap();
    let file = folder.join("backup.db");
    back_up(&store, &file, Existing::Keep).await.unwrap();
    file
}

on_both_engines! {
    async fn a_backup_has_everything_and_is_a_database_itself(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let store = db.migrated().await;
        full(&store).await;
        let file = folder.path().join("backup.db");
        let contents = back_up(&store, &file, Existing::Keep).await.unwrap();
        assert_eq!(names(folder.path()), ["backup.db"]);
        assert_eq!(contents.bytes, fs::metadata(&file).unwrap().len());
        let backup = Store::open_sqlite(&file).await.unwrap();
        assert_eq!(migrate::up(&backup).await, Ok(Vec::new()));
        storage::testing::unlock(&backup).await;
        let (expected, found) = (summary(&store).await, summary(&backup).await);
        assert_eq!(expected, found);
        for summary in found {
            assert_eq!(contents.rows[summary.table], i64::try_from(summary.rows).unwrap(), "{}", summary.table);
        }
    }

    async fn what_was_acknowledged_before_a_backup_began_is_in_it(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let goes_on = Arc::new(AtomicBool::new(true));
        let acknowledged = Arc::new(std::sync::Mutex::new(Vec::new()));
        let writers: Vec<_> = (0..3).map(|writer| {
            // As another process would.
            let (db, goes_on, acknowledged) = (db.clone(), Arc::clone(&goes_on), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let store = db.open().await;
                for number in 0.. {
                    let title = format!("Film {writer}-{number}");
                    // In two tables, of which one refers to the other.
                    let genres = vec!["Drama".to_owned(), "Crime".to_owned()];
                    let fields = MovieFields { genres, ..fields(&title) };
                    store.write::<_, Error, _>(move |tx| add(tx, ana, &fields)).await.unwrap();
                    acknowledged.lock().unwrap().push(title);
                    if !goes_on.load(Ordering::SeqCst) {
                        return;
                    }
                }
            })
        }).collect();
        for round in 0..4 {
            while acknowledged.lock().unwrap().len() < 40 * (round + 1) {
                tokio::task::yield_now().await;
            }
            let before = acknowledged.lock().unwrap().clone();
            let file = folder.path().join(format!("{round}.db"));
            back_up(&store, &file, Existing::Keep).await.unwrap();
            let found = titles(&Store::open_sqlite(&file).await.unwrap()).await;
            let missing: Vec<_> = before.iter().filter(|title| !found.contains(title)).collect();
            assert!(missing.is_empty(), "{missing:?} of {}", before.len());
        }
        goes_on.store(false, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
    }

    async fn a_backup_of_an_earlier_schema_is_restored(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let backup = backup_of_earlier(folder.path(), 2).await;
        let before = fs::read(&backup).unwrap();
        let store = restored(&backup, &db).await.unwrap();
        assert_eq!(titles(&store).await, ["Heat"]);
        migrate::check(&store).await.unwrap();
        assert!(fs::read(&backup).unwrap() == before, "it stays as it is");
    }

    async fn what_a_server_made_at_its_first_start_is_replaced(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let source = Db::Sqlite(folder.path().join("source.db")).migrated().await;
        full(&source).await;
        let backup = folder.path().join("backup.db");
        back_up(&source, &backup, Existing::Keep).await.unwrap();
        drop(db.migrated().await);
        let store = restored(&backup, &db).await.unwrap();
        assert_eq!(summary(&store).await, summary(&source).await);
        // But not what people have put there.
        drop(store);
        assert_refused(restored(&backup, &db).await.map(drop), "has accounts already");
    }

    async fn what_is_no_backup_is_refused(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        assert_refused(restored(&file, &db).await.map(drop), "can't be read");
        fs::write(&file, "some text that is longer than the header of a database: ".repeat(20)).unwrap();
        assert_refused(restored(&file, &db).await.map(drop), "can't be read as a backup");
        fs::write(&file, "").unwrap();
        assert_refused(restored(&file, &db).await.map(drop), "isn't a backup");
        let backup = backup_of_earlier(folder.path(), 0).await;
        let bytes = fs::read(&backup).unwrap();
        fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        assert!(restored(&file, &db).await.is_err());
        let mut damaged = bytes;
        for at in (8192..damaged.len()).step_by(4096) {
            damaged[at..at + 16].fill(0xa5);
        }
        fs::write(&file, damaged).unwrap();
        assert!(restored(&file, &db).await.is_err());
        restored(&backup, &db).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_there_is_replaced_only_if_wanted_and_never_while_it_is_open() {
    on_sqlite(|db| async move {
        let Db::Sqlite(path) = &db else { panic!("it is a file") };
        let store = db.migrated().await;
        owner(&store, "ana").await;
        let file = path.with_file_name("backup.db");
        back_up(&store, &file, Existing::Keep).await.unwrap();
        assert_refused(back_up(&store, &file, Existing::Keep).await, "exists already");
        owner(&store, "ben").await;
        assert_eq!(back_up(&store, &file, Existing::Replace).await.unwrap().rows["users"], 2);
        assert_refused(back_up(&store, path, Existing::Replace).await, "is in use");
        assert_refused(restore_to_file(&file, path, None).await, "is in use");
        fs::write(&file, "the only copy of a text").unwrap();
        assert_refused(back_up(&store, &file, Existing::Replace).await, "can't be replaced");
        let nowhere = path.with_file_name("folder").join("backup.db");
        assert_refused(back_up(&store, &nowhere, Existing::Keep).await, "there is no folder");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_of_a_backup_that_was_broken_off_goes_with_the_next() {
    on_sqlite(|db| async move {
        let store = db.migrated().await;
        let ana: UserId = owner(&store, "ana").await;
        movie(&store, ana, "Heat").await;
        let folder = tempfile::tempdir().unwrap();
        for name in ["movietracker.part", "movietracker.part-wal", "movietracker.part-journal"] {
            fs::write(folder.path().join(name), "half of a database").unwrap();
        }
        let file = folder.path().join("backup.db");
        let broken_off = tokio::spawn({
            let (store, file) = (store.clone(), file.clone());
            async move { back_up(&store, &file, Existing::Replace).await }
        });
        tokio::task::yield_now().await;
        broken_off.abort();
        back_up(&store, &file, Existing::Replace).await.unwrap();
        assert_eq!(titles(&Store::open_sqlite(&file).await.unwrap()).await, ["Heat"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_backed_up_before_it_is_migrated_and_not_otherwise() {
    on_sqlite(|db| async move {
        let Db::Sqlite(path) = &db else { panic!("it is a file") };
        let file = path.with_file_name("before.db");
        let store = db.open().await;
        assert_eq!(back_up_before_migration(&store, &file).await, Ok(None));
        migrate::up(&store).await.unwrap();
        owner(&store, "ana").await;
        assert_eq!(back_up_before_migration(&store, &file).await, Ok(None));
        for _ in 0..2 {
            let down = migrate::down(&store, 1).await.unwrap();
            assert!(back_up_before_migration(&store, &file).await.unwrap().is_some());
            assert_eq!(migrate::up(&store).await.as_ref(), Ok(&down));
            let backup = Store::open_sqlite(&file).await.unwrap();
            assert_eq!(migrate::up(&backup).await, Ok(down));
        }
    })
    .await;
}
