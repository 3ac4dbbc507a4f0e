//! Changes of one field (RFC 7396).

use serde_json::{Map, Value};

/// A patch that gives one field a value. It inserts: making a map of several at once takes a sort, which is much code.
pub fn patch(field: &str, value: impl Into<Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    patch.insert(field.to_owned(), value.into());
    patch
}
