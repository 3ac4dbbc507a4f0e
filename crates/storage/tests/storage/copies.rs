//! Copies from one database to another.

use crate::common::{
    Db, add, at, by_engine, fields, limit, movie, new_id, on_both_engines, on_postgres, on_sqlite, owner, read, user,
    write,
};
use crate::images::{image, set};
use crate::watches::everything;
use domain::accounts::audit_events::AuditEvent;
use domain::accounts::users::Role;
use domain::ids::UserId;
use domain::library::images::ImageKind;
use domain::library::movies_query::MoviesQuery;
use storage::accounts::audit_chain::{Verdict, verify};
use storage::accounts::audit_events::insert_audit_event;
use storage::accounts::one_time_links::{NewLink, Purpose, insert_link};
use storage::library::changes::find_position;
use storage::library::movies::list_movies;
use storage::schema::{Column, Kind, TABLES, Table};
use storage::statements::{self, Access};
use storage::transfer::{Summary, copy, copy_to_file};
use storage::users::insert_user;
use storage::{Answer, Error, Param, Store, Tx, migrate};
use uuid::Uuid;

/// A database with rows in all tables; gives an account with films.
pub async fn full(store: &Store) -> UserId {
    let ana = owner(store, "ana").await;
    everything(store, ana).await;
    let film = movie(store, ana, "Amélie \u{1f3ac}\r\n\t'\"%_").await;
    set(store, ana, film, ImageKind::Poster, Some(image(7)), 1).await;
    write(store, move |tx| {
        let (created_at, expires_at) = (at(0), at(100));
        for purpose in [Purpose::Invite(Role::Admin), Purpose::PasswordReset(ana)] {
            let id = new_id();
            let link = NewLink { id, purpose, created_by: ana, created_at, expires_at };
            insert_link(tx, id.as_bytes(), &link)?;
        }
        for number in 0..3 {
            insert_audit_event(tx, &event(number))?;
        }
        for number in 0..200 {
            add(tx, ana, &fields(&format!("Film {number}")))?;
        }
        insert_user(tx, &user("ben"))?;
        // The audit log is written at the end of the transaction, and no row of the last one outlives it.
        let others = TABLES.iter().filter(|table| !["audit_events", "pending_changes"].contains(&table.name));
        others.into_iter().try_for_each(|table| add_row(tx, table))
    })
    .await;
    ana
}

fn event(number: i64) -> AuditEvent {
    AuditEvent {
        id: new_id(),
        created_at: at(number),
        event: "login".to_owned(),
        actor: Some("ana".to_owned()),
        subject: None,
        address: "203.0.113.7".to_owned(),
        client: "Firefox".to_owned(),
        count: 1,
    }
}

/// Adds a row to a table that has none.
fn add_row(tx: &mut Tx, table: &Table) -> Result<(), Error> {
    let name = table.name;
    if tx.query_one::<i64>(&format!("SELECT count(*) FROM {name}"), &[])? > 0 {
        return Ok(());
    }
    let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let places: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    let values: Vec<Box<dyn Param>> = table.columns.iter().map(|column| value(tx, column)).collect::<Result<_, _>>()?;
    let sql = format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    let values: Vec<&dyn Param> = values.iter().map(|value| &**value).collect();
    assert_eq!(tx.execute(&sql, &values)?, 1);
    Ok(())
}

/// A value that a column can have.
fn value(tx: &mut Tx, column: &Column) -> Result<Box<dyn Param>, Error> {
    Ok(match (column.kind, column.references) {
        (Kind::Uuid, Some(to)) => {
            Box::new(tx.query_one::<Uuid>(&format!("SELECT {} FROM {} LIMIT 1", to.column, to.table), &[])?)
        }
        (Kind::Uuid, None) => Box::new(new_id()),
        (Kind::Text, _) => {
            let choice = column.check.and_then(|check| check.split('\'').nth(1));
            Box::new(choice.map_or_else(|| format!("{} é", column.name), str::to_owned))
        }
        (Kind::Bytes, _) => Box::new(vec![0_u8, 255, b'\'']),
        (Kind::Bool, _) => Box::new(true),
        (Kind::SmallInt | Kind::Int | Kind::BigInt, _) => Box::new(1_i64),
        (Kind::Date, _) => Box::new(domain::times::parse_date("2024-02-29").expect("it is a day")),
        (Kind::Timestamp, _) => Box::new(at(7)),
    })
}

/// All that a database has, as a statement that somebody types gives it.
pub async fn content(store: &Store) -> Vec<(&'static str, Answer)> {
    let mut all = Vec::new();
    for table in TABLES {
        let sql = format!("SELECT * FROM {} ORDER BY {}", table.name, table.primary_key.join(", "));
        let answer = statements::run(store, &sql, Access::Read).await.unwrap();
        assert!(!answer.rows.is_empty() || table.name == "pending_changes", "{} is empty", table.name);
        all.push((table.name, answer));
    }
    all
}

/// Copies to a database, of which a file is replaced.
async fn copied(from: &Store, to: &Db) -> Vec<Summary> {
    match to {
        Db::Sqlite(path) => copy_to_file(from, path).await,
        Db::Postgres(_) => copy(from, &to.open().await).await,
    }
    .unwrap()
}

