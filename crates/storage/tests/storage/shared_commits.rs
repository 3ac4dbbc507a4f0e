//! Writes of SQLite that share a commit.

use crate::common::{Db, on_both_engines, owner, read, user, write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use storage::users::{User, count_users, insert_user};
use storage::{Error, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A write that is under way until it may go on.
struct Holding {
    task: JoinHandle<bool>,
    go: mpsc::Sender<()>,
}

impl Holding {
    async fn start(store: &Store) -> Self {
        let (started, has_started) = oneshot::channel();
        let (go, may_go_on) = mpsc::channel();
        let store = store.clone();
        let task = tokio::spawn(async move {
            write(&store, move |_| {
                started.send(()).unwrap();
                may_go_on.recv().unwrap();
                Ok(true)
            })
            .await
        });
        has_started.await.unwrap();
        Self { task, go }
    }

    async fn end(self) {
        self.go.send(()).unwrap();
        assert!(self.task.await.unwrap());
    }
}

on_both_engines! {
    async fn of_many_writes_at_once_only_those_that_fail_are_taken_back(db: Db) {
        let store = db.migrated().await;
        let writes = (0..60).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let result = store.write(move |tx| {
                    insert_user(tx, &user(&format!("user {number}")))?;
                    match number % 3 {
                        0 => Ok(number),
                        1 => Err(Error::BadCursor),
                        _ => panic!("on purpose"),
                    }
                });
                result.await
            })
        });
        for (number, task) in writes.collect::<Vec<_>>().into_iter().enumerate() {
            match (number % 3, task.await) {
                (0, Ok(result)) => assert_eq!(result, Ok(number)),
                (1, Ok(result)) => assert_eq!(result, Err(Error::BadCursor)),
                (2, Err(error)) => assert!(error.is_panic()),
                other => panic!("{other:?}"),
            }
        }
        let names: Vec<String> = read(&store, |tx| tx.query("SELECT username FROM users ORDER BY created_at, id", &[])).await;
        assert_eq!(names.len(), 20);
        assert!(names.iter().all(|name| name[5..].parse::<u32>().unwrap().is_multiple_of(3)), "{names:?}");
        owner(&store, "ana").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_told_after_the_commit_that_it_shares() {
    let folder = tempfile::tempdir().unwrap();
    let store = Db::Sqlite(folder.path().join("test.db")).migrated().await;
    // On a busy machine a commit may not have waited for the second.
    for number in 0.. {
        assert!(number < 1000, "no two writes shared a commit");
        let holding = Holding::start(&store).await;
        let told = Arc::new(AtomicBool::new(false));
        let first = {
            let (store, told) = (store.clone(), Arc::clone(&told));
            tokio::spawn(async move {
                write(&store, move |tx| insert_user(tx, &user(&format!("first {number}")))).await;
                told.store(true, Ordering::SeqCst);
            })
        };
        let second = {
            let (store, told) = (store.clone(), Arc::clone(&told));
            tokio::spawn(async move {
                write(&store, move |tx| {
                    let first =
                        tx.query_opt::<i64>("SELECT 1 FROM users WHERE username = $1", &[&format!("first {number}")])?;
                    Ok(first.is_some() && !told.load(Ordering::SeqCst))
                })
                .await
            })
        };
        holding.end().await;
        first.await.unwrap();
        if second.await.unwrap() {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_nobody_waits_for_any_more_is_not_begun() {
    let folder = tempfile::tempdir().unwrap();
    let store = Db::Sqlite(folder.path().join("test.db")).migrated().await;
    let holding = Holding::start(&store).await;
    let given_up = {
        let store = store.clone();
        tokio::spawn(async move { write(&store, |tx| insert_user(tx, &user("ana"))).await })
    };
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    holding.end().await;
    owner(&store, "ben").await;
    assert_eq!(read(&store, count_users).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_to_be_written_is_there_when_another_write_fills_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = Db::Sqlite(folder.path().join("test.db")).migrated().await;
    let mut kept = 0;
    for round in 0..20 {
        let holding = Holding::start(&store).await;
        let writes = (0..5).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let result = store.write(move |tx| {
                    if number == 2 {
                        // As small as it is already: the file can't grow any more.
                        tx.batch("PRAGMA max_page_count = 1")?;
                        let long = "x".repeat(1_000_000);
                        insert_user(tx, &User { password_hash: Some(long), ..user(&format!("long {round}")) })?;
                    }
                    insert_user(tx, &user(&format!("user {round} {number}")))
                });
                result.await
            })
        });
        let writes: Vec<_> = writes.collect();
        holding.end().await;
        for (number, task) in writes.into_iter().enumerate() {
            match task.await.unwrap() {
                Ok(written) => {
                    assert!(written && number != 2);
                    kept += 1;
                }
                Err(error) => assert_eq!(error, Error::Full),
            }
        }
        write(&store, |tx| tx.batch("PRAGMA max_page_count = 1000000")).await;
        assert_eq!(read(&store, count_users).await, kept);
    }
}
