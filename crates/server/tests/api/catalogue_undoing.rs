//! Ties of many films to the catalogue, taken back in portions.

use crate::catalogue::{Server, start};
use crate::catalogue_matches::{add, matched, movie};
use crate::support::*;
use domain::catalogue::matches::MatchesInfo;
use domain::ids::MovieId;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use server::jobs::worker::Workers;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};
use storage::Engine;

/// As many as make three portions.
const FILMS: i64 = 450;

/// A server whose catalogue has films of these numbers.
async fn with_many(engine: Engine) -> Server {
    let (server, files) = (start(engine).await, tempfile::tempdir().unwrap());
    let mut basics =
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
            .to_owned();
    for number in 1..=FILMS {
        let title = title_of(number);
        let _ = writeln!(basics, "tt{number:07}\tmovie\t{title}\t{title}\t0\t1990\t\\N\t100\tDrama");
    }
    fs::write(files.path().join("title.basics.tsv"), basics).unwrap();
    server.build_from(files.path().to_str().unwrap()).await;
    server
}

fn title_of(number: i64) -> String {
    format!("Film number {number}")
}

async fn until(client: &TestClient, what: impl Fn(&MatchesInfo) -> bool) -> MatchesInfo {
    let begin = Instant::now();
    loop {
        let info = client.get_movie_matches_status().await.unwrap();
        if what(&info) {
            return info;
        }
        assert!(begin.elapsed() < Duration::from_mins(2), "{info:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn found(client: &TestClient, search: &str) -> u64 {
    let query = MoviesQuery { search: search.to_owned(), ..MoviesQuery::default() };
    client.list_movies(&query, &PageQuery::default()).await.unwrap().total
}

async fn many_ties_are_taken_back_in_portions_also_after_a_restart(engine: Engine) {
    let server = with_many(engine).await;
    let workers = Workers::start(&server.app.state, server::JOB_KINDS);
    let client = server.app.sign_in("ann").await;
    let mut ids: Vec<MovieId> = Vec::new();
    for number in 1..=FILMS {
        ids.push(add(&client, &title_of(number), 1990).await.id);
    }
    let run = matched(&client).await.latest_run.unwrap();
    assert_eq!(run.matched_count, FILMS);
    assert_eq!(found(&client, "drama").await, FILMS.unsigned_abs());
    // One is changed since, and one is in the trash.
    client.update_movie(ids[0], &fields(&serde_json::json!({ "runtime_minutes": 99 })), None).await.unwrap();
    client.delete_movie(ids[1], None).await.unwrap();
    workers.stop().await;

    client.undo(run.undo.unwrap()).await.unwrap();
    let info = client.get_movie_matches_status().await.unwrap();
    assert!(info.is_undoing && (1..FILMS).contains(&info.undone_count), "{info:?}");
    // Each film is either tied or not (one of the tied is in the trash), what one does meanwhile is done, and matching waits.
    let tied = found(&client, "drama").await;
    assert_eq!(tied + info.undone_count.unsigned_abs() + 1, FILMS.unsigned_abs());
    add(&client, "Another film", 2000).await;
    assert!(!client.start_movie_matches().await.unwrap().is_running);
    problem(client.undo(run.undo.unwrap()).await, domain::problems::ProblemKind::NotFound);

    let _workers = Workers::start(&server.app.state, server::JOB_KINDS);
    let info = until(&client, |info| !info.is_undoing).await;
    assert_eq!(info.latest_run.unwrap().undo, None);
    assert_eq!(found(&client, "drama").await, 0);
    let changed = movie(&client, ids[0]).await;
    assert_eq!((changed.imdb_id, changed.runtime_minutes), (None, Some(99)), "what was changed since stays");
    client.restore_movie(ids[1]).await.unwrap();
    let restored = movie(&client, ids[1]).await;
    assert_eq!((restored.imdb_id, restored.runtime_minutes, restored.genres), (None, None, Vec::new()));
    assert_eq!(client.list_genres().await.unwrap().items, []);
    // What was sure is for its owner to check.
    assert_eq!(client.get_movie_matches_status().await.unwrap().to_check_count, FILMS.unsigned_abs());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_ties_are_taken_back_in_portions_also_after_a_restart_on_sqlite() {
    many_ties_are_taken_back_in_portions_also_after_a_restart(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_ties_are_taken_back_in_portions_also_after_a_restart_on_postgresql() {
    many_ties_are_taken_back_in_portions_also_after_a_restart(Engine::Postgres).await;
}
