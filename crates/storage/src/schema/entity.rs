//! Entities: what a row is read as.

use super::table::Table;
use super::text::{Text, is_same};
use crate::engine::{Columns, FromRow, Row};
use crate::error::Error;

/// What is read from certain columns of a table. Made by [`entity!`].
pub trait Entity: FromRow {
    /// The columns, each with its table, as they stand behind SELECT.
    const COLUMNS: &'static str;
    /// How many values it is read from.
    const COUNT: usize;

    /// Reads it from the next columns of a row.
    fn read(columns: &mut Columns<'_, '_>) -> Result<Self, Error>;
}

/// Two entities in one row.
pub struct Both<A, B>(
    /// The one whose columns come first.
    pub A,
    /// The other one.
    pub B,
);

impl<A: Entity, B: Entity> FromRow for Both<A, B> {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = Columns::of(row);
        Ok(Self(A::read(&mut columns)?, B::read(&mut columns)?))
    }
}

/// What a field of an entity is read from.
pub enum Part {
    /// A column of its table.
    Column(&'static str),
    /// SQL.
    Expression(&'static str),
    /// The columns of another entity.
    Entity(&'static str),
    /// What a statement adds behind the columns.
    Following,
}

/// The columns of an entity. Does not compile when its table lacks one of them.
pub const fn column_list(table: &Table, parts: &[Part]) -> Text {
    let mut text = Text::new();
    let mut index = 0;
    while index < parts.len() {
        if index > 0 && !matches!(parts[index], Part::Following) {
            text.push(", ");
        }
        match parts[index] {
            Part::Column(name) => {
                assert!(has_column(table, name), "the table of an entity lacks one of its columns");
                text.push(table.name);
                text.push(".");
                text.push(name);
            }
            Part::Expression(sql) | Part::Entity(sql) => text.push(sql),
            Part::Following => {}
        }
        index += 1;
    }
    text
}

/// Whether a table has a column.
pub const fn has_column(table: &Table, name: &str) -> bool {
    let mut index = 0;
    while index < table.columns.len() {
        if is_same(table.columns[index].name, name) {
            return true;
        }
        index += 1;
    }
    false
}

/// Says which columns of a table a type is read from: `entity! { Movie in MOVIES { id, watched_on = last_watched_on } }`.
///
/// | field | is read from |
/// |---|---|
/// | `title` | the column of its name |
/// | `poster_url = poster` | the column `poster` |
/// | `is_new = "movies.version = 1"` | SQL |
/// | `age = _` | what the statement adds behind the columns; such a field comes last |
/// | `movie: WatchedMovie` | the columns of that entity |
/// | `tags => split`, `day = watched_on => split` | what the function makes of the value |
macro_rules! entity {
    ($entity:ident in $table:ident {
        $($field:ident $(= $from:tt)? $(: $nested:ty)? $(=> $convert:expr)?),+ $(,)?
    }) => {
        impl $crate::schema::Entity for $entity {
            const COLUMNS: &'static str = $crate::schema::sql!(of $crate::schema::column_list(
                &$crate::schema::$table,
                &[$($crate::schema::entity!(@part $field $(= $from)? $(: $nested)?)),+]
            ));
            const COUNT: usize = 0 $(+ $crate::schema::entity!(@count $field $(: $nested)?))+;

            fn read(columns: &mut $crate::engine::Columns<'_, '_>) -> Result<Self, $crate::error::Error> {
                // The fields are read in this order.
                Ok(Self { $($field: $crate::schema::entity!(@read columns $(: $nested)? $(=> $convert)?)),+ })
            }
        }

        impl $crate::engine::FromRow for $entity {
            fn from_row(row: &$crate::engine::Row<'_>) -> Result<Self, $crate::error::Error> {
                <Self as $crate::schema::Entity>::read(&mut $crate::engine::Columns::of(row))
            }
        }
    };
    (@part $field:ident) => { $crate::schema::Part::Column(stringify!($field)) };
    (@part $field:ident = _) => { $crate::schema::Part::Following };
    (@part $field:ident = $column:ident) => { $crate::schema::Part::Column(stringify!($column)) };
    (@part $field:ident = $sql:literal) => { $crate::schema::Part::Expression($sql) };
    (@part $field:ident : $nested:ty) => {
        $crate::schema::Part::Entity(<$nested as $crate::schema::Entity>::COLUMNS)
    };
    (@count $field:ident) => { 1 };
    (@count $field:ident : $nested:ty) => { <$nested as $crate::schema::Entity>::COUNT };
    (@read $columns:ident) => { $columns.next()? };
    (@read $columns:ident => $convert:expr) => { $convert($columns.next()?) };
    (@read $columns:ident : $nested:ty) => { <$nested as $crate::schema::Entity>::read($columns)? };
}
pub(crate) use entity;
