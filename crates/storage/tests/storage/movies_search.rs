use crate::common::{add, at, fields, limit, movie, names, on_both_engines, owner, read, watch_id, write};
use crate::movies_list::{search, titles, walk};
use domain::library::movies::MovieFields;
use domain::library::movies_query::{MoviesQuery, Sort};
use storage::Error;
use storage::library::movies::list_movies;
use storage::library::trash::{delete_movie, restore_movie};

on_both_engines! {
    async fn a_search_finds_all_words_in_titles_genres_and_tags_in_any_spelling(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        write(&store, move |tx| {
            add(tx, ana, &crate::movies::full())?;
            add(tx, ana, &MovieFields { genres: names(&["Romance"]), ..fields("Paris, Texas") })?;
            add(tx, ana, &fields("100% Wolf"))?;
            add(tx, ana, &fields("1000 Wolves_and\\more"))?;
            add(tx, ben, &fields("Amélie of Ben"))
        })
        .await;
        for (text, expected) in [
            ("amelie", vec!["Amélie"]),
            ("AMÉLIE", vec!["Amélie"]),
            ("poulain destin", vec!["Amélie"]),
            ("romance", vec!["Amélie", "Paris, Texas"]),
            ("romance texas", vec!["Paris, Texas"]),
            ("own 100%", vec!["Amélie"]),
            ("100%", vec!["100% Wolf", "Amélie"]),
            ("100", vec!["100% Wolf", "1000 Wolves_and\\more", "Amélie"]),
            ("_", vec!["1000 Wolves_and\\more"]),
            ("\\", vec!["1000 Wolves_and\\more"]),
            ("%", vec!["100% Wolf", "Amélie"]),
            ("wolf'; --", vec!["100% Wolf"]),
            ("nothing", vec![]),
            ("   ", vec!["100% Wolf", "1000 Wolves_and\\more", "Amélie", "Paris, Texas"]),
            ("paris waitress", vec![]),
        ] {
            assert_eq!(titles(&store, ana, search(text)).await, expected, "{text}");
        }
        assert_eq!(titles(&store, ana, search(&"\u{FDFA} ".repeat(150))).await, [] as [&str; 0]);
        let result = store.read(move |tx| list_movies(tx, ana, &search("a\0b"), &limit(3))).await;
        assert!(matches!(result, Err(Error::Database(_))), "{result:?}");
    }

    async fn the_best_match_comes_first(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for title in [
            "Are You There God?", "City of God", "God's Own Country", "The God", "The Godfather Part II", "The Godfather", "Gods",
            "100% Wolf", "100 Wolves", "Ungodly", "The Amazing Spider-Man", "Spider-Man 2", "Spider-Man", "Bee's Knees Up",
            "Bee's Knees",
        ] {
            movie(&store, ana, title).await;
        }
        let found = async |text: &str| -> Vec<String> {
            let films = walk(&store, ana, &search(text), 2).await;
            films.into_iter().map(|film| film.title).collect()
        };
        let all = [
            "The God",
            "God's Own Country",
            "The Godfather",
            "The Godfather Part II",
            "Gods",
            "Are You There God?",
            "City of God",
        ];
        assert_eq!(found("god").await, all);
        assert_eq!(found("GODFATHER").await, ["The Godfather", "The Godfather Part II"]);
        assert_eq!(found("the godfather").await, ["The Godfather", "The Godfather Part II"]);
        assert_eq!(found("part the godf").await, ["The Godfather Part II"]);
        assert_eq!(found("odly").await, ["Ungodly"]);
        assert_eq!(found("100").await, ["100 Wolves", "100% Wolf"]);
        assert_eq!(found("100%").await, ["100% Wolf"]);
        assert_eq!(found("%").await, ["100% Wolf"]);
        assert_eq!(found("spiderman").await, ["Spider-Man", "Spider-Man 2", "The Amazing Spider-Man"]);
        assert_eq!(found("bees knees").await, ["Bee's Knees", "Bee's Knees Up"]);
    }

    async fn short_texts_find_titles_that_begin_so_first_and_the_others_behind_them(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let begin = ["T", "The T", "T-Men", "Ta", "Tb", "Tc"];
        for title in ["Into Thin Air", "Other", "A Tale", "A T"].into_iter().chain(begin) {
            movie(&store, ana, title).await;
        }
        movie(&store, ben, "Theirs").await;
        let expected = ["T", "A T", "The T", "T-Men", "Ta", "A Tale", "Tb", "Tc", "Into Thin Air"];
        for limit in 1..=10 {
            let films = walk(&store, ana, &search("t"), limit).await;
            assert_eq!(films.into_iter().map(|film| film.title).collect::<Vec<_>>(), expected, "{limit} on a page");
        }
    }

    async fn the_middle_of_words_is_found_when_nothing_begins_so(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        for title in ["Ungodly", "The Wolf", "Werewolf", "Godly Wolf"] {
            movie(&store, ana, title).await;
        }
        movie(&store, ben, "Olfactory").await;
        for (text, expected) in [
            ("wolf", vec!["Godly Wolf", "The Wolf"]),
            ("olf", vec!["Godly Wolf", "Werewolf", "The Wolf"]),
            ("godl wol", vec!["Godly Wolf"]),
            // Each word begins one, but none has both.
            ("the were", vec![]),
            ("odly olf", vec!["Godly Wolf"]),
            ("god erewolf", vec![]),
        ] {
            assert_eq!(titles(&store, ana, search(text)).await, expected, "{text}");
        }
    }

    async fn signs_within_words_may_be_typed_or_left_out(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for title in ["Spider-Man", "Ocean's Eleven", "E.T.", "WALL·E", "L’Avventura", "?", "$", "(500) Days"] {
            movie(&store, ana, title).await;
        }
        for (text, expected) in [
            ("spider-man", vec!["Spider-Man"]),
            ("spider man", vec!["Spider-Man"]),
            ("spiderman", vec!["Spider-Man"]),
            ("oceans", vec!["Ocean's Eleven"]),
            ("ocean’s", vec!["Ocean's Eleven"]),
            ("et", vec!["E.T."]),
            ("wall-e", vec!["WALL·E"]),
            ("walle", vec!["WALL·E"]),
            ("avventura", vec!["L’Avventura"]),
            ("l'avv", vec!["L’Avventura"]),
            ("500", vec!["(500) Days"]),
            ("$", vec!["$"]),
            ("?", vec!["?"]),
            ("? !", vec![]),
        ] {
            assert_eq!(titles(&store, ana, search(text)).await, expected, "{text}");
        }
    }

    async fn a_search_is_filtered_ordered_and_counted_on_all_pages(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        write(&store, move |tx| {
            for n in 0..25 {
                let year = Some(2000 + n % 5);
                add(tx, ana, &MovieFields { year, genres: names(&["Drama"]), ..fields(&format!("Dram of {n:02}")) })?;
            }
            add(tx, ana, &fields("Comedy"))
        })
        .await;
        let newest = |text: &str| MoviesQuery { sort: Some(Sort::ADDED), ..search(text) };
        // Each film has two words that begin so.
        for (query, count, first) in [
            (search("dram"), 25, "Dram of 00"),
            (search("dram of"), 25, "Dram of 00"),
            (newest("dram"), 25, "Dram of 24"),
            (MoviesQuery { year: Some(2003), ..search("dram") }, 5, "Dram of 03"),
            (MoviesQuery { year: Some(2003), ..newest("dr d") }, 5, "Dram of 23"),
        ] {
            let films = walk(&store, ana, &query, 4).await;
            assert_eq!((films.len(), films[0].title.as_str()), (count, first), "{query:?}");
            let total = read(&store, move |tx| list_movies(tx, ana, &query, &limit(3))).await.total;
            assert_eq!(total, count as u64);
        }
    }

    async fn the_index_has_the_words_that_films_have_now(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let id = movie(&store, ana, "Old Boy").await;
        movie(&store, ben, "Old").await;
        let words = async || -> Vec<String> {
            let sql = "SELECT word FROM movie_words WHERE owner_id = $1 ORDER BY word";
            read(&store, move |tx| tx.query(sql, &[&ana])).await
        };
        assert_eq!(words().await, ["boy", "old"]);
        let renamed = MovieFields { tags: names(&["Lent to Boy"]), ..fields("New Boy") };
        write(&store, move |tx| crate::common::update_movie(tx, ana, id, &renamed, watch_id(), at(2))).await;
        assert_eq!(words().await, ["boy", "lent", "new", "to"]);
        write(&store, move |tx| delete_movie(tx, ana, id, at(3))).await;
        assert_eq!(words().await, [] as [&str; 0]);
        write(&store, move |tx| restore_movie(tx, ana, id, at(4))).await;
        assert_eq!(words().await, ["boy", "lent", "new", "to"]);
        // A word too long for an index is cut, and found as long as it is.
        let long = "ﷺ".repeat(400);
        movie(&store, ana, &long).await;
        assert_eq!(titles(&store, ana, search(&long)).await, [long]);
        write(&store, move |tx| tx.execute("DELETE FROM users WHERE id = $1", &[&ana])).await;
        assert_eq!(words().await, [] as [&str; 0]);
        assert_eq!(titles(&store, ben, search("old")).await, ["Old"]);
    }

    async fn films_from_before_the_index_are_found(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = MovieFields { tags: names(&["Lent \\ to \"Bob\""]), ..fields("The Spider-Man’s") };
        write(&store, move |tx| add(tx, ana, &film)).await;
        crate::migrate::go_down(&store, "0029_movie_words").await;
        let as_before = "UPDATE movie_search SET search_text = $1";
        let text = "the spider-man’s\nlent \\ to \"bob\"";
        write(&store, move |tx| tx.execute(as_before, &[&text])).await;
        storage::migrate::up(&store).await.unwrap();
        for text in ["spiderman", "mans", "man", "bob", "\\", "the"] {
            assert_eq!(titles(&store, ana, search(text)).await, ["The Spider-Man’s"], "{text}");
        }
    }
}
