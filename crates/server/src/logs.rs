//! Log lines on their way to standard error. Nothing waits for their reader: what can't be written
//! in time is dropped and counted.

use prometheus_client::metrics::counter::Counter;
use std::io::{self, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// The lines that wait to be written.
const MAX_LINES: usize = 1024;

static DROPPED: LazyLock<Counter> = LazyLock::new(Counter::default);
static QUEUE: LazyLock<Option<SyncSender<Vec<u8>>>> = LazyLock::new(start);
/// How many lines were ever taken to be written, and how many of them have been.
static QUEUED: AtomicU64 = AtomicU64::new(0);
static DONE: AtomicU64 = AtomicU64::new(0);

/// Takes lines, each in one write, and neither fails nor waits.
#[derive(Debug, Clone, Copy)]
pub struct LogWriter;

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        QUEUED.fetch_add(1, Ordering::SeqCst);
        let sent = QUEUE.as_ref().is_some_and(|queue| queue.try_send(line.to_vec()).is_ok());
        if !sent {
            QUEUED.fetch_sub(1, Ordering::SeqCst);
            DROPPED.inc();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits until all lines are written, but no longer than `at_most`.
pub fn flush(at_most: Duration) {
    let started = Instant::now();
    while DONE.load(Ordering::SeqCst) < QUEUED.load(Ordering::SeqCst) && started.elapsed() < at_most {
        thread::sleep(Duration::from_millis(5));
    }
}

/// The lines that were dropped since the process started.
pub(crate) fn dropped() -> Counter {
    DROPPED.clone()
}

fn start() -> Option<SyncSender<Vec<u8>>> {
    let (queue, lines) = sync_channel(MAX_LINES);
    thread::Builder::new().name("log".to_owned()).spawn(move || write_lines(&lines)).ok()?;
    Some(queue)
}

fn write_lines(lines: &Receiver<Vec<u8>>) {
    let (mut told, mut can_write) = (0, false);
    loop {
        let line = match lines.try_recv() {
            Ok(line) => line,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                let dropped = DROPPED.get();
                if can_write && dropped > told {
                    tracing::warn!(lines = dropped - told, "log lines were dropped");
                    told = dropped;
                }
                let Ok(line) = lines.recv() else { return };
                line
            }
        };
        can_write = io::stderr().write_all(&line).is_ok();
        if !can_write {
            DROPPED.inc();
        }
        DONE.fetch_add(1, Ordering::SeqCst);
    }
}
