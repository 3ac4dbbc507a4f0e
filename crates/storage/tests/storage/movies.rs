use crate::common::{
    add, at, day, fields, found, movie, movie_id, names, new_id, on_both_engines, owner, read, update_movie, user,
    watch_id, write,
};
use domain::ids::UserId;
use domain::library::movies::MovieFields;
use domain::library::ratings::Rating;
use storage::Error;
use storage::library::movies::{NewMovie, find_movie, find_movie_for_update, insert_movie};
use storage::library::trash::delete_movie;
use storage::users::find_user;

/// A film with every field.
pub fn full() -> MovieFields {
    MovieFields {
        title: "Amélie".to_owned(),
        original_title: Some("Le Fabuleux Destin d’Amélie Poulain".to_owned()),
        year: Some(2001),
        runtime_minutes: Some(122),
        genres: names(&["Comedy", "Romance"]),
        directors: names(&["Jean-Pierre Jeunet"]),
        actors: names(&["Audrey Tautou", "Mathieu Kassovitz"]),
        services: names(&["MUBI", "The shelf"]),
        overview: Some("Paris.\nA waitress. 🎬".to_owned()),
        notes: Some("'; DROP TABLE movies; --".to_owned()),
        rating: Rating::from_half_stars(9),
        liked: true,
        watched_on: Some(day("2024-02-29")),
        on_watchlist: true,
        tags: names(&["100%", "to own"]),
        imdb_id: Some("tt0211915".to_owned()),
        tmdb_id: Some(194),
    }
}

