//! What handlers take out of a request and put into an answer.

pub mod body_limit;
pub mod client_info;
pub mod cookies;
pub mod etag;
pub mod extract;
pub mod file_body;
pub mod forwarded;
pub mod guards;
pub mod idempotency;
pub mod linger;
pub mod openapi;
pub mod origins;
pub mod renewal;
pub mod streamed;
