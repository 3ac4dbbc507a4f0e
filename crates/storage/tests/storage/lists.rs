use crate::common::{add, all_pages, at, limit, movie, new_id, on_both_engines, owner, read, write};
use domain::ids::{ListId, MovieId, UndoId, UserId};
use domain::library::list_items::{NewListItems, Place};
use domain::library::lists::{List, ListFields, MAX_LIST_MOVIES, Visibility};
use domain::library::lists_query::ListsQuery;
use domain::library::movies_query::MoviesQuery;
use storage::library::list_items::{
    Moved, NotAdded, delete_item, insert_items, list_items, move_item, update_note, update_order,
};
use storage::library::lists::{
    delete_list, erase_expired_lists, find_list, find_shared_list, insert_link, insert_list, list_lists,
};
use storage::library::movies::list_movies;
use storage::library::trash::{delete_movie, erase_movie, restore_movie};
use storage::library::undo::{Undone, undo};
use storage::{Error, Store, Tx};

pub fn named(name: &str) -> ListFields {
    ListFields { name: name.to_owned(), ..ListFields::default() }
}

/// Adds a list with these films.
pub fn list_with(tx: &mut Tx, owner: UserId, name: &str, movies: &[MovieId]) -> Result<ListId, Error> {
    let id = ListId(new_id());
    let fields = ListFields { tags: vec!["club".to_owned()], ..named(name) };
    assert!(insert_list(tx, owner, id, &fields, at(0))?);
    let new = NewListItems { movie_ids: movies.to_vec(), note: None };
    assert_eq!(insert_items(tx, owner, id, &new, at(0))?, Ok(movies.to_vec()));
    Ok(id)
}

/// An account with a list of films that are called as the letters of the text.
pub async fn listed(store: &Store, titles: &str) -> (UserId, ListId, Vec<MovieId>) {
    let ana = owner(store, "ana").await;
    let mut movies = Vec::new();
    for title in titles.chars() {
        movies.push(movie(store, ana, &title.to_string()).await);
    }
    let all = movies.clone();
    let list = write(store, move |tx| list_with(tx, ana, "Best", &all)).await;
    (ana, list, movies)
}

/// The films of a list in its order, each with its place.
async fn order(store: &Store, list: ListId) -> String {
    let items = all_pages(store, 2, move |tx, page| list_items(tx, list, true, page)).await;
    for (index, item) in items.iter().enumerate() {
        assert_eq!(item.position, index as u64 + 1);
    }
    items.into_iter().map(|item| item.movie.title).collect()
}

async fn version(store: &Store, owner: UserId, list: ListId) -> i64 {
    read(store, move |tx| find_list(tx, owner, list)).await.unwrap().version
}

async fn put(store: &Store, owner: UserId, list: ListId, movie: MovieId, place: Place) -> Moved {
    write(store, move |tx| move_item(tx, owner, list, movie, place, at(1))).await
}

pub async fn names_of(store: &Store, caller: UserId, query: ListsQuery) -> Vec<String> {
    let lists = all_pages(store, 2, move |tx, page| list_lists(tx, caller, &query, page)).await;
    lists.into_iter().map(|list| list.name).collect()
}

