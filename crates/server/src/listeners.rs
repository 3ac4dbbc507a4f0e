//! Who listens for changes: a bound on all of them and on those of one account, and the one look at the database that
//! tells all of them.

use domain::ids::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use storage::Store;
use storage::library::changes::list_positions;
use tokio::sync::watch;

/// The listeners of all accounts at once: half of the connections.
const MAX_LISTENERS: usize = 1024;
/// The listeners of one account at once. A browser has one for each tab that is seen.
const MAX_LISTENERS_OF_AN_ACCOUNT: usize = 16;
/// How often the database is asked, while anyone listens.
const INTERVAL: Duration = Duration::from_secs(1);

/// Who listens.
pub struct Listeners {
    accounts: Mutex<Accounts>,
    stopping: watch::Sender<bool>,
}

#[derive(Default)]
struct Accounts {
    count: usize,
    /// Whether the database is being asked.
    asking: bool,
    listening: HashMap<UserId, Listening>,
}

struct Listening {
    count: usize,
    /// The number of the account's latest change, as far as is known.
    position: watch::Sender<i64>,
}

/// Why nobody more can listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The account has as many listeners as one may have.
    TooManyOfAccount,
    /// The server has as many as it takes, or it stops.
    TooMany,
}

impl Default for Listeners {
    fn default() -> Self {
        Self { accounts: Mutex::default(), stopping: watch::Sender::new(false) }
    }
}

impl Listeners {
    /// One more listener of an account.
    ///
    /// # Errors
    /// A [`Refusal`] when there are too many already.
    pub fn listen(self: &Arc<Self>, store: &Store, account: UserId) -> Result<Listener, Refusal> {
        let mut accounts = self.lock();
        if accounts.count >= MAX_LISTENERS || *self.stopping.borrow() {
            return Err(Refusal::TooMany);
        }
        let listening = accounts.listening.entry(account);
        let listening = listening.or_insert_with(|| Listening { count: 0, position: watch::Sender::new(0) });
        if listening.count >= MAX_LISTENERS_OF_AN_ACCOUNT {
            return Err(Refusal::TooManyOfAccount);
        }
        listening.count += 1;
        let position = listening.position.subscribe();
        accounts.count += 1;
        if !std::mem::replace(&mut accounts.asking, true) {
            tokio::spawn(ask(Arc::clone(self), store.clone()));
        }
        Ok(Listener { listeners: Arc::clone(self), account, position, stopping: self.stopping.subscribe() })
    }

    /// Sends all of them away, and takes no more.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().count
    }

    fn lock(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for the changes of all who listen, until nobody does.
async fn ask(listeners: Arc<Listeners>, store: Store) {
    loop {
        tokio::time::sleep(INTERVAL).await;
        let listening: Vec<UserId> = {
            let mut accounts = listeners.lock();
            accounts.asking = accounts.count > 0;
            accounts.listening.keys().copied().collect()
        };
        if listening.is_empty() {
            return;
        }
        let positions = store.read::<_, storage::Error, _>(move |tx| list_positions(tx, &listening)).await;
        match positions {
            Ok(positions) => positions.into_iter().for_each(|(account, position)| listeners.tell(account, position)),
            // The database is away; it is asked again.
            Err(error) => tracing::debug!(%error, "nothing is known of changes"),
        }
    }
}

impl Listeners {
    fn tell(&self, account: UserId, position: i64) {
        if let Some(listening) = self.lock().listening.get(&account) {
            listening.position.send_if_modified(|known| {
                let is_news = position > *known;
                *known = position.max(*known);
                is_news
            });
        }
    }
}

/// One that listens, until this is dropped.
pub struct Listener {
    listeners: Arc<Listeners>,
    account: UserId,
    position: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
}

impl Listener {
    /// Waits for a change after this one; gives the number of the latest. None when the server stops.
    pub async fn wait(&mut self, position: i64) -> Option<i64> {
        tokio::select! {
            // It can't end before this does.
            latest = self.position.wait_for(|latest| *latest > position) => latest.ok().map(|latest| *latest),
            _ = self.stopping.wait_for(|stopping| *stopping) => None,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut accounts = self.listeners.lock();
        accounts.count -= 1;
        if let Some(listening) = accounts.listening.get_mut(&self.account) {
            listening.count -= 1;
            if listening.count == 0 {
                accounts.listening.remove(&self.account);
            }
        }
    }
}
