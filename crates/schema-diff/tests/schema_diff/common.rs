//! Databases with rows in all their tables, and declarations that differ from the one that there is.

use domain::accounts::audit_events::AuditEvent;
use domain::accounts::users::Role;
use domain::ids::{MovieId, SessionId, UserId, WatchId};
use domain::library::movies::MovieFields;
use domain::times::Timestamp;
use schema_diff::{Generated, Shape, declared_schema, differences, generate, schema_of};
use std::collections::BTreeMap;
use std::sync::Mutex;
use storage::accounts::audit_events::insert_audit_event;
use storage::auth::oidc_flows::{OidcFlow, insert_flow};
use storage::auth::sessions::{Session, insert_session};
use storage::library::movies::{NewMovie, insert_movie};
use storage::schema::{Column, TABLES, Table};
use storage::testing::{TestDatabase, apply, unlock};
use storage::users::{User, insert_user};
use storage::{Engine, Error, Store, migrate};
use uuid::Uuid;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL.
macro_rules! on_both_engines {
    ($(async fn $name:ident($scratch:ident: Scratch) $body:block)+) => {
        $(async fn $name($scratch: crate::common::Scratch) $body)+

        mod on_sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::common::Scratch::new(storage::Engine::Sqlite)).await;
            }
        )+}

        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::common::Scratch::new(storage::Engine::Postgres)).await;
            }
        )+}
    };
}
pub(crate) use on_both_engines;

/// Databases of an engine, as many as are wanted; they go with it.
pub struct Scratch {
    engine: Engine,
    databases: Mutex<Vec<TestDatabase>>,
}

impl Scratch {
    pub fn new(engine: Engine) -> Self {
        Self { engine, databases: Mutex::default() }
    }

    pub fn is_sqlite(&self) -> bool {
        self.engine == Engine::Sqlite
    }

    /// A database without tables.
    pub async fn empty(&self) -> Store {
        if self.is_sqlite() {
            return Store::open_memory().await.unwrap();
        }
        let database = TestDatabase::create().await;
        let store = Store::open_postgres(&database.url, 2).await.unwrap();
        self.databases.lock().unwrap().push(database);
        store
    }

    /// A database with all migrations and without rows.
    pub async fn migrated(&self) -> Store {
        let store = self.empty().await;
        migrate::up(&store).await.unwrap();
        store
    }

    /// A database with rows.
    pub async fn filled(&self) -> Store {
        let store = self.migrated().await;
        unlock(&store).await;
        store.write(|tx| ["ana", "bob"].iter().try_for_each(|name| fill(tx, name))).await.unwrap();
        store
    }

    /// What leads from the migrations to these tables.
    pub async fn generate(&self, tables: &[Table]) -> Generated {
        generate(&self.migrated().await, &self.empty().await, tables).await.unwrap()
    }
}

