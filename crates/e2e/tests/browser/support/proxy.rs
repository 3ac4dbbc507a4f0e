//! A line between browser and server, which loses answers on command, or lets the page be that of an older version.

use anyhow::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The line; dropping it cuts it.
pub struct Proxy {
    origin: String,
    line: Arc<Line>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Line {
    loses_answers: AtomicBool,
    lost: AtomicUsize,
    shows_old_page: AtomicBool,
    hides_worker: AtomicBool,
}

/// What the files of the page are called by the server, and what in the older version, which is as long.
const FILES: [(&[u8], &[u8]); 3] = [
    (b"/assets/app-", b"/assets/old-"),
    (b"/assets/part-", b"/assets/past-"),
    // Its service worker is that of another version, too.
    (b"PREFIX + version", b"PREFIX + 'older'"),
];
/// The service worker, and something that no server has.
const WORKER: (&[u8], &[u8]) = (b"/service-worker.js", b"/service-walker.js");
/// What the browser says it can unpack, and nothing that says so: packed names could not be replaced.
const PACKING: (&[u8], &[u8]) = (b"Accept-Encoding:", b"X-cept-Encoding:");

impl Proxy {
    /// Opens a line to the server at this origin.
    pub async fn open(server: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = server.trim_start_matches("http://").to_owned();
        let line = Arc::<Line>::default();
        let task = tokio::spawn(accept(listener, server, Arc::clone(&line)));
        Ok(Self { origin, line, task })
    }

    /// Where the server is to be found through it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// From now on requests arrive, and their answers are lost; or all is well again.
    pub fn lose_answers(&self, loses: bool) {
        self.line.loses_answers.store(loses, Ordering::SeqCst);
    }

    /// From now on the browser is shown the page of an older version, whose files have other names; or no more, as
    /// after an update, and these names are unknown.
    pub fn show_old_page(&self, shows: bool) {
        self.line.shows_old_page.store(shows, Ordering::SeqCst);
    }

    /// From now on the server has no service worker, as one of an older version.
    pub fn hide_worker(&self) {
        self.line.hides_worker.store(true, Ordering::SeqCst);
    }

    /// How many answers were lost.
    pub fn lost(&self) -> usize {
        self.line.lost.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, server: String, line: Arc<Line>) {
    while let Ok((browser, _)) = listener.accept().await {
        let (server, line) = (server.clone(), Arc::clone(&line));
        tokio::spawn(async move {
            // A connection that breaks is what this is here for.
            let _ = carry(browser, &server, &line).await;
        });
    }
}

/// Carries bytes both ways; an answer that comes while answers are lost ends the connection.
async fn carry(mut browser: TcpStream, server: &str, line: &Line) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut from_browser, mut to_browser) = browser.split();
    let (mut from_server, mut to_server) = server.split();
    let requests = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = from_browser.read(&mut buffer).await?;
            if length == 0 {
                return Ok::<_, std::io::Error>(());
            }
            let bytes = &mut buffer[..length];
            replace(bytes, PACKING.0, PACKING.1);
            if line.hides_worker.load(Ordering::SeqCst) {
                replace(bytes, WORKER.0, WORKER.1);
            }
            if line.shows_old_page.load(Ordering::SeqCst) {
                for (new, old) in FILES {
                    replace(bytes, old, new);
                }
            }
            to_server.write_all(bytes).await?;
        }
    };
    let answers = async {
        let mut buffer = vec![0; 64 * 1024];
        // What is read and not sent: perhaps the beginning of a name whose end is still to come.
        let mut held = 0;
        loop {
            let length = held + from_server.read(&mut buffer[held..]).await?;
            if length == held {
                return Ok::<_, std::io::Error>(());
            }
            if line.loses_answers.load(Ordering::SeqCst) {
                line.lost.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            }
            if line.shows_old_page.load(Ordering::SeqCst) {
                for (new, old) in FILES {
                    replace(&mut buffer[..length], new, old);
                }
            }
            held = FILES.iter().map(|(new, _)| begun(&buffer[..length], new)).max().unwrap_or(0);
            to_browser.write_all(&buffer[..length - held]).await?;
            buffer.copy_within(length - held..length, 0);
        }
    };
    tokio::select! {
        done = requests => done,
        done = answers => done,
    }
}

/// Puts bytes in the place of others, as many.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    for start in 0..(bytes.len() + 1).saturating_sub(from.len()) {
        if bytes[start..].starts_with(from) {
            bytes[start..start + to.len()].copy_from_slice(to);
        }
    }
}

/// How many bytes at the end are the beginning of a name.
fn begun(bytes: &[u8], name: &[u8]) -> usize {
    (1..name.len()).rev().find(|length| bytes.ends_with(&name[..*length])).unwrap_or(0)
}
