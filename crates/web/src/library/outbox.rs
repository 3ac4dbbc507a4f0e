//! Films that were logged while the server was away: kept on this device until it has them.

mod bar;
mod entry;
mod list;
mod sender;
mod sending;
mod store;

pub use bar::OutboxBar;
pub use entry::{Entry, Sending};
pub use sending::{Failure, Outcome, log_or_keep};
pub use store::Outbox;
