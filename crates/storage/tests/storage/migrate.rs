use crate::common::{
    Db, at, by_engine, day, found, limit, movie, on_both_engines, on_postgres, on_sqlite, owner, read, watch_id, write,
};
use domain::library::ratings::Rating;
use domain::library::watches::WatchFields;
use domain::text::fold;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use storage::library::watches::{insert_watch, list_movie_watches};
use storage::users::count_users;
use storage::{Error, Store, migrate};

/// Takes migrations back, down to this one.
pub async fn go_down(store: &Store, last: &str) {
    loop {
        let down = migrate::down(store, 1).await.unwrap();
        if down == [last] {
            return;
        }
        assert!(!down.is_empty(), "{last} was never there");
    }
}

/// What a schema consists of, in words that are the same for both engines.
async fn schema(store: &Store) -> BTreeSet<String> {
    let columns = by_engine(
        store,
        "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 THEN ' not null ' ELSE ' ' END || lower(c.type)
         FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
        "SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' not null ' ELSE ' ' END ||
            CASE WHEN data_type IN ('uuid', 'bytea') THEN 'blob' WHEN data_type IN ('text', 'date') THEN 'text'
            ELSE 'integer' END
         FROM information_schema.columns WHERE table_schema = current_schema()",
    );
    // Keys that come with a table have names that the engine makes; their columns say which they are.
    let indexes = by_engine(
        store,
        "SELECT CASE WHEN i.origin = 'c' THEN i.name ELSE t.name END || CASE WHEN i.\"unique\" = 1 THEN ' unique' ELSE '' END
            || CASE WHEN i.partial = 1 THEN ' partial' ELSE '' END
            || ' (' || (SELECT group_concat(c.name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) AS c) || ')'
         FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i
         WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'
         UNION ALL
         SELECT t.name || ' unique (' || c.name || ')' FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
         WHERE t.schema = 'main' AND c.pk = 1 AND c.type = 'INTEGER'
           AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) WHERE origin = 'pk')",
        "SELECT (CASE WHEN k.conname IS NULL THEN i.relname ELSE t.relname END) || CASE WHEN x.indisunique THEN ' unique' ELSE '' END
            || CASE WHEN x.indpred IS NOT NULL THEN ' partial' ELSE '' END || ' (' ||
            (SELECT string_agg(a.attname, ', ' ORDER BY n) FROM unnest(x.indkey::smallint[]) WITH ORDINALITY AS u (attnum, n)
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = u.attnum) || ')'
         FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid
         LEFT JOIN pg_constraint AS k ON k.conindid = i.oid AND k.contype IN ('p', 'u')
         WHERE t.relnamespace = current_schema()::regnamespace",
    );
    let references = by_engine(
        store,
        "SELECT t.name || '.' || f.\"from\" || ' refers to ' || f.\"table\" || ' ' || lower(f.on_delete)
         FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main'",
        "SELECT t.relname || '.' || a.attname || ' refers to ' || o.relname || CASE WHEN k.confdeltype = 'c' THEN ' cascade' ELSE '' END
         FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = k.conrelid JOIN pg_class AS o ON o.oid = k.confrelid
         JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
         WHERE k.contype = 'f' AND t.relnamespace = current_schema()::regnamespace",
    );
    let lists = read(store, move |tx| {
        let mut all: Vec<String> = tx.query(columns, &[])?;
        all.extend(tx.query(indexes, &[])?);
        all.extend(tx.query(references, &[])?);
        Ok(all)
    });
    lists.await.into_iter().collect()
}

/// Leaves the trace of a migration that this program does not know.
async fn add_newer(store: &Store, name: &'static str, compatible: bool) {
    let version: i64 = name[..4].parse().unwrap();
    let sql = "INSERT INTO schema_migrations (version, name, checksum, applied_at, compatible)
        SELECT $1, $2, checksum, applied_at, $3 FROM schema_migrations WHERE version = 1";
    assert_eq!(write(store, move |tx| tx.execute(sql, &[&version, &name, &compatible])).await, 1);
}

#[track_caller]
fn assert_newer(result: Result<(), Error>, name: &str) {
    let Err(Error::Schema(message)) = result else { panic!("it was accepted") };
    assert!(message.contains(name) && message.contains("newer"), "{message}");
}

