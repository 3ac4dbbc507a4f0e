use crate::common::{
    add, all_pages, at, day, fields, found, limit, movie, movie_id, new_id, on_both_engines, owner, read, update_movie,
    watch_id, write,
};
use crate::movies::full;
use crate::sessions::session;
use domain::ids::{ImportId, MovieId, UndoId, UserId, ViewId, WatchId};
use domain::library::images::ImageKind;
use domain::library::log::{LogEntry, LoggedMovie};
use domain::library::movies::MovieFields;
use domain::library::ratings::Rating;
use domain::library::views::ViewFields;
use domain::library::watches::WatchFields;
use domain::times::Timestamp;
use storage::library::filling::Found;
use storage::library::log::{NewLog, log_movie};
use storage::library::matches::propose;
use storage::library::matches::runs::start_run;
use storage::library::movies::find_movie;
use storage::library::renewing::fill_movie;
use storage::library::statistics::insert_link;
use storage::library::trash::{delete_movie, restore_movie};
use storage::library::views::insert_view;
use storage::library::watches::{
    delete_watch, find_watch, find_watch_for_update, insert_watch, list_movie_watches, list_watches, update_watch,
};
use storage::{Error, Store, Tx};

fn on(date: &str) -> WatchFields {
    WatchFields { watched_on: Some(day(date)), ..WatchFields::default() }
}

async fn watch(store: &Store, owner: UserId, movie: MovieId, fields: WatchFields) -> WatchId {
    let id = watch_id();
    assert!(write(store, move |tx| insert_watch(tx, owner, movie, id, &fields, at(1))).await);
    id
}

/// Replaces a watch if it is there.
fn change(tx: &mut Tx, owner: UserId, id: WatchId, fields: &WatchFields, now: Timestamp) -> Result<bool, Error> {
    let Some(before) = find_watch_for_update(tx, owner, id)? else { return Ok(false) };
    update_watch(tx, owner, &before, fields, now)
}

/// A row of everything that belongs to an account.
pub async fn everything(store: &Store, owner: UserId) {
    write(store, move |tx| {
        let film = add(tx, owner, &full())?;
        crate::lists::list_with(tx, owner, "Best", &[film])?;
        add(tx, owner, &MovieFields { rating: Rating::from_half_stars(7), ..fields("Rated") })?;
        let entry = LogEntry {
            movie: LoggedMovie::Described(Box::new(fields("Logged"))),
            watch: None,
            tags: Vec::new(),
            external_id: None,
        };
        let (movie_id, watch_id, undo) = (movie_id(), watch_id(), UndoId(movie_id().0));
        log_movie(tx, owner, NewLog { movie_id, watch_id, undo, entry: &entry, now: at(0) })?.unwrap();
        let view = ViewFields { name: "Short".to_owned(), query: "runtime_max=90".to_owned(), position: None };
        insert_view(tx, owner, ViewId(new_id()), &view, at(0))?.unwrap();
        let link_id = new_id();
        insert_link(tx, (owner, 2025), link_id, "token", link_id.as_bytes(), at(0))?;
        storage::transfer::imports::insert_import(tx, owner, ImportId(new_id()), None, "{}", at(0))?;
        storage::library::discoveries::insert_dismissal(tx, owner, "tt0113277", at(0))?;
        storage::library::services::update_services(tx, owner, &["Mubi".to_owned()])?;
        storage::idempotency::claim_key(tx, owner, "key", &[1], at(0))?;
        storage::auth::sessions::insert_session(tx, &session(owner))
    })
    .await;
    let film = movie(store, owner, "With a match").await;
    write(store, move |tx| {
        assert!(propose(tx, owner, film, &["tt0113277".to_owned()])?);
        start_run(tx, owner, UndoId(new_id()), at(0))
    })
    .await;
    let film = movie(store, owner, "Looked up").await;
    write(store, move |tx| {
        let before = find_movie(tx, owner, film)?.unwrap();
        let found = Found { overview: Some("A film.".to_owned()), ..Found::default() };
        fill_movie(tx, owner, &before, found, (at(0), at(1)))
    })
    .await;
    let film = movie(store, owner, "With a poster").await;
    crate::images::set(store, owner, film, ImageKind::Poster, Some(crate::images::image(1)), 0).await;
}

/// What the film's row says of its watches, and what the watches are.
async fn state(store: &Store, owner: UserId, movie: MovieId) -> (Option<String>, i64, Vec<Option<String>>) {
    let film = found(store, owner, movie).await;
    let watches = read(store, move |tx| list_movie_watches(tx, owner, movie, &limit(100))).await;
    assert_eq!(watches.total, watches.items.len() as u64);
    let days = watches.items.into_iter().map(|watch| watch.watched_on.map(|day| day.to_string()));
    (film.watched_on.map(|day| day.to_string()), film.watch_count, days.collect())
}

