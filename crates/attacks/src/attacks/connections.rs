//! Thousands of connections from ten addresses that never finish: bodies that are sent byte by byte,
//! answers that are never read, heads of 389 KB that never end. One that is closed is opened again.
//!
//! Another client must be answered all the while, 99 times of 100 within 100 ms, and the server's memory
//! must stay below 128 MB. A body that is too large must get its answer, also when its sender goes on.

use crate::clients::Client;
use crate::databases::PASSWORD;
use crate::lab::Lab;
use crate::processes::resident_bytes;
use crate::report::{Report, Unit};
use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use storage::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Addresses that the attacker has.
const ADDRESSES: usize = 10;
/// Milliseconds within which 99 of 100 answers must come.
const MOST_LATENCY: f64 = 100.0;
/// Bytes that the server's memory may take.
const MOST_MEMORY: f64 = 128e6;
/// Bytes of a head that never ends.
const HEAD: usize = 389_000;
/// How often a hostile connection moves on.
const PACE: Duration = Duration::from_millis(500);
/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(5);

/// Attacks, and measures another client meanwhile.
pub async fn run(lab: &Lab, engine: Engine, report: &mut Report) -> Result<()> {
    let database = lab.database(engine).await?;
    database.add_account("ana", "member").await?;
    let server = lab.serve(&database).await?;
    let (ana, _) = Client::new(server.address)?.sign_in("ana", PASSWORD).await?;
    // After the server was started, which must manage with the limit that it has.
    let _raised = raise_open_files();
    let (connections, seconds) = lab.size((600, 6), (5_000, 60));
    let open = Arc::new(AtomicUsize::new(0));
    let mut attackers = JoinSet::new();
    for number in 0..connections {
        attackers.spawn(attack(server.address, number, Arc::clone(&open)));
    }
    // They get so long to take their places.
    sleep(Duration::from_secs(2)).await;
    let duration = Duration::from_secs(seconds);
    // In a thread of its own: it must not wait for the attackers' turns.
    let measuring = std::thread::spawn(move || measure(&ana, duration));
    let (mut memory, mut most) = (0, 0);
    while !measuring.is_finished() {
        memory = memory.max(resident_bytes(server.process)?);
        most = most.max(open.load(Ordering::Relaxed));
        sleep(Duration::from_millis(50)).await;
    }
    let measured = measuring.join().map_err(|_| anyhow::anyhow!("the measuring thread panicked"))??;
    report.told(engine, format!("of {connections} hostile connections open at once"), most.to_string());
    let p99 = (measured.p99(), MOST_LATENCY);
    let figure = format!("another client's {} requests, p99", measured.latencies.len());
    report.at_most(engine, figure, p99, Unit::Milliseconds);
    let answers = (measured.errors, measured.latencies.len() + measured.errors);
    report.none_of(engine, "another client's requests without their answer", answers);
    let memory = f64::from(u32::try_from(memory)?);
    report.at_most(engine, "memory of the server", (memory, MOST_MEMORY), Unit::Megabytes);
    attackers.abort_all();
    while attackers.join_next().await.is_some() {}
    let refused = too_large(server.address).await.unwrap_or_default();
    report.all_of(engine, "bodies of 5 MB that get their 413", (usize::from(refused), 1));
    Ok(())
}

/// Lets this process open as many files as the system allows, until it is dropped.
fn raise_open_files() -> impl Drop {
    struct Before(Rlimit);
    impl Drop for Before {
        fn drop(&mut self) {
            // It was so before, so it is allowed.
            let _ = setrlimit(Resource::Nofile, self.0);
        }
    }
    let before = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: before.maximum, maximum: before.maximum });
    Before(before)
}

/// One hostile connection after the other, from one of the addresses, in one of the ways.
async fn attack(server: SocketAddr, number: usize, open: Arc<AtomicUsize>) {
    loop {
        if let Ok(stream) = connect(server, number).await {
            open.fetch_add(1, Ordering::Relaxed);
            // It ends with an error when the server closes it.
            let _ = match number % 3 {
                0 => drip(stream, b"POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{", b" ").await,
                1 => drip(stream, &REQUEST.repeat(40), REQUEST).await,
                _ => drip(stream, &endless_head(), b"a").await,
            };
            open.fetch_sub(1, Ordering::Relaxed);
        }
        sleep(PACE).await;
    }
}

/// A request with a long answer.
const REQUEST: &[u8] = b"GET /api/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";

fn endless_head() -> Vec<u8> {
    let mut head = b"GET / HTTP/1.1\r\nhost: x\r\n".to_vec();
    while head.len() < HEAD {
        head.extend_from_slice(b"x-more: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        head.extend_from_slice(if head.len() < HEAD { b"aaaaa\r\n" } else { b"aaaaa" });
    }
    head
}

async fn connect(server: SocketAddr, number: usize) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // What it doesn't read stays with the server.
    socket.set_recv_buffer_size(4096)?;
    let last = u8::try_from(2 + number / 3 % ADDRESSES)?;
    socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into())?;
    Ok(timeout(PATIENCE, socket.connect(server)).await??)
}

/// Sends the first bytes, and then the others again and again; never reads.
async fn drip(mut stream: TcpStream, first: &[u8], then: &[u8]) -> Result<()> {
    // Where the server doesn't read, the rest waits in the kernel.
    if let Ok(sent) = timeout(PACE * 4, stream.write_all(first)).await {
        sent?;
    }
    loop {
        sleep(PACE).await;
        match stream.try_write(then) {
            Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return Err(error.into()),
            _ => (),
        }
    }
}

/// What another client saw.
#[derive(Default)]
struct Measured {
    /// Milliseconds of each answer.
    latencies: Vec<f64>,
    errors: usize,
}

impl Measured {
    fn p99(&self) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * 99).div_ceil(100).max(1) - 1;
        sorted.get(rank).copied().unwrap_or(f64::NAN)
    }
}

/// Asks in turn for one's films and for the health, over a new connection each time.
fn measure(ana: &Client, duration: Duration) -> Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (start, mut measured) = (Instant::now(), Measured::default());
        while start.elapsed() < duration {
            for path in ["/api/movies", "/health/ready"] {
                let (client, asked) = (ana.over_new_connection()?, Instant::now());
                match timeout(PATIENCE, client.get(path)).await {
                    Ok(Ok(answer)) if answer.status == 200 => {
                        measured.latencies.push(asked.elapsed().as_secs_f64() * 1e3);
                    }
                    _ => measured.errors += 1,
                }
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(measured)
    })
}

/// Whether 5 MB, sent to their end, are answered with 413.
async fn too_large(server: SocketAddr) -> Result<bool> {
    let mut stream = TcpStream::connect(server).await?;
    let head =
        "POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    timeout(PATIENCE, stream.write_all(&vec![b' '; 5_000_000])).await.context("the server stopped reading")??;
    let mut answer = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.context("no answer")??;
    Ok(answer.ends_with(b" 413"))
}
