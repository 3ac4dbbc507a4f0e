use crate::common::{at, new_id, on_both_engines, owner, read, write};
use crate::lists::list_with;
use crate::sessions::session;
use domain::ids::ListId;
use storage::accounts::setup::{find_setup_token, insert_setup_token};
use storage::auth::sessions::{find_session, insert_session};
use storage::auth::signing_keys::{SigningKey, insert_signing_key, list_signing_keys};
use storage::auth::totp::{find_totp, insert_totp};
use storage::catalogue::{find_tmdb_token, update_tmdb_token};
use storage::library::lists::{self, find_list};
use storage::library::statistics;
use storage::sealing::SecretKey;
use storage::secrets::{rewrap, unlock};
use storage::{Error, Store, Tx, migrate};

const SECRET: [u8; 20] = *b"a secret of an app..";

fn secret_text() -> String {
    String::from_utf8_lossy(&SECRET).into_owned()
}

/// Stores a secret in each place; gives the bytes of all places as they are stored.
async fn fill(store: &Store) -> Vec<Vec<u8>> {
    let ana = owner(store, "ana").await;
    let session = storage::auth::sessions::Session { secret: SECRET.to_vec(), ..session(ana) };
    write(store, move |tx| insert_session(tx, &session)).await;
    let key = SigningKey { kid: "k".to_owned(), secret: SECRET.to_vec(), created_at: at(1), retired_at: None };
    write(store, move |tx| insert_signing_key(tx, &key)).await;
    assert!(write(store, move |tx| insert_totp(tx, ana, &SECRET, at(1))).await);
    let list = write(store, move |tx| list_with(tx, ana, "Best", &[])).await;
    let id = new_id();
    write(store, move |tx| lists::insert_link(tx, ana, list, &secret_text(), b"hash", at(1))).await;
    write(store, move |tx| statistics::insert_link(tx, (ana, 2025), id, &secret_text(), b"hash", at(1))).await;
    write(store, |tx| update_tmdb_token(tx, Some(&secret_text()))).await;
    stored(store).await
}

async fn stored(store: &Store) -> Vec<Vec<u8>> {
    let all = "SELECT secret FROM sessions UNION ALL SELECT secret FROM signing_keys UNION ALL SELECT secret FROM totp
        UNION ALL SELECT link_token FROM lists UNION ALL SELECT link_token FROM year_links
        UNION ALL SELECT tmdb_token FROM settings";
    read(store, move |tx: &mut Tx| tx.query::<Vec<u8>>(all, &[])).await
}

async fn opened(store: &Store) -> Vec<Vec<u8>> {
    let keys = read(store, list_signing_keys).await;
    let ids: Vec<domain::ids::SessionId> = read(store, |tx: &mut Tx| tx.query("SELECT id FROM sessions", &[])).await;
    let (session, user) = read(store, move |tx| find_session(tx, ids[0])).await.unwrap();
    let totp = read(store, move |tx| find_totp(tx, user.id)).await.unwrap();
    let lists: Vec<ListId> = read(store, |tx: &mut Tx| tx.query("SELECT id FROM lists", &[])).await;
    let list = read(store, move |tx| find_list(tx, user.id, lists[0])).await.unwrap().link.unwrap().path;
    let year = read(store, move |tx| statistics::find_link(tx, user.id, 2025)).await.unwrap().path;
    let token = read(store, find_tmdb_token).await.map(String::into_bytes);
    let links = [list.strip_prefix("/shared/"), year.strip_prefix("/shared/years/")].map(|it| it.unwrap().into());
    [session.secret, keys[0].secret.clone(), totp.secret].into_iter().chain(links).chain(token).collect()
}

on_both_engines! {
    async fn no_secret_stands_in_the_database_as_it_is(db: Db) {
        let store = db.migrated().await;
        let stored = fill(&store).await;
        assert_eq!(stored.len(), 6);
        assert!(stored.iter().all(|bytes| !bytes.windows(8).any(|part| SECRET.windows(8).any(|secret| part == secret))));
        assert_eq!(opened(&store).await, vec![SECRET.to_vec(); 6]);
        assert!(write(&store, |tx| insert_setup_token(tx, "a-token")).await);
        let token: String = read(&store, |tx: &mut Tx| tx.query_one("SELECT token FROM setup", &[])).await;
        assert_ne!(token, "a-token");
        assert_eq!(read(&store, find_setup_token).await.as_deref(), Some("a-token"));
    }

    async fn secrets_of_before_are_sealed_once(db: Db) {
        let store = db.migrated().await;
        fill(&store).await;
        // As they were before there was a key.
        write(&store, |tx: &mut Tx| {
            for table in ["sessions", "signing_keys", "totp"] {
                tx.execute(&format!("UPDATE {table} SET secret = $1"), &[&SECRET.as_slice()])?;
            }
            for table in ["lists", "year_links"] {
                tx.execute(&format!("UPDATE {table} SET link_token = $1"), &[&SECRET.as_slice()])?;
            }
            tx.execute("UPDATE settings SET tmdb_token = $1", &[&SECRET.as_slice()])?;
            tx.batch("DELETE FROM secret_keys")
        })
        .await;
        let again = db.open().await;
        storage::testing::unlock(&again).await;
        assert_eq!(opened(&again).await, vec![SECRET.to_vec(); 6]);
        assert_ne!(stored(&again).await[0], SECRET);
        // And those that are sealed already stay so.
        write(&again, |tx: &mut Tx| tx.batch("DELETE FROM secret_keys")).await;
        let once_more = db.open().await;
        storage::testing::unlock(&once_more).await;
        assert_eq!(opened(&once_more).await, vec![SECRET.to_vec(); 6]);
    }

    async fn another_key_is_refused(db: Db) {
        let store = db.migrated().await;
        fill(&store).await;
        let other = db.open().await;
        assert_eq!(unlock(&other, SecretKey::new(&[1; 32]), [2; 32]).await, Err(Error::WrongKey));
        // Without a key nothing is opened.
        assert!(other.read(list_signing_keys).await.is_err());
    }

    async fn another_key_takes_the_place_of_the_old_one(db: Db) {
        let store = db.migrated().await;
        let before = fill(&store).await;
        rewrap(&store, SecretKey::new(&[7; 32]), SecretKey::new(&[9; 32])).await.unwrap();
        assert!(stored(&store).await.iter().all(|sealed| !before.contains(sealed)));
        let again = db.open().await;
        assert_eq!(unlock(&again, SecretKey::new(&[7; 32]), [0; 32]).await, Err(Error::WrongKey));
        unlock(&again, SecretKey::new(&[9; 32]), [0; 32]).await.unwrap();
        assert_eq!(opened(&again).await, vec![SECRET.to_vec(); 6]);
    }

    async fn servers_that_start_at_once_agree_on_the_key(db: Db) {
        let store = db.open().await;
        migrate::up(&store).await.unwrap();
        let mut tasks = Vec::new();
        for number in 0..6 {
            let other = db.open().await;
            tasks.push(tokio::spawn(async move { unlock(&other, SecretKey::new(&[number; 32]), [number; 32]).await }));
        }
        let mut agreed = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => agreed += 1,
                Err(error) => assert_eq!(error, Error::WrongKey),
            }
        }
        assert_eq!(agreed, 1);
    }
}
