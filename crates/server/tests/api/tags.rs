use crate::support::*;
use domain::library::movies::MovieDraft;
use domain::problems::ProblemKind;

async fn tagged(client: &TestClient, title: &str, tag: &str) -> domain::library::movies::Movie {
    let film = MovieDraft { tags: vec![tag.to_owned()], ..draft(title) };
    client.create_movie(&film, None).await.unwrap()
}

on_both_engines! {
    async fn a_tag_is_renamed_deleted_and_brought_back(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = tagged(&client, "Heat", "50% off / à voir?").await;
        let renamed = client.rename_tag("50% off / à voir?", "to see").await.unwrap();
        assert_eq!((renamed.movie_count, renamed.list_count), (1, 0));
        assert_eq!(client.get_movie(film.id).await.unwrap().tags, ["to see"]);
        let deleted = client.delete_tag("TO SEE").await.unwrap();
        assert_eq!(client.list_tags().await.unwrap().items, []);
        client.undo(deleted.undo).await.unwrap();
        client.undo(renamed.undo).await.unwrap();
        let tags = client.list_tags().await.unwrap().items;
        assert_eq!((tags[0].name.as_str(), tags[0].movie_count), ("50% off / à voir?", 1));
    }

    async fn a_tag_gets_a_name_that_fits(app: TestApp) {
        let client = app.sign_in("ana").await;
        tagged(&client, "Heat", "a").await;
        for name in ["", "a\nb", &"x".repeat(51)] {
            let refused = problem(client.rename_tag("a", name).await, ProblemKind::ValidationFailed);
            assert!(refused.errors.of("name").is_some());
        }
        problem(client.rename_tag("b", "c").await, ProblemKind::NotFound);
        problem(client.delete_tag("b").await, ProblemKind::NotFound);
    }

    async fn undoing_a_rename_is_refused_when_a_film_was_tagged_anew(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = tagged(&client, "Heat", "a").await;
        let renamed = client.rename_tag("a", "b").await.unwrap();
        client.update_movie(film.id, &fields(&serde_json::json!({"tags": ["b", "c"]})), None).await.unwrap();
        problem(client.undo(renamed.undo).await, ProblemKind::Conflict);
        assert_eq!(client.get_movie(film.id).await.unwrap().tags, ["b", "c"]);
    }
}
