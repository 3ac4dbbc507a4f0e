use crate::common::{
    add, at, fields, found, names, new_id, on_both_engines, owner, read, update_movie, watch_id, write,
};
use crate::movies_list::walk;
use domain::accounts::preferences::Preferences;
use domain::ids::{MovieId, UserId};
use domain::library::movies::MovieFields;
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::library::watches::WatchFields;
use storage::Store;
use storage::accounts::preferences::update_preferences;
use storage::library::movies::pick_movie;
use storage::library::trash::delete_movie;
use storage::library::watches::insert_watch;
use storage::library::watchlists::{Moved, is_shared, list_watchlists, move_on_watchlist};
use storage::users::update_disabled;

async fn wanted(store: &Store, owner: UserId, title: &str) -> MovieId {
    let film = MovieFields { on_watchlist: true, ..fields(title) };
    write(store, move |tx| add(tx, owner, &film)).await
}

fn by_priority(descending: bool) -> MoviesQuery {
    let sort = Some(Sort { by: SortBy::Priority, descending });
    MoviesQuery { status: Some(Status::Watchlist), sort, ..MoviesQuery::default() }
}

async fn order(store: &Store, owner: UserId) -> String {
    walk(store, owner, &by_priority(false), 2).await.into_iter().map(|film| film.title).collect()
}

async fn put(store: &Store, owner: UserId, id: MovieId, after: Option<MovieId>) -> Moved {
    write(store, move |tx| move_on_watchlist(tx, owner, id, after, at(5))).await
}

async fn share(store: &Store, user: UserId, shares_watchlist: bool) {
    assert!(
        write(store, move |tx| update_preferences(
            tx,
            user,
            Preferences { shares_watchlist, ..Preferences::default() }
        ))
        .await
    );
}

async fn common(store: &Store, user: UserId, other: UserId) -> Vec<String> {
    let query = MoviesQuery { common_with: Some(other), ..by_priority(false) };
    walk(store, user, &query, 9).await.into_iter().map(|film| film.title).collect()
}