fn fill(tx: &mut storage::Tx, name: &str) -> Result<(), Error> {
    let id = |number: u8| Uuid::from_bytes([name.as_bytes()[0]; 16].map(|byte| byte ^ number));
    let (owner, now) = (UserId(id(1)), Timestamp::from_millis(1_795_453_751_000));
    insert_user(
        tx,
        &User {
            id: owner,
            username: name.to_owned(),
            password_hash: (name == "ana").then(|| "$argon2id$…".to_owned()),
            role: Role::Admin,
            created_at: now,
            disabled_at: None,
            movie_count: 0,
            last_login_at: Some(now),
        },
    )?;
    for number in 10..13 {
        let fields = MovieFields {
            title: format!("Solaris {number}"),
            rating: domain::library::ratings::Rating::from_half_stars(i64::from(number) - 5),
            genres: vec!["Drama".to_owned(), "Sci-Fi".to_owned()],
            tags: vec!["owned".to_owned()],
            watched_on: "2026-07-10".parse().ok().filter(|_| number < 12),
            imdb_id: (number == 10).then(|| "tt0069293".to_owned()),
            ..MovieFields::default()
        };
        let (id, watch_id) = (MovieId(id(number)), WatchId(id(number + 20)));
        insert_movie(tx, owner, NewMovie { id, watch_id, fields: &fields, now })?;
    }
    let session = Session {
        id: SessionId(id(2)),
        user_id: owner,
        created_at: now,
        last_used_at: now,
        expires_at: now,
        client: "Firefox".to_owned(),
        address: "192.0.2.1".to_owned(),
        generation: 0,
        generation_age: 0,
        secret: vec![1; 32],
    };
    insert_session(tx, &session)?;
    let flow = OidcFlow { session_id: Some(session.id), return_url: "/".to_owned(), created_at: now };
    insert_flow(tx, (id(3).as_bytes(), id(4).as_bytes()), &flow)?;
    insert_audit_event(
        tx,
        &AuditEvent {
            id: id(5),
            created_at: now,
            event: "user_created".to_owned(),
            actor: None,
            subject: Some(name.to_owned()),
            address: String::new(),
            client: "test".to_owned(),
            count: 1,
        },
    )
}

/// The declared tables, one of them changed.
pub fn tables(name: &str, change: impl FnOnce(&mut Table)) -> Vec<Table> {
    let mut tables = TABLES.to_vec();
    change(tables.iter_mut().find(|table| table.name == name).unwrap());
    tables
}

/// A table's columns, one of them changed.
pub fn change_column(table: &mut Table, name: &str, change: impl FnOnce(Column) -> Column) {
    let mut columns = table.columns.to_vec();
    let column = columns.iter_mut().find(|column| column.name == name).unwrap();
    *column = change(*column);
    table.columns = columns.leak();
}

/// A table's columns with another one.
pub fn add_column(table: &mut Table, column: Column) {
    table.columns = [table.columns, &[column]].concat().leak();
}

/// A table's columns without one.
pub fn drop_column(table: &mut Table, name: &str) {
    let columns: Vec<Column> = table.columns.iter().filter(|column| column.name != name).copied().collect();
    table.columns = columns.leak();
}

/// All rows, by table: each with its values by column, in words.
pub type Rows = BTreeMap<String, Vec<BTreeMap<String, String>>>;

pub async fn rows(store: &Store) -> Rows {
    let shape = schema_of(store).await.unwrap();
    let read = move |tx: &mut storage::Tx| {
        let mut all = Rows::new();
        // What a migration writes by itself into other tables is a change as well, and no loss.
        let told = ["changes", "change_counters"];
        for table in shape.tables.values().filter(|table| !told.contains(&table.name.as_str())) {
            let mut found: Vec<BTreeMap<String, String>> = Vec::new();
            let key = table.primary_key.columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
            for column in &table.columns {
                let name = &column.name;
                let value = match tx.engine() {
                    Engine::Sqlite => format!("quote(\"{name}\")"),
                    Engine::Postgres => format!("coalesce(\"{name}\"::text, 'NULL')"),
                };
                let values: Vec<String> =
                    tx.query(&format!("SELECT {value} FROM \"{}\" ORDER BY {key}", table.name), &[])?;
                found.resize(values.len(), BTreeMap::new());
                for (row, value) in found.iter_mut().zip(values) {
                    row.insert(name.clone(), value);
                }
            }
            // A key that changes changes their order.
            found.sort();
            all.insert(table.name.clone(), found);
        }
        Ok::<_, Error>(all)
    };
    store.read(read).await.unwrap()
}

/// Rows without some columns or tables: those named `table.column` or `table`.
pub fn without(mut rows: Rows, names: &[&str]) -> Rows {
    for name in names {
        match name.split_once('.') {
            Some((table, column)) => rows.get_mut(table).into_iter().flatten().for_each(|row| drop(row.remove(column))),
            None => drop(rows.remove(*name)),
        }
    }
    rows
}

