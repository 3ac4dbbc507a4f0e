//! Lists that come in pages.

pub mod listing;
pub mod more;
pub mod paged_list;
pub mod paging;
