use crate::support::*;
use domain::library::movies_query::MoviesQuery;
use domain::library::watches::WatchDraft;
use domain::pages::PageQuery;
use domain::problems::ProblemKind;

on_both_engines! {
    async fn a_deleted_film_is_gone_from_everywhere_and_comes_back_whole(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        client.create_watch(movie.id, &WatchDraft::default(), None).await.unwrap();
        client.delete_movie(movie.id, None).await.unwrap();
        problem(client.get_movie(movie.id).await, ProblemKind::NotFound);
        problem(client.delete_movie(movie.id, None).await, ProblemKind::NotFound);
        assert_eq!(client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().total, 0);
        assert_eq!(client.list_watches(&Default::default(), &PageQuery::default()).await.unwrap().total, 0);
        let trash = client.list_trash(&PageQuery::default()).await.unwrap();
        assert_eq!((trash.total, trash.items[0].id, trash.items[0].deleted_at), (1, movie.id, Some(app.clock.now())));

        let restored = client.restore_movie(movie.id).await.unwrap();
        assert_eq!((restored.title.as_str(), restored.watch_count, restored.deleted_at), ("M", 1, None));
        assert_eq!(client.restore_movie(movie.id).await.unwrap(), restored, "twice is no error");
        assert_eq!(client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap().total, 1);
        assert_eq!(client.list_trash(&PageQuery::default()).await.unwrap().total, 0);
    }

    async fn only_a_film_in_the_trash_can_be_erased(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = add(&client, "M").await;
        problem(client.erase_movie(movie.id).await, ProblemKind::NotFound);
        client.delete_movie(movie.id, None).await.unwrap();
        client.erase_movie(movie.id).await.unwrap();
        problem(client.restore_movie(movie.id).await, ProblemKind::NotFound);
    }

    async fn the_trash_empties_after_thirty_days(app: TestApp) {
        let client = app.sign_in("ana").await;
        let (old, young) = (add(&client, "Old").await, add(&client, "Young").await);
        client.delete_movie(old.id, None).await.unwrap();
        app.clock.advance(24 * 3600);
        log_in(&client, "ana").await;
        client.delete_movie(young.id, None).await.unwrap();
        app.clock.advance(29 * 24 * 3600 + 1);
        server::jobs::housekeeping::tidy_up(&app.state).await.unwrap();
        log_in(&client, "ana").await;
        let left: Vec<_> = client.list_trash(&PageQuery::default()).await.unwrap().items;
        assert_eq!(left.iter().map(|movie| movie.id).collect::<Vec<_>>(), [young.id]);
    }
}
