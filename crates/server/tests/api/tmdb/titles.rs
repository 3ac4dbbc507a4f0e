//! Titles of films in the language of their owner.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_title_is_in_the_language_of_the_account_and_its_country() {
    let server = start(Engine::Sqlite, Some(TOKEN)).await;
    let client = server.app.sign_in("ana").await;
    let heat = client.create_movie(&of_imdb("Heat", "tt0113277"), None).await.unwrap();
    let typed = client.create_movie(&MovieDraft { tmdb_id: Some(949), ..draft("Hot") }, None).await.unwrap();
    server.until_waiting(0).await;
    for (region, title) in [("BR", "Fogo"), ("PT", "Heat"), ("BR", "Fogo")] {
        let chosen = json!({ "language": "pt", "region": region });
        client.update_preferences(&fields(&chosen)).await.unwrap();
        let begin = Instant::now();
        while film(&client, heat.id).await.title != title {
            assert!(begin.elapsed() < Duration::from_mins(1), "{region}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.until_waiting(0).await;
    }
    assert_eq!(film(&client, typed.id).await.title, "Hot", "it is its owner’s own");
}
