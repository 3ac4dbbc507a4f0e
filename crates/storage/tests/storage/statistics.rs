use crate::common::{add, at, day, fields, names, on_both_engines, owner, read, watch_id, write};
use domain::ids::UserId;
use domain::library::movies::MovieFields;
use domain::library::ratings::Rating;
use domain::library::statistics::{Statistics, StatisticsQuery, Tally};
use domain::library::watches::WatchFields;
use domain::times::parse_date;
use storage::Store;
use storage::library::statistics::statistics;
use storage::library::trash::delete_movie;
use storage::library::watches::insert_watch;

/// A watch: the index of its film, its date, half stars, place and companions.
type Seen = (usize, Option<&'static str>, i64, Option<&'static str>, &'static [&'static str]);

const SEEN: [Seen; 7] = [
    (0, Some("2024-12-31"), 8, Some("Lux"), &["Bo"]),
    (0, Some("2025-01-01"), 10, Some("Lux"), &["Bo", "Cy"]),
    (1, Some("2025-01-02"), 5, Some("Home"), &[]),
    (1, Some("2025-03"), 0, None, &[]),
    (2, Some("2025"), 0, None, &[]),
    (2, Some("2025-02-01"), 7, None, &["Cy"]),
    (0, None, 9, None, &[]),
];

async fn fill(store: &Store, owner: UserId) {
    let film = |title: &str, year, runtime, genres: &[&str]| MovieFields {
        year: Some(year),
        runtime_minutes: runtime,
        genres: names(genres),
        ..fields(title)
    };
    let films = [
        film("Heat", 1995, Some(170), &["Crime", "Drama"]),
        film("Stalker", 1979, Some(162), &["Drama"]),
        film("Short", 1999, None, &[]),
    ];
    write(store, move |tx| {
        let mut ids = Vec::new();
        for film in &films {
            ids.push(add(tx, owner, film)?);
        }
        for (film, date, half_stars, place, people) in SEEN {
            let watch = WatchFields {
                watched_on: date.map(day),
                rating: Rating::from_half_stars(half_stars),
                liked: half_stars == 10,
                place: place.map(str::to_owned),
                companions: names(people),
                ..WatchFields::default()
            };
            insert_watch(tx, owner, ids[film], watch_id(), &watch, at(1))?;
        }
        let gone = add(tx, owner, &films[0])?;
        let watch = WatchFields { watched_on: Some(day("2025-05-05")), ..WatchFields::default() };
        insert_watch(tx, owner, gone, watch_id(), &watch, at(1))?;
        delete_movie(tx, owner, gone, at(2))
    })
    .await;
}

async fn sum(store: &Store, owner: UserId, query: StatisticsQuery) -> Statistics {
    read(store, move |tx| statistics(tx, owner, &query)).await
}

fn counts(tallies: &[Tally]) -> Vec<(&str, u64)> {
    tallies.iter().map(|tally| (tally.name.as_str(), tally.watches)).collect()
}

fn titles(highlights: &[domain::library::statistics::Highlight]) -> Vec<&str> {
    highlights.iter().map(|it| it.movie.title.as_str()).collect()
}

on_both_engines! {
    async fn a_year_adds_up_to_what_was_watched_in_it(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        fill(&store, ana).await;
        fill(&store, ben).await;
        let of_2025 = StatisticsQuery { year: Some(2025), ..StatisticsQuery::default() };
        let year = sum(&store, ana, of_2025).await;
        assert_eq!(year.all_years, [2025, 2024]);
        assert_eq!((year.watches, year.movies, year.likes), (5, 3, 1));
        assert_eq!((year.minutes, year.watches_without_runtime), (170 + 162 + 162, 2));
        assert_eq!(year.average_rating, Some(3.67));
        assert_eq!(counts(&year.years), [("2025", 5)]);
        assert_eq!(counts(&year.months), [("2025-01", 2), ("2025-02", 1), ("2025-03", 1)]);
        assert_eq!(counts(&year.days), [("2025-01-01", 1), ("2025-01-02", 1), ("2025-02-01", 1)]);
        // A Wednesday, a Thursday and a Saturday.
        assert_eq!(year.weekdays, [0, 0, 1, 1, 0, 1, 0]);
        assert_eq!(year.ratings, [0, 0, 0, 0, 1, 0, 1, 0, 0, 1]);
        assert_eq!(counts(&year.genres), [("Drama", 3), ("Crime", 1)]);
        assert_eq!(counts(&year.decades), [("1970", 2), ("1990", 3)]);
        assert_eq!(counts(&year.runtimes), [("150", 3)]);
        assert_eq!(counts(&year.places), [("Home", 1), ("Lux", 1)]);
        assert_eq!(counts(&year.companions), [("Cy", 2), ("Bo", 1)]);
        let streak = year.longest_streak.unwrap();
        assert_eq!((streak.days, streak.from, streak.to), (2, day("2025-01-01"), day("2025-01-02")));
        let gap = year.longest_gap.unwrap();
        assert_eq!((gap.days, gap.from, gap.to), (29, day("2025-01-03"), day("2025-01-31")));
        assert_eq!(year.first.unwrap().movie.title, "Short");
        assert_eq!(year.latest.unwrap().movie.title, "Stalker");
        assert_eq!(titles(&year.highest_rated), ["Heat", "Short", "Stalker"]);
        assert_eq!(titles(&year.most_watched), ["Stalker", "Short"]);
        assert_eq!(year.longest.unwrap().movie.title, "Heat");
        assert_eq!(year.shortest.unwrap().movie.title, "Stalker");
    }

    async fn all_time_has_the_watches_without_a_date_too(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        fill(&store, ana).await;
        let all = sum(&store, ana, StatisticsQuery::default()).await;
        assert_eq!((all.watches, all.movies), (7, 3));
        assert_eq!(counts(&all.years), [("2024", 1), ("2025", 5)]);
        assert_eq!(titles(&all.most_watched), ["Heat", "Stalker", "Short"]);
        assert_eq!(all.longest_streak.unwrap().days, 3);
        let days = StatisticsQuery { from: parse_date("2024-12-31"), to: parse_date("2025-01-01"), ..StatisticsQuery::default() };
        assert_eq!(sum(&store, ana, days).await.watches, 3);
        let until = StatisticsQuery { to: parse_date("2024-12-31"), ..StatisticsQuery::default() };
        assert_eq!(sum(&store, ana, until).await.watches, 1);
        let since = StatisticsQuery { from: parse_date("2025-01-02"), ..StatisticsQuery::default() };
        assert_eq!(sum(&store, ana, since).await.watches, 3);
    }

    async fn nothing_adds_up_to_nothing(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let none = sum(&store, ana, StatisticsQuery::default()).await;
        let empty = Statistics { weekdays: vec![0; 7], ratings: vec![0; 10], ..Statistics::default() };
        assert_eq!(none, empty);
    }
}
