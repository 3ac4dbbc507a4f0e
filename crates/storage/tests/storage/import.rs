use crate::common::{add, at, fields, on_both_engines, owner, read, write};
use domain::library::movies::MovieFields;
use storage::library::import::{Identity, list_identities};
use storage::library::trash::delete_movie;

on_both_engines! {
    async fn films_are_recognised_by_title_year_and_ids_also_in_the_trash(db: Db) {
        let store = db.migrated().await;
        let (ana, ben) = (owner(&store, "ana").await, owner(&store, "ben").await);
        let long = "\u{FDFA}".repeat(300);
        let amelie = MovieFields {
            year: Some(2001),
            imdb_id: Some("tt0211915".to_owned()),
            tmdb_id: Some(194),
            ..fields("Amélie")
        };
        let binned = fields(&long);
        write(&store, move |tx| {
            add(tx, ana, &amelie)?;
            let id = add(tx, ana, &binned)?;
            delete_movie(tx, ana, id, at(1))?;
            add(tx, ben, &fields("Of another"))
        })
        .await;
        let expected = [
            Identity {
                title_folded: "amelie".to_owned(),
                year: Some(2001),
                imdb_id: Some("tt0211915".to_owned()),
                tmdb_id: Some(194),
            },
            Identity { title_folded: domain::text::fold(&long), year: None, imdb_id: None, tmdb_id: None },
        ];
        assert_eq!(read(&store, move |tx| list_identities(tx, ana)).await, expected);
    }
}
