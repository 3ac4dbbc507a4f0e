//! The service around the API: connections, bounds, health checks, the page, the document.

pub mod bodies;
pub mod body_limits;
pub mod compression;
pub mod connections;
pub mod heads;
pub mod health;
pub mod limits;
pub mod observe;
pub mod openapi;
pub mod page;
pub mod response_headers;
pub mod serve;
pub mod stream;
