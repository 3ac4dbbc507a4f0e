//! Writes that share a commit. A commit waits for the disk; so a writer whose turn has come takes along those that wait
//! behind it, each in a savepoint of its own, and all are told after the commit.

use super::Sqlite;
use crate::engine::Work;
use crate::engine::tx::{Lease, Tx};
use crate::error::Error;
use crate::sealing::Keyring;
use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The most writes that share a commit.
const MOST: usize = 64;
/// After this, a commit takes no more along: those that it has wait to be told. It is some times what a disk takes.
const LONG_ENOUGH: Duration = Duration::from_millis(20);

/// Writes that wait for their turn, in the order in which they came.
#[derive(Default)]
pub struct Waiting {
    writes: Mutex<VecDeque<(u64, Write)>>,
    last_number: AtomicU64,
}

/// A write that waits for its turn: what runs it in a transaction, or is told why there is none.
type Write = Box<dyn FnOnce(Result<&mut Tx, Error>) -> Ran + Send>;

/// A write that ran, before the commit.
struct Ran {
    /// Whether what it wrote is to stay.
    stays: bool,
    /// Tells who waits for it, once it is known whether there was a commit.
    tell: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

/// What somebody waits for: the outcome of a closure, or its panic.
type Outcome<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

impl Waiting {
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(u64, Write)>> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(self: &Arc<Self>, write: Write) -> Turn {
        let number = self.last_number.fetch_add(1, Ordering::Relaxed);
        self.lock().push_back((number, write));
        Turn { number, waiting: Arc::clone(self) }
    }

    fn take_next(&self) -> Option<Write> {
        self.lock().pop_front().map(|(_, write)| write)
    }
}

/// A write's place among those that wait. It is given up when nobody waits for the write any more.
struct Turn {
    number: u64,
    waiting: Arc<Waiting>,
}

impl Turn {
    /// Whether the write was still waiting; now it's never run.
    fn give_up(&self) -> bool {
        let mut writes = self.waiting.lock();
        let place = writes.iter().position(|(number, _)| *number == self.number);
        place.and_then(|place| writes.remove(place)).is_some()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Sqlite {
    /// Runs a closure that writes, and commits it, perhaps together with others. It runs to its end even when nobody
    /// waits for it any more, once it has begun.
    pub async fn write<T, E, F>(&self, keyring: Option<Arc<Keyring>>, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, mut receiver) = oneshot::channel();
        let turn = self.waiting.push(write(f, sender));
        // Either somebody else takes it along, or its own turn comes.
        let lease = tokio::select! {
            outcome = &mut receiver => return told(outcome),
            lease = self.lease(Work::Write) => lease,
        };
        match lease {
            Ok(lease) => {
                let waiting = Arc::clone(&self.waiting);
                let run = move || run_together(Tx::new(Lease::Sqlite(lease), keyring), &waiting);
                drop(tokio::task::spawn_blocking(run));
            }
            Err(error) if turn.give_up() => return Err(error.into()),
            Err(_) => {}
        }
        told(receiver.await)
    }
}

fn told<T, E: From<Error>>(outcome: Result<Outcome<T, E>, oneshot::error::RecvError>) -> Result<T, E> {
    match outcome {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(_) => Err(Error::Unavailable("the program is being stopped".to_owned()).into()),
    }
}

fn write<T, E, F>(f: F, sender: oneshot::Sender<Outcome<T, E>>) -> Write
where
    F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    Box::new(move |tx| {
        let outcome = match tx {
            Ok(tx) => catch_unwind(AssertUnwindSafe(|| tx.complete(f))),
            Err(error) => Ok(Err(error.into())),
        };
        let stays = matches!(outcome, Ok(Ok(_)));
        let tell = Box::new(move |committed: Result<(), Error>| {
            let outcome = match (outcome, committed) {
                (Ok(Ok(_)), Err(error)) => Ok(Err(error.into())),
                (outcome, _) => outcome,
            };
            // Nobody may be waiting any more.
            drop(sender.send(outcome));
        });
        Ran { stays, tell }
    })
}

/// Runs the writes that wait, until there are enough for a commit.
fn run_together(mut tx: Tx, waiting: &Waiting) {
    let Some(first) = waiting.take_next() else { return };
    if let Err(error) = tx.begin() {
        drop(tx);
        return (first(Err(error)).tell)(Ok(()));
    }
    let begun = Instant::now();
    let (mut ran, mut next, mut whole) = (Vec::new(), Some(first), Ok(()));
    while let Some(write) = next {
        whole = run_one(&mut tx, write, &mut ran);
        let takes_more = whole.is_ok() && ran.len() < MOST && begun.elapsed() < LONG_ENOUGH;
        next = takes_more.then(|| waiting.take_next()).flatten();
    }
    let committed = whole.and_then(|()| tx.commit());
    // Others get the connection before anybody is told: who is told may need it next.
    drop(tx);
    for it in ran {
        (it.tell)(committed.clone());
    }
}

/// Runs a write in a savepoint. An error means that nothing of the whole transaction stays.
fn run_one(tx: &mut Tx, write: Write, ran: &mut Vec<Ran>) -> Result<(), Error> {
    if let Err(error) = tx.execute("SAVEPOINT one", &[]) {
        ran.push(write(Err(error.clone())));
        return Err(error);
    }
    let it = write(Ok(&mut *tx));
    let stays = it.stays;
    ran.push(it);
    // SQLite has taken everything back by itself when the disk is full, say.
    if let Some(error) = tx.take_failure().filter(|_| !tx.is_open()) {
        return Err(error);
    }
    if !stays {
        tx.execute("ROLLBACK TO one", &[])?;
    }
    tx.execute("RELEASE one", &[]).map(drop)
}
