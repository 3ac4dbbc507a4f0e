//! What a statement gives that somebody typed: its columns are not known before.

/// A value, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, in decimal digits.
    Number(String),
    /// Text; also ids, days and moments as the API writes them, and what has no kind here.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What a statement gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The names of its columns; none when it gives no rows.
    pub columns: Vec<String>,
    /// Its rows, each with a value for each column.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows it changed.
    pub changed: u64,
}

/// Why a statement can't be answered.
pub const SEVERAL: &str = "there are several statements: give one at a time";
/// See [`SEVERAL`].
pub const PARAMETERS: &str = "the statement has parameters: put the values in their places";
/// See [`SEVERAL`].
pub const WRITES: &str = "the statement writes, and only reading is allowed here";
