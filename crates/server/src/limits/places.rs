//! Places for what takes long and holds memory meanwhile: so many in all, and so many of an account.

use domain::ids::UserId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many places.
pub struct Places {
    held: Mutex<HashMap<UserId, usize>>,
    most: usize,
    most_of_an_account: usize,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// The account has as many as one may have.
    OfAccount,
    /// All are taken.
    AtAll,
}

impl Places {
    /// So many places in all, of which one account gets so many.
    pub fn new(most: usize, most_of_an_account: usize) -> Arc<Self> {
        Arc::new(Self { held: Mutex::default(), most, most_of_an_account })
    }

    /// Takes a place for an account, until what it gives is dropped.
    ///
    /// # Errors
    /// When there is none.
    pub fn take(self: &Arc<Self>, account: UserId) -> Result<Place, NoPlace> {
        let mut held = self.lock();
        if held.get(&account).is_some_and(|count| *count >= self.most_of_an_account) {
            return Err(NoPlace::OfAccount);
        }
        if held.values().sum::<usize>() >= self.most {
            return Err(NoPlace::AtAll);
        }
        *held.entry(account).or_default() += 1;
        Ok(Place { places: Arc::clone(self), account })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place, until it is dropped.
pub struct Place {
    places: Arc<Places>,
    account: UserId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.lock();
        let left = held.get(&self.account).map_or(0, |count| count - 1);
        if left == 0 {
            held.remove(&self.account);
        } else {
            held.insert(self.account, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_account_never_takes_all_places() {
        let account = |number| UserId(Uuid::from_u128(number));
        let places = Places::new(2, 1);
        let first = places.take(account(1)).ok();
        assert_eq!(places.take(account(1)).err(), Some(NoPlace::OfAccount));
        let second = places.take(account(2)).ok();
        assert_eq!(places.take(account(3)).err(), Some(NoPlace::AtAll));
        drop(first);
        assert!(second.is_some() && places.take(account(3)).is_ok());
        drop(second);
        assert!(places.lock().is_empty());
    }
}
