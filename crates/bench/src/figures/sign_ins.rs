//! Signing in: whether its time tells who has an account, and what a flood of it does.

use super::micros;
use crate::databases::{Content, Databases, name};
use crate::http::{Connection, Request};
use crate::load::median;
use crate::processor::resident_bytes;
use crate::report::{Report, Unit};
use crate::servers::Server;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const CONTENT: Content = Content { owners: 1, films: 1 };
/// Accounts to guess at: each is guessed at less often than its limit allows.
const ACCOUNTS: u32 = 8;
/// Guesses of each kind.
const GUESSES: u32 = 200;
/// How many times as long as the other either kind of refusal may take, by the median.
const DIFFERENCE: f64 = 1.05;
/// Sign-ins at once, in the flood.
const FLOOD: u32 = 200;
/// Milliseconds within which 99 of 100 signs of life must come meanwhile.
const ALIVE: f64 = 200.0;
/// How often a sign of life is asked for.
const PULSE: Duration = Duration::from_millis(20);

/// Measures it on each engine.
pub async fn measure(databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
    for engine in databases.engines() {
        let on = name(engine);
        let database = databases.make(engine, CONTENT).await?;
        for number in 0..ACCOUNTS {
            databases.add_account(&database, &account(number)).await?;
        }
        // Guesses come from many addresses, as from a botnet: the limits would end this soon otherwise.
        let server = Server::start(databases.program(), &["serve", "--trusted-proxy", "127.0.0.1"], &database).await?;
        let [unknown, wrong] = refusals(&server).await?;
        let ratio = (unknown / wrong).max(wrong / unknown);
        report.told(
            format!("{on}: unknown user / wrong password, p50 of {GUESSES}"),
            format!("{} / {}", micros(unknown), micros(wrong)),
        );
        report.bounded(format!("{on}: the longer of them to the shorter"), (ratio, DIFFERENCE), Unit::Times);
        flood(&server, on, quick, report).await?;
        server.stop().await?;
    }
    Ok(())
}

/// Microseconds that the two kinds of refusal take, by the median; taken in turns.
async fn refusals(server: &Server) -> Result<[f64; 2]> {
    let mut connection = Connection::open(server.address).await?;
    let mut times = [Vec::new(), Vec::new()];
    for guess in 0..GUESSES {
        for (kind, username) in [format!("nobody{guess}"), account(guess)].iter().enumerate() {
            let request = login(username, "not the password", guess * 2 + u32::try_from(kind)?);
            let start = Instant::now();
            let status = connection.send_once(&request).await?.status;
            times[kind].push(start.elapsed().as_secs_f64() * 1e6);
            ensure!(status == 401, "a wrong password gave {status}");
        }
    }
    Ok(times.map(median))
}

/// What many sign-ins at once do to memory, and to whoever asks whether the server lives.
async fn flood(server: &Server, on: &str, quick: bool, report: &mut Report) -> Result<()> {
    let before = resident_bytes(server.process)?;
    let end = Instant::now() + Duration::from_secs(if quick { 3 } else { 20 });
    let mut tasks = JoinSet::new();
    for number in 0..FLOOD {
        tasks.spawn(sign_in_until(server.address, number, end));
    }
    let (mut pulses, mut most) = (Vec::new(), before);
    let mut connection = Connection::open(server.address).await?;
    while Instant::now() < end {
        let start = Instant::now();
        let status = connection.send_once(&Request::get("/health/live", &[])).await?.status;
        ensure!(status == 200, "/health/live gave {status}");
        pulses.push(start.elapsed().as_secs_f64() * 1e3);
        most = most.max(resident_bytes(server.process)?);
        tokio::time::sleep(PULSE).await;
    }
    let mut answers = Answers::default();
    while let Some(done) = tasks.join_next().await {
        answers.add(&done??);
    }
    pulses.sort_by(f64::total_cmp);
    let p99 = pulses.get((pulses.len() * 99).div_ceil(100).saturating_sub(1)).copied().context("no sign of life")?;
    report.told(format!("{on}: {FLOOD} sign-ins at once: verified / turned away"), answers.text());
    report.bounded(format!("{on}: /health/live meanwhile, p99"), (p99, ALIVE), Unit::Milliseconds);
    let megabytes = |bytes: u64| format!("{} MB", bytes / 1_000_000);
    report.told(format!("{on}: memory before / at the most"), format!("{} / {}", megabytes(before), megabytes(most)));
    Ok(())
}

/// What the flood was answered.
#[derive(Default)]
struct Answers {
    verified: u64,
    turned_away: u64,
}

impl Answers {
    fn add(&mut self, other: &Self) {
        self.verified += other.verified;
        self.turned_away += other.turned_away;
    }

    fn text(&self) -> String {
        format!("{} / {}", self.verified, self.turned_away)
    }
}

/// Tries to sign in over and over, each time from another address and by another name: no limit but
/// the one on hashing holds.
async fn sign_in_until(address: SocketAddr, number: u32, end: Instant) -> Result<Answers> {
    let mut connection = Connection::open(address).await?;
    let mut answers = Answers::default();
    let mut attempt = 0;
    while Instant::now() < end {
        let number = 1_000_000 + number * 10_000 + attempt;
        let request = login(&format!("nobody{number}"), "not the password", number);
        attempt += 1;
        match connection.send_once(&request).await?.status {
            401 => answers.verified += 1,
            503 => answers.turned_away += 1,
            status => anyhow::bail!("a sign-in of the flood gave {status}"),
        }
    }
    Ok(answers)
}

/// The name of one of the accounts.
fn account(number: u32) -> String {
    format!("guessed{}", number % ACCOUNTS)
}

/// A sign-in from an address of its own.
fn login(username: &str, password: &str, number: u32) -> Request {
    let [_, b, c, d] = number.to_be_bytes();
    let from = format!("10.{b}.{c}.{d}");
    Request::post(
        "/api/auth/login",
        &[("x-forwarded-for", &from)],
        &json!({"username": username, "password": password}),
    )
}
