//! Reading on before a connection is closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks that a connection, before it is closed, reads on for a moment what its peer still sends:
/// the peer would lose the answer otherwise (RFC 9112, section 9.6).
#[derive(Debug, Clone, Default)]
pub struct Linger(Arc<AtomicBool>);

impl Linger {
    /// Asks for it.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked for.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