fn expected(latest: Option<&str>, days: &[Option<&str>]) -> (Option<String>, i64, Vec<Option<String>>) {
    let days: Vec<_> = days.iter().map(|day| day.map(str::to_owned)).collect();
    (latest.map(str::to_owned), i64::try_from(days.len()).unwrap(), days)
}

on_both_engines! {
    async fn a_watch_is_found_with_its_film(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = write(&store, move |tx| add(tx, ana, &MovieFields { year: Some(1931), ..fields("M") })).await;
        let noted = WatchFields {
            watched_on: Some(day("1999-12-31")),
            rating: Rating::from_half_stars(7),
            liked: true,
            comment: Some("At the Rex.\n🍿".to_owned()),
            place: Some("Rex".to_owned()),
            companions: vec!["Bo".to_owned(), "Cy Twombly".to_owned()],
            ..WatchFields::default()
        };
        let id = watch(&store, ana, film, noted.clone()).await;
        let found = read(&store, move |tx| find_watch(tx, ana, id)).await.unwrap();
        assert_eq!((found.id, found.movie.id, found.movie.title.as_str(), found.movie.year), (id, film, "M", Some(1931)));
        assert_eq!((found.watched_on, found.rating, found.comment), (noted.watched_on, noted.rating, noted.comment));
        let WatchFields { liked, place, companions, .. } = noted;
        assert_eq!((found.liked, found.place, found.companions), (liked, place, companions));
        assert_eq!((found.created_at, found.version, found.rewatch), (at(1), 1, false));
    }

    async fn the_film_knows_its_latest_watch_and_their_number(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        let unknown = watch(&store, ana, film, WatchFields::default()).await;
        assert_eq!(state(&store, ana, film).await, expected(None, &[None]));
        let may = watch(&store, ana, film, on("2020-05-01")).await;
        watch(&store, ana, film, on("2019-01-01")).await;
        assert_eq!(
            state(&store, ana, film).await,
            expected(Some("2020-05-01"), &[Some("2020-05-01"), Some("2019-01-01"), None])
        );
        assert!(write(&store, move |tx| change(tx, ana, unknown, &on("2021-07-07"), at(2))).await);
        assert!(write(&store, move |tx| delete_watch(tx, ana, may, at(3))).await);
        assert!(!write(&store, move |tx| delete_watch(tx, ana, may, at(4))).await);
        assert_eq!(
            state(&store, ana, film).await,
            expected(Some("2021-07-07"), &[Some("2021-07-07"), Some("2019-01-01")])
        );
        let film = found(&store, ana, film).await;
        assert_eq!((film.version, film.updated_at), (6, at(3)), "every change counts, failed ones don't");
    }

    async fn a_film_that_was_watched_is_no_longer_wanted(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = write(&store, move |tx| add(tx, ana, &MovieFields { on_watchlist: true, ..fields("M") })).await;
        let id = watch(&store, ana, film, on("2020-05-01")).await;
        assert!(!found(&store, ana, film).await.on_watchlist);
        let again = MovieFields { on_watchlist: true, ..fields("M") };
        write(&store, move |tx| update_movie(tx, ana, film, &again, watch_id(), at(2))).await;
        write(&store, move |tx| change(tx, ana, id, &on("2020-05-02"), at(3))).await;
        assert!(found(&store, ana, film).await.on_watchlist, "correcting a watch is no new one");
    }

    async fn a_day_in_an_update_moves_the_latest_watch(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        let update = async |fields: MovieFields| {
            assert!(write(&store, move |tx| update_movie(tx, ana, film, &fields, watch_id(), at(2))).await);
            state(&store, ana, film).await
        };
        let watched = |date: &str| MovieFields { watched_on: Some(day(date)), ..fields("M") };
        assert_eq!(update(fields("M")).await, expected(None, &[]));
        assert_eq!(update(watched("2020-01-01")).await, expected(Some("2020-01-01"), &[Some("2020-01-01")]));
        assert_eq!(update(watched("2019-01-01")).await, expected(Some("2019-01-01"), &[Some("2019-01-01")]));
        watch(&store, ana, film, on("2010-01-01")).await;
        watch(&store, ana, film, WatchFields::default()).await;
        let days = [Some("2022-02-02"), Some("2010-01-01"), None];
        assert_eq!(update(watched("2022-02-02")).await, expected(Some("2022-02-02"), &days));
        assert_eq!(update(fields("M")).await, expected(Some("2022-02-02"), &days));
    }

    async fn a_day_in_an_update_is_given_to_a_watch_without_one(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        watch(&store, ana, film, WatchFields::default()).await;
        let watched = MovieFields { watched_on: Some(day("2020-01-01")), ..fields("M") };
        write(&store, move |tx| update_movie(tx, ana, film, &watched, watch_id(), at(2))).await;
        assert_eq!(state(&store, ana, film).await, expected(Some("2020-01-01"), &[Some("2020-01-01")]));
    }

    async fn watches_at_once_are_all_counted(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        let tasks: Vec<_> = (1..=16)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { watch(&store, ana, film, on(&format!("2020-01-{n:02}"))).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let film = found(&store, ana, film).await;
        assert_eq!((film.watch_count, film.watched_on), (16, Some(day("2020-01-16"))));
    }

    async fn the_diary_goes_from_the_newest_day_to_the_unknown_ones(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (one, two) = (movie(&store, ana, "One").await, movie(&store, ana, "Two").await);
        let binned = movie(&store, ana, "Binned").await;
        let of_ben = movie(&store, ben, "Ben's").await;
        for (owner, film, date) in [
            (ana, one, Some("2020-01-01")), (ana, two, None), (ana, two, Some("1870-01-01")), (ana, one, None),
            (ana, two, Some("2020-01-01")), (ana, binned, Some("2026-11-24")), (ben, of_ben, Some("2020-01-02")),
            (ana, one, Some("2026-11-24")), (ana, two, None),
        ] {
            watch(&store, owner, film, date.map(on).unwrap_or_default()).await;
        }
        write(&store, move |tx| delete_movie(tx, ana, binned, at(5))).await;
        let days = ["One 2026-11-24", "Two 2020-01-01", "One 2020-01-01", "Two 1870-01-01", "Two -", "One -", "Two -"];
        for size in 1..9 {
            let diary = all_pages(&store, size, move |tx, page| {
                let page = list_watches(tx, ana, &Default::default(), page)?;
                assert_eq!(page.total, 7);
                Ok(page)
            });
            let found: Vec<_> = diary.await.into_iter()
                .map(|watch| {
                    let day = watch.watched_on.map_or("-".to_owned(), |day| day.to_string());
                    format!("{} {day}", watch.movie.title)
                })
                .collect();
            assert_eq!(found, days);
        }
        let of_two = all_pages(&store, 2, move |tx, page| list_movie_watches(tx, ana, two, page)).await;
        assert_eq!(of_two.len(), 4);
    }

    async fn watches_of_a_film_in_the_trash_are_out_of_reach_until_it_is_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        let id = watch(&store, ana, film, on("2020-01-01")).await;
        write(&store, move |tx| delete_movie(tx, ana, film, at(2))).await;
        assert!(read(&store, move |tx| find_watch(tx, ana, id)).await.is_none());
        assert!(!write(&store, move |tx| change(tx, ana, id, &on("2020-01-02"), at(3))).await);
        assert!(!write(&store, move |tx| delete_watch(tx, ana, id, at(3))).await);
        assert!(!write(&store, move |tx| insert_watch(tx, ana, film, watch_id(), &on("2020-01-02"), at(3))).await);
        assert_eq!(read(&store, move |tx| list_movie_watches(tx, ana, film, &limit(9))).await.total, 0);
        write(&store, move |tx| restore_movie(tx, ana, film, at(4))).await;
        assert_eq!(state(&store, ana, film).await, expected(Some("2020-01-01"), &[Some("2020-01-01")]));
    }

    async fn another_owners_watches_are_not_found(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let film = movie(&store, ana, "M").await;
        let id = watch(&store, ana, film, on("2020-01-01")).await;
        assert!(read(&store, move |tx| find_watch(tx, ben, id)).await.is_none());
        assert!(!write(&store, move |tx| change(tx, ben, id, &on("2020-01-02"), at(3))).await);
        assert!(!write(&store, move |tx| delete_watch(tx, ben, id, at(3))).await);
        assert!(!write(&store, move |tx| insert_watch(tx, ben, film, watch_id(), &on("2020-01-02"), at(3))).await);
        assert!(!write(&store, move |tx| insert_watch(tx, ana, movie_id(), watch_id(), &on("2020-01-02"), at(3))).await);
        assert_eq!(read(&store, move |tx| list_movie_watches(tx, ben, film, &limit(9))).await.items.len(), 0);
        assert_eq!(read(&store, move |tx| list_watches(tx, ben, &Default::default(), &limit(9))).await.total, 0);
        assert_eq!(state(&store, ana, film).await, expected(Some("2020-01-01"), &[Some("2020-01-01")]));
    }
}
