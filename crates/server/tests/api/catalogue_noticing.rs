//! A catalogue that is new on a server, whoever has built it.

use crate::catalogue::{start, write_files};
use crate::catalogue_matches::{add, movie};
use crate::support::*;
use catalogue::building::{Building, Kinds};
use catalogue::finding::Catalogue;
use catalogue::sources::Source;
use domain::jobs::JobsQuery;
use domain::pages::PageQuery;
use server::jobs::worker::{OF_CATALOGUE, Workers};
use std::path::Path;
use std::time::{Duration, Instant};
use storage::Engine;
use storage::catalogue::note_matched;

/// Builds a catalogue as the command line does, which knows nothing of the server.
fn build(data: &Path) {
    let files = tempfile::tempdir().unwrap();
    write_files(files.path());
    let mut watch = |_: u32| true;
    let mut building = Building::begin(data, Kinds::default(), &mut watch).unwrap();
    Source::at(files.path()).unwrap().read(&mut building).unwrap();
    building.finish().unwrap();
}

async fn matchings(admin: &TestClient) -> usize {
    let page = admin.list_jobs(&JobsQuery::default(), &PageQuery::default()).await.unwrap();
    page.items.iter().filter(|job| job.kind == OF_CATALOGUE).count()
}

async fn films_are_matched_with_a_catalogue_that_the_command_line_has_built_once(engine: Engine) {
    let server = start(engine).await;
    let client = server.app.sign_in("ann").await;
    let amelie = add(&client, "Amelie", 2001).await;
    let _workers = Workers::start(&server.app.state, server::JOB_KINDS);
    build(server.data.path());
    let begin = Instant::now();
    while movie(&client, amelie.id).await.imdb_id.is_none() {
        server.app.state.catalogue.changed.notify_one();
        assert!(begin.elapsed() < Duration::from_mins(1), "nothing was matched");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(matchings(&server.admin).await, 1);
    // A server that has built the same leaves it at that, and so does this one when it starts again.
    let data = tempfile::tempdir().unwrap();
    build(data.path());
    let fingerprint = Catalogue::open(data.path()).unwrap().unwrap().fingerprint().unwrap();
    let note = |name: String| server.app.state.store.write(move |tx| note_matched(tx, &[name]));
    assert!(!note(fingerprint).await.unwrap());
    assert!(note("another one".to_owned()).await.unwrap());
    assert!(!note("another one".to_owned()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_matched_with_a_catalogue_that_the_command_line_has_built_once_on_sqlite() {
    films_are_matched_with_a_catalogue_that_the_command_line_has_built_once(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn films_are_matched_with_a_catalogue_that_the_command_line_has_built_once_on_postgresql() {
    films_are_matched_with_a_catalogue_that_the_command_line_has_built_once(Engine::Postgres).await;
}
