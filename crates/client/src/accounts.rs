//! The calls about accounts.

mod audit_events;
mod identities;
mod invites;
mod password_resets;
mod preferences;
mod registration;
mod settings;
mod users;
