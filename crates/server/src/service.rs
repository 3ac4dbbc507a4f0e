//! The service around the API: connections, bounds, health checks, the page, the document.

pub(crate) mod bodies;
pub(crate) mod body_limits;
pub(crate) mod compression;
pub(crate) mod connections;
pub(crate) mod docs;
pub(crate) mod heads;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod observe;
pub(crate) mod openapi;
pub(crate) mod page;
pub(crate) mod response_headers;
pub mod serve;
pub(crate) mod stream;
