use crate::common::{add, add_at, all_pages, at, day, fields, limit, movie, on_both_engines, owner, read, write};
use domain::ids::{MovieId, UserId};
use domain::library::movies::{MovieFields, MovieSummary};
use domain::library::movies_query::{MoviesQuery, Sort, SortBy, Status};
use domain::library::ratings::Rating;
use domain::pages::{PageQuery, last_items};
use domain::text::fold;
use std::cmp::Ordering;
use storage::library::movies::{count_movies, list_movies};
use storage::library::trash::delete_movie;
use storage::{Error, Store};

const SORTS: [SortBy; 6] =
    [SortBy::Title, SortBy::WatchedOn, SortBy::Rating, SortBy::Year, SortBy::Added, SortBy::Runtime];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A film out of few titles, years, ratings and days, so that many are equal and many lack some.
fn any_film(dice: &mut Dice) -> MovieFields {
    let titles = ["Amélie", "amelie", "M", "Ångström", "zzz", "千と千尋", "100%", "🎬"];
    let maybe = |dice: &mut Dice, n| Some(dice.roll(n)).filter(|_| dice.roll(2) == 0);
    MovieFields {
        year: maybe(dice, 3).map(|n| 2000 + i16::try_from(n).unwrap()),
        runtime_minutes: maybe(dice, 3).map(|n| 90 + i16::try_from(n).unwrap()),
        rating: maybe(dice, 3).and_then(|n| Rating::from_half_stars(i64::try_from(n + 1).unwrap())),
        watched_on: maybe(dice, 3).map(|n| day(&format!("2020-01-0{}", n + 1))),
        ..fields(titles[usize::try_from(dice.roll(8)).unwrap()])
    }
}

/// The order that the list promises.
fn compare(sort: Sort, a: &MovieSummary, b: &MovieSummary) -> Ordering {
    fn values<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }
    let down = sort.descending;
    let by_value = match sort.by {
        SortBy::Title => values(Some(fold(&a.title)), Some(fold(&b.title)), down),
        SortBy::WatchedOn => values(a.watched_on, b.watched_on, down),
        SortBy::Rating => values(a.rating, b.rating, down),
        SortBy::Year => values(a.year, b.year, down),
        SortBy::Added => values(Some(a.created_at), Some(b.created_at), down),
        SortBy::Runtime => values(a.runtime_minutes, b.runtime_minutes, down),
        SortBy::Watchlisted | SortBy::Priority | SortBy::Relevance => unreachable!("they have tests of their own"),
    };
    by_value.then_with(|| values(Some(a.id), Some(b.id), down))
}

pub async fn walk(store: &Store, owner: UserId, query: &MoviesQuery, size: u32) -> Vec<MovieSummary> {
    let query = query.clone();
    all_pages(store, size, move |tx, page| list_movies(tx, owner, &query, page)).await
}

pub async fn titles(store: &Store, owner: UserId, query: MoviesQuery) -> Vec<String> {
    let query = MoviesQuery { sort: Some(Sort { by: SortBy::Title, descending: false }), ..query };
    let films = walk(store, owner, &query, 3).await;
    let total = read(store, move |tx| count_movies(tx, owner, &query)).await;
    assert_eq!(total, films.len() as u64);
    films.into_iter().map(|film| film.title).collect()
}

pub fn search(text: &str) -> MoviesQuery {
    MoviesQuery { search: text.to_owned(), ..MoviesQuery::default() }
}

