use crate::support::*;
use domain::times::Timestamp;
use server::jobs::housekeeping::tidy_up;
use storage::auth::known_devices::insert_device;

on_both_engines! {
    async fn thousands_of_expired_rows_go_and_the_others_stay(app: TestApp) {
        let ana = app.add_user("ana", String::new()).await;
        let add = async |prefix: &'static str, count: u32, at: Timestamp| {
            let added = app.state.store.write::<_, storage::Error, _>(move |tx| {
                for number in 0..count {
                    insert_device(tx, ana, format!("{prefix}{number}").as_bytes(), at)?;
                }
                Ok(())
            });
            added.await.unwrap();
        };
        add("old", 5000, app.clock.now().plus_seconds(-3 * 365 * 24 * 3600)).await;
        add("new", 5, app.clock.now()).await;
        tidy_up(&app.state).await.unwrap();
        let left = "SELECT count(*) FROM known_devices";
        let left = app.state.store.read::<_, storage::Error, _>(move |tx| tx.query_one::<i64>(left, &[])).await;
        assert_eq!(left.unwrap(), 5);
    }
}
