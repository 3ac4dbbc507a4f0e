use crate::common::{
    add_at, at, day, fields, found, limit, movie_id, names, on_both_engines, owner, read, watch_id, write,
};
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::batch::{Batch, BatchChange, BatchOutcome, MAX_BATCH, Selection};
use domain::library::movies::{Movie, MovieFields};
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::library::watches::{Watch, WatchFields};
use storage::library::batch::{NewBatch, NotChanged, change_movies};
use storage::library::labels::list_genres;
use storage::library::movies::{NewMovie, insert_movie, list_movies};
use storage::library::ratings::list_ratings;
use storage::library::tags::list_tags;
use storage::library::undo::{Undone, undo};
use storage::library::watches::{insert_watch, list_movie_watches};
use storage::{Error, Param, Store, Tx};

/// More than one statement's portion, and no round number.
const MANY: usize = 300;

async fn many(store: &Store, owner: UserId, count: usize) -> Vec<MovieId> {
    write(store, move |tx| {
        (0..count)
            .map(|number| {
                let (own, year) = (format!("own {}", number % 7), i16::try_from(1900 + number % 100).unwrap());
                let film = MovieFields {
                    year: Some(year),
                    tags: names(&[&own, "Club"]),
                    genres: names(&["Drama"]),
                    rating: Rating::from_half_stars(i64::try_from(number % 3).unwrap()),
                    on_watchlist: number % 2 == 0,
                    watched_on: (number % 4 == 1).then(|| day("2020-02")),
                    ..fields(&format!("Film {number}"))
                };
                let new = NewMovie { id: movie_id(), watch_id: watch_id(), fields: &film, now: at(0) };
                insert_movie(tx, owner, new).map(|()| new.id)
            })
            .collect()
    })
    .await
}

/// Adds films that have nothing but a title, a few years and a tag, at once: one by one they would take a minute.
fn plain_films(tx: &mut Tx, owner: UserId, count: usize) -> Result<(), Error> {
    let ids: Vec<MovieId> = (0..count).map(|_| movie_id()).collect();
    for (chunk, ids) in ids.chunks(100).enumerate() {
        let row = |place: usize| {
            let (title, year) = (format!("film {chunk} {place}"), 1900 + place);
            format!("(${}, $1, 1, $2, $2, {year}, 'Drama', '', '{title}', '{title}')", place + 3)
        };
        let rows: Vec<String> = (0..ids.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO movies (id, owner_id, version, created_at, updated_at, year, genres, tags, title, title_sort)
            VALUES {}",
            rows.join(", ")
        );
        let moment = at(0);
        let params: Vec<&dyn Param> =
            [&owner as &dyn Param, &moment].into_iter().chain(ids.iter().map(|id| id as &dyn Param)).collect();
        tx.execute(&sql, &params)?;
    }
    let count = i64::try_from(count).unwrap();
    tx.execute("UPDATE users SET movie_count = $2 WHERE id = $1", &[&owner, &count])?;
    // As the database does by itself within a minute.
    tx.batch("ANALYZE")
}

async fn change(store: &Store, owner: UserId, ids: &[MovieId], change: BatchChange) -> BatchOutcome {
    let batch = Batch { movies: Selection::Ids(ids.to_vec()), change };
    let undo = UndoId(movie_id().0);
    let change =
        move |tx: &mut Tx| change_movies(tx, owner, &NewBatch { batch: &batch, undo, watch_id: &watch_id, now: at(9) });
    write(store, change).await.unwrap()
}

/// What films are, without what every change moves on.
async fn facts(store: &Store, owner: UserId, ids: &[MovieId]) -> Vec<(Movie, Vec<Watch>)> {
    let mut all = Vec::new();
    for id in ids.iter().copied() {
        let film = Movie { version: 0, updated_at: at(0), ..found(store, owner, id).await };
        let watches = read(store, move |tx| list_movie_watches(tx, owner, id, &limit(100))).await.items;
        all.push((film, watches.into_iter().map(|watch| Watch { version: 0, ..watch }).collect()));
    }
    all
}

async fn take_back(store: &Store, owner: UserId, id: UndoId) -> Undone {
    let taken = store.write(move |tx| match undo(tx, owner, id, at(10))? {
        Undone::Changed => Err(Error::BadCursor),
        other => Ok(other),
    });
    taken.await.unwrap_or(Undone::Changed)
}

async fn tags(store: &Store, owner: UserId) -> Vec<(String, u64)> {
    let labels = read(store, move |tx| list_tags(tx, owner)).await.items;
    labels.into_iter().map(|label| (label.name, label.movie_count)).collect()
}

