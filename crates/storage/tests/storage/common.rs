//! Databases to test on, and what stands in them.

use domain::accounts::users::Role;
use domain::ids::{MovieId, SessionId, UserId, WatchId};
use domain::library::movies::{Movie, MovieFields};
use domain::library::watch_dates::WatchDate;
use domain::pages::{Page, PageQuery};
use domain::times::Timestamp;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use storage::library::movies::{self, NewMovie, find_movie, find_movie_for_update, insert_movie};
use storage::testing::TestDatabase;
use storage::users::{User, insert_user};
use storage::{Engine, Error, Store, Tx, migrate};
use uuid::Uuid;

/// Makes two tests of each function: one on SQLite, one on PostgreSQL. It is given an empty
/// database of its own.
macro_rules! on_both_engines {
    ($(async fn $name:ident($db:ident: Db) $body:block)+) => {
        $(async fn $name($db: crate::common::Db) $body)+

        mod on_sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::common::on_sqlite(super::$name).await;
            }
        )+}

        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                crate::common::on_postgres(super::$name).await;
            }
        )+}
    };
}
pub(crate) use on_both_engines;

/// Where an empty database is.
#[derive(Clone)]
pub enum Db {
    /// The file.
    Sqlite(std::path::PathBuf),
    /// The URL.
    Postgres(String),
}

impl Db {
    /// Opens the database; as another process would when it is open already.
    pub async fn open(&self) -> Store {
        match self {
            Self::Sqlite(path) => Store::open_sqlite(path).await,
            Self::Postgres(url) => Store::open_postgres(url, 4).await,
        }
        .expect("the database of the test opens")
    }

    /// Opens the database with its tables made.
    pub async fn migrated(&self) -> Store {
        let store = self.open().await;
        migrate::up(&store).await.expect("the tables of the test are made");
        storage::testing::unlock(&store).await;
        store
    }
}

pub async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Db) -> F) {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    test(Db::Sqlite(folder.path().join("test.db"))).await;
}

pub async fn on_postgres<F: Future<Output = ()>>(test: impl FnOnce(Db) -> F) {
    let database = TestDatabase::create().await;
    test(Db::Postgres(database.url.clone())).await;
}

/// The first of the two texts on SQLite, the second on PostgreSQL.
pub fn by_engine<T>(store: &Store, sqlite: T, postgres: T) -> T {
    if store.engine() == Engine::Sqlite { sqlite } else { postgres }
}

/// Runs a closure that writes and must not fail.
pub async fn write<T: Send + 'static>(
    store: &Store,
    f: impl FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static,
) -> T {
    store.write(f).await.expect("the test writes")
}

/// Runs a closure that reads and must not fail.
pub async fn read<T: Send + 'static>(store: &Store, f: impl FnOnce(&mut Tx) -> Result<T, Error> + Send + 'static) -> T {
    store.read(f).await.expect("the test reads")
}

/// The moment so many seconds after the tests' beginning of time.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_795_453_751_000).plus_seconds(seconds)
}

pub fn day(text: &str) -> WatchDate {
    text.parse().expect("the test writes its dates as YYYY-MM-DD, YYYY-MM or YYYY")
}

/// An id that no other call gives, larger than those before.
pub fn new_id() -> Uuid {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + u128::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

pub fn movie_id() -> MovieId {
    MovieId(new_id())
}

pub fn watch_id() -> WatchId {
    WatchId(new_id())
}

pub fn session_id() -> SessionId {
    SessionId(new_id())
}

/// An account that is not stored yet.
pub fn user(username: &str) -> User {
    User {
        id: UserId(new_id()),
        username: username.to_owned(),
        password_hash: Some("$argon2id$…".to_owned()),
        role: Role::Member,
        created_at: at(0),
        disabled_at: None,
        movie_count: 0,
        last_login_at: None,
    }
}

/// The id of a new account.
pub async fn owner(store: &Store, username: &str) -> UserId {
    let user = user(username);
    let id = user.id;
    assert!(write(store, move |tx| insert_user(tx, &user)).await);
    id
}

pub fn fields(title: &str) -> MovieFields {
    MovieFields { title: title.to_owned(), ..MovieFields::default() }
}

pub fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// Adds a film at the tests' beginning of time.
pub fn add(tx: &mut Tx, owner: UserId, fields: &MovieFields) -> Result<MovieId, Error> {
    add_at(tx, owner, fields, at(0))
}

pub fn add_at(tx: &mut Tx, owner: UserId, fields: &MovieFields, now: Timestamp) -> Result<MovieId, Error> {
    let new = NewMovie { id: movie_id(), watch_id: watch_id(), fields, now };
    insert_movie(tx, owner, new)?;
    Ok(new.id)
}

/// Adds a film with this title.
pub async fn movie(store: &Store, owner: UserId, title: &str) -> MovieId {
    let fields = fields(title);
    write(store, move |tx| add(tx, owner, &fields)).await
}

/// A film that must be there.
pub async fn found(store: &Store, owner: UserId, id: MovieId) -> Movie {
    read(store, move |tx| find_movie(tx, owner, id)).await.expect("the film is there")
}

pub fn limit(limit: u32) -> PageQuery {
    PageQuery { limit, cursor: None }
}

/// The items of all pages, of at most `size` each.
pub async fn all_pages<T: Send + 'static>(
    store: &Store,
    size: u32,
    list: impl Fn(&mut Tx, &PageQuery) -> Result<Page<T>, Error> + Send + Clone + 'static,
) -> Vec<T> {
    let (mut all, mut query) = (Vec::new(), limit(size));
    loop {
        let (asked, list) = (query.clone(), list.clone());
        let page = read(store, move |tx| list(tx, &asked)).await;
        assert!(page.items.len() <= size as usize);
        all.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return all,
        }
    }
}

/// Changes a film as it is found.
pub fn update_movie(
    tx: &mut Tx,
    owner: UserId,
    id: MovieId,
    fields: &MovieFields,
    watch_id: WatchId,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(before) = find_movie_for_update(tx, owner, id)? else { return Ok(false) };
    movies::update_movie(tx, owner, &before, fields, watch_id, now)
}
