//! Reads at replicas of a PostgreSQL, which each test starts itself.

use crate::cluster::{Authority, Cluster};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::{Error, Store, Tx};

const ANYONE: &str = "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n";

fn primary() -> Cluster {
    Cluster::start(None, &Authority::new("Nobody's"), ANYONE)
}

fn url(cluster: &Cluster) -> String {
    cluster.url("127.0.0.1", "")
}

/// A server's store, with these replicas.
async fn open(primary: &Cluster, replicas: &str) -> Store {
    Store::open_postgres(&url(primary), 4).await.unwrap().with_replicas(replicas, 4).await.unwrap()
}

async fn run(store: &Store, sql: &'static str) {
    store.write::<_, Error, _>(move |tx| tx.batch(sql)).await.unwrap();
}

/// Whether a read comes from a replica.
async fn is_from_replica(store: &Store) -> bool {
    let sql = "SELECT pg_is_in_recovery()";
    store.read_at_replica::<_, Error, _>(move |tx| tx.query_one::<bool>(sql, &[])).await.unwrap()
}

async fn films(store: &Store) -> i64 {
    let count = |tx: &mut Tx| tx.query_one::<i64>("SELECT count(*) FROM films", &[]);
    store.read_at_replica::<_, Error, _>(count).await.unwrap()
}

/// Waits until reads come from a replica.
async fn wait_for_replica(store: &Store) {
    while !is_from_replica(store).await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_seen_at_once_at_any_server_also_while_the_replica_is_behind() {
    let primary = primary();
    let replica = primary.replica();
    let (first, second) = (open(&primary, &url(&replica)).await, open(&primary, &url(&replica)).await);
    run(&first, "CREATE TABLE films (title text)").await;
    for number in 1..=50 {
        run(&first, "INSERT INTO films VALUES ('M')").await;
        assert_eq!((films(&first).await, films(&second).await), (number, number));
    }
    wait_for_replica(&first).await;
    let reads = first.replica_figures().unwrap().replicas[0].reads;
    assert!(reads > 0);

    let there = Store::open_postgres(&url(&replica), 1).await.unwrap();
    there.read::<_, Error, _>(|tx| tx.query_opt::<bool>("SELECT pg_wal_replay_pause() IS NULL", &[])).await.unwrap();
    for number in 51..=60 {
        run(&first, "INSERT INTO films VALUES ('M')").await;
        assert_eq!((films(&first).await, films(&second).await), (number, number));
        assert!(!is_from_replica(&first).await && !is_from_replica(&second).await);
    }
    assert!(first.replica_figures().unwrap().primary_reads > 0);
    there.read::<_, Error, _>(|tx| tx.query_opt::<bool>("SELECT pg_wal_replay_resume() IS NULL", &[])).await.unwrap();
    wait_for_replica(&first).await;
    wait_for_replica(&second).await;
    assert_eq!(films(&second).await, 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_fails_hangs_or_dies_is_not_the_readers_problem() {
    let primary = primary();
    let replica = primary.replica();
    let store = open(&primary, &url(&replica)).await;
    wait_for_replica(&store).await;
    let read = async |sql: &'static str| {
        wait_for_replica(&store).await;
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&tries);
        let outcome = store.read_at_replica::<_, Error, _>(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            tx.query_one::<i64>(sql, &[])
        });
        (outcome.await, tries.load(Ordering::SeqCst))
    };
    let fails = "SELECT 7::bigint / CASE WHEN pg_is_in_recovery() THEN 0 ELSE 1 END";
    assert_eq!(read(fails).await, (Ok(7), 2));
    let hangs = "SELECT 7::bigint FROM (SELECT pg_sleep(CASE WHEN pg_is_in_recovery() THEN 60 ELSE 0 END)) AS slept";
    assert_eq!(read(hangs).await, (Ok(7), 2));
    wait_for_replica(&store).await;
    let dying = tokio::task::spawn_blocking(move || drop(replica));
    // While it dies, and when it is gone.
    while !dying.is_finished() {
        is_from_replica(&store).await;
    }
    assert!(!is_from_replica(&store).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_database_is_no_replica_and_a_primary_is_not_used_as_one() {
    let (primary, other) = (primary(), primary());
    let store = Store::open_postgres(&url(&primary), 4).await.unwrap();
    let Err(Error::Database(message)) = store.clone().with_replicas(&url(&other), 4).await.map(drop) else {
        panic!("another database was taken for a replica")
    };
    assert!(message.contains(&other.name()), "{message}");
    let store = store.with_replicas(&url(&primary), 4).await.unwrap();
    assert!(!store.replica_figures().unwrap().replicas[0].is_ready);
    assert!(!is_from_replica(&store).await);
    let sqlite = Store::open_memory().await.unwrap();
    assert!(sqlite.with_replicas(&url(&primary), 4).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_replicas_each_answers_and_one_may_be_away() {
    let primary = primary();
    let (first, second) = (primary.replica(), primary.replica());
    let both = format!("postgres://postgres@{},{}/postgres", first.name(), second.name());
    let store = open(&primary, &both).await;
    let has_read = |store: &Store| store.replica_figures().unwrap().replicas.iter().all(|replica| replica.reads > 0);
    while !has_read(&store) {
        is_from_replica(&store).await;
    }
    tokio::task::spawn_blocking(move || drop(first)).await.unwrap();
    wait_for_replica(&store).await;
    let away = open(&primary, &both).await;
    wait_for_replica(&away).await;
}
