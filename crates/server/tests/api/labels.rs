use crate::support::*;
use domain::library::movies::MovieDraft;

on_both_engines! {
    async fn genres_and_tags_are_listed_with_their_films_counted(app: TestApp) {
        let (client, other) = (app.sign_in("ana").await, app.sign_in("bob").await);
        for (title, genres, tags) in [("A", vec!["Drama"], vec!["own"]), ("B", vec!["drama", "Crime"], vec![]), ("C", vec!["Drama"], vec![])] {
            let labels = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
            let movie = MovieDraft { genres: labels(genres), tags: labels(tags), ..draft(title) };
            client.create_movie(&movie, None).await.unwrap();
        }
        let counted = |labels: domain::library::labels::Labels| {
            labels.items.into_iter().map(|label| (label.name, label.movie_count)).collect::<Vec<_>>()
        };
        assert_eq!(counted(client.list_genres().await.unwrap()), [("Drama".to_owned(), 3), ("Crime".to_owned(), 1)]);
        assert_eq!(counted(client.list_tags().await.unwrap()), [("own".to_owned(), 1)]);
        assert_eq!(counted(other.list_genres().await.unwrap()), []);
    }

    async fn films_in_the_trash_are_not_counted(app: TestApp) {
        let client = app.sign_in("ana").await;
        let movie = MovieDraft { genres: vec!["Drama".to_owned()], ..draft("A") };
        let movie = client.create_movie(&movie, None).await.unwrap();
        client.delete_movie(movie.id, None).await.unwrap();
        assert_eq!(client.list_genres().await.unwrap().items, []);
    }
}
