use crate::common::{add, at, fields, names, on_both_engines, owner, read, update_movie, watch_id, write};
use domain::ids::UserId;
use domain::library::labels::Labels;
use domain::library::movies::MovieFields;
use domain::library::tags::Tags;
use storage::Store;
use storage::library::labels::list_genres;
use storage::library::tags::list_tags;
use storage::library::trash::{delete_movie, restore_movie};

fn labelled(genres: &[&str], tags: &[&str]) -> MovieFields {
    MovieFields { genres: names(genres), tags: names(tags), ..fields("Labelled") }
}

fn counts(labels: Labels) -> Vec<(String, u64)> {
    labels.items.into_iter().map(|label| (label.name, label.movie_count)).collect()
}

fn tag_counts(tags: Tags) -> Vec<(String, u64)> {
    tags.items.into_iter().map(|tag| (tag.name, tag.movie_count)).collect()
}

#[track_caller]
fn check(found: &[(String, u64)], expected: &[(&str, u64)]) {
    let found: Vec<_> = found.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(found, expected);
}

async fn genres(store: &Store, owner: UserId) -> Vec<(String, u64)> {
    counts(read(store, move |tx| list_genres(tx, owner)).await)
}

on_both_engines! {
    async fn labels_are_counted_over_their_spellings_and_named_by_the_most_frequent(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        write(&store, move |tx| {
            add(tx, ana, &labelled(&["drama", "Crime"], &["to own"]))?;
            add(tx, ana, &labelled(&["Drama"], &["100%"]))?;
            add(tx, ana, &labelled(&["Drama", "Action"], &["À voir", "100%"]))?;
            add(tx, ben, &labelled(&["Western"], &["mine"]))
        })
        .await;
        check(&genres(&store, ana).await, &[("Drama", 3), ("Action", 1), ("Crime", 1)]);
        let tags = tag_counts(read(&store, move |tx| list_tags(tx, ana)).await);
        check(&tags, &[("100%", 2), ("À voir", 1), ("to own", 1)]);
        check(&genres(&store, ben).await, &[("Western", 1)]);
    }

    async fn labels_of_films_in_the_trash_are_not_counted_until_they_are_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &labelled(&["Drama", "Crime"], &["a", "b"]))).await;
        write(&store, move |tx| delete_movie(tx, ana, id, at(1))).await;
        check(&genres(&store, ana).await, &[]);
        write(&store, move |tx| restore_movie(tx, ana, id, at(2))).await;
        check(&genres(&store, ana).await, &[("Crime", 1), ("Drama", 1)]);
        check(&tag_counts(read(&store, move |tx| list_tags(tx, ana)).await), &[("a", 1), ("b", 1)]);
        let film = crate::common::found(&store, ana, id).await;
        assert_eq!((film.genres, film.tags), (names(&["Drama", "Crime"]), names(&["a", "b"])));
    }

    async fn an_update_replaces_labels(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &labelled(&["Drama"], &["a"]))).await;
        let changed = labelled(&["Comedy", "Drama"], &[]);
        assert!(write(&store, move |tx| update_movie(tx, ana, id, &changed, watch_id(), at(1))).await);
        check(&genres(&store, ana).await, &[("Comedy", 1), ("Drama", 1)]);
        check(&tag_counts(read(&store, move |tx| list_tags(tx, ana)).await), &[]);
    }

    async fn as_many_labels_as_a_film_may_have_are_kept_in_order(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let wide = |n: usize| format!("{}{n:02}", "\u{FDFA}".repeat(48));
        let film = MovieFields {
            genres: (0..20).rev().map(wide).collect(),
            tags: (0..50).rev().map(wide).collect(),
            ..fields("Labels")
        };
        let expected = film.clone();
        let id = write(&store, move |tx| add(tx, ana, &film)).await;
        let found = crate::common::found(&store, ana, id).await;
        assert_eq!((found.genres, found.tags), (expected.genres, expected.tags));
        assert_eq!(genres(&store, ana).await.len(), 20);
    }
}
