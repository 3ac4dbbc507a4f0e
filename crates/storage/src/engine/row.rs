//! Rows, and what is made of them.

use super::value::{Column, Value};
use crate::error::Error;

/// One row of a statement's result.
pub enum Row<'a> {
    /// A row of SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// A row of PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The value of a column, counted from 0.
    ///
    /// # Errors
    /// [`Error::Database`] when there is no such column or its value is of another type.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        let value = match self {
            Self::Sqlite(row) => row.get_ref(index).ok().and_then(Value::from_sqlite),
            Self::Postgres(row) => row.try_get::<_, Value<'_>>(index).ok(),
        };
        value.and_then(T::from_value).ok_or_else(|| {
            let name = std::any::type_name::<T>();
            Error::Database(format!("column {index} of the row can't be read as {name}"))
        })
    }
}

/// The columns of a row, read one after the other.
pub struct Columns<'a, 'b> {
    row: &'a Row<'b>,
    next: usize,
}

impl<'a, 'b> Columns<'a, 'b> {
    /// Those of a row, from the first on.
    pub fn of(row: &'a Row<'b>) -> Self {
        Self { row, next: 0 }
    }

    /// The value of the next column.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn next<T: Column>(&mut self) -> Result<T, Error> {
        let index = self.next;
        self.next += 1;
        self.row.get(index)
    }
}

/// What can be made of a row.
pub trait FromRow: Sized {
    /// Reads the columns in their order.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

impl<T: Column> FromRow for T {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($($($name:ident $index:tt),+;)+) => {$(
        impl<$($name: Column),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                Ok(($(row.get::<$name>($index)?,)+))
            }
        }
    )+};
}

tuples! {
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
}
