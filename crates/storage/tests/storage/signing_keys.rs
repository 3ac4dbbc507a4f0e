use crate::common::{at, on_both_engines, read, write};
use storage::auth::signing_keys::{
    SigningKey, insert_first_signing_key, insert_signing_key, list_signing_keys, retire_signing_key,
};

fn key(kid: &str, created: i64) -> SigningKey {
    SigningKey { kid: kid.to_owned(), secret: vec![0, 200, 7], created_at: at(created), retired_at: None }
}

on_both_engines! {
    async fn keys_are_listed_from_the_newest_and_retire_once(db: Db) {
        let store = db.migrated().await;
        write(&store, |tx| insert_signing_key(tx, &key("old", 1))).await;
        write(&store, |tx| insert_signing_key(tx, &key("new", 2))).await;
        assert!(!write(&store, |tx| insert_first_signing_key(tx, &key("late", 3))).await);
        assert!(write(&store, |tx| retire_signing_key(tx, "old", at(5))).await);
        assert!(!write(&store, |tx| retire_signing_key(tx, "old", at(6))).await);
        let listed = read(&store, list_signing_keys).await;
        assert!(listed == [key("new", 2), SigningKey { retired_at: Some(at(5)), ..key("old", 1) }]);
    }

    async fn servers_that_start_at_once_make_one_first_key(db: Db) {
        let store = db.migrated().await;
        let mut tasks = Vec::new();
        for n in 0..8 {
            let other = if n % 2 == 0 { store.clone() } else { db.migrated().await };
            let key = key(&format!("key {n}"), n);
            tasks.push(tokio::spawn(async move { write(&other, move |tx| insert_first_signing_key(tx, &key)).await }));
        }
        let mut made = 0;
        for task in tasks {
            made += i32::from(task.await.unwrap());
        }
        assert_eq!(made, 1);
        assert_eq!(read(&store, list_signing_keys).await.len(), 1);
    }
}
