//! Lists, page by page.

use crate::field_errors::FieldErrors;
use serde::{Deserialize, Serialize};

/// The most items that one page holds.
pub const MAX_LIMIT: u32 = 100;
/// The items of a page when none are asked for.
pub const DEFAULT_LIMIT: u32 = 50;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items of this page, in the list's order.
    pub items: Vec<T>,
    /// Send this as `cursor` to get the next page; null on the last page. `last-50` as `cursor` leads to the last 50 items
    /// (1 to 1000).
    pub next_cursor: Option<String>,
    /// The items on all pages.
    pub total: u64,
}

/// Which page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery {
    /// The most items wanted, 1 to [`MAX_LIMIT`].
    pub limit: u32,
    /// Where the page before ended, or [`last_items`].
    pub cursor: Option<String>,
}

/// The cursor from which only so many items are left, at most [`MAX_FROM_END`].
pub fn last_items(count: u64) -> String {
    format!("{FROM_END}{count}")
}

/// The most items from the end of a list at which a page can begin.
pub const MAX_FROM_END: usize = 1000;
/// What such a cursor begins with.
const FROM_END: &str = "last-";

impl Default for PageQuery {
    fn default() -> Self {
        Self { limit: DEFAULT_LIMIT, cursor: None }
    }
}

impl PageQuery {
    /// How many items from the end it begins, where the cursor says so.
    pub fn from_end(&self) -> Option<usize> {
        let count = self.cursor.as_deref()?.strip_prefix(FROM_END)?.parse().ok()?;
        (1..=MAX_FROM_END).contains(&count).then_some(count)
    }

    /// Takes `limit` or `cursor` from a query. Gives false for any other name.
    pub fn take(&mut self, name: &str, value: &str, errors: &mut FieldErrors) -> bool {
        match name {
            "limit" => match value.parse() {
                Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => self.limit = limit,
                _ => errors.add("limit", "out_of_range", format!("Limit must be a whole number, 1 to {MAX_LIMIT}.")),
            },
            "cursor" => self.cursor = Some(value.to_owned()).filter(|cursor| !cursor.is_empty()),
            _ => return false,
        }
        true
    }

    /// The query's names and values; what is at its default is left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let limit = (self.limit != DEFAULT_LIMIT).then(|| ("limit", self.limit.to_string()));
        limit.into_iter().chain(self.cursor.clone().map(|cursor| ("cursor", cursor))).collect()
    }
}