on_both_engines! {
    async fn a_list_is_found_with_its_films_counted(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abcdefg").await;
        let found: List = read(&store, move |tx| find_list(tx, ana, list)).await.unwrap();
        assert_eq!((found.name.as_str(), found.movie_count, found.watched_count), ("Best", 7, Some(0)));
        assert_eq!((found.owner, found.visibility, found.link), (None, Visibility::Private, None));
        assert_eq!(found.cover.iter().map(|film| film.id).collect::<Vec<_>>(), movies[..5]);
        assert_eq!(order(&store, list).await, "abcdefg");
    }

    async fn films_are_on_a_list_once_and_at_its_end(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abc").await;
        let more = movie(&store, ana, "d").await;
        let new = NewListItems { movie_ids: vec![movies[1], more], note: Some("New".to_owned()) };
        assert_eq!(write(&store, move |tx| insert_items(tx, ana, list, &new, at(1))).await.map(|added| added.len()), Ok(1));
        assert_eq!(order(&store, list).await, "abcd");
        let items = read(&store, move |tx| list_items(tx, list, true, &limit(10))).await.items;
        assert_eq!(items.iter().map(|item| item.note.as_deref()).collect::<Vec<_>>(), [None, None, None, Some("New")]);
    }

    async fn a_film_of_another_account_is_not_put_on_a_list(db: Db) {
        let store = db.migrated().await;
        let (ana, list, _) = listed(&store, "a").await;
        let ben = owner(&store, "ben").await;
        let film = movie(&store, ben, "b").await;
        let new = NewListItems { movie_ids: vec![film], note: None };
        assert_eq!(write(&store, move |tx| insert_items(tx, ana, list, &new, at(1))).await, Err(NotAdded::NoSuchMovie));
    }

    async fn a_list_holds_ten_thousand_films_and_orders_them_all(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let mut films: Vec<MovieId> = write(&store, move |tx| {
            (0..MAX_LIST_MOVIES).map(|n| add(tx, ana, &crate::common::fields(&n.to_string()))).collect()
        })
        .await;
        let one_more = movie(&store, ana, "One more").await;
        let all = films.clone();
        let list = write(&store, move |tx| list_with(tx, ana, "All", &all)).await;
        let new = NewListItems { movie_ids: vec![one_more], note: None };
        assert_eq!(write(&store, move |tx| insert_items(tx, ana, list, &new, at(1))).await, Err(NotAdded::TooMany));
        films.reverse();
        let all = films.clone();
        assert!(write(&store, move |tx| update_order(tx, ana, list, &all, at(1))).await);
        let first = read(&store, move |tx| list_items(tx, list, true, &limit(2))).await;
        assert_eq!(first.items.iter().map(|item| item.movie.id).collect::<Vec<_>>(), films[..2]);
        assert_eq!(first.total, MAX_LIST_MOVIES as u64);
    }

    async fn an_order_must_name_just_the_films_of_the_list(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abc").await;
        let other = movie(&store, ana, "d").await;
        for wrong in [vec![movies[0], movies[1]], vec![movies[0], movies[1], other], Vec::new()] {
            assert!(!write(&store, move |tx| update_order(tx, ana, list, &wrong, at(1))).await);
        }
        assert_eq!((order(&store, list).await.as_str(), version(&store, ana, list).await), ("abc", 2));
        let right = vec![movies[2], movies[0], movies[1]];
        assert!(write(&store, move |tx| update_order(tx, ana, list, &right, at(1))).await);
        assert_eq!((order(&store, list).await.as_str(), version(&store, ana, list).await), ("cab", 3));
    }

    async fn a_film_moves_to_a_place_or_behind_another(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abcd").await;
        for (film, place, expected) in [
            (3, Place::At(1), "dabc"),
            (3, Place::At(3), "abdc"),
            (0, Place::At(4), "bdca"),
            (0, Place::At(9999), "bdca"),
            (0, Place::After(movies[1]), "badc"),
            (1, Place::After(movies[2]), "adcb"),
            (0, Place::At(1), "adcb"),
        ] {
            assert_eq!(put(&store, ana, list, movies[film], place).await, Moved::Done);
            assert_eq!(order(&store, list).await, expected, "{place:?}");
        }
        let other = movie(&store, ana, "e").await;
        assert_eq!(put(&store, ana, list, movies[0], Place::After(other)).await, Moved::NoSuchPlace);
        assert_eq!(put(&store, ana, list, movies[0], Place::After(movies[0])).await, Moved::NoSuchPlace);
    }

    async fn there_is_always_room_between_two_films(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abc").await;
        // Each halves the room between the first two.
        for turn in 0..60 {
            let film = movies[if turn % 2 == 0 { 2 } else { 1 }];
            assert_eq!(put(&store, ana, list, film, Place::After(movies[0])).await, Moved::Done);
            assert_eq!(order(&store, list).await, if turn % 2 == 0 { "acb" } else { "abc" }, "{turn}");
        }
    }

    async fn a_film_in_the_trash_is_on_no_list_until_it_is_back(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abc").await;
        let film = movies[1];
        write(&store, move |tx| delete_movie(tx, ana, film, at(1))).await;
        assert_eq!(order(&store, list).await, "ac");
        assert_eq!(put(&store, ana, list, movies[2], Place::At(1)).await, Moved::Done);
        assert_eq!(order(&store, list).await, "ca");
        write(&store, move |tx| restore_movie(tx, ana, film, at(2))).await;
        assert_eq!(order(&store, list).await, "cab");
        write(&store, move |tx| delete_movie(tx, ana, film, at(3)).and_then(|_| erase_movie(tx, ana, film, at(4))))
            .await;
        assert_eq!(order(&store, list).await, "ca");
    }

    async fn a_film_that_was_taken_off_comes_back_to_its_place_with_its_note(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "abc").await;
        let (film, change) = (movies[1], UndoId(new_id()));
        write(&store, move |tx| update_note(tx, ana, list, film, Some("Twice"), at(1))).await;
        assert!(write(&store, move |tx| delete_item(tx, ana, list, film, change, at(2))).await);
        assert!(!write(&store, move |tx| delete_item(tx, ana, list, film, change, at(2))).await);
        assert_eq!(order(&store, list).await, "ac");
        assert_eq!(write(&store, move |tx| undo(tx, ana, change, at(3))).await, Undone::Done);
        assert_eq!(order(&store, list).await, "abc");
        let items = read(&store, move |tx| list_items(tx, list, true, &limit(10))).await.items;
        assert_eq!(items[1].note.as_deref(), Some("Twice"));
    }

    async fn a_deleted_list_comes_back_with_its_films_and_its_link(db: Db) {
        let store = db.migrated().await;
        let (ana, list, movies) = listed(&store, "ab").await;
        write(&store, move |tx| insert_link(tx, ana, list, "token", b"hash", at(1))).await;
        let change = UndoId(new_id());
        assert!(write(&store, move |tx| delete_list(tx, ana, list, change, at(2))).await);
        assert!(read(&store, move |tx| find_list(tx, ana, list)).await.is_none());
        assert!(read(&store, move |tx| find_shared_list(tx, b"hash")).await.is_none());
        let query = MoviesQuery { list: Some(list), ..MoviesQuery::default() };
        assert_eq!(read(&store, move |tx| list_movies(tx, ana, &query, &limit(5))).await.total, 0);
        assert_eq!(names_of(&store, ana, ListsQuery { movie: Some(movies[0]), ..ListsQuery::default() }).await, [""; 0]);
        assert_eq!(write(&store, move |tx| undo(tx, ana, change, at(3))).await, Undone::Done);
        assert_eq!(order(&store, list).await, "ab");
        assert!(read(&store, move |tx| find_shared_list(tx, b"hash")).await.is_some());
    }

    async fn a_list_that_was_deleted_long_ago_is_erased(db: Db) {
        let store = db.migrated().await;
        let (ana, list, _) = listed(&store, "ab").await;
        let change = UndoId(new_id());
        write(&store, move |tx| delete_list(tx, ana, list, change, at(2))).await;
        assert_eq!(write(&store, move |tx| erase_expired_lists(tx, at(2))).await, 0);
        assert_eq!(write(&store, move |tx| erase_expired_lists(tx, at(3))).await, 1);
        assert_eq!(write(&store, move |tx| undo(tx, ana, change, at(4))).await, Undone::Changed);
    }
}
