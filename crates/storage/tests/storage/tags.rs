use crate::common::{
    add, at, fields, found, limit, names, new_id, on_both_engines, owner, read, update_movie, watch_id, write,
};
use domain::ids::{ListId, MovieId, UndoId, UserId};
use domain::library::lists::ListFields;
use domain::library::movies::MovieFields;
use domain::library::movies_query::MoviesQuery;
use domain::library::tags::TagChange;
use storage::Store;
use storage::library::lists::{find_list, insert_list};
use storage::library::movies::list_movies;
use storage::library::tags::{change_tag, list_tags};
use storage::library::trash::{delete_movie, restore_movie};
use storage::library::undo::{Undone, undo};

async fn tagged(store: &Store, owner: UserId, tags: &[&str]) -> MovieId {
    let film = MovieFields { genres: names(&["Noir"]), tags: names(tags), ..fields("Heat") };
    write(store, move |tx| add(tx, owner, &film)).await
}

async fn change(store: &Store, owner: UserId, from: &'static str, to: Option<&'static str>) -> Option<TagChange> {
    let id = UndoId(new_id());
    write(store, move |tx| change_tag(tx, owner, (from, to), id, at(1))).await
}

async fn tags_of(store: &Store, owner: UserId, id: MovieId) -> Vec<String> {
    found(store, owner, id).await.tags
}

async fn counts(store: &Store, owner: UserId) -> Vec<(String, u64, u64)> {
    let tags = read(store, move |tx| list_tags(tx, owner)).await.items;
    tags.into_iter().map(|tag| (tag.name, tag.movie_count, tag.list_count)).collect()
}

async fn hits(store: &Store, owner: UserId, search: &str) -> u64 {
    let query = MoviesQuery { search: search.to_owned(), ..MoviesQuery::default() };
    read(store, move |tx| list_movies(tx, owner, &query, &limit(5))).await.total
}

fn count(name: &str, movies: u64, lists: u64) -> (String, u64, u64) {
    (name.to_owned(), movies, lists)
}