on_both_engines! {
    async fn walking_the_pages_gives_every_film_once_and_in_order(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        write(&store, move |tx| {
            let mut dice = Dice(1);
            for n in 0..80 {
                let added = at(i64::try_from(dice.roll(10)).unwrap());
                let id = add_at(tx, ana, &any_film(&mut dice), added)?;
                if n % 10 == 0 {
                    delete_movie(tx, ana, id, at(20))?;
                }
                add(tx, ben, &any_film(&mut dice))?;
            }
            Ok(())
        })
        .await;
        let all = walk(&store, ana, &MoviesQuery::default(), 100).await;
        let with_e = all.iter().filter(|film| fold(&film.title).contains('e')).count();
        assert!(0 < with_e && with_e < 72);
        let mut dice = Dice(2);
        for by in SORTS {
            for descending in [false, true] {
                let sort = Sort { by, descending };
                for (filter, expected) in [(MoviesQuery::default(), 72), (search("e"), with_e)] {
                    let query = MoviesQuery { sort: Some(sort), ..filter };
                    let whole = walk(&store, ana, &query, 100).await;
                    assert!(whole.is_sorted_by(|a, b| compare(sort, a, b) == Ordering::Less), "{sort}");
                    assert_eq!(whole.len(), expected, "{sort}");
                    let size = 1 + u32::try_from(dice.roll(17)).unwrap();
                    assert_eq!(walk(&store, ana, &query, size).await, whole, "{sort} by {size}");
                    let count = 1 + usize::try_from(dice.roll(80)).unwrap();
                    let last = PageQuery { limit: 100, cursor: Some(last_items(count as u64)) };
                    let page = read(&store, move |tx| list_movies(tx, ana, &query, &last)).await;
                    assert_eq!(page.items, whole[whole.len().saturating_sub(count)..], "{sort}, the last {count}");
                    assert_eq!(page.total, whole.len() as u64);
                }
            }
        }
    }

    async fn films_added_while_walking_disturb_nothing(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let mut dice = Dice(3);
        for by in SORTS {
            for descending in [false, true] {
                let before: Vec<MovieId> = walk(&store, ana, &MoviesQuery::default(), 100).await.iter().map(|m| m.id).collect();
                let query = MoviesQuery { sort: Some(Sort { by, descending }), ..MoviesQuery::default() };
                let (mut seen, mut page) = (Vec::<MovieSummary>::new(), limit(4));
                loop {
                    let (asked, what) = (page.clone(), query.clone());
                    let got = read(&store, move |tx| list_movies(tx, ana, &what, &asked)).await;
                    seen.extend(got.items);
                    let film = any_film(&mut dice);
                    let added = at(i64::try_from(dice.roll(10)).unwrap());
                    if seen.len() < 60 {
                        write(&store, move |tx| add_at(tx, ana, &film, added)).await;
                    }
                    match got.next_cursor {
                        Some(cursor) => page.cursor = Some(cursor),
                        None => break,
                    }
                }
                assert!(seen.is_sorted_by(|a, b| compare(query.order(), a, b) == Ordering::Less), "{}", query.order());
                assert!(before.iter().all(|id| seen.iter().any(|film| film.id == *id)), "{}", query.order());
            }
        }
    }

    async fn the_total_counts_all_matches(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let empty = read(&store, move |tx| list_movies(tx, ana, &MoviesQuery::default(), &limit(3))).await;
        assert_eq!((empty.items.len(), empty.total, empty.next_cursor), (0, 0, None));
        for title in ["a1", "a2", "a3", "a4", "b"] {
            movie(&store, ana, title).await;
        }
        for (query, total) in [(MoviesQuery::default(), 5), (search("a"), 4), (search("b"), 1), (search("c"), 0)] {
            for sort in SORTS {
                let query = MoviesQuery { sort: Some(Sort { by: sort, descending: true }), ..query.clone() };
                let mut page = limit(2);
                loop {
                    let (asked, query) = (page.clone(), query.clone());
                    let got = read(&store, move |tx| list_movies(tx, ana, &query, &asked)).await;
                    assert_eq!(got.total, total);
                    match got.next_cursor {
                        Some(cursor) => page.cursor = Some(cursor),
                        None => break,
                    }
                }
            }
        }
    }

    async fn a_film_watched_on_an_unknown_day_is_watched_and_comes_last(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "Some day").await;
        let known = MovieFields { watched_on: Some(day("1900-01-01")), ..fields("Known") };
        write(&store, move |tx| {
            add(tx, ana, &known)?;
            storage::library::watches::insert_watch(tx, ana, id, crate::common::watch_id(), &Default::default(), at(1))
        })
        .await;
        for descending in [false, true] {
            let sort = Sort { by: SortBy::WatchedOn, descending };
            let query = MoviesQuery { sort: Some(sort), status: Some(Status::Watched), ..MoviesQuery::default() };
            let found: Vec<_> = walk(&store, ana, &query, 1).await.into_iter().map(|film| film.title).collect();
            assert_eq!(found, ["Known", "Some day"]);
        }
    }

    async fn a_cursor_of_another_list_or_made_up_is_refused(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for title in ["a", "b", "c"] {
            movie(&store, ana, title).await;
        }
        let sorted = |by, descending| MoviesQuery { sort: Some(Sort { by, descending }), ..MoviesQuery::default() };
        let by_title = sorted(SortBy::Title, false);
        let page = read(&store, move |tx| list_movies(tx, ana, &by_title, &limit(1))).await;
        let cursor = page.next_cursor.unwrap();
        let encode = |json: &str| base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, json);
        let id = page.items[0].id;
        let with_key = |list: &str, key: &str| encode(&format!(r#"{{"l":"{list}","k":{key},"i":"{id}"}}"#));
        for (query, cursor) in [
            (sorted(SortBy::Title, true), cursor.clone()),
            (sorted(SortBy::Added, false), cursor.clone()),
            (sorted(SortBy::Title, false), "garbage!".to_owned()),
            (sorted(SortBy::Title, false), cursor[..cursor.len() - 3].to_owned()),
            (sorted(SortBy::Title, false), encode("[]")),
            (sorted(SortBy::Title, false), with_key("title", "7")),
            (sorted(SortBy::Title, false), with_key("title", "null")),
            (sorted(SortBy::Title, false), with_key("title", r#""a\u0000b""#)),
            (sorted(SortBy::Year, false), with_key("year", "99999999")),
            (sorted(SortBy::Year, false), with_key("year", r#""2001""#)),
            (sorted(SortBy::Rating, true), with_key("-rating", "1.5")),
            (sorted(SortBy::WatchedOn, false), with_key("watched_on", r#""2020-02-31""#)),
        ] {
            let asked = PageQuery { limit: 2, cursor: Some(cursor.clone()) };
            let result = store.read(move |tx| list_movies(tx, ana, &query, &asked)).await;
            assert_eq!(result.map(|page| page.items.len()), Err(Error::BadCursor), "{cursor}");
        }
        for extreme in [i64::MIN, i64::MAX] {
            let query = sorted(SortBy::Added, false);
            let asked = PageQuery { limit: 2, cursor: Some(with_key("added", &extreme.to_string())) };
            assert!(store.read(move |tx| list_movies(tx, ana, &query, &asked)).await.is_ok());
        }
    }
}
