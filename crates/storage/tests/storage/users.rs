use crate::common::{at, on_both_engines, owner, read, user, write};
use domain::ids::UserId;
use domain::users::Role;
use storage::users::{
    User, count_users, delete_user, find_user, find_user_by_name, insert_user, list_users, update_disabled,
    update_password,
};

on_both_engines! {
    async fn an_account_is_found_as_it_was_made(db: Db) {
        let store = db.migrated().await;
        let ana = User { role: Role::Admin, disabled_at: Some(at(7)), ..user("Ana") };
        let (inserted, id) = (ana.clone(), ana.id);
        assert!(write(&store, move |tx| insert_user(tx, &inserted)).await);
        let found = read(&store, move |tx| find_user(tx, id)).await.unwrap();
        assert!(found == ana);
        assert_eq!(found.username, "Ana");
    }

    async fn a_name_is_taken_in_every_spelling(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "Aná").await;
        for spelling in ["ana", "ANA", " aná "] {
            assert!(!write(&store, move |tx| insert_user(tx, &user(spelling))).await, "{spelling}");
            let found = read(&store, move |tx| find_user_by_name(tx, spelling)).await;
            assert_eq!(found.map(|user| user.id), Some(ana));
        }
        assert_eq!(read(&store, count_users).await, 1);
        assert!(read(&store, |tx| find_user_by_name(tx, "an")).await.is_none());
        assert!(read(&store, |tx| find_user_by_name(tx, "an_")).await.is_none());
    }

    async fn of_several_who_take_a_name_at_once_one_gets_it(db: Db) {
        let store = db.migrated().await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { write(&store, |tx| insert_user(tx, &user("ana"))).await })
            })
            .collect();
        let mut inserted = 0;
        for task in tasks {
            inserted += i32::from(task.await.unwrap());
        }
        assert_eq!(inserted, 1);
    }

    async fn accounts_are_listed_by_name(db: Db) {
        let store = db.migrated().await;
        for name in ["Zoë", "ana", "Ben", "émile"] {
            owner(&store, name).await;
        }
        let names: Vec<_> = read(&store, list_users).await.into_iter().map(|user| user.username).collect();
        assert_eq!(names, ["ana", "Ben", "émile", "Zoë"]);
        assert_eq!(read(&store, count_users).await, 4);
    }

    async fn an_account_gets_another_password_and_is_disabled_and_enabled(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        assert!(write(&store, move |tx| update_password(tx, ana, "new")).await);
        assert!(write(&store, move |tx| update_disabled(tx, ana, Some(at(5)))).await);
        let found = read(&store, move |tx| find_user(tx, ana)).await.unwrap();
        assert_eq!((found.password_hash.as_str(), found.disabled_at), ("new", Some(at(5))));
        assert!(write(&store, move |tx| update_disabled(tx, ana, None)).await);
        assert_eq!(read(&store, move |tx| find_user(tx, ana)).await.unwrap().disabled_at, None);
        assert_ne!(read(&store, move |tx| find_user(tx, ben)).await.unwrap().password_hash, "new");
    }

    async fn nothing_is_done_to_an_account_that_is_not_there(db: Db) {
        let store = db.migrated().await;
        let nobody = UserId(crate::common::new_id());
        assert!(!write(&store, move |tx| update_password(tx, nobody, "new")).await);
        assert!(!write(&store, move |tx| update_disabled(tx, nobody, None)).await);
        assert!(!write(&store, move |tx| delete_user(tx, nobody)).await);
        assert!(read(&store, move |tx| find_user(tx, nobody)).await.is_none());
    }

    async fn an_account_goes_with_all_it_has(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for owner in [ana, ben] {
            crate::watches::everything(&store, owner).await;
        }
        assert!(write(&store, move |tx| delete_user(tx, ana)).await);
        for table in ["sessions", "movies", "movie_genres", "movie_tags", "watches", "idempotency_keys"] {
            let column = if table == "sessions" { "user_id" } else { "owner_id" };
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
            let left = read(&store, move |tx| {
                Ok((tx.query_one::<i64>(&sql, &[&ana])?, tx.query_one::<i64>(&sql, &[&ben])?))
            });
            let (of_ana, of_ben) = left.await;
            assert_eq!(of_ana, 0, "{table}");
            assert!(of_ben > 0, "{table}");
        }
    }
}
