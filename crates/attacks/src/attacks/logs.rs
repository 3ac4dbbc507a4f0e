//! A log whose reader has stopped reading, and one whose reader is gone.
//!
//! Every request must be answered all the same, and SIGTERM must end the server with code 0.

use crate::clients::{Client, new_address};
use crate::lab::Lab;
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::{Context, Result};
use std::process::Stdio;
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::task::JoinSet;

/// The longest that all the requests together may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest that ending may take.
const END: Duration = Duration::from_secs(5);
/// Requests that are under way at once.
const AT_ONCE: usize = 16;

/// Sends requests that are logged, and ends the server.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    let requests = lab.size(3_200, 20_000);
    for (reader, is_gone) in [("a reader that doesn't read", false), ("its reader gone", true)] {
        let mut command = lab.serving(&database);
        command.args(["--log", "debug"]);
        let mut server = Server::start_with_log(command, Stdio::piped()).await?;
        // Closed here, or kept and never read.
        let log = server.log.take().context("the server has no log")?;
        let kept = (!is_gone).then_some(log);
        let client = Client::new(server.address)?;
        let answered = send(&client, requests).await;
        report.all_of(engine, format!("requests answered with {reader}"), (answered, requests));
        if !is_gone {
            let metrics = tokio::time::timeout(END, client.get("/metrics")).await;
            let dropped = metrics.ok().and_then(Result::ok).map_or(f64::NAN, |answer| dropped_lines(&answer.body));
            report.at_least(engine, "dropped lines that the metrics count", (dropped, 1.0), Unit::Number);
        }
        let start = Instant::now();
        let status = server.terminate(END).await;
        let code = status.as_ref().ok().and_then(std::process::ExitStatus::code);
        report.all_of(engine, format!("SIGTERM ends it with code 0, with {reader}"), (usize::from(code == Some(0)), 1));
        let told = match (status, code) {
            (Err(_), _) => "it goes on".to_owned(),
            (Ok(status), None) => status.to_string(),
            (Ok(_), Some(code)) => format!("code {code} after {:.1} s", start.elapsed().as_secs_f64()),
        };
        report.told(engine, format!("the end, with {reader}"), told);
        drop(kept);
    }
    Ok(())
}

/// How many of so many requests are answered in time.
async fn send(client: &Client, requests: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let client = client.forwarded(new_address());
        tasks.spawn(async move {
            let (mut answered, start) = (0, Instant::now());
            for _ in 0..requests / AT_ONCE {
                // Refused, and therefore logged.
                let rest = PATIENCE.saturating_sub(start.elapsed());
                match tokio::time::timeout(rest, client.get("/api/movies")).await {
                    Ok(Ok(answer)) if answer.status == 401 => answered += 1,
                    Ok(_) => (),
                    Err(_) => break,
                }
            }
            answered
        });
    }
    tasks.join_all().await.into_iter().sum()
}

fn dropped_lines(metrics: &[u8]) -> f64 {
    let text = String::from_utf8_lossy(metrics);
    let line = text.lines().find_map(|line| line.strip_prefix("movietracker_log_lines_dropped_total "));
    line.and_then(|value| value.trim().parse().ok()).unwrap_or(f64::NAN)
}
