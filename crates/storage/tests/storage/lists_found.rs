use crate::common::{at, limit, movie, new_id, on_both_engines, owner, read, write};
use crate::lists::{list_with, listed, named, names_of};
use domain::ids::{ListId, UndoId};
use domain::library::lists::{ListFields, MAX_LISTS, Visibility};
use domain::library::lists_query::{By, ListSort, ListsQuery};
use domain::library::movies_query::MoviesQuery;
use storage::Tx;
use storage::library::lists::{
    delete_link, delete_list, find_list, find_list_for_update, find_shared_list, insert_link, insert_list, update_list,
};
use storage::library::movies::list_movies;
use storage::users::update_disabled;

on_both_engines! {
    async fn a_link_is_seen_again_by_the_owner_and_stored_sealed(db: Db) {
        let store = db.migrated().await;
        let (ana, list, _) = listed(&store, "a").await;
        write(&store, move |tx| insert_link(tx, ana, list, "token", b"hash", at(1))).await;
        // The first one stays.
        write(&store, move |tx| insert_link(tx, ana, list, "another", b"other", at(2))).await;
        let link = read(&store, move |tx| find_list(tx, ana, list)).await.unwrap().link.unwrap();
        assert_eq!((link.path.as_str(), link.created_at), ("/shared/token", at(1)));
        let stored: Vec<u8> = read(&store, move |tx| tx.query_one("SELECT link_token FROM lists", &[])).await;
        assert!(!stored.windows(5).any(|part| part == b"token"));
        write(&store, move |tx| delete_link(tx, ana, list, at(3))).await;
        assert!(read(&store, move |tx| find_shared_list(tx, b"hash")).await.is_none());
        assert_eq!(read(&store, move |tx| find_list(tx, ana, list)).await.unwrap().link, None);
    }

    async fn others_see_what_is_open_to_them_and_nothing_else(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "ab").await;
        let ben = owner(&store, "ben").await;
        let others = || ListsQuery { by: By::Others, ..ListsQuery::default() };
        write(&store, move |tx| insert_link(tx, ana, list, "token", b"hash", at(1))).await;
        assert!(read(&store, move |tx| find_list(tx, ben, list)).await.is_none());
        assert_eq!(names_of(&store, ben, others()).await, [""; 0]);
        write(&store, move |tx| {
            let before = find_list_for_update(tx, ana, list)?.unwrap();
            let fields = ListFields { visibility: Visibility::Members, tags: vec!["secret".to_owned()], ..named("Open") };
            update_list(tx, ana, &before, &fields, at(2))
        })
        .await;
        assert_eq!(names_of(&store, ben, others()).await, ["Open"]);
        assert_eq!(names_of(&store, ana, others()).await, [""; 0]);
        let seen = read(&store, move |tx| find_list(tx, ben, list)).await.unwrap();
        assert_eq!((seen.owner.as_deref(), seen.link, seen.watched_count), (Some("ana"), None, None));
        assert_eq!((seen.tags, seen.movie_count), (Vec::<String>::new(), 2));
        assert!(read(&store, move |tx| find_list_for_update(tx, ben, list)).await.is_none());
        for hidden in [
            ListsQuery { tags: vec!["secret".to_owned()], ..others() },
            ListsQuery { movie: Some(movies[0]), ..others() },
        ] {
            assert_eq!(names_of(&store, ben, hidden).await, [""; 0]);
        }
        write(&store, move |tx| update_disabled(tx, ana, Some(at(3)))).await;
        assert!(read(&store, move |tx| find_list(tx, ben, list)).await.is_none());
        assert!(read(&store, move |tx| find_shared_list(tx, b"hash")).await.is_none());
        assert_eq!(names_of(&store, ben, others()).await, [""; 0]);
    }

    async fn lists_are_found_by_name_tag_and_film(db: Db) {
        let store = db.migrated().await;
        let (ana, _, movies) = listed(&store, "ab").await;
        let film = movies[0];
        write(&store, move |tx| {
            list_with(tx, ana, "Élan of 1999", &[film])?;
            let noir = ListFields { tags: vec!["Noir".to_owned(), "Club".to_owned()], ..named("100% noir") };
            insert_list(tx, ana, ListId(new_id()), &noir, at(5))
        })
        .await;
        let query = ListsQuery::default;
        let tagged = |tags: &[&str]| ListsQuery { tags: crate::common::names(tags), ..query() };
        assert_eq!(names_of(&store, ana, query()).await, ["100% noir", "Élan of 1999", "Best"]);
        assert_eq!(names_of(&store, ana, ListsQuery { sort: ListSort::Name, ..query() }).await, ["100% noir", "Best", "Élan of 1999"]);
        assert_eq!(names_of(&store, ana, ListsQuery { search: "ELAN 99".to_owned(), ..query() }).await, ["Élan of 1999"]);
        assert_eq!(names_of(&store, ana, ListsQuery { search: "0%".to_owned(), ..query() }).await, ["100% noir"]);
        assert_eq!(names_of(&store, ana, tagged(&["noir"])).await, ["100% noir"]);
        assert_eq!(names_of(&store, ana, tagged(&["club", "NOIR"])).await, ["100% noir"]);
        assert_eq!(names_of(&store, ana, ListsQuery { movie: Some(film), ..query() }).await, ["Élan of 1999", "Best"]);
    }

    async fn an_account_has_a_thousand_lists_at_the_most(db: Db) {
        let store = db.migrated().await;
        let (ana, list, _) = listed(&store, "a").await;
        let make = move |tx: &mut Tx| insert_list(tx, ana, ListId(new_id()), &named("L"), at(1));
        write(&store, move |tx| (1..MAX_LISTS).try_for_each(|_| make(tx).map(|made| assert!(made)))).await;
        assert!(!write(&store, make).await);
        let change = UndoId(new_id());
        write(&store, move |tx| delete_list(tx, ana, list, change, at(2))).await;
        assert!(write(&store, make).await);
    }

    async fn films_are_filtered_by_list(db: Db) {
        let store = db.migrated().await;
        let (ana, list, _) = listed(&store, "ab").await;
        movie(&store, ana, "c").await;
        let ben = owner(&store, "ben").await;
        let query = MoviesQuery { list: Some(list), sort: Some("title".parse().unwrap()), ..MoviesQuery::default() };
        for (caller, expected) in [(ana, vec!["a", "b"]), (ben, vec![])] {
            let query = query.clone();
            let page = read(&store, move |tx| list_movies(tx, caller, &query, &limit(5))).await;
            assert_eq!(page.items.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(), expected);
        }
    }
}
