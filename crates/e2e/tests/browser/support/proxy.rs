//! A bad line between browser and server, which loses answers on command.

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
}

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
    let requests = tokio::io::copy(&mut from_browser, &mut to_server);
    let answers = async {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = from_server.read(&mut buffer).await?;
            if length == 0 {
                return Ok::<_, std::io::Error>(());
            }
            if line.loses_answers.load(Ordering::SeqCst) {
                line.lost.fetch_add(1, Ordering::SeqCst);
                return Ok(());
            }
            to_browser.write_all(&buffer[..length]).await?;
        }
    };
    tokio::select! {
        done = requests => done.map(drop),
        done = answers => done,
    }
}
