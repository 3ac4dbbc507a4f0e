//! Where one is and who one is.

pub mod admin_parts;
pub mod catalogue_urls;
pub mod navigation;
pub mod passkeys;
pub mod provider_fault;
pub mod routes;
pub mod session;
