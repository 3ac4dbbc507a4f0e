//! A thousand owners from one: their films are copied within the database, table by table.
//!
//! Tables and columns come from the database's own catalogue, so that a new one is copied, too.

use crate::films;
use anyhow::{Context, Result};
use domain::accounts::users::Role;
use domain::ids::UserId;
use domain::times::Timestamp;
use storage::users::{User, insert_user};
use storage::{Engine, Error, Store, Tx};
use uuid::Uuid;

/// The rows that one statement copies at the most, about: PostgreSQL's statements end after 5 s.
const ROWS: u32 = 10_000;

/// Every index is written all over, so SQLite gets room for it: 256 MiB on this connection alone.
const SQLITE_SETTINGS: &str = "PRAGMA cache_size = -262144";
/// Without the checks of foreign keys, which are right here: much faster.
const POSTGRES_SETTINGS: &str = "SET LOCAL session_replication_role = replica";

/// The tables of what belongs to a film, and so to its owner.
const SQLITE_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND 2 = \
     (SELECT count(*) FROM pragma_table_info(sqlite_schema.name) WHERE name IN ('owner_id', 'movie_id')) ORDER BY name";
const POSTGRES_TABLES: &str = "SELECT table_name::text FROM information_schema.columns \
     WHERE table_schema = current_schema() AND column_name IN ('owner_id', 'movie_id') \
     GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name";

const SQLITE_COLUMNS: &str = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
/// The catalogue's own types are not those of the storage layer.
const POSTGRES_COLUMNS: &str = "SELECT column_name::text FROM information_schema.columns \
     WHERE table_schema = current_schema() AND table_name = $1::text ORDER BY ordinal_position";

/// Adds so many owners, each with copies of the films of an owner who has `films` of them.
///
/// The copies of one film lie together, and not the films of one owner, as they do when a thousand
/// owners add theirs over the years.
///
/// # Errors
/// When the database refuses.
pub async fn add_owners(store: &Store, owner: UserId, owners: u32, films: u32) -> Result<()> {
    store.write(move |tx| insert_owners(tx, owners, films)).await.context("owners cannot be added")?;
    let step = (ROWS / owners.max(1)).max(1);
    let tables: Vec<String> = store.read::<_, Error, _>(|tx| tx.query(tables_sql(tx.engine()), &[])).await?;
    let parts = tables.iter().map(|table| (table.clone(), "movie_id"));
    for (table, key) in std::iter::once(("movies".to_owned(), "id")).chain(parts) {
        let name = table.clone();
        // In one transaction: SQLite would write nearly all pages of the indexes for each.
        let copied = store.write::<_, Error, _>(move |tx| {
            tx.batch(if tx.engine() == Engine::Sqlite { SQLITE_SETTINGS } else { POSTGRES_SETTINGS })?;
            let sql = copy_sql(tx, &table, key)?;
            for first in (0..films).step_by(step as usize) {
                let (low, high) = films::id_range(first, films.min(first + step));
                tx.execute(&sql, &[&owner, &low, &high])?;
            }
            Ok(())
        });
        copied.await.with_context(|| format!("{name} cannot be copied"))?;
    }
    Ok(())
}

fn tables_sql(engine: Engine) -> &'static str {
    if engine == Engine::Sqlite { SQLITE_TABLES } else { POSTGRES_TABLES }
}

fn insert_owners(tx: &mut Tx, owners: u32, films: u32) -> Result<(), Error> {
    for number in 0..owners {
        let user = User {
            // Ids differ in their last 8 bytes; the copies rely on it.
            id: UserId(Uuid::from_u64_pair(0x0190_0000_0000_7000, 0x8000_0000_0000_0000 | u64::from(number) << 32)),
            username: format!("owner-{number}"),
            // No password fits it: nobody signs in as them.
            password_hash: Some("!".to_owned()),
            role: Role::Member,
            created_at: Timestamp::from_millis(0),
            disabled_at: None,
            movie_count: 0,
            last_login_at: None,
        };
        insert_user(tx, &user)?;
    }
    let count = i64::from(films);
    tx.execute("UPDATE users SET movie_count = $1 WHERE password_hash = '!'", &[&count]).map(drop)
}

/// Copies the rows of the films from `$2` to `$3` of the owner `$1` to every other owner.
fn copy_sql(tx: &mut Tx, table: &str, key: &str) -> Result<String, Error> {
    let catalogue = if tx.engine() == Engine::Sqlite { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
    let columns: Vec<String> = tx.query(catalogue, &[&table])?;
    let values: Vec<String> = columns.iter().map(|column| value(tx.engine(), column)).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    // On SQLite, triggers have put some of what is copied there already.
    let insert = if tx.engine() == Engine::Sqlite { "INSERT OR IGNORE" } else { "INSERT" };
    Ok(format!(
        "{insert} INTO {table} ({columns}) SELECT {values} FROM {table} AS it CROSS JOIN users AS other \
         WHERE it.owner_id = $1 AND it.{key} BETWEEN $2 AND $3 AND other.id <> $1 ORDER BY it.{key}, other.id"
    ))
}

/// What a copy has in a column: an id of its own is half the original's, half its owner's.
fn value(engine: Engine, column: &str) -> String {
    match (column, engine) {
        ("owner_id", _) => "other.id".to_owned(),
        ("id" | "movie_id", Engine::Sqlite) => {
            format!("CAST(substr(it.{column}, 1, 8) || substr(other.id, 9, 8) AS BLOB)")
        }
        ("id" | "movie_id", Engine::Postgres) => {
            format!("(left(it.{column}::text, 18) || right(other.id::text, 18))::uuid")
        }
        _ => format!("it.{column}"),
    }
}
