//! The declared schema, the migrations, and what is generated from their difference, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod common;

mod changes;
mod keys;
mod parity;
mod renames;
mod rows;
