use crate::common::{at, on_both_engines, owner, read, write};
use domain::ids::UserId;
use storage::auth::known_devices::{delete_expired_devices, insert_device};
use storage::{PORTION, Store};

const COUNT: &str = "SELECT count(*) FROM known_devices";

async fn add_devices(store: &Store, ana: UserId, count: i64, seconds: i64) {
    write(store, move |tx| {
        for number in 0..count {
            insert_device(tx, ana, format!("{seconds}-{number}").as_bytes(), at(seconds))?;
        }
        Ok(())
    })
    .await;
}

on_both_engines! {
    async fn expired_rows_are_deleted_a_portion_at_a_time(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        add_devices(&store, ana, 2 * PORTION + 1, 0).await;
        add_devices(&store, ana, PORTION, 10).await;
        let mut portions = Vec::new();
        while portions.last() != Some(&0) {
            portions.push(write(&store, |tx| delete_expired_devices(tx, at(10))).await);
        }
        let whole = PORTION.unsigned_abs();
        assert_eq!(portions, [whole, whole, 1, 0]);
        assert_eq!(read(&store, |tx| tx.query_one::<i64>(COUNT, &[])).await, PORTION);
    }
}
