use crate::common::{at, movie_id, new_id, on_both_engines, owner, read, write};
use domain::ids::{UndoId, UserId, ViewId};
use domain::library::views::{MAX_VIEWS, ViewFields};
use storage::Store;
use storage::library::undo::{Undone, undo};
use storage::library::views::{NotSaved, delete_view_for_undo, insert_view, list_views, update_view};

fn fields(name: &str, position: Option<usize>) -> ViewFields {
    ViewFields { name: name.to_owned(), query: "genre=Drama".to_owned(), position }
}

async fn save(store: &Store, owner: UserId, name: &str, position: Option<usize>) -> Result<ViewId, NotSaved> {
    let (id, fields) = (ViewId(new_id()), fields(name, position));
    write(store, move |tx| insert_view(tx, owner, id, &fields, at(0))).await.map(|()| id)
}

/// The names of the views, which say their places themselves.
async fn names(store: &Store, owner: UserId) -> Vec<String> {
    let views = read(store, move |tx| list_views(tx, owner)).await;
    assert!(views.iter().zip(0..).all(|(view, position)| view.position == position), "{views:?}");
    views.into_iter().map(|view| view.name).collect()
}

on_both_engines! {
    async fn views_stand_where_they_are_put(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        save(&store, ben, "a", None).await.unwrap();
        let a = save(&store, ana, "a", None).await.unwrap();
        for (name, position) in [("b", None), ("c", Some(0)), ("d", Some(1)), ("e", Some(50))] {
            save(&store, ana, name, position).await.unwrap();
        }
        assert_eq!(names(&store, ana).await, ["c", "d", "a", "b", "e"]);
        let moved = fields("z", Some(3));
        write(&store, move |tx| update_view(tx, ana, a, &moved, at(1))).await.unwrap();
        assert_eq!(names(&store, ana).await, ["c", "d", "b", "z", "e"]);
        let renamed = fields("y", None);
        write(&store, move |tx| update_view(tx, ana, a, &renamed, at(2))).await.unwrap();
        assert_eq!(names(&store, ana).await, ["c", "d", "b", "y", "e"]);
        let versions = read(&store, move |tx| list_views(tx, ana)).await.into_iter().map(|it| it.version);
        assert_eq!(versions.collect::<Vec<_>>(), [1, 1, 1, 3, 1]);
        assert_eq!(names(&store, ben).await, ["a"]);
    }

    async fn a_name_is_taken_in_every_spelling(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        save(&store, ana, "Äpfel", None).await.unwrap();
        assert_eq!(save(&store, ana, "apfel", None).await, Err(NotSaved::NameTaken));
        let other = save(&store, ana, "Other", None).await.unwrap();
        let renamed = fields("ÄPFEL", None);
        assert_eq!(write(&store, move |tx| update_view(tx, ana, other, &renamed, at(1))).await, Err(NotSaved::NameTaken));
        save(&store, ben, "apfel", None).await.unwrap();
    }

    async fn of_many_who_save_at_once_as_many_do_as_there_is_room_for(db: Db) {
        let store = db.migrated().await;
        let ana = owner(&store, "ana").await;
        for number in 0..MAX_VIEWS - 1 {
            save(&store, ana, &number.to_string(), None).await.unwrap();
        }
        let tasks: Vec<_> = (0..6).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { save(&store, ana, &format!("late {number}"), None).await.is_ok() })
        }).collect();
        let mut saved = 0;
        for task in tasks {
            saved += usize::from(task.await.unwrap());
        }
        assert_eq!((saved, names(&store, ana).await.len()), (1, MAX_VIEWS));
        assert_eq!(save(&store, ana, "one more", None).await, Err(NotSaved::TooMany));
    }

    async fn a_deleted_view_comes_back_to_its_place_unless_its_name_is_taken(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        save(&store, ana, "a", None).await.unwrap();
        let b = save(&store, ana, "b", None).await.unwrap();
        save(&store, ana, "c", None).await.unwrap();
        let delete = async |by: UserId| {
            let id = UndoId(movie_id().0);
            write(&store, move |tx| delete_view_for_undo(tx, by, b, id, at(1))).await.then_some(id)
        };
        assert_eq!(delete(ben).await, None);
        let first = delete(ana).await.unwrap();
        assert_eq!(names(&store, ana).await, ["a", "c"]);
        assert_eq!(write(&store, move |tx| undo(tx, ana, first, at(2))).await, Undone::Done);
        assert_eq!(names(&store, ana).await, ["a", "b", "c"]);
        let second = delete(ana).await.unwrap();
        save(&store, ana, "B", None).await.unwrap();
        assert_eq!(write(&store, move |tx| undo(tx, ana, second, at(3))).await, Undone::Changed);
    }
}
