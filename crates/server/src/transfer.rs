//! Films and whole databases on their way in and out.

pub mod backups;
