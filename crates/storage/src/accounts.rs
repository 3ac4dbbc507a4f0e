//! What belongs to accounts besides their rows: ways in, links, settings, and the audit log.

pub mod access;
pub mod audit_chain;
pub mod audit_events;
pub mod backup_settings;
pub mod identities;
pub mod management;
pub mod one_time_links;
pub mod preferences;
pub mod settings;
pub mod setup;
