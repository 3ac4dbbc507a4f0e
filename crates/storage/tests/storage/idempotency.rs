use crate::common::{at, fields, on_both_engines, owner, read, write};
use storage::Error;
use storage::idempotency::{StoredReply, claim_key, delete_expired_keys, store_reply};
use storage::library::movies::{count_movies, list_movies};

fn reply(body: &str) -> StoredReply {
    StoredReply {
        fingerprint: vec![1, 2, 3],
        status: 201,
        location: Some("/api/movies/1".to_owned()),
        etag: Some("\"1\"".to_owned()),
        body: body.to_owned(),
    }
}

on_both_engines! {
    async fn a_key_gives_the_first_reply_again_for_24_hours(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        write(&store, move |tx| {
            assert_eq!(claim_key(tx, ana, "k", &[1, 2, 3], at(0))?, None);
            store_reply(tx, ana, "k", &reply("one"))
        })
        .await;
        let again = write(&store, move |tx| claim_key(tx, ana, "k", &[9], at(24 * 3600 - 1))).await;
        assert_eq!(again, Some(reply("one")));
        assert_eq!(write(&store, move |tx| claim_key(tx, ben, "k", &[9], at(1))).await, None, "another owner's");
        assert_eq!(write(&store, move |tx| claim_key(tx, ana, "K", &[9], at(1))).await, None, "another key");
        assert_eq!(write(&store, move |tx| claim_key(tx, ana, "k", &[9], at(24 * 3600))).await, None, "too old");
    }

    async fn a_request_that_fails_gives_its_key_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let failed = store.write(move |tx| {
            assert_eq!(claim_key(tx, ana, "k", &[1], at(0))?, None);
            Err::<(), _>(Error::Full)
        });
        assert_eq!(failed.await, Err(Error::Full));
        assert_eq!(write(&store, move |tx| claim_key(tx, ana, "k", &[1], at(1))).await, None);
    }

    async fn of_the_same_request_at_once_one_is_done(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    write(&store, move |tx| {
                        if let Some(earlier) = claim_key(tx, ana, "k", &[1, 2, 3], at(0))? {
                            return Ok(earlier);
                        }
                        crate::common::add(tx, ana, &fields("Once"))?;
                        store_reply(tx, ana, "k", &reply("done"))?;
                        Ok(reply("done"))
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), reply("done"));
        }
        assert_eq!(read(&store, move |tx| count_movies(tx, ana, &domain::library::movies_query::MoviesQuery::default())).await, 1);
        let listed = read(&store, move |tx| {
            list_movies(tx, ana, &domain::library::movies_query::MoviesQuery::default(), &crate::common::limit(9))
        });
        assert_eq!(listed.await.items.len(), 1);
    }

    async fn old_keys_are_forgotten(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for (key, made) in [("a", 1), ("b", 2), ("c", 3)] {
            write(&store, move |tx| claim_key(tx, ana, key, &[1], at(made))).await;
        }
        assert_eq!(write(&store, |tx| delete_expired_keys(tx, at(3))).await, 2);
        assert!(write(&store, move |tx| claim_key(tx, ana, "c", &[1], at(4))).await.is_some());
    }
}
