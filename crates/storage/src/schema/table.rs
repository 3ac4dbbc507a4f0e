//! What a table consists of.

use crate::engine::Engine;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Uuid,
    /// Text, compared by its bytes.
    Text,
    /// Bytes.
    Bytes,
    /// True or false.
    Bool,
    /// A number of 16 bits.
    SmallInt,
    /// A number of 32 bits.
    Int,
    /// A number of 64 bits.
    BigInt,
    /// A day.
    Date,
    /// A moment, in milliseconds.
    Timestamp,
}

impl Kind {
    /// Its type in a statement that makes a table.
    pub const fn sql_type(self, engine: Engine) -> &'static str {
        match (engine, self) {
            (Engine::Sqlite, Self::Uuid | Self::Bytes) => "BLOB",
            (Engine::Sqlite, Self::Text | Self::Date) => "TEXT",
            (Engine::Sqlite, Self::Bool | Self::SmallInt | Self::Int | Self::BigInt | Self::Timestamp) => "INTEGER",
            (Engine::Postgres, Self::Uuid) => "uuid",
            (Engine::Postgres, Self::Text) => "text COLLATE \"C\"",
            (Engine::Postgres, Self::Bytes) => "bytea",
            (Engine::Postgres, Self::Bool) => "boolean",
            (Engine::Postgres, Self::SmallInt) => "smallint",
            (Engine::Postgres, Self::Int) => "integer",
            (Engine::Postgres, Self::BigInt) => "bigint",
            (Engine::Postgres, Self::Date) => "date",
            (Engine::Postgres, Self::Timestamp) => "timestamptz",
        }
    }
}

/// What a column has when a row is inserted without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// True or false.
    Bool(bool),
}

/// What happens to a row when the one that it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The deletion is refused.
    NoAction,
    /// It is deleted as well.
    Cascade,
    /// It refers to nothing any more.
    SetNull,
}

/// What a column refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The table.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// What happens when the row there is deleted.
    pub on_delete: Action,
}

/// A column. Made by the function of its kind, such as [`Column::text`]; it is NOT NULL unless it says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// What it has when a row is inserted without it.
    pub default: Option<Literal>,
    /// What must be true of its values.
    pub check: Option<&'static str>,
    /// What it refers to.
    pub references: Option<Reference>,
    /// What it was called before, so that a generated migration keeps its values. To be taken out once that
    /// migration is released.
    pub renamed_from: Option<&'static str>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $function:ident: $kind:ident;)+) => {$(
        $(#[$doc])*
        pub const fn $function(name: &'static str) -> Self {
            Self::new(name, Kind::$kind)
        }
    )+};
}

impl Column {
    kinds! {
        /// A column of ids.
        uuid: Uuid;
        /// A column of text.
        text: Text;
        /// A column of bytes.
        bytes: Bytes;
        /// A column of truth values.
        bool: Bool;
        /// A column of numbers of 16 bits.
        small_int: SmallInt;
        /// A column of numbers of 32 bits.
        int: Int;
        /// A column of numbers of 64 bits.
        big_int: BigInt;
        /// A column of days.
        date: Date;
        /// A column of moments.
        timestamp: Timestamp;
    }

    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, nullable: false, default: None, check: None, references: None, renamed_from: None }
    }

    /// It may be NULL.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// What it has when a row is inserted without it.
    #[must_use]
    pub const fn default(self, default: Literal) -> Self {
        Self { default: Some(default), ..self }
    }

    /// What must be true of its values, in SQL that both engines understand.
    #[must_use]
    pub const fn check(self, condition: &'static str) -> Self {
        Self { check: Some(condition), ..self }
    }

    /// It refers to a row of another table, and goes with it.
    #[must_use]
    pub const fn belongs_to(self, table: &'static str, column: &'static str) -> Self {
        self.references(table, column, Action::Cascade)
    }

    /// It refers to a row of another table.
    #[must_use]
    pub const fn references(self, table: &'static str, column: &'static str, on_delete: Action) -> Self {
        Self { references: Some(Reference { table, column, on_delete }), ..self }
    }

    /// What it was called before; see [`Column::renamed_from`].
    #[must_use]
    pub const fn renamed_from(self, before: &'static str) -> Self {
        Self { renamed_from: Some(before), ..self }
    }
}

/// Columns that no two rows have the same values in; NULL differs from every other NULL.
#[derive(Debug, Clone, Copy)]
pub struct Unique {
    /// Its name.
    pub name: &'static str,
    /// The columns, in their order.
    pub columns: &'static [&'static str],
}

/// What must be true of every row.
#[derive(Debug, Clone, Copy)]
pub struct Check(
    /// The condition, in SQL that both engines understand.
    pub &'static str,
);

/// An index.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// What it orders by: columns, with `DESC` behind where need be, or expressions in parentheses.
    pub columns: &'static [&'static str],
    /// Which rows it has; all of them without a condition.
    pub condition: Option<&'static str>,
    /// Whether no two rows have the same values in it.
    pub unique: bool,
}

impl Index {
    /// An index of all rows.
    pub const fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, condition: None, unique: false }
    }

    /// Only of the rows that meet a condition.
    #[must_use]
    pub const fn only(self, condition: &'static str) -> Self {
        Self { condition: Some(condition), ..self }
    }

    /// No two rows have the same values in it.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }
}

/// The names of hand-written triggers. Migrations make and drop them; a generated one that has to make a table of
/// SQLite anew makes them again as they were.
#[derive(Debug, Clone, Copy)]
pub struct Triggers {
    /// Those on SQLite.
    pub sqlite: &'static [&'static str],
    /// Those on PostgreSQL.
    pub postgres: &'static [&'static str],
}

/// A table: STRICT on SQLite.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; their order means nothing but for tables that are made anew.
    pub columns: &'static [Column],
    /// The columns of the primary key.
    pub primary_key: &'static [&'static str],
    /// Other keys.
    pub uniques: &'static [Unique],
    /// Conditions on more than one column.
    pub checks: &'static [Check],
    /// Its indexes.
    pub indexes: &'static [Index],
    /// Whether SQLite keeps the rows in the primary key itself (WITHOUT ROWID): for narrow rows.
    pub without_rowid: bool,
    /// Its hand-written triggers.
    pub triggers: Triggers,
    /// What it was called before, so that a generated migration keeps its rows. To be taken out once that migration
    /// is released.
    pub renamed_from: Option<&'static str>,
}

impl Table {
    /// A table with nothing but a name and the primary key `id`, for the rest of a declaration.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            columns: &[],
            primary_key: &["id"],
            uniques: &[],
            checks: &[],
            indexes: &[],
            without_rowid: false,
            triggers: Triggers { sqlite: &[], postgres: &[] },
            renamed_from: None,
        }
    }
}