on_both_engines! {
    async fn a_tag_is_renamed_wherever_it_is(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (film, other) = (tagged(&store, ana, &["a", "Sci fi", "z"]).await, tagged(&store, ana, &["a"]).await);
        let foreign = tagged(&store, ben, &["sci fi"]).await;
        let list = ListId(new_id());
        let listed = ListFields { name: "L".to_owned(), tags: names(&["sci fi"]), ..ListFields::default() };
        write(&store, move |tx| insert_list(tx, ana, list, &listed, at(0))).await;
        let done = change(&store, ana, "SCI FI", Some("Space")).await.unwrap();
        assert_eq!((done.movie_count, done.list_count), (1, 1));
        let after = found(&store, ana, film).await;
        assert_eq!((after.tags, after.version), (names(&["a", "Space", "z"]), 2));
        assert_eq!((after.genres, found(&store, ana, other).await.version), (names(&["Noir"]), 1));
        assert_eq!(tags_of(&store, ben, foreign).await, ["sci fi"]);
        let list = read(&store, move |tx| find_list(tx, ana, list)).await.unwrap();
        assert_eq!((list.tags, list.version), (names(&["Space"]), 2));
        assert_eq!(counts(&store, ana).await, [count("a", 2, 0), count("Space", 1, 1), count("z", 1, 0)]);
        assert_eq!((hits(&store, ana, "sci").await, hits(&store, ana, "heat space noir").await), (0, 1));
        assert_eq!(change(&store, ana, "sci fi", Some("x")).await, None);
    }

    async fn tags_are_merged_without_repeats(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let both = tagged(&store, ana, &["scifi", "a", "Sci-Fi"]).await;
        let (one, other) = (tagged(&store, ana, &["scifi"]).await, tagged(&store, ana, &["sci-fi"]).await);
        let done = change(&store, ana, "scifi", Some("Sci-Fi")).await.unwrap();
        assert_eq!(done.movie_count, 3);
        assert_eq!(tags_of(&store, ana, both).await, ["Sci-Fi", "a"]);
        assert_eq!((tags_of(&store, ana, one).await, tags_of(&store, ana, other).await), (names(&["Sci-Fi"]), names(&["Sci-Fi"])));
        assert_eq!(counts(&store, ana).await, [count("Sci-Fi", 3, 0), count("a", 1, 0)]);
        assert_eq!(write(&store, move |tx| undo(tx, ana, done.undo, at(2))).await, Undone::Done);
        assert_eq!(tags_of(&store, ana, both).await, ["scifi", "a", "Sci-Fi"]);
        assert_eq!(tags_of(&store, ana, other).await, ["sci-fi"]);
        assert_eq!(counts(&store, ana).await, [count("Sci-Fi", 2, 0), count("scifi", 2, 0), count("a", 1, 0)]);
    }

    async fn a_deleted_tag_is_gone_and_comes_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = tagged(&store, ana, &["gone"]).await;
        let done = change(&store, ana, "gone", None).await.unwrap();
        assert_eq!((tags_of(&store, ana, film).await, counts(&store, ana).await), (vec![], vec![]));
        assert_eq!((hits(&store, ana, "gone").await, hits(&store, ana, "heat").await), (0, 1));
        assert_eq!(write(&store, move |tx| undo(tx, ana, done.undo, at(2))).await, Undone::Done);
        assert_eq!((tags_of(&store, ana, film).await, hits(&store, ana, "gone").await), (names(&["gone"]), 1));
    }

    async fn a_film_comes_out_of_the_trash_with_the_new_tag(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = tagged(&store, ana, &["old", "kept"]).await;
        write(&store, move |tx| delete_movie(tx, ana, film, at(1))).await;
        assert_eq!(change(&store, ana, "old", Some("new")).await.unwrap().movie_count, 1);
        assert_eq!((counts(&store, ana).await, hits(&store, ana, "new").await), (vec![], 0));
        write(&store, move |tx| restore_movie(tx, ana, film, at(2))).await;
        assert_eq!(tags_of(&store, ana, film).await, ["new", "kept"]);
        assert_eq!(hits(&store, ana, "new").await, 1);
    }

    async fn nothing_is_taken_back_once_a_film_has_other_tags(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let (changed, rated) = (tagged(&store, ana, &["old"]).await, tagged(&store, ana, &["old"]).await);
        let done = change(&store, ana, "old", Some("new")).await.unwrap();
        // What has nothing to do with tags doesn't matter.
        let notes = MovieFields { notes: Some("N".to_owned()), tags: names(&["new"]), ..fields("Heat") };
        write(&store, move |tx| update_movie(tx, ana, rated, &notes, watch_id(), at(2))).await;
        let again = change(&store, ana, "new", Some("newer")).await.unwrap();
        assert_eq!(write(&store, move |tx| undo(tx, ana, again.undo, at(3))).await, Undone::Done);
        let other = MovieFields { tags: names(&["new", "x"]), ..fields("Heat") };
        write(&store, move |tx| update_movie(tx, ana, changed, &other, watch_id(), at(4))).await;
        let refused = store.write(move |tx| match undo(tx, ana, done.undo, at(5))? {
            Undone::Changed => Err(storage::Error::Database("changed".to_owned())),
            other => Ok(other),
        });
        assert!(refused.await.is_err());
        assert_eq!((tags_of(&store, ana, changed).await, tags_of(&store, ana, rated).await), (names(&["new", "x"]), names(&["new"])));
    }

    async fn a_tag_of_many_films_is_renamed_at_once(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        write(&store, move |tx| {
            (0..1300).try_for_each(|n| {
                let film = MovieFields { tags: names(&["many", "é"]), ..fields(&n.to_string()) };
                add(tx, ana, &film).map(drop)
            })
        })
        .await;
        let done = change(&store, ana, "many", Some("all")).await.unwrap();
        assert_eq!((done.movie_count, counts(&store, ana).await), (1300, vec![count("all", 1300, 0), count("é", 1300, 0)]));
        assert_eq!(write(&store, move |tx| undo(tx, ana, done.undo, at(2))).await, Undone::Done);
        assert_eq!(counts(&store, ana).await, [count("é", 1300, 0), count("many", 1300, 0)]);
    }
}
