//! Values that are kept for later.

use super::value::Value;

/// A value that is kept for later.
#[derive(Debug)]
pub enum StoredValue {
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Any other.
    Other(Value<'static>),
}

impl From<Value<'_>> for StoredValue {
    fn from(value: Value<'_>) -> Self {
        Self::Other(match value {
            Value::Text(text) => return Self::Text(text.to_owned()),
            Value::Bytes(bytes) => return Self::Bytes(bytes.to_owned()),
            Value::Null => Value::Null,
            Value::Bool(it) => Value::Bool(it),
            Value::Int(it) => Value::Int(it),
            Value::Uuid(it) => Value::Uuid(it),
            Value::Date(it) => Value::Date(it),
            Value::WatchDate(it) => Value::WatchDate(it),
            Value::Timestamp(it) => Value::Timestamp(it),
        })
    }
}

impl StoredValue {
    /// The value.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
            Self::Other(value) => *value,
        }
    }
}
