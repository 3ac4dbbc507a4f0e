//! The connections that are open: a bound on all of them, and on those of one client.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The connections that are open at once, when the system lets as many files be open.
const MAX_CONNECTIONS: usize = 2048;
/// The connections of one client at once. Browsers open six.
const MAX_CONNECTIONS_OF_A_CLIENT: usize = 64;
/// The open files that are left to the database and the rest.
const OTHER_FILES: usize = 256;

/// Whose a connection is: a client's address, or none for a trusted proxy. A proxy's connections aren't
/// one client's, so only their number in all is bounded; [`crate::service::limits`] tells its clients apart.
pub type Owner = Option<IpAddr>;

/// The open connections, by their owners.
pub struct Connections {
    max: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    count: usize,
    next: u64,
    /// The connections of each owner by their age; dropping one's sender closes it.
    by_owner: HashMap<Owner, BTreeMap<u64, oneshot::Sender<()>>>,
}

impl Connections {
    /// As many as the system lets be open, and none yet.
    pub fn new() -> Arc<Self> {
        Self::with_max(open_files().saturating_sub(OTHER_FILES).clamp(MAX_CONNECTIONS_OF_A_CLIENT, MAX_CONNECTIONS))
    }

    fn with_max(max: usize) -> Arc<Self> {
        Arc::new(Self { max, open: Mutex::default() })
    }

    /// A place for one more connection; none when its owner has too many. It never waits.
    ///
    /// When all places are taken, the newest connection of the client that has most is closed, unless
    /// the owner would then have as many: the last who are kept out are those who hold most.
    pub fn admit(self: &Arc<Self>, owner: Owner) -> Option<Place> {
        let mut open = self.lock();
        let own = open.by_owner.get(&owner).map_or(0, BTreeMap::len);
        if owner.is_some() && own >= MAX_CONNECTIONS_OF_A_CLIENT {
            return None;
        }
        if open.count >= self.max {
            let largest = open.by_owner.iter().filter(|(owner, _)| owner.is_some()).max_by_key(|(_, of)| of.len());
            let (largest, count) = largest.map(|(owner, of)| (*owner, of.len()))?;
            if owner.is_some() && count <= own + 1 {
                return None;
            }
            let newest = open.by_owner.get(&largest)?.last_key_value().map(|(id, _)| *id)?;
            open.remove(largest, newest);
        }
        let id = open.next;
        open.next += 1;
        open.count += 1;
        let (sender, closed) = oneshot::channel();
        open.by_owner.entry(owner).or_default().insert(id, sender);
        Some(Place { connections: Arc::clone(self), owner, id, closed })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn remove(&mut self, owner: Owner, id: u64) {
        let Some(of_owner) = self.by_owner.get_mut(&owner) else { return };
        if of_owner.remove(&id).is_some() {
            self.count -= 1;
        }
        if of_owner.is_empty() {
            self.by_owner.remove(&owner);
        }
    }
}

/// The place of an open connection, until this is dropped.
pub struct Place {
    connections: Arc<Connections>,
    owner: Owner,
    id: u64,
    closed: oneshot::Receiver<()>,
}

impl Place {
    /// Ready when the place is wanted for another client.
    pub async fn lost(&mut self) {
        // Nothing is ever sent: it ends when the sender is dropped.
        let _ = (&mut self.closed).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.lock().remove(self.owner, self.id);
    }
}

/// How many files this process can have open. Raises what holds at first to what may be had.
#[cfg(unix)]
fn open_files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let files = if raised.is_ok() { limit.maximum } else { limit.current };
    files.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX)
}

#[cfg(not(unix))]
fn open_files() -> usize {
    usize::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    #[test]
    fn a_client_has_a_bound_and_a_proxy_has_none_of_its_own() {
        let connections = Connections::with_max(1000);
        let mut held: Vec<_> = (0..100).map_while(|_| connections.admit(Some(client(1)))).collect();
        assert_eq!(held.len(), MAX_CONNECTIONS_OF_A_CLIENT);
        held.pop();
        assert!(connections.admit(Some(client(1))).is_some());
        assert!((0..500).map(|_| connections.admit(None)).collect::<Option<Vec<_>>>().is_some());
    }

    #[tokio::test]
    async fn a_full_server_takes_the_newest_place_of_the_client_that_has_most() {
        let connections = Connections::with_max(4);
        let mut greedy: Vec<_> = (0..4).map(|_| connections.admit(Some(client(1))).unwrap()).collect();
        let modest = connections.admit(Some(client(2))).unwrap();
        greedy.last_mut().unwrap().lost().await;
        // With three the greedy one gets no fourth, the modest one a second, and a third client a first.
        assert!(connections.admit(Some(client(1))).is_none());
        let second = connections.admit(Some(client(2))).unwrap();
        assert!(connections.admit(Some(client(2))).is_none());
        let third = connections.admit(Some(client(3))).unwrap();
        assert_eq!(connections.lock().count, 4);
        drop((greedy, modest, second, third));
        assert_eq!(connections.lock().count, 0);
    }

    #[test]
    fn clients_never_close_the_connections_of_a_proxy() {
        let connections = Connections::with_max(2);
        let _held = [connections.admit(None).unwrap(), connections.admit(None).unwrap()];
        assert!(connections.admit(Some(client(1))).is_none());
    }
}
