use crate::common::{all_pages, at, on_both_engines, owner, read, user, write};
use domain::accounts::users::{Role, UserInfo, UsersQuery};
use domain::ids::UserId;
use storage::users::{
    User, count_users, delete_user, find_user, find_user_by_name, insert_user, list_users, update_disabled,
    update_password, update_role,
};
use storage::{Error, Store};

/// The accounts whose names contain this, in pages of two.
async fn list(store: &Store, search: &str) -> Vec<UserInfo> {
    let query = UsersQuery { search: search.to_owned() };
    all_pages(store, 2, move |tx, page| list_users(tx, &query, page)).await
}

fn names(users: &[UserInfo]) -> Vec<&str> {
    users.iter().map(|user| user.username.as_str()).collect()
}

/// The id of a new admin.
async fn admin(store: &Store, username: &str) -> UserId {
    let user = User { role: Role::Admin, ..user(username) };
    let id = user.id;
    assert!(write(store, move |tx| insert_user(tx, &user)).await);
    id
}

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
        assert_eq!(names(&list(&store, "").await), ["ana", "Ben", "émile", "Zoë"]);
        assert_eq!(names(&list(&store, "E").await), ["Ben", "émile", "Zoë"]);
        assert!(list(&store, "_").await.is_empty());
        assert_eq!(read(&store, count_users).await, 4);
    }

    async fn an_account_gets_another_password_and_is_disabled_and_enabled(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        assert!(write(&store, move |tx| update_password(tx, ana, "new")).await);
        assert!(write(&store, move |tx| update_disabled(tx, ana, Some(at(5)))).await);
        let found = read(&store, move |tx| find_user(tx, ana)).await.unwrap();
        assert_eq!((found.password_hash.as_deref(), found.disabled_at), (Some("new"), Some(at(5))));
        assert!(write(&store, move |tx| update_disabled(tx, ana, None)).await);
        assert_eq!(read(&store, move |tx| find_user(tx, ana)).await.unwrap().disabled_at, None);
        assert_ne!(read(&store, move |tx| find_user(tx, ben)).await.unwrap().password_hash.as_deref(), Some("new"));
    }

    async fn nothing_is_done_to_an_account_that_is_not_there(db: Db) {
        let store = db.migrated().await;
        let nobody = UserId(crate::common::new_id());
        assert!(!write(&store, move |tx| update_password(tx, nobody, "new")).await);
        assert!(!write(&store, move |tx| update_disabled(tx, nobody, None)).await);
        assert!(!write(&store, move |tx| delete_user(tx, nobody)).await);
        assert!(read(&store, move |tx| find_user(tx, nobody)).await.is_none());
    }

    async fn an_admin_who_can_sign_in_always_remains(db: Db) {
        let store = db.migrated().await;
        owner(&store, "member").await;
        let (ana, ben) = (admin(&store, "ana").await, admin(&store, "ben").await);
        assert!(write(&store, move |tx| update_disabled(tx, ben, Some(at(5)))).await);
        for refused in [
            store.write(move |tx| update_role(tx, ana, Role::Member)).await,
            store.write(move |tx| update_disabled(tx, ana, Some(at(5)))).await,
            store.write(move |tx| delete_user(tx, ana)).await,
        ] {
            assert_eq!(refused, Err(Error::LastAdmin));
        }
        assert!(write(&store, move |tx| update_role(tx, ana, Role::Admin)).await);
        assert!(write(&store, move |tx| update_disabled(tx, ben, None)).await);
        assert!(write(&store, move |tx| delete_user(tx, ana)).await);
        assert_eq!(names(&list(&store, "").await), ["ben", "member"]);
    }

    async fn the_last_account_can_be_deleted(db: Db) {
        let store = db.migrated().await;
        let ana = admin(&store, "ana").await;
        assert!(write(&store, move |tx| delete_user(tx, ana)).await);
    }

    async fn an_account_goes_with_all_it_has(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| storage::catalogue::update_lookups(tx, true)).await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for owner in [ana, ben] {
            crate::watches::everything(&store, owner).await;
            // Now there is a title for it to find.
            let ids = "UPDATE movies SET tmdb_id = 949 WHERE owner_id = $1";
            write(&store, move |tx| tx.execute(ids, &[&owner])).await;
            let job = crate::common::new_id();
            write(&store, move |tx| storage::library::untitled::renew_all_titles(tx, owner, job)).await;
        }
        assert!(write(&store, move |tx| delete_user(tx, ana)).await);
        for table in ["sessions", "movies", "movie_genres", "movie_tags", "movie_lookups", "movie_titles", "movie_matches", "movie_match_runs", "watches", "ratings", "lists", "list_tags", "list_items", "undos", "images", "saved_views", "discover_dismissals", "tmdb_fillings", "user_services", "year_links", "imports", "changes", "change_counters", "idempotency_keys"] {
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