async fn total(store: &Store, owner: UserId, search: &str) -> u64 {
    let query = MoviesQuery { search: search.to_owned(), ..MoviesQuery::default() };
    read(store, move |tx| list_movies(tx, owner, &query, &limit(1))).await.total
}

fn retag(add: &[&str], remove: &[&str]) -> BatchChange {
    BatchChange::Tags { add: names(add), remove: names(remove) }
}

on_both_engines! {
    async fn every_change_of_many_films_is_taken_back_whole(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let mut ids = many(&store, ana, MANY).await;
        many(&store, ben, 3).await;
        ids.sort_unstable();
        let some: Vec<MovieId> = ids.iter().copied().step_by(29).collect();
        let (before, tags_before) = (facts(&store, ana, &some).await, tags(&store, ana).await);
        let found_before = total(&store, ana, "own 3").await;
        let log = WatchFields {
            watched_on: Some(day("2021")),
            rating: Rating::from_half_stars(9),
            liked: true,
            place: Some("Lux".to_owned()),
            ..WatchFields::default()
        };
        let of = |count: usize| (count as u64, (MANY - count) as u64);
        for (one, expected) in [
            (BatchChange::Rate(Rating::from_half_stars(2)), of(200)),
            (BatchChange::Rate(None), of(200)),
            (BatchChange::Like(true), of(MANY)),
            (BatchChange::Like(false), of(0)),
            (BatchChange::Watchlist(true), of(150)),
            (BatchChange::Watchlist(false), of(150)),
            (retag(&["Seen", "CLUB"], &["OWN 1", "other"]), of(MANY)),
            (retag(&[], &["own 1"]), of(43)),
            (BatchChange::Log(Box::new(log)), of(MANY)),
            (BatchChange::MoveDate(Some(day("1999-12-31"))), of(75)),
            (BatchChange::MoveDate(None), of(75)),
            (BatchChange::MoveDate(Some(day("2020-02"))), of(0)),
            (BatchChange::Delete, of(MANY)),
        ] {
            let outcome = change(&store, ana, &ids, one.clone()).await;
            assert_eq!((outcome.changed, outcome.unchanged), expected, "{one:?}");
            let Some(undo) = outcome.undo else {
                assert_eq!(outcome.changed, 0);
                continue;
            };
            if one == BatchChange::Delete {
                assert_eq!((total(&store, ana, "").await, total(&store, ana, "film").await), (0, 0));
                assert!(read(&store, move |tx| list_genres(tx, ana)).await.items.is_empty());
            } else {
                assert_ne!(facts(&store, ana, &some).await, before, "{one:?}");
            }
            assert_eq!(take_back(&store, ana, undo).await, Undone::Done);
            assert_eq!(facts(&store, ana, &some).await, before, "{one:?}");
            assert_eq!(tags(&store, ana).await, tags_before, "{one:?}");
            assert_eq!((total(&store, ana, "").await, total(&store, ana, "own 3").await), (MANY as u64, found_before));
        }
        assert_eq!(total(&store, ben, "").await, 3);
    }

    async fn tags_are_added_and_removed_in_any_spelling(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let tagged = MovieFields { tags: names(&["Own", "Äpfel"]), genres: names(&["Own"]), ..fields("Own") };
        let id = write(&store, move |tx| add_at(tx, ana, &tagged, at(0))).await;
        change(&store, ana, &[id], retag(&["new", "OWN"], &["apfel"])).await;
        assert_eq!(found(&store, ana, id).await.tags, names(&["Own", "new"]));
        change(&store, ana, &[id], retag(&[], &["own"])).await;
        assert_eq!(found(&store, ana, id).await.tags, names(&["new"]));
        assert_eq!((total(&store, ana, "apfel").await, total(&store, ana, "own new").await), (0, 1));
        assert_eq!(tags(&store, ana).await, [("new".to_owned(), 1)]);
    }

    async fn nothing_is_changed_when_one_film_would_have_too_many_tags(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let full = MovieFields { tags: (0..50).map(|it| it.to_string()).collect(), ..fields("Full") };
        let full = write(&store, move |tx| add_at(tx, ana, &full, at(0))).await;
        let other = write(&store, move |tx| add_at(tx, ana, &fields("Other"), at(0))).await;
        let batch = Batch { movies: Selection::Ids(vec![full, other]), change: retag(&["new"], &[]) };
        let refused = write(&store, move |tx| {
            let undo = UndoId(movie_id().0);
            change_movies(tx, ana, &NewBatch { batch: &batch, undo, watch_id: &watch_id, now: at(9) })
        });
        assert_eq!(refused.await, Err(NotChanged::TooManyTags(1)));
        assert!(found(&store, ana, other).await.tags.is_empty());
    }

    async fn a_rating_of_many_films_stands_in_their_histories_until_it_is_taken_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let rated = MovieFields { rating: Rating::from_half_stars(4), ..fields("M") };
        let id = write(&store, move |tx| add_at(tx, ana, &rated, at(0))).await;
        let history = async || read(&store, move |tx| list_ratings(tx, ana, id)).await.items;
        let before = history().await;
        let outcome = change(&store, ana, &[id], BatchChange::Rate(Rating::from_half_stars(8))).await;
        // The first one was a slip of the minutes before.
        let during: Vec<_> = history().await.into_iter().map(|it| (it.rating, it.rated_at)).collect();
        assert_eq!(during, [(Rating::from_half_stars(8), at(9))]);
        assert_eq!(take_back(&store, ana, outcome.undo.unwrap()).await, Undone::Done);
        assert_eq!(history().await, before);
    }

    async fn nothing_is_taken_back_once_one_of_the_films_has_changed(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let mut ids = many(&store, ana, 5).await;
        ids.sort_unstable();
        for one in [BatchChange::Like(true), BatchChange::Log(Box::default()), retag(&["new"], &[])] {
            let undo = change(&store, ana, &ids, one).await.undo.unwrap();
            assert_eq!(take_back(&store, ben, undo).await, Undone::Unknown);
            let touched = ids[3];
            write(&store, move |tx| insert_watch(tx, ana, touched, watch_id(), &WatchFields::default(), at(9))).await;
            let now = facts(&store, ana, &ids).await;
            assert_eq!(take_back(&store, ana, undo).await, Undone::Changed);
            assert_eq!(facts(&store, ana, &ids).await, now);
        }
        let undo = change(&store, ana, &ids, BatchChange::Delete).await.undo.unwrap();
        let (restored, at_ten) = (ids[0], at(10));
        write(&store, move |tx| storage::library::trash::restore_movie(tx, ana, restored, at_ten)).await;
        assert_eq!(take_back(&store, ana, undo).await, Undone::Changed);
        assert_eq!(total(&store, ana, "").await, 1);
    }

    async fn films_of_others_and_those_in_the_trash_are_left_out(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (mut ids, of_ben) = (many(&store, ana, 3).await, many(&store, ben, 2).await);
        let gone = ids[0];
        write(&store, move |tx| storage::library::trash::delete_movie(tx, ana, gone, at(1))).await;
        ids.extend(&of_ben);
        ids.sort_unstable();
        let before = facts(&store, ben, &of_ben).await;
        let outcome = change(&store, ana, &ids, BatchChange::Delete).await;
        assert_eq!((outcome.changed, outcome.unchanged, outcome.not_found), (2, 0, 3));
        assert_eq!(facts(&store, ben, &of_ben).await, before);
        assert_eq!(total(&store, ana, "").await, 0);
    }

    async fn ten_thousand_films_are_tagged_and_untagged_and_no_more(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        write(&store, move |tx| plain_films(tx, ana, MAX_BATCH)).await;
        let mark = async |query: MoviesQuery| {
            let batch = Batch { movies: Selection::Query(Box::new(query)), change: retag(&["Seen"], &[]) };
            write(&store, move |tx| {
                let undo = UndoId(movie_id().0);
                change_movies(tx, ana, &NewBatch { batch: &batch, undo, watch_id: &watch_id, now: at(9) })
            })
            .await
        };
        let start = std::time::Instant::now();
        let outcome = mark(MoviesQuery::default()).await.unwrap();
        println!("{}: tagging {MAX_BATCH} films took {:?}", store.engine(), start.elapsed());
        assert_eq!((outcome.changed, outcome.unchanged), (MAX_BATCH as u64, 0));
        assert_eq!(total(&store, ana, "seen").await, MAX_BATCH as u64);
        let start = std::time::Instant::now();
        assert_eq!(take_back(&store, ana, outcome.undo.unwrap()).await, Undone::Done);
        println!("{}: taking that back took {:?}", store.engine(), start.elapsed());
        assert_eq!(total(&store, ana, "seen").await, 0);
        let one_more = write(&store, move |tx| add_at(tx, ana, &fields("One more"), at(1))).await;
        assert_eq!(mark(MoviesQuery::default()).await, Err(NotChanged::TooManyMovies(MAX_BATCH as u64 + 1)));
        let few = MoviesQuery { year: Some(1950), ..MoviesQuery::default() };
        assert_eq!(mark(few).await.unwrap().changed, 100);
        assert!(found(&store, ana, one_more).await.tags.is_empty());
    }
}