on_both_engines! {
    async fn a_film_is_found_as_it_was_added(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &full())).await;
        let film = found(&store, ana, id).await;
        let expected = full();
        assert_eq!((film.id, &film.title, &film.original_title), (id, &expected.title, &expected.original_title));
        assert_eq!((film.year, film.runtime_minutes, film.rating), (Some(2001), Some(122), expected.rating));
        assert_eq!((film.genres, film.tags), (expected.genres, expected.tags));
        assert_eq!((film.overview, film.notes), (expected.overview, expected.notes));
        assert_eq!((film.watched_on, film.watch_count, film.on_watchlist), (expected.watched_on, 1, true));
        assert_eq!((film.imdb_id, film.tmdb_id, film.poster_url), (expected.imdb_id, Some(194), None));
        assert_eq!((film.created_at, film.updated_at, film.deleted_at, film.version), (at(0), at(0), None, 1));
    }

    async fn a_film_may_have_nothing_but_a_title(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        let film = found(&store, ana, id).await;
        assert_eq!((film.year, film.rating, film.watched_on, film.watch_count), (None, None, None, 0));
        assert_eq!((film.genres.len(), film.tags.len(), film.on_watchlist), (0, 0, false));
    }

    async fn an_update_replaces_every_field(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = write(&store, move |tx| add(tx, ana, &full())).await;
        assert!(write(&store, move |tx| update_movie(tx, ana, id, &fields("M"), watch_id(), at(9))).await);
        let film = found(&store, ana, id).await;
        assert_eq!((film.title.as_str(), film.original_title, film.year), ("M", None, None));
        assert_eq!((film.overview, film.notes, film.rating, film.runtime_minutes), (None, None, None, None));
        assert_eq!((film.imdb_id, film.tmdb_id, film.on_watchlist), (None, None, false));
        assert_eq!((film.genres.len(), film.tags.len()), (0, 0));
        assert_eq!((film.watched_on, film.watch_count), (Some(day("2024-02-29")), 1), "watches stay");
        assert_eq!((film.created_at, film.updated_at, film.version), (at(0), at(9), 2));
    }

    async fn staying_on_the_watchlist_keeps_the_moment_it_was_put_there(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        let wanted = MovieFields { on_watchlist: true, ..fields("M") };
        for now in [at(10), at(20)] {
            let wanted = wanted.clone();
            write(&store, move |tx| update_movie(tx, ana, id, &wanted, watch_id(), now)).await;
        }
        let since = read(&store, move |tx| tx.query_one::<domain::times::Timestamp>("SELECT watchlisted_at FROM movies WHERE id = $1", &[&id]));
        assert_eq!(since.await, at(10));
    }

    async fn hostile_texts_are_kept_as_they_are(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for text in [
            "'; DELETE FROM movies; --", "\"", "100% _ \\ \\%", "🎬👩‍👩‍👧", "$1 $2 ?", "\u{202E}right to left",
            &"\u{FDFA}".repeat(300), &"𝕎".repeat(300), "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "NaN", "null", "\u{FFFD}",
        ] {
            let id = movie(&store, ana, text).await;
            assert_eq!(found(&store, ana, id).await.title, text);
        }
    }

    async fn what_the_database_refuses_is_an_error_and_leaves_nothing(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let refused = [
            fields("a\0b"),
            fields(""),
            MovieFields { year: Some(3000), ..fields("Too late") },
            MovieFields { tags: names(&["one", "t\0wo"]), ..fields("Tagged") },
        ];
        for film in refused {
            let result = store.write(move |tx| add(tx, ana, &film)).await;
            assert!(matches!(result, Err(Error::Database(_))), "{result:?}");
        }
        assert_eq!(read(&store, move |tx| find_user(tx, ana)).await.unwrap().movie_count, 0);
        assert_eq!(read(&store, |tx| tx.query_one::<i64>("SELECT count(*) FROM movies", &[])).await, 0);
    }

    async fn a_film_needs_an_owner(db: Db) {
        let store = db.migrated().await;
        let result = store.write(|tx| add(tx, UserId(new_id()), &fields("Nobody's"))).await;
        assert!(matches!(result, Err(Error::OwnerGone)), "{result:?}");
    }

    async fn an_id_is_used_once(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let id = movie(&store, ana, "Ana's").await;
        let result = store.write(move |tx| {
            insert_movie(tx, ben, NewMovie { id, watch_id: watch_id(), fields: &fields("Ben's"), now: at(0) })
        });
        let Err(Error::Database(message)) = result.await else { panic!("the id was taken twice") };
        assert!(!message.contains(&id.to_string()), "{message}");
        assert_eq!(found(&store, ana, id).await.title, "Ana's");
    }

    async fn another_owners_film_is_not_found(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let id = write(&store, move |tx| add(tx, ana, &full())).await;
        assert!(read(&store, move |tx| find_movie(tx, ben, id)).await.is_none());
        assert!(write(&store, move |tx| find_movie_for_update(tx, ben, id)).await.is_none());
        assert!(!write(&store, move |tx| update_movie(tx, ben, id, &fields("Mine"), watch_id(), at(1))).await);
        assert_eq!(found(&store, ana, id).await.version, 1);
    }

    async fn a_film_in_the_trash_or_nowhere_is_neither_found_nor_updated(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let binned = movie(&store, ana, "Binned").await;
        write(&store, move |tx| delete_movie(tx, ana, binned, at(1))).await;
        for id in [binned, movie_id()] {
            assert!(read(&store, move |tx| find_movie(tx, ana, id)).await.is_none());
            assert!(write(&store, move |tx| find_movie_for_update(tx, ana, id)).await.is_none());
            assert!(!write(&store, move |tx| update_movie(tx, ana, id, &fields("New"), watch_id(), at(2))).await);
        }
    }

    async fn updates_at_once_wait_for_each_other(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "0").await;
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    write(&store, move |tx| {
                        let film = find_movie_for_update(tx, ana, id)?.expect("the film is there");
                        let count: u32 = film.title.parse().expect("the title is a number");
                        update_movie(tx, ana, id, &fields(&(count + 1).to_string()), watch_id(), at(1))
                    })
                    .await
                })
            })
            .collect();
        for task in tasks {
            assert!(task.await.unwrap());
        }
        let film = found(&store, ana, id).await;
        assert_eq!((film.title.as_str(), film.version), ("20", 21));
    }

    async fn the_owner_knows_the_number_of_their_films(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        assert!(!write(&store, |tx| storage::users::insert_user(tx, &user("ana"))).await);
        let tasks: Vec<_> = (0..12)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { movie(&store, ana, &n.to_string()).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(read(&store, move |tx| find_user(tx, ana)).await.unwrap().movie_count, 12);
    }
}