async fn there_and_back(first: Db, second: Db, third: Db) {
    let store = first.migrated().await;
    full(&store).await;
    // PostgreSQL's own clock has microseconds; SQLite keeps milliseconds.
    let cut = by_engine(&store, "", "UPDATE sessions SET rotated_at = date_trunc('milliseconds', rotated_at)");
    write(&store, move |tx| tx.batch(cut)).await;
    let before = content(&store).await;
    let there = copied(&store, &second).await;
    let back = copied(&second.open().await, &third).await;
    assert_eq!(there, back);
    assert_eq!(there.len(), TABLES.len());
    let again = third.open().await;
    for ((name, before), (_, after)) in before.iter().zip(&content(&again).await) {
        assert_eq!(before, after, "{name}");
    }
    migrate::check(&again).await.unwrap();
    storage::testing::unlock(&again).await;
    assert_eq!(write(&again, verify).await, Verdict::Whole(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_postgresql_and_back_is_identical() {
    on_sqlite(|first| on_postgres(|second| on_sqlite(|third| there_and_back(first, second, third)))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_sqlite_and_back_is_identical() {
    on_postgres(|first| on_sqlite(|second| on_postgres(|third| there_and_back(first, second, third)))).await;
}

/// A database with rows in all tables, and the account that has them.
async fn source(folder: &std::path::Path) -> (Store, UserId) {
    let store = Db::Sqlite(folder.join("source.db")).migrated().await;
    let ana = full(&store).await;
    (store, ana)
}

on_both_engines! {
    async fn changes_go_on_where_they_were(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let (source, ana) = source(folder.path()).await;
        let position = read(&source, move |tx| find_position(tx, ana)).await;
        copied(&source, &db).await;
        let store = db.open().await;
        assert_eq!(read(&store, move |tx| find_position(tx, ana)).await, position);
        movie(&store, ana, "Afterwards").await;
        assert_eq!(read(&store, move |tx| find_position(tx, ana)).await, position + 1);
        let query = MoviesQuery { search: "afterwards".to_owned(), ..MoviesQuery::default() };
        let page = read(&store, move |tx| list_movies(tx, ana, &query, &limit(5))).await;
        assert_eq!(page.total, 1);
        // And the audit log is as well kept as before.
        let deleted = store.write::<_, Error, _>(|tx| tx.execute("DELETE FROM audit_events", &[])).await;
        assert!(deleted.is_err());
    }

    async fn a_database_with_accounts_is_not_filled(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let (source, _) = source(folder.path()).await;
        let store = db.migrated().await;
        owner(&store, "cleo").await;
        let refused = match &db {
            Db::Sqlite(path) => {
                drop(store);
                copy_to_file(&source, path).await
            }
            Db::Postgres(_) => copy(&source, &store).await,
        };
        assert!(matches!(&refused, Err(Error::Transfer(text)) if text.contains("has accounts already")), "{refused:?}");
        let store = db.open().await;
        let names = read(&store, |tx| tx.query::<String>("SELECT username FROM users", &[])).await;
        assert_eq!(names, ["cleo"]);
    }

    async fn a_database_of_another_version_is_not_copied(db: Db) {
        let folder = tempfile::tempdir().unwrap();
        let store = db.migrated().await;
        owner(&store, "ana").await;
        write(&store, |tx| {
            tx.execute(
                "INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible)
                 SELECT 9999, '9999_future', checksum, applied_at, TRUE FROM schema_migrations WHERE version = 1",
                &[],
            )
        })
        .await;
        let target = folder.path().join("copy.db");
        let refused = copy_to_file(&store, &target).await;
        assert!(matches!(&refused, Err(Error::Schema(text)) if text.contains("9999_future")), "{refused:?}");
        write(&store, |tx| tx.execute("DELETE FROM schema_migrations WHERE version = 9999", &[])).await;
        migrate::down(&store, 1).await.unwrap();
        let refused = copy_to_file(&store, &target).await;
        assert!(matches!(&refused, Err(Error::Schema(text)) if text.contains("migrate up")), "{refused:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_copy_that_fails_nothing_stays() {
    on_postgres(|db| async move {
        let folder = tempfile::tempdir().unwrap();
        let (source, _) = source(folder.path()).await;
        let store = db.migrated().await;
        // The last of the films.
        write(&store, |tx| tx.batch("ALTER TABLE movies ADD CONSTRAINT no CHECK (title <> 'Film 199')")).await;
        let failed = copy(&source, &store).await;
        assert!(matches!(failed, Err(Error::Database(_))), "{failed:?}");
        let counts = "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM movies)";
        assert_eq!(read(&store, move |tx| tx.query_one::<i64>(counts, &[])).await, 0);
        // Triggers run as before.
        write(&store, |tx| tx.batch("ALTER TABLE movies DROP CONSTRAINT no")).await;
        let dan = owner(&store, "dan").await;
        movie(&store, dan, "Heat").await;
        assert_eq!(read(&store, move |tx| find_position(tx, dan)).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reads_otherwise_than_it_was_written_is_not_kept() {
    on_postgres(|db| async move {
        let folder = tempfile::tempdir().unwrap();
        let (source, _) = source(folder.path()).await;
        let store = db.migrated().await;
        // A rule is no trigger, and not disabled.
        let rule = "CREATE RULE lost AS ON INSERT TO undos DO INSTEAD NOTHING";
        write(&store, move |tx| tx.batch(rule)).await;
        let failed = copy(&source, &store).await;
        assert!(matches!(&failed, Err(Error::Transfer(text)) if text.contains("undos")), "{failed:?}");
        assert_eq!(read(&store, |tx| tx.query_one::<i64>("SELECT count(*) FROM users", &[])).await, 0);
    })
    .await;
}
