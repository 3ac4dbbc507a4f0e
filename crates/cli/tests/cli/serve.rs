use crate::support::*;
use domain::accounts::users::SetupDraft;
use domain::library::movies::MovieDraft;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn draft(title: &str) -> MovieDraft {
    MovieDraft { title: title.to_owned(), ..MovieDraft::default() }
}

on_both_engines! {
    async fn a_kill_in_the_middle_of_writing_loses_no_film_that_was_acknowledged(program: Program) {
        program.add_user("ana");
        let mut server = program.serve();
        let client = Arc::new(server.client("ana").await);
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (client, acknowledged) = (Arc::clone(&client), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    let mut titles = Vec::new();
                    for number in 0.. {
                        let title = format!("Film {writer}-{number}");
                        if client.create_movie(&draft(&title), None).await.is_err() {
                            break;
                        }
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                        titles.push(title);
                    }
                    titles
                })
            })
            .collect();
        while acknowledged.load(Ordering::SeqCst) < 50 {
            tokio::task::yield_now().await;
        }
        server.process.kill().unwrap();
        server.process.wait().unwrap();
        let mut expected = Vec::new();
        for writer in writers {
            expected.extend(writer.await.unwrap());
        }
        let server = program.serve();
        let kept = all_titles(&server).await;
        let lost: Vec<_> = expected.iter().filter(|title| !kept.contains(title)).collect();
        assert!(lost.is_empty(), "{lost:?} of {}", expected.len());
        // At most the one that each writer was not told of.
        assert!(kept.len() <= expected.len() + 4);
    }

    async fn the_printed_link_sets_up_and_the_log_keeps_the_secrets(program: Program) {
        let mut server = program.serve();
        let token = server.announcement.trim().rsplit_once("token=").unwrap().1.to_owned();
        let client = client::Client::new(client::native::NativeTransport::new(&server.base).unwrap());
        let setup = SetupDraft { token: token.clone(), username: "ana".to_owned(), password: PASSWORD.to_owned() };
        client.create_setup(&setup).await.unwrap();
        let client = server.client("ana").await;
        let access = client.refresh().await.unwrap().access_token;
        client.create_movie(&draft("Canary film"), Some("canary-key")).await.unwrap();
        client.list_movies(&MoviesQuery { search: "canary search".to_owned(), ..Default::default() }, &PageQuery::default()).await.unwrap();
        let log = server.log();
        assert!(log.contains("/api/auth/login"), "requests are logged at debug: {log}");
        for secret in [token.as_str(), PASSWORD, &access, "Canary film", "canary", "argon2id"] {
            assert!(!log.contains(secret), "{secret} stands in the log");
        }
    }

    async fn a_healthcheck_tells_whether_the_server_is_ready(program: Program) {
        let server = program.serve();
        assert_eq!(program.run(&["healthcheck", "--url", &server.base]), "ready\n");
        let base = server.base.clone();
        drop(server);
        assert!(program.refused(&["healthcheck", "--url", &base]).contains("error"));
    }
}

async fn all_titles(server: &Server) -> Vec<String> {
    let client = server.client("ana").await;
    let (mut titles, mut cursor) = (Vec::new(), None);
    loop {
        let page = client.list_movies(&MoviesQuery::default(), &PageQuery { limit: 100, cursor }).await.unwrap();
        titles.extend(page.items.into_iter().map(|movie| movie.title));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return titles;
        }
    }
}

#[tokio::test]
async fn a_signal_to_stop_ends_the_process_with_success() {
    let program = Program::new(storage::Engine::Sqlite).await;
    for signal in ["TERM", "INT"] {
        let mut server = program.serve();
        server.signal(signal);
        assert!(server.process.wait().unwrap().success());
        assert!(server.log().contains("stopping"));
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let program = Program::new(storage::Engine::Sqlite).await;
    let server = program.serve();
    let address = server.base.strip_prefix("http://").unwrap().to_owned();
    assert!(program.refused(&["serve", "--listen", &address]).contains(&format!("can't listen on {address}")));
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let program = Program::new(storage::Engine::Sqlite).await;
    std::fs::create_dir(program.file("x", "").with_file_name("data")).unwrap();
    let file = program.file("data/movietracker.db", "this is no database, and longer than the header of one would be");
    assert!(program.refused(&["serve", "--listen", "127.0.0.1:0"]).contains("can't be used"));
    assert!(std::fs::read_to_string(file).unwrap().starts_with("this is no database"));
}

#[tokio::test]
async fn log_lines_can_be_json() {
    let program = Program::new(storage::Engine::Sqlite).await;
    let mut server = program.serve_with(&["--log-format", "json"]);
    let log = server.log();
    let line: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(line["level"], "INFO");
}

#[tokio::test]
async fn a_public_url_that_is_none_is_refused() {
    let program = Program::new(storage::Engine::Sqlite).await;
    assert!(program.refused(&["serve", "--public-url", "films.example"]).contains("https://"));
}

on_both_engines! {
    async fn before_it_stops_the_server_is_not_ready_but_takes_requests(program: Program) {
        let mut server = program.serve_with(&["--shutdown-delay", "600"]);
        let status = async |path: &str| crate::support::get(format!("{}{path}", server.base)).await.unwrap().status().as_u16();
        assert_eq!(status("/health/ready").await, 200);
        server.signal("TERM");
        while status("/health/ready").await != 503 {}
        assert_eq!((status("/api/setup").await, status("/health/live").await), (200, 200));
        // A second signal spares the wait.
        server.signal("INT");
        assert!(server.process.wait().unwrap().success());
    }
}