async fn file_of_schema(db: Db) {
    let folder = std::env::temp_dir().join(format!("storage-schema-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let lines: Vec<_> = schema(&db.migrated().await).await.into_iter().collect();
    let name = if matches!(db, Db::Sqlite(_)) { "sqlite" } else { "postgres" };
    std::fs::write(folder.join(name), lines.join("\n")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_schema() {
    on_sqlite(file_of_schema).await;
    on_postgres(file_of_schema).await;
    let folder = std::env::temp_dir().join(format!("storage-schema-{}", std::process::id()));
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
    let [sqlite, postgres] = [&sqlite, &postgres].map(|text| text.lines().collect::<BTreeSet<_>>());
    assert!(sqlite.len() > 100, "the schema was read");
    let only =
        |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let (only_sqlite, only_postgres) = (only(&sqlite, &postgres), only(&postgres, &sqlite));
    assert!(only_sqlite.is_empty() && only_postgres.is_empty(), "{only_sqlite:#?}\n{only_postgres:#?}");
}

on_both_engines! {
    async fn migrations_go_up_and_down_and_up_again(db: Db) {
        let store = db.open().await;
        let names: Vec<String> = migrate::status(&store).await.unwrap().into_iter().map(|it| it.name).collect();
        assert!(names.first().is_some_and(|name| name == "0001_initial"));
        assert!(matches!(migrate::check(&store).await, Err(Error::Schema(message)) if message.contains("migrate up")));
        assert_eq!(migrate::down(&store, 1).await, Ok(vec![]));
        assert_eq!(migrate::up(&store).await.as_ref(), Ok(&names));
        assert_eq!(migrate::up(&store).await, Ok(vec![]));
        assert_eq!(migrate::check(&store).await, Ok(()));
        assert!(migrate::status(&store).await.unwrap().iter().all(|it| it.applied_at.is_some()));
        let first = schema(&store).await;
        owner(&store, "ana").await;

        let backwards: Vec<_> = names.iter().rev().cloned().collect();
        assert_eq!(migrate::down(&store, 1000).await, Ok(backwards));
        assert!(migrate::status(&store).await.unwrap().iter().all(|it| it.applied_at.is_none()));
        let left: Vec<_> = schema(&store).await.into_iter().filter(|it| !it.starts_with("schema_migrations")).collect();
        assert_eq!(left, [] as [String; 0], "the way down leaves nothing");

        assert_eq!(migrate::up(&store).await.as_ref(), Ok(&names));
        assert_eq!(schema(&store).await, first);
        assert_eq!(read(&store, count_users).await, 0);
    }

    async fn watches_keep_their_days_on_the_way_down_and_up(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        for date in [Some("2019-07-10"), Some("1999-12"), Some("1998"), None] {
            let watched_on = date.map(day);
            let fields = WatchFields { watched_on, rating: Rating::from_half_stars(7), ..WatchFields::default() };
            write(&store, move |tx| insert_watch(tx, ana, film, watch_id(), &fields, at(1))).await;
        }
        let watches = async || {
            let page = read(&store, move |tx| list_movie_watches(tx, ana, film, &limit(10))).await;
            let dates = page.items.iter().map(|it| it.watched_on.map(|date| date.to_string()));
            (dates.collect::<Vec<_>>(), page.items.iter().map(|it| it.rewatch).collect::<Vec<_>>())
        };
        go_down(&store, "0010_diary").await;
        let sql = "SELECT coalesce(CAST(watched_on AS text), '-') FROM watches ORDER BY watched_on DESC NULLS LAST";
        let days: Vec<String> = read(&store, move |tx| tx.query(sql, &[])).await;
        assert_eq!(days, ["2019-07-10", "1999-12-01", "1998-01-01", "-"]);
        migrate::up(&store).await.unwrap();
        let dates = [Some("2019-07-10"), Some("1999-12-01"), Some("1998-01-01"), None];
        let expected = dates.map(|date| date.map(str::to_owned)).to_vec();
        assert_eq!(watches().await, (expected, vec![true, true, true, false]));
        assert_eq!(found(&store, ana, film).await.watched_on, Some(day("2019-07-10")));
    }

    async fn titles_keep_their_order_on_the_way_down_and_up(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let with_articles = [
            "The Thing", "A Serious Man", "An Education", "Le Samouraï", "La Haine", "Les Diaboliques", "L'Atalante",
            "L’Avventura", "Un prophète", "Une femme est une femme", "Der Himmel über Berlin", "Das Boot", "Ein Lied",
            "Eine Stadt", "El Topo", "Los Olvidados", "Il Postino", "Una giornata", "Het Meisje", "The 100% \\ Wolf_",
        ];
        let without = ["La La Land", "Los Angeles Plays Itself", "Die Hard", "The", "Theodora", "Ángel"];
        for title in with_articles.into_iter().chain(without) {
            movie(&store, ana, title).await;
        }
        let sorts = async || {
            let sql = "SELECT title, title_sort FROM movies ORDER BY id";
            read(&store, move |tx| tx.query::<(String, String)>(sql, &[])).await
        };
        let before = sorts().await;
        assert_eq!(before[0].1, "thing\u{1}the");
        go_down(&store, "0011_finding").await;
        for (title, sort) in sorts().await {
            assert_eq!(sort, fold(&title));
        }
        migrate::up(&store).await.unwrap();
        assert_eq!(sorts().await, before);
    }

    async fn an_edited_migration_is_refused(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| tx.execute("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1", &[])).await;
        for result in [migrate::up(&store).await.map(drop), migrate::down(&store, 1).await.map(drop), migrate::check(&store).await] {
            let Err(Error::Schema(message)) = result else { panic!("it was accepted") };
            assert!(message.contains("0001_initial") && message.contains("edited"), "{message}");
        }
        assert!(migrate::status(&store).await.is_ok());
    }

    async fn the_first_migration_is_known_to_databases_from_before_its_first_line(db: Db) {
        let store = db.migrated().await;
        let sql = "SELECT checksum FROM schema_migrations WHERE version = 1";
        let checksum = read(&store, move |tx| tx.query_one::<String>(sql, &[])).await;
        let of_first_version = by_engine(
            &store,
            "ed087a972bdf3d5948783e4db05b34bbe4b2d22bc480022636a77a24e6fe9113",
            "d6a7a685e6317bb979b740c2c9a5e755d82d88b13daff3feb82c6de1cccf30e1",
        );
        assert_eq!(checksum, of_first_version);
    }

    async fn a_newer_schema_is_refused(db: Db) {
        let store = db.migrated().await;
        add_newer(&store, "9999_future", false).await;
        for result in [migrate::up(&store).await.map(drop), migrate::down(&store, 1).await.map(drop), migrate::check(&store).await] {
            assert_newer(result, "9999_future");
        }
        let status = migrate::status(&store).await.unwrap();
        assert!(status.iter().any(|it| it.version == 9999 && !it.known && !it.compatible));
    }

    async fn a_newer_schema_that_is_compatible_is_worked_with_but_not_taken_back(db: Db) {
        let store = db.migrated().await;
        add_newer(&store, "9998_future", true).await;
        assert_eq!(migrate::check(&store).await, Ok(()));
        assert_eq!(migrate::up(&store).await, Ok(vec![]));
        assert_newer(migrate::down(&store, 1).await.map(drop), "9998_future");
        let status = migrate::status(&store).await.unwrap();
        assert!(status.iter().any(|it| it.version == 9998 && !it.known && it.compatible));

        // One that isn't is enough.
        add_newer(&store, "9999_further", false).await;
        assert_newer(migrate::check(&store).await, "9999_further");
    }

    async fn nothing_is_applied_beneath_a_newer_schema(db: Db) {
        let store = db.migrated().await;
        migrate::down(&store, 1).await.unwrap();
        add_newer(&store, "9999_future", true).await;
        assert_newer(migrate::up(&store).await.map(drop), "9999_future");
        assert_newer(migrate::check(&store).await, "9999_future");
    }

    async fn a_database_that_does_not_remember_compatibility_learns_it(db: Db) {
        let store = db.migrated().await;
        let whole = schema(&store).await;
        write(&store, |tx| tx.batch("ALTER TABLE schema_migrations DROP COLUMN compatible")).await;
        assert_eq!(migrate::check(&store).await, Ok(()));
        assert_eq!(migrate::up(&store).await, Ok(vec![]));
        assert!(migrate::status(&store).await.unwrap().iter().all(|it| it.applied_at.is_some()));
        assert_eq!(migrate::down(&store, 1).await.unwrap().len(), 1);
        assert_eq!(migrate::up(&store).await.unwrap().len(), 1);
        assert_eq!(schema(&store).await, whole);
        add_newer(&store, "9999_future", true).await;
        assert_eq!(migrate::check(&store).await, Ok(()));
    }

    async fn stores_that_start_at_once_migrate_once(db: Db) {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { migrate::up(&db.open().await).await })
            })
            .collect();
        let mut applied = Vec::new();
        for task in tasks {
            applied.push(task.await.unwrap().unwrap().len());
        }
        applied.sort_unstable();
        assert_eq!(applied[..15], [0; 15]);
        assert!(applied[15] > 0);
    }

    async fn processes_that_start_at_once_migrate_once(db: Db) {
        let target = match &db {
            Db::Sqlite(path) => path.display().to_string(),
            Db::Postgres(url) => url.clone(),
        };
        let mut children: Vec<_> = (0..4)
            .map(|_| {
                Command::new(std::env::current_exe().unwrap())
                    .args(["--exact", "migrate::one_of_several_processes", "--nocapture"])
                    .env("STORAGE_TEST_MIGRATES", &target)
                    .stdout(Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        assert_eq!(migrate::check(&db.open().await).await, Ok(()));
    }
}

/// Does nothing by itself: `processes_that_start_at_once_migrate_once` runs it in other processes.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_processes() {
    let Ok(target) = std::env::var("STORAGE_TEST_MIGRATES") else { return };
    let db = if target.contains("://") { Db::Postgres(target) } else { Db::Sqlite(target.into()) };
    migrate::up(&db.open().await).await.unwrap();
}
