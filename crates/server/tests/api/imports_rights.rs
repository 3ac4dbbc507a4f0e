//! Imports of people who lose the right to them meanwhile.

use crate::imports::{settled, upload};
use crate::support::*;
use domain::accounts::users::UserPatch;
use domain::auth::api_tokens::{ApiTokenDraft, Scope};
use domain::jobs::{JobState, JobsQuery};
use domain::pages::PageQuery;
use domain::problems::ProblemKind;
use domain::transfer::imports::ImportState;
use server::jobs::worker::Workers;
use std::time::{Duration, Instant};
use storage::Tx;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const FILE: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-03,Heat,1995,https://boxd.it/1,4.5,,,2024-01-02
";

async fn count(app: &TestApp, table: &'static str) -> i64 {
    let count = move |tx: &mut Tx| tx.query_one::<i64>(&format!("SELECT count(*) FROM {table}"), &[]);
    app.state.store.read::<_, storage::Error, _>(count).await.unwrap()
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let begin = Instant::now();
    while !is_so().await {
        assert!(begin.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A file of which half was sent.
async fn send_half(app: &TestApp, token: &str) -> TcpStream {
    let host = app.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /api/imports HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: text/csv\r\nContent-Length: {}\r\n\r\n",
        FILE.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&FILE.as_bytes()[..40]).await.unwrap();
    until("the upload has begun", async || count(app, "imports").await == 1).await;
    stream
}

/// Sends the rest, and gives the status of the answer.
async fn send_rest(mut stream: TcpStream) -> String {
    stream.write_all(&FILE.as_bytes()[40..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn disabled(disabled: bool) -> UserPatch {
    UserPatch { disabled: Some(disabled), ..UserPatch::default() }
}

on_both_engines! {
    async fn a_file_whose_sender_loses_the_right_meanwhile_is_not_taken(app: TestApp) {
        let root = app.sign_in_admin("root").await;
        for way in ["kept", "signed out", "token revoked", "disabled", "deleted"] {
            let ana = app.sign_in(&format!("ana {way}").replace(' ', "-")).await;
            let id = ana.get_me().await.unwrap().id;
            let script = ApiTokenDraft { name: "A script".to_owned(), scope: Scope::Write, ..ApiTokenDraft::default() };
            let made = ana.create_api_token(&script).await.unwrap();
            let token = if way == "token revoked" { made.token } else { ana.transport().token().unwrap() };
            let stream = send_half(&app, &token).await;
            match way {
                "signed out" => ana.logout().await.unwrap(),
                "token revoked" => ana.delete_api_token(made.info.id).await.unwrap(),
                "disabled" => drop(root.update_user(id, &disabled(true)).await.unwrap()),
                "deleted" => root.delete_user(id).await.unwrap(),
                _ => {}
            }
            let expected = match way {
                "kept" => "202",
                // There is nothing that it could go on with.
                "deleted" => "409",
                _ => "401",
            };
            assert_eq!(send_rest(stream).await, expected, "{way}");
            if way == "kept" {
                let import = ana.list_imports(&PageQuery::default()).await.unwrap().items.remove(0);
                let discard = move |tx: &mut Tx| tx.execute("DELETE FROM jobs", &[]);
                app.state.store.write::<_, storage::Error, _>(discard).await.unwrap();
                ana.discard_import(import.id, None).await.unwrap();
            }
            for table in ["imports", "import_chunks", "jobs"] {
                assert_eq!(count(&app, table).await, 0, "{way}: {table}");
            }
        }
    }

    async fn an_import_that_was_applied_in_time_is_finished_for_an_account_that_is_disabled(app: TestApp) {
        let (root, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let id = ana.get_me().await.unwrap().id;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&ana, FILE.as_bytes().to_vec()).await;
        workers.stop().await;
        ana.apply_import(import.id).await.unwrap();
        root.update_user(id, &disabled(true)).await.unwrap();
        problem(ana.get_import(import.id).await, ProblemKind::Unauthenticated);
        problem(ana.undo_import(import.id, None).await, ProblemKind::Unauthenticated);
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        until("the film is there", async || count(&app, "movies").await == 1).await;
        root.update_user(id, &disabled(false)).await.unwrap();
        log_in(&ana, "ana").await;
        assert_eq!(settled(&ana, import.id).await.state, ImportState::Applied);
        workers.stop().await;
    }

    async fn an_import_ends_with_its_account_and_its_job_is_no_failure(app: TestApp) {
        let (root, ana) = (app.sign_in_admin("root").await, app.sign_in("ana").await);
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let import = upload(&ana, FILE.as_bytes().to_vec()).await;
        workers.stop().await;
        ana.apply_import(import.id).await.unwrap();
        root.delete_user(ana.get_me().await.unwrap().id).await.unwrap();
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        until("its jobs are over", async || {
            let jobs = root.list_jobs(&JobsQuery::default(), &PageQuery::default()).await.unwrap().items;
            jobs.iter().filter(|job| job.kind == "import").all(|job| job.state == JobState::Done && job.error.is_none())
        })
        .await;
        for table in ["imports", "import_chunks", "import_rows", "import_effects", "movies"] {
            assert_eq!(count(&app, table).await, 0, "{table}");
        }
        workers.stop().await;
    }
}
