use crate::common::{add, all_pages, at, fields, found, limit, movie, on_both_engines, owner, read, write};
use crate::movies::full;
use domain::ids::UserId;
use domain::library::movies_query::MoviesQuery;
use storage::Store;
use storage::library::movies::{count_movies, find_movie, list_movies};
use storage::library::trash::{
    delete_movie, erase_expired_movies, erase_movie, find_trashed_movie, list_trash, restore_movie,
};
use storage::library::watches::list_watches;
use storage::users::find_user;

/// The owner's films outside the trash, as the list says, as it counts them and as the owner's row
/// knows.
async fn counts(store: &Store, owner: UserId) -> (usize, u64, i64) {
    read(store, move |tx| {
        let page = list_movies(tx, owner, &MoviesQuery::default(), &limit(100))?;
        let user = find_user(tx, owner)?.expect("the owner is there");
        assert_eq!(page.total, count_movies(tx, owner, &MoviesQuery::default())?);
        Ok((page.items.len(), page.total, user.movie_count))
    })
    .await
}

on_both_engines! {
    async fn a_deleted_film_is_in_the_trash_and_comes_back_as_it_was(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &full())).await;
        let before = found(&store, ana, id).await;
        assert!(write(&store, move |tx| delete_movie(tx, ana, id, at(5))).await);
        assert!(!write(&store, move |tx| delete_movie(tx, ana, id, at(6))).await);
        assert!(read(&store, move |tx| find_movie(tx, ana, id)).await.is_none());
        let binned = read(&store, move |tx| find_trashed_movie(tx, ana, id)).await.unwrap();
        assert_eq!((binned.deleted_at, binned.version), (Some(at(5)), 2));
        assert_eq!(counts(&store, ana).await, (0, 0, 0));
        assert_eq!(read(&store, move |tx| list_watches(tx, ana, &Default::default(), &limit(9))).await.total, 0);

        assert!(write(&store, move |tx| restore_movie(tx, ana, id, at(7))).await);
        assert!(!write(&store, move |tx| restore_movie(tx, ana, id, at(8))).await);
        let mut after = found(&store, ana, id).await;
        assert_eq!((after.version, after.updated_at), (3, at(7)));
        (after.version, after.updated_at) = (before.version, before.updated_at);
        assert_eq!(after, before);
        assert_eq!(counts(&store, ana).await, (1, 1, 1));
        assert_eq!(read(&store, move |tx| list_watches(tx, ana, &Default::default(), &limit(9))).await.total, 1);
    }

    async fn the_bin_is_listed_from_the_last_deleted(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for (n, deleted) in [5, 9, 1, 5, 7].into_iter().enumerate() {
            let id = movie(&store, ana, &format!("{deleted} {n}")).await;
            write(&store, move |tx| delete_movie(tx, ana, id, at(deleted))).await;
        }
        movie(&store, ana, "Kept").await;
        let of_ben = movie(&store, ben, "Ben's").await;
        write(&store, move |tx| delete_movie(tx, ben, of_ben, at(3))).await;
        for size in 1..7 {
            let films = all_pages(&store, size, move |tx, page| {
                let page = list_trash(tx, ana, page)?;
                assert_eq!(page.total, 5);
                Ok(page)
            });
            let titles: Vec<_> = films.await.into_iter().map(|film| film.title).collect();
            assert_eq!(titles, ["9 1", "7 4", "5 3", "5 0", "1 2"]);
        }
    }

    async fn only_films_in_the_trash_are_erased(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &full())).await;
        assert!(!write(&store, move |tx| erase_movie(tx, ana, id, at(9))).await);
        write(&store, move |tx| delete_movie(tx, ana, id, at(1))).await;
        assert!(write(&store, move |tx| erase_movie(tx, ana, id, at(9))).await);
        assert!(!write(&store, move |tx| erase_movie(tx, ana, id, at(9))).await);
        assert!(!write(&store, move |tx| restore_movie(tx, ana, id, at(2))).await);
        let left = read(&store, |tx| {
            tx.query_one::<i64>("SELECT (SELECT count(*) FROM watches) + (SELECT count(*) FROM movies)", &[])
        });
        assert_eq!(left.await, 0);
        assert_eq!(counts(&store, ana).await, (0, 0, 0));
    }

    async fn films_that_were_in_the_trash_long_enough_are_erased_for_everybody(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for (owner, deleted) in [(ana, 1), (ana, 5), (ben, 2), (ben, 4)] {
            let id = movie(&store, owner, "Old").await;
            write(&store, move |tx| delete_movie(tx, owner, id, at(deleted))).await;
        }
        movie(&store, ana, "Kept").await;
        assert_eq!(write(&store, |tx| erase_expired_movies(tx, at(4))).await, 2);
        for owner in [ana, ben] {
            assert_eq!(read(&store, move |tx| list_trash(tx, owner, &limit(9))).await.total, 1);
        }
        assert_eq!(counts(&store, ana).await, (1, 1, 1));
    }

    async fn nobody_touches_what_another_has_in_the_trash(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let id = write(&store, move |tx| add(tx, ana, &fields("Ana's"))).await;
        assert!(!write(&store, move |tx| delete_movie(tx, ben, id, at(1))).await);
        assert!(write(&store, move |tx| delete_movie(tx, ana, id, at(1))).await);
        assert!(!write(&store, move |tx| restore_movie(tx, ben, id, at(1))).await);
        assert!(!write(&store, move |tx| erase_movie(tx, ben, id, at(9))).await);
        assert!(read(&store, move |tx| find_trashed_movie(tx, ben, id)).await.is_none());
        assert!(read(&store, move |tx| find_trashed_movie(tx, ana, id)).await.is_some());
        assert_eq!(counts(&store, ben).await, (0, 0, 0));
    }
}
