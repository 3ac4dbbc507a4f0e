//! Imports, backups, what is restored from them, and copies from one database to another.
//!
//! A backup is an SQLite database with the schema of this program, whichever engine it came from. From SQLite it is a
//! copy of all pages, from PostgreSQL one of all rows. What is written to a file gets its name when it is whole and
//! checked; what is written to PostgreSQL is one transaction. A backup can be encrypted with a passphrase.

mod backups;
mod digests;
mod drafts;
mod encryption;
pub mod exports;
mod filling;
pub mod import_chunks;
pub mod import_effects;
pub mod import_rows;
pub mod imports;
pub mod known;
mod restoring;
mod rows;
pub mod writing;

pub use backups::{back_up, back_up_before_migration, back_up_encrypted};
pub use digests::Summary;
pub use drafts::{Contents, Existing, written_bytes};
pub use encryption::{ENCRYPTED_END, Encryption, Passphrase, is_encrypted};
pub use restoring::{copy, copy_to_file, restore, restore_to_file};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What waits for work on another thread; the work ends early when this is dropped.
#[derive(Default)]
struct Waiter(Arc<AtomicBool>);

impl Waiter {
    /// Tells whether it still waits.
    fn watch(&self) -> impl Fn() -> bool + Send + use<> {
        let gone = Arc::clone(&self.0);
        move || !gone.load(Ordering::Relaxed)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
