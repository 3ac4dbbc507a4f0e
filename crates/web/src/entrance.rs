//! What one sees before one is signed in.

pub mod links;
pub mod login;
pub mod register;
mod restore;
pub mod setup;
