//! Accounts: how they are made, what they may do, and the log of what was done to them.

pub mod audit_events;
pub mod identities;
pub mod invites;
pub mod links;
pub mod password_resets;
pub mod places;
pub mod preferences;
pub mod registration;
pub mod settings;
pub mod users;