/// Rows with a table or a column under another name.
pub fn renamed(mut rows: Rows, from: &str, to: &str) -> Rows {
    if let Some((table, column)) = from.split_once('.') {
        for row in rows.get_mut(table).into_iter().flatten() {
            let value = row.remove(column).unwrap();
            row.insert(to.to_owned(), value);
        }
    } else {
        let table = rows.remove(from).unwrap();
        rows.insert(to.to_owned(), table);
    }
    rows
}

/// What is expected of a change besides the declared schema and its way back.
pub struct Expected<'a> {
    /// What is new, and what the change loses: not compared.
    pub new: &'a [&'a str],
    /// See above.
    pub lost: &'a [&'a str],
    /// What is renamed.
    pub renamed: Option<(&'a str, &'a str)>,
    /// What somebody writes who is asked to: the parts of the draft that are replaced, up and down.
    pub by_hand: [Option<(&'a str, &'a str)>; 2],
    /// Whether older servers can go on working.
    pub is_compatible: bool,
}

pub const NOTHING: Expected<'static> =
    Expected { new: &[], lost: &[], renamed: None, by_hand: [None, None], is_compatible: false };

/// Generates the migration to these tables, and applies it to a database with rows: up, down and up again.
pub async fn check(scratch: &Scratch, tables: &[Table], expected: Expected<'_>) -> Store {
    let generated = scratch.generate(tables).await;
    assert!(!generated.is_empty());
    assert_eq!(generated.is_compatible, expected.is_compatible, "{}", generated.up_sql());
    let store = scratch.filled().await;
    let [up, down] = [(generated.up_sql(), 0), (generated.down_sql(), 1)]
        .map(|(script, way)| (script.clone(), finished(&script, expected.by_hand[way])));
    let (before, first) = (schema_of(&store).await.unwrap(), rows(&store).await);
    let declared = declared_schema(&scratch.empty().await, tables).await.unwrap();

    apply_finished(&store, &up).await;
    assert_same(&schema_of(&store).await.unwrap(), &declared, &up.1);
    let second = rows(&store).await;
    let kept = expected.renamed.map_or(first.clone(), |(from, to)| renamed(first.clone(), from, to));
    assert_eq!(without(second.clone(), expected.new), without(kept, expected.lost), "{}", up.1);

    apply_finished(&store, &down).await;
    assert_same(&schema_of(&store).await.unwrap(), &before, &down.1);
    assert_eq!(without(rows(&store).await, expected.lost), without(first, expected.lost), "{}", down.1);

    apply_finished(&store, &up).await;
    assert_same(&schema_of(&store).await.unwrap(), &declared, &up.1);
    assert_eq!(without(rows(&store).await, expected.lost), without(second, expected.lost), "{}", up.1);
    store
}

fn assert_same(a: &Shape, b: &Shape, script: &str) {
    let wrong = differences(("in the database", a), ("wanted", b));
    assert!(wrong.is_empty(), "{wrong:#?}\n{script}");
}

/// A script, as somebody leaves it who wrote what they were asked to.
fn finished(script: &str, by_hand: Option<(&str, &str)>) -> String {
    let Some((draft, written)) = by_hand else { return script.to_owned() };
    assert!(script.contains(draft), "{script}");
    let script = script.replace(draft, written);
    script.lines().filter(|line| !line.starts_with("-- by hand:")).collect::<Vec<_>>().join("\n")
}

/// Applies a script; if it had to be finished, it was refused before.
async fn apply_finished(store: &Store, (generated, finished): &(String, String)) {
    if generated != finished {
        let refused = apply(store, generated.clone()).await;
        assert!(matches!(&refused, Err(Error::Schema(text)) if text.contains("by hand")), "{refused:?}\n{generated}");
    }
    apply(store, finished.clone()).await.unwrap_or_else(|error| panic!("{error}\n{finished}"));
}
