use crate::common::{add, add_at, at, day, fields, movie, names, on_both_engines, owner, write};
use crate::movies_list::{titles, walk};
use domain::library::movies::MovieFields;
use domain::library::movies_query::{Match, MoviesQuery, Sort, Status, Watched};
use domain::library::ratings::Rating;
use domain::library::watches::WatchFields;
use storage::library::trash::delete_movie;
use storage::library::watches::insert_watch;

on_both_engines! {
    async fn the_watchlist_has_what_was_put_on_it_last_first(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for (title, moment) in [("a", 3), ("b", 1), ("c", 2)] {
            let film = MovieFields { on_watchlist: true, ..fields(title) };
            write(&store, move |tx| add_at(tx, ana, &film, at(moment))).await;
        }
        movie(&store, ana, "d").await;
        let wanted = MoviesQuery { status: Some(Status::Watchlist), ..MoviesQuery::default() };
        let everything = MoviesQuery { sort: Some(Sort::WATCHLISTED), ..MoviesQuery::default() };
        for (query, expected) in [(wanted, &["a", "c", "b"][..]), (everything, &["a", "c", "b", "d"])] {
            let found: Vec<_> = walk(&store, ana, &query, 2).await.into_iter().map(|film| film.title).collect();
            assert_eq!(found, expected);
        }
    }

    async fn filters_narrow_the_list_together(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let film = |title: &str, year, half_stars, genre: &str, tag: &str| MovieFields {
            year: Some(year),
            rating: Rating::from_half_stars(half_stars),
            genres: names(&[genre]),
            tags: names(&[tag]),
            ..fields(title)
        };
        let films = [
            film("a", 2001, 9, "Drama", "Own"),
            MovieFields { on_watchlist: true, ..film("b", 2001, 0, "drama", "loan") },
            MovieFields { watched_on: Some(day("2020-01-01")), ..film("c", 2002, 8, "Comedy", "own") },
            MovieFields { runtime_minutes: Some(90), liked: true, ..film("d", 2002, 2, "Comedy", "own") },
        ];
        write(&store, move |tx| {
            for film in &films {
                add(tx, ana, film)?;
                add(tx, ben, film)?;
            }
            let gone = add(tx, ana, &films[0])?;
            delete_movie(tx, ana, gone, at(1))
        })
        .await;
        let all = MoviesQuery::default;
        let text = |text: &str| Some(text.to_owned());
        for (query, expected) in [
            (MoviesQuery { genres: names(&["DRAMA"]), ..all() }, vec!["a", "b"]),
            (MoviesQuery { genres: names(&["Dram"]), ..all() }, vec![]),
            (MoviesQuery { genres: names(&["drama", "comedy"]), ..all() }, vec![]),
            (MoviesQuery { genres: names(&["drama", "comedy", "War"]), genre_match: Match::Any, ..all() }, vec!["a", "b", "c", "d"]),
            (MoviesQuery { genre_match: Match::Any, tag_match: Match::Any, ..all() }, vec!["a", "b", "c", "d"]),
            (MoviesQuery { tags: names(&["öwn"]), ..all() }, vec!["a", "c", "d"]),
            (MoviesQuery { tags: names(&["own", "OWN"]), ..all() }, vec!["a", "c", "d"]),
            (MoviesQuery { decade: Some(2000), ..all() }, vec!["a", "b", "c", "d"]),
            (MoviesQuery { decade: Some(1990), ..all() }, vec![]),
            (MoviesQuery { decade: Some(32_760), ..all() }, vec![]),
            (MoviesQuery { runtime_max: Some(99), ..all() }, vec!["d"]),
            (MoviesQuery { runtime_min: Some(90), runtime_max: Some(90), ..all() }, vec!["d"]),
            (MoviesQuery { runtime_min: Some(91), ..all() }, vec![]),
            (MoviesQuery { rated: Some(false), ..all() }, vec!["b"]),
            (MoviesQuery { rated: Some(true), ..all() }, vec!["a", "c", "d"]),
            (MoviesQuery { liked: Some(true), ..all() }, vec!["d"]),
            (MoviesQuery { liked: Some(false), ..all() }, vec!["a", "b", "c"]),
            (MoviesQuery { watched: Some(Watched::Never), ..all() }, vec!["a", "b", "d"]),
            (MoviesQuery { watched: Some(Watched::Once), ..all() }, vec!["c"]),
            (MoviesQuery { watched: Some(Watched::Several), ..all() }, vec![]),
            (MoviesQuery { watched_in: Some(day("2020")), ..all() }, vec!["c"]),
            (MoviesQuery { watched_in: Some(day("2019")), ..all() }, vec![]),
            (MoviesQuery { rating_max: Rating::from_half_stars(8), ..all() }, vec!["c", "d"]),
            (MoviesQuery { place: text("Lux"), ..all() }, vec![]),
            (MoviesQuery { year: Some(2002), ..all() }, vec!["c", "d"]),
            (MoviesQuery { rating_min: Rating::from_half_stars(8), ..all() }, vec!["a", "c"]),
            (MoviesQuery { status: Some(Status::Watched), ..all() }, vec!["c"]),
            (MoviesQuery { status: Some(Status::Unwatched), ..all() }, vec!["a", "b", "d"]),
            (MoviesQuery { status: Some(Status::Watchlist), ..all() }, vec!["b"]),
            (MoviesQuery { genres: names(&["drama"]), tags: names(&["own"]), year: Some(2001), ..all() }, vec!["a"]),
            (MoviesQuery { genres: names(&["comedy"]), status: Some(Status::Watched), search: "own".to_owned(), ..all() }, vec!["c"]),
        ] {
            assert_eq!(titles(&store, ana, query.clone()).await, expected, "{query:?}");
        }
    }

    async fn films_are_found_by_the_years_and_places_of_all_their_watches(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (heat, of_ben) = (movie(&store, ana, "Heat").await, movie(&store, ben, "Heat").await);
        for (owner, film, date, place) in [
            (ana, heat, Some("2020-12-31"), Some("Lux")),
            (ana, heat, Some("2019"), None),
            (ana, heat, Some("2018-01"), None),
            (ana, heat, None, Some("Home")),
            (ben, of_ben, Some("2021-05-01"), Some("Rex")),
        ] {
            let (watched_on, place) = (date.map(day), place.map(str::to_owned));
            let fields = WatchFields { watched_on, place, ..WatchFields::default() };
            write(&store, move |tx| insert_watch(tx, owner, film, crate::common::watch_id(), &fields, at(1))).await;
        }
        let all = MoviesQuery::default;
        for (date, count) in [
            ("2020", 1),
            ("2020-12", 1),
            ("2020-12-31", 1),
            ("2020-12-30", 0),
            ("2020-11", 0),
            ("2019", 1),
            ("2019-01", 0),
            ("2018", 1),
            ("2018-01", 1),
            ("2021", 0),
        ] {
            let found = titles(&store, ana, MoviesQuery { watched_in: Some(day(date)), ..all() }).await;
            assert_eq!(found.len(), count, "{date}");
        }
        for (place, count) in [("Lux", 1), ("Home", 1), ("Rex", 0), ("lux' OR 1", 0)] {
            let query = MoviesQuery { place: Some(place.to_owned()), ..all() };
            assert_eq!(titles(&store, ana, query).await.len(), count, "{place}");
        }
    }
}
