//! Lists that come in pages.

pub mod lines;
pub mod listing;
pub mod more;
pub mod paging;
pub mod position;
