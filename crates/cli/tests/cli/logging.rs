//! A log that can't be written must not stop the service.

use crate::support::*;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};
use storage::Engine;

/// Longer than the last lines are waited for, and shorter than requests are at the end.
const USUAL_END: Duration = Duration::from_secs(15);

async fn text(server: &Server, path: &str) -> String {
    crate::support::get(format!("{}{path}", server.base)).await.unwrap().text().await.unwrap()
}

async fn dropped_lines(server: &Server) -> u64 {
    let metrics = text(server, "/metrics").await;
    let line = metrics.lines().find_map(|line| line.strip_prefix("movietracker_log_lines_dropped_total "));
    line.unwrap().parse().unwrap()
}

/// Asks until lines were dropped: what is asked for is logged.
async fn fill_the_log(server: &Server) {
    while dropped_lines(server).await == 0 {}
}

fn ends_with_success(server: &mut Server) {
    server.signal("TERM");
    let started = Instant::now();
    let status = server.process.wait().unwrap();
    assert!(status.success(), "{status}, {:?}", status.signal());
    assert!(started.elapsed() < USUAL_END, "it took {:?}", started.elapsed());
}

#[tokio::test]
async fn a_log_whose_reader_is_gone_stops_nothing() {
    let program = Program::new(Engine::Sqlite).await;
    let mut server = program.serve_logging_to(Stdio::piped(), &["--log", "debug"]);
    drop(server.process.stderr.take());
    fill_the_log(&server).await;
    assert_eq!(text(&server, "/health/ready").await, "ready\n");
    ends_with_success(&mut server);
}

#[tokio::test]
async fn a_log_that_is_not_read_stops_nothing_and_tells_later_what_it_lacks() {
    let program = Program::new(Engine::Sqlite).await;
    let mut server = program.serve_logging_to(Stdio::piped(), &["--log", "trace"]);
    let log = BufReader::new(server.process.stderr.take().unwrap());
    fill_the_log(&server).await;
    assert_eq!(text(&server, "/health/ready").await, "ready\n");
    let mut lines = log.lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("log lines were dropped") && line.contains("lines=")));
    // Read to its end, so that the reader isn't gone before the process.
    let rest = std::thread::spawn(move || lines.count());
    ends_with_success(&mut server);
    rest.join().unwrap();
}

#[tokio::test]
async fn a_log_that_is_never_read_does_not_hinder_the_end() {
    let program = Program::new(Engine::Sqlite).await;
    let mut server = program.serve_logging_to(Stdio::piped(), &["--log", "trace"]);
    fill_the_log(&server).await;
    ends_with_success(&mut server);
}

#[tokio::test]
async fn an_announcement_without_a_reader_stops_nothing() {
    let program = Program::new(Engine::Sqlite).await;
    // A port that was free a moment ago: nothing else tells where it listens.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = program.command(&["serve", "--listen", &address]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(process.stdout.take());
    while crate::support::get(format!("http://{address}/health/ready")).await.is_err() {
        assert!(process.try_wait().unwrap().is_none());
    }
    process.kill().unwrap();
    process.wait().unwrap();
}

#[tokio::test]
async fn a_log_that_is_no_terminal_has_no_colours() {
    let program = Program::new(Engine::Sqlite).await;
    let mut server = program.serve();
    text(&server, "/api/setup").await;
    ends_with_success(&mut server);
    let log = server.log();
    assert!(log.contains("/api/setup") && !log.contains('\u{1b}'), "{log}");
}
