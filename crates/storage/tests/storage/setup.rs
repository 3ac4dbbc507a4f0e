use crate::common::{on_both_engines, read, write};
use storage::accounts::setup::{delete_setup_token, find_setup_token, insert_setup_token};

on_both_engines! {
    async fn there_is_one_token_and_it_is_used_once(db: Db) {
        let store = db.migrated().await;
        assert_eq!(read(&store, find_setup_token).await, None);
        assert!(write(&store, |tx| insert_setup_token(tx, "first")).await);
        assert!(!write(&store, |tx| insert_setup_token(tx, "second")).await);
        assert_eq!(read(&store, find_setup_token).await.as_deref(), Some("first"));
        assert!(!write(&store, |tx| delete_setup_token(tx, "second")).await);

        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { write(&store, |tx| delete_setup_token(tx, "first")).await })
            })
            .collect();
        let mut used = 0;
        for task in tasks {
            used += i32::from(task.await.unwrap());
        }
        assert_eq!(used, 1);
        assert_eq!(read(&store, find_setup_token).await, None);
    }
}
