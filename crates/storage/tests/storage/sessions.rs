use crate::common::{at, on_both_engines, owner, read, session_id, write};
use domain::ids::UserId;
use storage::Tx;
use storage::auth::sessions::{
    Session, advance_session, delete_expired_sessions, delete_session, delete_sessions_of, find_session, insert_session,
};
use storage::testing::age_sessions;

pub fn session(user_id: UserId) -> Session {
    Session {
        id: session_id(),
        user_id,
        created_at: at(0),
        last_used_at: at(1),
        expires_at: at(1000),
        client: "Firefox on Linux 🦊".to_owned(),
        address: "2001:db8::7".to_owned(),
        generation: 1,
        generation_age: 0,
        secret: vec![0, 1, 255],
    }
}

on_both_engines! {
    async fn a_session_is_found_with_its_account(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let inserted = session(ana);
        let expected = inserted.clone();
        write(&store, move |tx| insert_session(tx, &inserted)).await;
        let (found, user) = read(&store, move |tx| find_session(tx, expected.id)).await.unwrap();
        assert_eq!(user.id, ana);
        assert_eq!(user.username, "ana");
        assert!((0..60_000).contains(&found.generation_age), "{}", found.generation_age);
        assert!(Session { generation_age: 0, ..found } == expected);
        assert!(read(&store, |tx| find_session(tx, session_id())).await.is_none());
    }

    async fn of_several_who_advance_a_session_at_once_one_does(db: Db) {
        let store = db.migrated().await;
        let session = session(owner(&store, "ana").await);
        let id = session.id;
        write(&store, move |tx| insert_session(tx, &session)).await;
        let advance = move |tx: &mut Tx| advance_session(tx, id, (1, 10_000), (at(60), "203.0.113.9"));
        assert!(!write(&store, advance).await, "the generation is young");
        write(&store, |tx| age_sessions(tx, 11)).await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { write(&store, advance).await })
            })
            .collect();
        let mut advanced = 0;
        for task in tasks {
            advanced += i32::from(task.await.unwrap());
        }
        assert_eq!(advanced, 1);
        let (found, _) = read(&store, move |tx| find_session(tx, id)).await.unwrap();
        assert_eq!((found.generation, found.last_used_at), (2, at(60)));
        assert!(found.generation_age < 10_000, "{}", found.generation_age);
        assert_eq!(found.expires_at, at(1000));
    }

    async fn sessions_end_one_by_one_all_of_an_account_or_when_they_expire(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let mut sessions: Vec<_> = [ana, ana, ana, ben, ben].map(session).into();
        sessions[4].expires_at = at(100);
        let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
        write(&store, move |tx| sessions.iter().try_for_each(|session| insert_session(tx, session))).await;
        let (first, ben_s) = (ids[0], ids[3]);
        assert!(write(&store, move |tx| delete_session(tx, first)).await);
        assert!(!write(&store, move |tx| delete_session(tx, first)).await);
        assert_eq!(write(&store, move |tx| delete_sessions_of(tx, ana)).await, 2);
        assert_eq!(write(&store, |tx| delete_expired_sessions(tx, at(99))).await, 0);
        assert_eq!(write(&store, |tx| delete_expired_sessions(tx, at(100))).await, 1);
        assert!(read(&store, move |tx| find_session(tx, ben_s)).await.is_some());
    }
}