on_both_engines! {
    async fn films_of_the_watchlist_stand_where_they_are_put(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let mut films = Vec::new();
        for title in ["a", "b", "c", "d", "e"] {
            films.push(wanted(&store, ana, title).await);
            wanted(&store, ben, title).await;
        }
        assert_eq!(order(&store, ana).await, "abcde");
        let film = |letter: char| films["abcde".find(letter).unwrap()];
        for (moved, after, expected) in [
            ('d', None, "dabce"),
            ('c', Some('d'), "dcabe"),
            ('d', Some('b'), "cabde"),
            ('e', Some('c'), "ceabd"),
            ('a', Some('d'), "cebda"),
            ('a', Some('d'), "cebda"),
            ('b', None, "bceda"),
        ] {
            assert_eq!(put(&store, ana, film(moved), after.map(film)).await, Moved::Done);
            assert_eq!(order(&store, ana).await, expected);
        }
        let new = wanted(&store, ana, "f").await;
        assert_eq!(order(&store, ana).await, "bcedaf");
        let down = walk(&store, ana, &by_priority(true), 2).await.into_iter().map(|film| film.title);
        assert_eq!(down.collect::<String>(), "adecbf");
        assert_eq!(order(&store, ben).await, "abcde");
        let version = found(&store, ana, new).await.version;
        put(&store, ana, new, None).await;
        assert_eq!(found(&store, ana, new).await.version, version + 1);
    }

    async fn there_is_always_room_between_two_films(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let (a, b, c) = (wanted(&store, ana, "a").await, wanted(&store, ana, "b").await, wanted(&store, ana, "c").await);
        put(&store, ana, c, Some(b)).await;
        // More often than a gap can be halved.
        for round in 0..60 {
            let (moved, expected) = if round % 2 == 0 { (c, "acb") } else { (b, "abc") };
            put(&store, ana, moved, Some(a)).await;
            assert_eq!(order(&store, ana).await, expected, "{round}");
            put(&store, ana, moved, None).await;
            put(&store, ana, moved, Some(a)).await;
        }
    }

    async fn only_what_is_wanted_has_a_place(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (a, b, other) = (wanted(&store, ana, "a").await, wanted(&store, ana, "b").await, wanted(&store, ben, "x").await);
        let unwanted = write(&store, move |tx| add(tx, ana, &fields("u"))).await;
        assert_eq!(put(&store, ana, unwanted, None).await, Moved::NotOnWatchlist);
        assert_eq!(put(&store, ana, other, None).await, Moved::NotOnWatchlist);
        for neighbour in [unwanted, other, a] {
            assert_eq!(put(&store, ana, a, Some(neighbour)).await, Moved::NoSuchNeighbour);
        }
        put(&store, ana, b, None).await;
        assert_eq!(order(&store, ana).await, "ba");
        // Watched, and put on the watchlist again: it begins anew.
        write(&store, move |tx| insert_watch(tx, ana, b, watch_id(), &WatchFields::default(), at(6))).await;
        let again = MovieFields { on_watchlist: true, ..fields("b") };
        write(&store, move |tx| update_movie(tx, ana, b, &again, watch_id(), at(7))).await;
        put(&store, ana, a, None).await;
        assert_eq!(order(&store, ana).await, "ab");
        write(&store, move |tx| delete_movie(tx, ana, a, at(8))).await;
        assert_eq!(put(&store, ana, b, Some(a)).await, Moved::NoSuchNeighbour);
    }

    async fn many_moves_at_once_leave_a_whole_order(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let mut films = Vec::new();
        for title in ["a", "b", "c", "d", "e", "f"] {
            films.push(wanted(&store, ana, title).await);
        }
        let tasks: Vec<_> = (0..24).map(|number| {
            let (store, id) = (store.clone(), films[number % 6]);
            let after = (number % 3 > 0).then(|| films[(number + 2) % 6]);
            tokio::spawn(async move { put(&store, ana, id, after).await })
        }).collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Moved::Done);
        }
        let mut all: Vec<char> = order(&store, ana).await.chars().collect();
        all.sort_unstable();
        assert_eq!(all.into_iter().collect::<String>(), "abcdef");
    }

    async fn a_film_is_picked_of_those_that_match(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for (title, runtime) in [("a", 90), ("b", 95), ("c", 150)] {
            let film = MovieFields { runtime_minutes: Some(runtime), on_watchlist: true, ..fields(title) };
            write(&store, move |tx| add(tx, ana, &film)).await;
        }
        let short = MoviesQuery { runtime_max: Some(100), ..by_priority(false) };
        let mut picked = String::new();
        for place in [0, 1, 2, u64::MAX] {
            let query = short.clone();
            picked += &read(&store, move |tx| pick_movie(tx, ana, &query, place)).await.unwrap().title;
        }
        assert_eq!(picked, "abab");
        assert_eq!(read(&store, move |tx| pick_movie(tx, ben, &MoviesQuery::default(), 7)).await, None);
    }

    async fn what_both_want_is_seen_while_both_share(db: Db) {
        let store = db.migrated().await;
        let (ana, ben, cy) = (owner(&store, "ana").await, owner(&store, "ben").await, owner(&store, "cy").await);
        let film = |title: &str, year: i16| MovieFields { year: Some(year), on_watchlist: true, ..fields(title) };
        let imdb = |title: &str, id: &str| MovieFields { imdb_id: Some(id.to_owned()), ..film(title, 1990) };
        let tmdb = |title: &str, id: i64| MovieFields { tmdb_id: Some(id), ..film(title, 1990) };
        let of_ana = [film("The Thing", 1982), film("Heat", 1995), imdb("Amélie", "tt1"), tmdb("M", 7), imdb("Solaris", "tt2"), film("Rear Window", 1954)];
        let mut of_ben = vec![film("the thing", 1982), film("Heat", 1986), imdb("Le fabuleux destin", "tt1"), tmdb("Mörder", 7), imdb("Solaris", "tt3"), film("Rear Window", 1954)];
        of_ben[5].on_watchlist = false;
        for (owner, films) in [(ana, of_ana.to_vec()), (ben, of_ben)] {
            for film in films {
                write(&store, move |tx| add(tx, owner, &film)).await;
            }
        }
        assert_eq!(common(&store, ana, ben).await, names(&[]));
        share(&store, ana, true).await;
        assert_eq!(common(&store, ana, ben).await, names(&[]));
        assert!(read(&store, move |tx| list_watchlists(tx, ben)).await.is_empty());
        share(&store, ben, true).await;
        assert_eq!(common(&store, ana, ben).await, ["The Thing", "Amélie", "M"]);
        assert_eq!(common(&store, ben, ana).await, ["the thing", "Le fabuleux destin", "Mörder"]);
        assert_eq!(common(&store, ana, ana).await, names(&[]));
        assert_eq!(common(&store, ana, UserId(new_id())).await, names(&[]));
        let others = read(&store, move |tx| list_watchlists(tx, ana)).await;
        assert_eq!(others.iter().map(|it| (it.id, it.username.as_str())).collect::<Vec<_>>(), [(ben, "ben")]);
        assert!(read(&store, move |tx| list_watchlists(tx, cy)).await.is_empty());
        assert!(read(&store, move |tx| is_shared(tx, ana, ben)).await);
        share(&store, ana, false).await;
        assert_eq!((common(&store, ana, ben).await, common(&store, ben, ana).await), (names(&[]), names(&[])));
        assert!(!read(&store, move |tx| is_shared(tx, ben, ana)).await);
        share(&store, ana, true).await;
        write(&store, move |tx| update_disabled(tx, ben, Some(at(9)))).await;
        assert_eq!(common(&store, ana, ben).await, names(&[]));
        assert!(read(&store, move |tx| list_watchlists(tx, ana)).await.is_empty());
    }
}
