//! What the layer promises, whatever is stored.

use crate::common::{Db, at, day, on_both_engines, on_postgres, owner, read, user, write};
use domain::ids::UserId;
use domain::library::watch_dates::WatchDate;
use domain::times::Timestamp;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use storage::users::{count_users, find_user, insert_user};
use storage::{Engine, Error, Store};
use tokio::sync::oneshot;

/// After so long, what was waited for has failed to happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for a condition.
async fn until(mut condition: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("what was waited for did not happen");
}

on_both_engines! {
    async fn an_error_takes_everything_back(db: Db) {
        let store = db.migrated().await;
        let result = store.write(|tx| {
            assert!(insert_user(tx, &user("ana"))?);
            Err::<(), _>(Error::Full)
        });
        assert_eq!(result.await, Err(Error::Full));
        assert_eq!(read(&store, count_users).await, 0);
    }

    async fn a_panic_takes_everything_back_and_the_store_goes_on(db: Db) {
        let store = db.migrated().await;
        for _ in 0..6 {
            let other = store.clone();
            let task = tokio::spawn(async move {
                write(&other, |tx| {
                    assert!(insert_user(tx, &user("ana"))?);
                    assert_eq!(count_users(tx)?, 0, "on purpose");
                    Ok(())
                })
                .await;
            });
            assert!(task.await.unwrap_err().is_panic());
        }
        assert_eq!(read(&store, count_users).await, 0);
        owner(&store, "ana").await;
    }

    async fn a_request_that_nobody_waits_for_is_done_whole(db: Db) {
        let store = db.migrated().await;
        let (started, has_started) = oneshot::channel();
        let (go, may_go_on) = mpsc::channel();
        let slow = store.write(move |tx| {
            insert_user(tx, &user("ana"))?;
            started.send(()).unwrap();
            may_go_on.recv().unwrap();
            insert_user(tx, &user("ben"))
        });
        tokio::select! {
            done = slow => panic!("it did not wait: {done:?}"),
            _ = has_started => {}
        }
        go.send(()).unwrap();
        until(async || read(&store, count_users).await == 2).await;
        owner(&store, "cleo").await;
    }

    async fn a_failed_statement_that_is_passed_over_is_not_committed(db: Db) {
        let store = db.migrated().await;
        let result = store.write(|tx| {
            insert_user(tx, &user("ana"))?;
            let _ = tx.execute("INSERT INTO users (id) VALUES ($1)", &[&UserId(crate::common::new_id())]);
            Ok::<_, Error>(())
        });
        assert!(matches!(result.await, Err(Error::Database(_))));
        assert_eq!(read(&store, count_users).await, 0);
    }

    async fn values_come_back_as_they_went(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let moments = [i64::MIN, -62_135_596_800_000, -1, 0, 1, 946_684_799_999, 1_795_453_751_007, i64::MAX];
        for moment in moments.map(Timestamp::from_millis) {
            write(&store, move |tx| tx.execute("UPDATE users SET disabled_at = $2 WHERE id = $1", &[&ana, &moment])).await;
            assert_eq!(read(&store, move |tx| find_user(tx, ana)).await.unwrap().disabled_at, Some(moment));
        }
        let film = crate::common::movie(&store, ana, "M").await;
        for date in ["1870-01-01", "2000-02-29", "2200-12-31", "1999-12", "1999"].map(day) {
            let back = write(&store, move |tx| {
                let sql = "UPDATE movies SET last_watched_on = $2 WHERE id = $1 RETURNING last_watched_on";
                tx.query_one::<Option<WatchDate>>(sql, &[&film, &date])
            });
            assert_eq!(back.await, Some(date));
        }
    }

    async fn parameters_are_bound_by_their_number(db: Db) {
        let store = db.migrated().await;
        let sql = "SELECT id FROM users WHERE created_at = $2 AND username = $1 AND username <> $3 AND created_at = $2";
        let ana = owner(&store, "ana").await;
        let found = read(&store, move |tx| tx.query_opt::<UserId>(sql, &[&"ana", &at(0), &"ben"])).await;
        assert_eq!(found, Some(ana));
    }

    async fn a_statement_with_too_few_values_is_an_error(db: Db) {
        let store = db.migrated().await;
        let result = store.read(|tx| tx.query::<UserId>("SELECT id FROM users WHERE username = $1", &[])).await;
        assert!(matches!(result, Err(Error::Database(_))), "{result:?}");
        let result = store.read(|tx| tx.query::<UserId>("SELECT id FROM users WHERE username = $1", &[&at(0)])).await;
        match store.engine() {
            // It compares text with a number, and finds nothing.
            Engine::Sqlite => assert_eq!(result, Ok(vec![])),
            Engine::Postgres => assert!(matches!(result, Err(Error::Database(_))), "{result:?}"),
        }
    }

    async fn readers_do_not_wait_for_the_writer(db: Db) {
        let store = db.migrated().await;
        let (inside, wait) = (std::sync::mpsc::channel::<()>(), std::sync::mpsc::channel::<()>());
        let (entered, leave) = (inside.0, wait.1);
        let other = store.clone();
        let writer = tokio::spawn(async move {
            write(&other, move |tx| {
                insert_user(tx, &user("ana"))?;
                entered.send(()).expect("the test waits");
                leave.recv().expect("the test goes on");
                Ok(())
            })
            .await;
        });
        tokio::task::spawn_blocking(move || inside.1.recv()).await.unwrap().unwrap();
        assert_eq!(read(&store, count_users).await, 0);
        wait.0.send(()).unwrap();
        writer.await.unwrap();
        assert_eq!(read(&store, count_users).await, 1);
    }

    async fn a_flood_is_served_in_turn(db: Db) {
        let store = db.migrated().await;
        let tasks: Vec<_> = (0..300)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    if n % 10 == 0 {
                        owner(&store, &format!("user{n}")).await;
                    } else {
                        read(&store, count_users).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(read(&store, count_users).await, 30);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_replaced() {
    on_postgres(|db| async move {
        let store = db.migrated().await;
        let mine = "SELECT pg_backend_pid()::bigint";
        let kill = "SELECT pg_terminate_backend($1)";
        let other = db.open().await;
        for _ in 0..4 {
            let pid = read(&store, move |tx| tx.query_one::<i64>(mine, &[])).await;
            let pid = i32::try_from(pid).unwrap();
            assert!(read(&other, move |tx| tx.query_one::<bool>(kill, &[&pid])).await);
            // The server ends it in its own time.
            let left = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1";
            until(async || read(&other, move |tx| tx.query_one::<i64>(left, &[&pid])).await == 0).await;
            // Whoever comes first may notice; nobody after them.
            let first = store.read(count_users).await;
            assert!(matches!(first, Ok(0) | Err(Error::Unavailable(_))), "{first:?}");
            assert_eq!(read(&store, count_users).await, 0);
        }
        let killed_within = store.write::<(), _, _>(move |tx| {
            let pid: i64 = tx.query_one(mine, &[])?;
            insert_user(tx, &user("ana"))?;
            let _: Vec<bool> = tx.query(kill, &[&i32::try_from(pid).unwrap()])?;
            // In its own time, again; if it never does, this writes, which must not be.
            let start = Instant::now();
            while start.elapsed() < PATIENCE {
                count_users(tx)?;
            }
            Ok(())
        });
        let killed_within = killed_within.await;
        assert!(matches!(killed_within, Err(Error::Unavailable(_))), "{killed_within:?}");
        assert_eq!(read(&store, count_users).await, 0);
        owner(&store, "ana").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_takes_too_long_and_a_wait_that_is_too_long_end() {
    on_postgres(|db| async move {
        let Db::Postgres(url) = &db else { unreachable!("it is PostgreSQL") };
        let hasty = format!("{url}%20-c%20statement_timeout%3D100");
        let store = Store::open_postgres(&hasty, 1).await.unwrap();
        let slow = store.read(|tx| tx.query::<Option<String>>("SELECT pg_sleep(20)::text", &[])).await;
        assert!(matches!(slow, Err(Error::Unavailable(_))), "{slow:?}");

        let (started, has_started) = oneshot::channel();
        let (end, may_end) = mpsc::channel();
        let busy = store.clone();
        let busy = tokio::spawn(async move {
            busy.read(move |_| {
                started.send(()).unwrap();
                may_end.recv().unwrap();
                Ok::<_, Error>(())
            })
            .await
        });
        has_started.await.unwrap();
        let waited = store.read(|tx| tx.query_one::<i64>("SELECT 1::bigint", &[])).await;
        assert!(matches!(waited, Err(Error::Unavailable(_))), "{waited:?}");
        end.send(()).unwrap();
        assert_eq!(busy.await.unwrap(), Ok(()));
        assert_eq!(read(&store, |tx| tx.query_one::<i64>("SELECT 1::bigint", &[])).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_apart_and_leaves_nothing_half() {
    let folder = tempfile::tempdir().unwrap();
    let store = Db::Sqlite(folder.path().join("test.db")).migrated().await;
    let result = store.write(|tx| {
        insert_user(tx, &user("ana"))?;
        // As small as it is already: the file can't grow any more.
        tx.batch("PRAGMA max_page_count = 1")?;
        let long = storage::users::User { password_hash: Some("x".repeat(1_000_000)), ..user("ben") };
        insert_user(tx, &long)
    });
    let error = result.await.unwrap_err();
    assert_eq!(error, Error::Full);
    assert!(error.to_string().contains("is full: free some space"), "{error}");
    assert_eq!(read(&store, count_users).await, 0);
    assert!(write(&store, |tx| insert_user(tx, &user("ana"))).await);
}

#[tokio::test]
async fn a_database_in_memory_is_gone_with_its_last_clone() {
    let before = leftovers();
    let store = Store::open_memory().await.unwrap();
    storage::migrate::up(&store).await.unwrap();
    let clone = store.clone();
    owner(&store, "ana").await;
    drop(store);
    assert_eq!(read(&clone, count_users).await, 1);
    drop(clone);
    assert!(leftovers() <= before);
}

fn leftovers() -> usize {
    let mine = format!("movietracker-{}-", std::process::id());
    let entries = std::fs::read_dir(std::env::temp_dir()).unwrap();
    entries.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(&mine)).count()
}

#[cfg(unix)]
#[tokio::test]
async fn an_sqlite_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_sqlite(&folder.path().join("films.db")).await.unwrap();
    storage::migrate::up(&store).await.unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn a_database_that_is_away_or_refuses_us_is_told_apart() {
    let away = Store::open_postgres("postgresql://ana:secret@127.0.0.1:1/films", 2).await;
    let Err(Error::Unavailable(message)) = away.map(|_| ()) else { panic!("something answered at port 1") };
    assert!(!message.contains("secret"), "{message}");
    let result = Store::open_sqlite(std::path::Path::new("/nowhere/films.db")).await.map(|_| ());
    assert!(matches!(&result, Err(Error::Database(message)) if message.contains("/nowhere")), "{result:?}");
}
