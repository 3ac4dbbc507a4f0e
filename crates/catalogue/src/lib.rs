//! The films of the world, in an index of their own: one SQLite file that is built from datasets that the operator
//! fetches, and that answers while somebody types. It knows nothing of anybody's library, and can be built again at any
//! time.

pub mod building;
pub mod error;
pub mod exporting;
pub mod film;
mod filter;
pub mod finding;
pub mod language;
mod postings;
pub mod recognising;
pub mod recommending;
pub mod sources;
#[cfg(feature = "testing")]
pub mod testing;
mod words;
