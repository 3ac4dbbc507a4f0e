use crate::lists::listed;
use crate::support::*;
use domain::ids::MovieId;
use domain::library::batch::{BatchDraft, ChangeDraft};
use domain::library::lists::List;
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::library::ratings::Rating;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use serde_json::json;

fn tagging(tag: &str) -> ChangeDraft {
    ChangeDraft { add_tags: vec![tag.to_owned()], ..ChangeDraft::default() }
}

fn these(ids: &[MovieId], change: ChangeDraft) -> BatchDraft {
    BatchDraft { ids: Some(ids.to_vec()), change, ..BatchDraft::default() }
}

async fn tagged(client: &TestClient, tag: &str) -> u64 {
    let query = MoviesQuery { tags: vec![tag.to_owned()], ..MoviesQuery::default() };
    client.list_movies(&query, &PageQuery::default()).await.unwrap().total
}

on_both_engines! {
    async fn the_films_of_a_query_are_changed_and_changed_back(app: TestApp) {
        let client = app.sign_in("ana").await;
        for year in 0..30 {
            let film = MovieDraft { year: Some(1990 + year % 3), ..draft(&format!("Film {year}")) };
            client.create_movie(&film, None).await.unwrap();
        }
        let query = Some("year=1991&sort=title".to_owned());
        let batch = BatchDraft { query, change: tagging("nineties"), ..BatchDraft::default() };
        let outcome = client.change_movies(&batch, None).await.unwrap();
        assert_eq!((outcome.changed, outcome.unchanged, outcome.not_found), (10, 0, 0));
        assert_eq!(tagged(&client, "nineties").await, 10);
        let again = client.change_movies(&batch, None).await.unwrap();
        assert_eq!((again.changed, again.unchanged, again.undo), (0, 10, None));
        client.undo(outcome.undo.unwrap()).await.unwrap();
        assert_eq!(tagged(&client, "nineties").await, 0);
        problem(client.undo(outcome.undo.unwrap()).await, ProblemKind::NotFound);
    }

    async fn a_repeated_change_with_a_key_is_made_once(app: TestApp) {
        let client = app.sign_in("ana").await;
        let film = add(&client, "M").await;
        let log = ChangeDraft { log: Some(Default::default()), ..ChangeDraft::default() };
        let first = client.change_movies(&these(&[film.id], log.clone()), Some("key")).await.unwrap();
        let second = client.change_movies(&these(&[film.id], log), Some("key")).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(client.get_movie(film.id).await.unwrap().watch_count, 1);
    }

    async fn films_are_put_on_a_list_and_taken_off_it_again(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (list, there) = listed(&client, &["a"]).await;
        let (b, c) = (add(&client, "b").await.id, add(&client, "c").await.id);
        let onto = |list: &List| ChangeDraft { add_to_list: Some(list.id), ..ChangeDraft::default() };
        let on_it = async || client.get_list(list.id).await.unwrap().movie_count;
        let outcome = client.change_movies(&these(&[there[0], b, c], onto(&list)), None).await.unwrap();
        assert_eq!((outcome.changed, outcome.unchanged, on_it().await), (2, 1, 3));
        // A film that has changed since is taken off all the same: the list was changed, not the film.
        client.change_movies(&these(&[b], tagging("x")), None).await.unwrap();
        client.undo(outcome.undo.unwrap()).await.unwrap();
        assert_eq!(on_it().await, 1);
        let again = client.change_movies(&these(&there, onto(&list)), None).await.unwrap();
        assert_eq!((again.changed, again.undo), (0, None));
        let (theirs, _) = listed(&other, &["z"]).await;
        let refused = problem(client.change_movies(&these(&[b], onto(&theirs)), None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&refused), [("change.add_to_list", "unknown")]);
        // A list that was deleted meanwhile has nothing to be taken off.
        let outcome = client.change_movies(&these(&[b], onto(&list)), None).await.unwrap();
        client.delete_list(list.id, None).await.unwrap();
        problem(client.undo(outcome.undo.unwrap()).await, ProblemKind::Conflict);
    }

    async fn films_that_are_not_there_are_counted(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        let (mine, theirs) = (add(&client, "Mine").await, add(&other, "Theirs").await);
        let outcome = client.change_movies(&these(&[theirs.id, mine.id, mine.id], tagging("x")), None).await.unwrap();
        assert_eq!((outcome.changed, outcome.not_found), (1, 1));
        assert_eq!((tagged(&client, "x").await, tagged(&other, "x").await), (1, 0));
    }

    async fn what_cannot_be_changed_at_once_is_refused_whole(app: TestApp) {
        let client = app.sign_in("ana").await;
        let token = app.token_of("ana").await;
        let film = add(&client, "M").await;
        let ids: Vec<_> = (0..=10_000).map(|_| app.clock.id().to_string()).collect();
        for (body, fields) in [
            (json!({}), vec![("ids", "required"), ("change", "required")]),
            (json!({"ids": ids, "change": {"liked": true}}), vec![("ids", "too_many")]),
            (json!({"ids": [film.id], "change": {"rating": 9}}), vec![("change.rating", "out_of_range")]),
            (json!({"ids": [film.id], "change": {"colour": 9}}), vec![("change", "required"), ("change.colour", "unknown_field")]),
            (json!({"query": "limit=3", "change": {"delete": true}}), vec![("query.limit", "unknown_field")]),
            (json!({"query": 7, "change": {"delete": true}}), vec![("query", "wrong_type")]),
            (json!({"ids": ["x"], "change": {"delete": true}}), vec![("ids[0]", "wrong_type")]),
        ] {
            let request = app.request_as(&token, "POST", "/api/movies/batch");
            let request = request.header("content-type", "application/json").body(body.to_string());
            let found = refused(request, ProblemKind::ValidationFailed).await;
            let mut found = faults(&found).into_iter().filter(|(field, _)| *field != "ids" || fields.iter().any(|it| it.0 == "ids")).collect::<Vec<_>>();
            found.sort_unstable();
            let mut fields = fields;
            fields.sort_unstable();
            assert_eq!(found, fields);
        }
        let full: Vec<_> = (0..50).map(|tag| tag.to_string()).collect();
        client.update_movie(film.id, &fields(&json!({"tags": full})), None).await.unwrap();
        let found = problem(client.change_movies(&these(&[film.id], tagging("x")), None).await, ProblemKind::ValidationFailed);
        assert_eq!(faults(&found), [("change.add_tags", "too_many")]);
    }

    async fn a_batch_is_not_taken_back_over_a_later_change(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (a, b) = (add(&client, "A").await, add(&client, "B").await);
        let delete = ChangeDraft { delete: true, ..ChangeDraft::default() };
        let rate = ChangeDraft { rating: Some(Some(4.5)), ..ChangeDraft::default() };
        let rated = client.change_movies(&these(&[a.id, b.id], rate), None).await.unwrap();
        client.update_movie(a.id, &fields(&json!({"rating": 1})), None).await.unwrap();
        problem(client.undo(rated.undo.unwrap()).await, ProblemKind::Conflict);
        assert_eq!(client.get_movie(b.id).await.unwrap().rating.map(Rating::half_stars), Some(9));
        let deleted = client.change_movies(&these(&[a.id, b.id], delete), None).await.unwrap();
        assert_eq!(client.list_trash(&PageQuery::default()).await.unwrap().total, 2);
        client.undo(deleted.undo.unwrap()).await.unwrap();
        assert_eq!(client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().total, 2);
    }
}
