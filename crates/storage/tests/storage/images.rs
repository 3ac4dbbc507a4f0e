use crate::common::{at, found, movie, new_id, on_both_engines, owner, read, write};
use crate::migrate::go_down;
use domain::ids::{MovieId, UndoId, UserId};
use domain::library::images::ImageKind;
use domain::library::images::ImageKind::{Backdrop, Poster};
use storage::library::images::{ImageSize, NewImage, delete_unused_images, find_image, set_image};
use storage::library::movies::find_movie_for_update;
use storage::library::trash::{delete_movie, erase_expired_movies, erase_movie};
use storage::library::undo::{Undone, undo};
use storage::{Store, migrate};

const HOUR: i64 = 3600;

/// A picture that this number stands for.
pub fn image(number: u8) -> NewImage {
    let name = new_id().simple().to_string();
    NewImage { name, digest: vec![number; 32], small: vec![number], large: vec![number; 9000] }
}

/// Gives a film a picture, or none; gives what takes it back.
pub async fn set(
    store: &Store,
    owner: UserId,
    movie: MovieId,
    kind: ImageKind,
    image: Option<NewImage>,
    at_second: i64,
) -> UndoId {
    let undo = UndoId(new_id());
    write(store, move |tx| {
        let before = find_movie_for_update(tx, owner, movie)?.expect("the film is there");
        set_image(tx, owner, &before, (kind, image.as_ref()), undo, at(at_second))
    })
    .await;
    undo
}

async fn poster(store: &Store, owner: UserId, movie: MovieId) -> Option<String> {
    found(store, owner, movie).await.poster_url
}

/// The first byte of a picture.
async fn first_byte(store: &Store, url: &str, size: ImageSize) -> Option<u8> {
    let name = url.strip_prefix("/images/").unwrap().to_owned();
    read(store, move |tx| find_image(tx, &name, size)).await.map(|bytes| bytes[0])
}

async fn take_back(store: &Store, owner: UserId, id: UndoId, at_second: i64) -> Undone {
    store.write(move |tx| undo(tx, owner, id, at(at_second))).await.unwrap()
}

async fn tidy_up(store: &Store, at_second: i64) -> u64 {
    write(store, move |tx| delete_unused_images(tx, at(at_second - 25 * HOUR))).await
}

