use crate::common::*;
use domain::library::changes::ChangeKind;
use domain::library::movies::MovieFields;
use storage::library::changes::{find_position, forget_deletions, list_changes};
use storage::library::trash::{delete_movie, erase_expired_movies};
use storage::schema::{Kind, TABLES};
use storage::users::delete_user;
use storage::{Engine, PORTION};

/// What an owner has and no change tells of, each with the reason.
const UNTOLD: &[(&str, &str)] = &[
    ("movie_search", "follows from films"),
    ("movie_words", "follows from films"),
    ("movie_lookups", "nobody sees them"),
    ("movie_titles", "nobody sees them"),
    ("movie_matches", "proposals, which their page reads again"),
    ("movie_match_runs", "proposals, which their page reads again"),
    ("movie_genres", "follows from films"),
    ("movie_tags", "follows from films"),
    ("ratings", "written with their film"),
    ("list_tags", "follows from lists"),
    ("list_items", "their list is changed with them"),
    ("undos", "nobody sees them"),
    ("year_links", "no copy has them"),
    ("discover_dismissals", "no copy has them"),
    ("tmdb_fillings", "nobody sees them"),
    ("user_services", "no copy has them"),
    ("imports", "no copy has them"),
    ("images", "their film names them"),
    ("changes", "the changes themselves"),
    ("change_counters", "the changes themselves"),
    ("pending_changes", "the changes themselves"),
    ("idempotency_keys", "nobody sees them"),
];

#[test]
fn every_table_of_an_owner_tells_of_changes_or_says_why_not() {
    for table in TABLES {
        let has_owner = table.columns.iter().any(|it| it.name == "owner_id" && it.kind == Kind::Uuid);
        let is_untold = UNTOLD.iter().any(|(name, _)| *name == table.name);
        for engine in [table.triggers.sqlite, table.triggers.postgres] {
            let tells = ["insert", "update", "delete"]
                .iter()
                .all(|event| engine.contains(&format!("{}_{event}_noted", table.name).as_str()));
            assert_eq!(tells, has_owner && !is_untold, "{}", table.name);
        }
    }
}

on_both_engines! {
    async fn every_change_of_a_film_has_a_higher_number(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        assert_eq!(read(&store, move |tx| find_position(tx, ana)).await, 0);
        let id = movie(&store, ana, "Heat").await;
        let mut last = read(&store, move |tx| find_position(tx, ana)).await;
        assert!(last > 0);
        for title in ["A", "B"] {
            let fields = fields(title);
            write(&store, move |tx| update_movie(tx, ana, id, &fields, watch_id(), at(1))).await;
            let position = read(&store, move |tx| find_position(tx, ana)).await;
            assert!(position > last);
            last = position;
        }
        let found = read(&store, move |tx| list_changes(tx, ana, None, 10)).await.unwrap();
        assert_eq!(found.items.len(), 1);
        let change = &found.items[0];
        assert_eq!((change.kind, change.id, change.movie.as_ref().unwrap().title.as_str()), (ChangeKind::Movie, id.0, "B"));
    }

    async fn what_is_rolled_back_was_never_a_change(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let refused: Result<(), _> = store
            .write(move |tx| {
                add(tx, ana, &fields("Heat"))?;
                Err(storage::Error::LastAdmin)
            })
            .await;
        assert_eq!(refused, Err(storage::Error::LastAdmin));
        assert_eq!(read(&store, move |tx| list_changes(tx, ana, None, 10)).await.unwrap().items, []);
    }

    async fn thousands_of_deletions_are_forgotten_in_portions(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let count = PORTION + 20;
        write(&store, move |tx| {
            for _ in 0..count {
                let id = add(tx, ana, &fields("M"))?;
                delete_movie(tx, ana, id, at(1))?;
            }
            add(tx, ben, &fields("M")).map(drop)
        })
        .await;
        let far = at(100 * 365 * 24 * 3600);
        while write(&store, move |tx| erase_expired_movies(tx, far)).await > 0 {}
        assert_eq!(write(&store, move |tx| forget_deletions(tx, at(-100 * 24 * 3600))).await, 0);
        let portions = [write(&store, move |tx| forget_deletions(tx, far)).await, write(&store, move |tx| forget_deletions(tx, far)).await];
        assert_eq!(portions, [PORTION.unsigned_abs(), 20]);
        let left = "SELECT count(*), (SELECT count(*) FROM pending_changes) FROM changes";
        assert_eq!(read(&store, move |tx| tx.query_one::<(i64, i64)>(left, &[])).await, (1, 0));
        assert!(read(&store, move |tx| list_changes(tx, ana, Some("1".parse().unwrap()), 10)).await.is_none());
        assert!(read(&store, move |tx| list_changes(tx, ben, Some("1".parse().unwrap()), 10)).await.is_some());
    }

    async fn an_account_with_many_films_goes_at_once(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        owner(&store, "ben").await;
        write(&store, move |tx| {
            let watched = MovieFields { watched_on: Some(day("2024")), ..fields("M") };
            (0..2000).try_for_each(|_| add(tx, ana, &watched).map(drop))
        })
        .await;
        assert!(write(&store, move |tx| delete_user(tx, ana)).await);
        let left = "SELECT count(*), (SELECT count(*) FROM pending_changes) FROM changes";
        assert_eq!(read(&store, move |tx| tx.query_one::<(i64, i64)>(left, &[])).await, (0, 0));
    }

    async fn of_many_who_write_at_once_no_number_is_seen_before_a_lower_one(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let mut tasks = Vec::new();
        for _ in 0..4 {
            let store = if store.engine() == Engine::Postgres { db.open().await } else { store.clone() };
            tasks.push(tokio::spawn(async move {
                for _ in 0..60 {
                    movie(&store, ana, "M").await;
                }
            }));
        }
        // What was read once must stay all there was up to there.
        let (mut seen, mut since) = (0, None);
        while tasks.iter().any(|task| !task.is_finished()) || seen < 240 {
            let found = read(&store, move |tx| list_changes(tx, ana, since, 5)).await.unwrap();
            seen += found.items.len();
            since = Some(found.next.parse().unwrap());
            assert!(seen <= 240);
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.unwrap();
        }
    }
}
