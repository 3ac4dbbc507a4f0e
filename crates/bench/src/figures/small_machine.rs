//! The calls that the page makes, on a machine as small as a Raspberry Pi.

use crate::databases::{Content, Databases};
use crate::films::{COMMON_WORD, draft};
use crate::http::{Connection, Request};
use crate::load::median;
use crate::processor::peak_bytes;
use crate::report::{Report, Unit};
use crate::servers::{PASSWORD, Server, USERNAME};
use crate::small::SmallMachine;
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;
use storage::Engine;

const CONTENT: Content = Content { owners: 1, films: 2000 };
/// Milliseconds that no call may take.
const MOST: f64 = 200.0;
/// How many of the slowest calls are told.
const TOLD: usize = 5;

/// What the page asks for; `{movie}` stands for a film and `{list}` for a list.
const READS: [&str; 36] = [
    "/",
    "/api/me",
    "/api/me/preferences",
    "/api/me/sessions",
    "/api/me/tokens",
    "/api/movies?limit=20",
    "/api/movies?limit=100&sort=title",
    "/api/movies?limit=20&sort=-rating",
    "/api/movies?limit=20&search=lighthouse",
    "/api/movies?limit=20&search=ighthous",
    "/api/movies?limit=20&genre=Drama&sort=-watched_on",
    "/api/movies?limit=20&status=watchlist",
    "/api/movies/random?status=unwatched",
    "/api/movies/{movie}",
    "/api/movies/{movie}/watches",
    "/api/movies/{movie}/ratings",
    "/api/movies/{movie}/relations",
    "/api/movies/{movie}/availability",
    "/api/watches?limit=50",
    "/api/watchlist/releases",
    "/api/watchlists",
    "/api/lists",
    "/api/lists/{list}",
    "/api/lists/{list}/items",
    "/api/statistics",
    "/api/statistics?year=2024",
    "/api/discover",
    "/api/collections",
    "/api/catalogue/movies?search=light",
    "/api/catalogue/matches/status",
    "/api/people",
    "/api/genres",
    "/api/tags",
    "/api/views",
    "/api/trash",
    "/api/changes",
];

/// Measures the longest time of each call, one after the other, on SQLite.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    let machine = match SmallMachine::new() {
        Ok(machine) => machine,
        Err(error) => {
            report.told("not measured", format!("{error:#}"));
            return Ok(());
        }
    };
    let rounds = if quick { 3 } else { 20 };
    let database = databases.make(Engine::Sqlite, CONTENT).await?;
    let (program, script) = (databases.program().to_string_lossy(), machine.script());
    let begin = Instant::now();
    let server = Server::start(Path::new("/bin/sh"), &["-c", &script, &program, "serve"], &database).await?;
    report.told("from the start to the first answer", format!("{:.0} ms", milliseconds(begin)));
    let calls = calls(&server).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut times: Vec<(f64, f64, &str)> = Vec::new();
    for (name, request) in &calls {
        let mut of_it = Vec::new();
        for _ in 0..rounds {
            let begin = Instant::now();
            let response = connection.send_once(request).await?;
            of_it.push(milliseconds(begin));
            ensure!(response.status < 300, "{name} gave {}", response.status);
        }
        let most = of_it.iter().copied().fold(0.0, f64::max);
        times.push((most, median(of_it), name));
    }
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    let slowest = times.first().context("nothing was called")?.0;
    report.bounded(
        format!("the slowest of {} calls, {rounds} times each", calls.len()),
        (slowest, MOST),
        Unit::Milliseconds,
    );
    for (most, middle, name) in times.iter().take(TOLD) {
        report.told(format!("{name}: p50 / slowest"), format!("{middle:.1} ms / {most:.1} ms"));
    }
    #[expect(clippy::cast_precision_loss, reason = "memory of less than 2^53 bytes")]
    let memory = peak_bytes(server.process)? as f64 / 1e6;
    report.told("memory at the most", format!("{memory:.1} MB"));
    server.stop().await
}

fn milliseconds(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1000.0
}

/// The calls, with what is needed to tell them apart.
async fn calls(server: &Server) -> Result<Vec<(String, Request)>> {
    let token = server.sign_in().await?;
    let headers = [("authorization", token.as_str())];
    let mut connection = Connection::open(server.address).await?;
    let mut ask = async |request: Request| -> Result<Value> {
        Ok(serde_json::from_slice(&connection.send_once(&request).await?.body)?)
    };
    let found = ask(Request::get(&format!("/api/movies?limit=1&search={COMMON_WORD}"), &headers)).await?;
    let movie = found["items"][0]["id"].as_str().context("there is no film")?.to_owned();
    let list = ask(Request::post("/api/lists", &headers, &json!({"name": "Favourites"}))).await?;
    let list = list["id"].as_str().context("there is no list")?.to_owned();
    let items = json!({ "movie_ids": [movie] });
    ask(Request::post(&format!("/api/lists/{list}/items"), &headers, &items)).await?;
    let place = |path: &str| path.replace("{movie}", &movie).replace("{list}", &list);
    let reads = READS.iter().map(|path| (format!("GET {path}"), Request::get(&place(path), &headers)));
    let rating: Bytes = json!({"rating": 4}).to_string().into();
    let merge = [headers[0], ("content-type", "application/merge-patch+json")];
    let login = json!({"username": USERNAME, "password": PASSWORD});
    let log = json!({"movie_id": movie, "watched_on": "2024-05-05", "rating": 4.5});
    let writes = [
        ("POST /api/movies", Request::post("/api/movies", &headers, &serde_json::to_value(draft(1))?)),
        ("POST /api/log", Request::post("/api/log", &headers, &log)),
        ("PATCH /api/movies/{movie}", Request::with(Method::PATCH, &place("/api/movies/{movie}"), &merge, rating)),
        ("POST /api/auth/login", Request::post("/api/auth/login", &[], &login)),
    ];
    Ok(reads.chain(writes.into_iter().map(|(name, request)| (name.to_owned(), request))).collect())
}