on_both_engines! {
    async fn a_picture_is_kept_in_both_sizes_and_changes_the_film(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        set(&store, ana, id, Poster, Some(image(1)), 5).await;
        set(&store, ana, id, Backdrop, Some(image(2)), 6).await;
        let film = found(&store, ana, id).await;
        assert_eq!((film.version, film.updated_at), (3, at(6)));
        let (poster, backdrop) = (film.poster_url.unwrap(), film.backdrop_url.unwrap());
        assert_eq!(first_byte(&store, &poster, ImageSize::Small).await, Some(1));
        assert_eq!(first_byte(&store, &backdrop, ImageSize::Large).await, Some(2));
        assert_eq!(read(&store, |tx| find_image(tx, "nothing", ImageSize::Small)).await, None);
    }

    async fn equal_pictures_of_an_owner_are_stored_once(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let (first, second) = (movie(&store, ana, "M").await, movie(&store, ana, "N").await);
        let of_ben = movie(&store, ben, "M").await;
        for (owner, film) in [(ana, first), (ana, second), (ben, of_ben)] {
            set(&store, owner, film, Poster, Some(image(7)), 1).await;
        }
        assert_eq!(poster(&store, ana, first).await, poster(&store, ana, second).await);
        assert_ne!(poster(&store, ana, first).await, poster(&store, ben, of_ben).await, "what others have is not told");
    }

    async fn a_picture_that_was_replaced_or_removed_comes_back(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        set(&store, ana, id, Poster, Some(image(1)), 0).await;
        let before = poster(&store, ana, id).await;
        let replaced = set(&store, ana, id, Poster, Some(image(2)), 1).await;
        assert_ne!(poster(&store, ana, id).await, before);
        assert_eq!(take_back(&store, ana, replaced, 2).await, Undone::Done);
        assert_eq!(poster(&store, ana, id).await, before);
        let removed = set(&store, ana, id, Poster, None, 3).await;
        assert_eq!(poster(&store, ana, id).await, None);
        assert_eq!(tidy_up(&store, 24 * HOUR).await, 0, "it can still come back");
        assert_eq!(take_back(&store, ana, removed, 23 * HOUR).await, Undone::Done);
        assert_eq!(poster(&store, ana, id).await, before);
        assert_eq!(tidy_up(&store, 90 * HOUR).await, 1, "the other one that was taken back");
        assert_eq!(first_byte(&store, &before.unwrap(), ImageSize::Large).await, Some(1));
    }

    async fn a_picture_stays_for_as_long_as_a_film_has_it(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let (first, second) = (movie(&store, ana, "M").await, movie(&store, ana, "N").await);
        set(&store, ana, first, Poster, Some(image(1)), 0).await;
        set(&store, ana, second, Backdrop, Some(image(1)), 0).await;
        let url = poster(&store, ana, first).await.unwrap();
        set(&store, ana, first, Poster, None, 1).await;
        assert_eq!(tidy_up(&store, 48 * HOUR).await, 0);
        assert_eq!(first_byte(&store, &url, ImageSize::Large).await, Some(1));
        set(&store, ana, second, Backdrop, Some(image(2)), 49 * HOUR).await;
        assert_eq!(tidy_up(&store, 50 * HOUR).await, 0);
        assert_eq!(tidy_up(&store, 75 * HOUR).await, 1);
        assert_eq!(first_byte(&store, &url, ImageSize::Large).await, None);
    }

    async fn a_picture_that_is_given_again_is_not_deleted(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        set(&store, ana, id, Poster, Some(image(1)), 0).await;
        set(&store, ana, id, Poster, None, 1).await;
        set(&store, ana, id, Poster, Some(image(1)), 40 * HOUR).await;
        // The same once more.
        set(&store, ana, id, Poster, Some(image(1)), 41 * HOUR).await;
        assert_eq!(tidy_up(&store, 90 * HOUR).await, 0);
        let url = poster(&store, ana, id).await.unwrap();
        assert_eq!(first_byte(&store, &url, ImageSize::Small).await, Some(1));
    }

    async fn pictures_go_with_their_films(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let (erased, expired, kept) =
            (movie(&store, ana, "M").await, movie(&store, ana, "N").await, movie(&store, ana, "O").await);
        for (film, number) in [(erased, 1), (expired, 3), (kept, 5)] {
            set(&store, ana, film, Poster, Some(image(number)), 0).await;
            set(&store, ana, film, Backdrop, Some(image(number + 1)), 0).await;
        }
        for film in [erased, expired] {
            assert!(write(&store, move |tx| delete_movie(tx, ana, film, at(1))).await);
        }
        assert_eq!(tidy_up(&store, 90 * HOUR).await, 0, "those in the trash have theirs");
        assert!(write(&store, move |tx| erase_movie(tx, ana, erased, at(90 * HOUR))).await);
        assert_eq!(tidy_up(&store, 116 * HOUR).await, 2);
        assert_eq!(write(&store, |tx| erase_expired_movies(tx, at(100 * HOUR))).await, 1);
        assert_eq!(tidy_up(&store, 126 * HOUR).await, 2);
        assert!(poster(&store, ana, kept).await.is_some());
    }

    async fn of_a_picture_that_changes_and_is_deleted_at_once_nothing_is_lost(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let id = movie(&store, ana, "M").await;
        for round in 0..10 {
            set(&store, ana, id, Poster, Some(image(1)), 0).await;
            set(&store, ana, id, Poster, None, 0).await;
            let tidying = {
                let store = store.clone();
                tokio::spawn(async move { tidy_up(&store, 90 * HOUR).await })
            };
            set(&store, ana, id, Poster, Some(image(1)), 90 * HOUR).await;
            tidying.await.unwrap();
            let url = poster(&store, ana, id).await.unwrap();
            assert_eq!(first_byte(&store, &url, ImageSize::Large).await, Some(1), "{round}");
        }
    }

    async fn no_film_refers_to_pictures_that_went_on_the_way_down(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        let film = movie(&store, ana, "M").await;
        for kind in [Poster, Backdrop] {
            set(&store, ana, film, kind, Some(image(1)), 1).await;
        }
        assert!(found(&store, ana, film).await.poster_url.is_some());
        go_down(&store, "0012_images").await;
        migrate::up(&store).await.unwrap();
        let film = found(&store, ana, film).await;
        assert_eq!((film.poster_url, film.backdrop_url, film.title.as_str()), (None, None, "M"));
    }
}
