//! How one schema becomes another.

mod postgres;
mod sqlite;

use crate::ddl;
use crate::shape::{ColumnShape, Shape, TableShape};
use std::collections::BTreeSet;
use storage::Engine;

/// A step of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A statement.
    Statement(String),
    /// Something to know before it is applied.
    Note(String),
    /// Something that can't be generated. The migration is refused until it is written.
    ByHand {
        /// What it is.
        what: String,
        /// A statement to begin with.
        draft: String,
    },
}

/// The steps from one schema to another.
#[derive(Default)]
pub struct Plan {
    /// In order.
    pub steps: Vec<Step>,
    /// Whether something else changes than what is added, so that older servers can't go on working.
    pub is_breaking: bool,
}

/// The steps from one schema to another on an engine.
pub fn plan(engine: Engine, from: &Shape, to: &Shape) -> Plan {
    let mut plan = Plan::default();
    plan.compare_by_hand(engine, from, to);
    match engine {
        Engine::Sqlite => sqlite::plan(&mut plan, from, to),
        Engine::Postgres => postgres::plan(&mut plan, from, to),
    }
    plan
}

impl Plan {
    fn sql(&mut self, statement: impl Into<String>) {
        self.steps.push(Step::Statement(statement.into()));
    }

    fn breaking(&mut self, statement: impl Into<String>) {
        self.is_breaking = true;
        self.sql(statement);
    }

    fn note(&mut self, note: impl Into<String>) {
        self.steps.push(Step::Note(note.into()));
    }

    fn by_hand(&mut self, what: impl Into<String>, draft: impl Into<String>) {
        self.is_breaking = true;
        self.steps.push(Step::ByHand { what: what.into(), draft: draft.into() });
    }

    /// What differs and is always written by hand: triggers and what they call.
    fn compare_by_hand(&mut self, engine: Engine, from: &Shape, to: &Shape) {
        let names = |shape: &Shape| -> BTreeSet<String> {
            let triggers = shape.tables.values().flat_map(|table| {
                table.triggers.iter().map(move |trigger| format!("trigger {} on {}", trigger.name, table.name))
            });
            triggers.chain(shape.others.iter().cloned()).collect()
        };
        let (before, after) = (names(from), names(to));
        // Triggers go with their table.
        let is_gone = |name: &str| {
            let table = name.split_once(" on ").map(|(_, table)| table);
            table.is_some_and(|table| !to.tables.contains_key(table))
        };
        for name in after.difference(&before) {
            self.by_hand(format!("the {name} is declared, but nothing makes it"), format!("CREATE … {name} …;"));
        }
        for name in before.difference(&after).filter(|name| !is_gone(name)) {
            let drop = if engine == Engine::Sqlite { name.split(" on ").next().unwrap_or(name) } else { name };
            self.by_hand(format!("the {name} is there, but not declared"), format!("DROP {drop};"));
        }
    }

    /// Says what becomes of the rows of a column that may no longer be NULL, or is new and has no default.
    fn fill(&mut self, table: &str, column: &ColumnShape, is_new: bool) {
        let (table_name, name) = (ddl::quoted(table), ddl::quoted(&column.name));
        let what = if is_new {
            format!(
                "{table}.{} is new, NOT NULL and without a default: say what the rows have that are there",
                column.name
            )
        } else {
            format!("{table}.{} becomes NOT NULL: say what the rows have that are NULL there", column.name)
        };
        let condition = if is_new { String::new() } else { format!(" WHERE {name} IS NULL") };
        self.by_hand(what, format!("UPDATE {table_name} SET {name} = …{condition};"));
    }

    /// Drops the tables that are gone, those first that refer to others.
    fn drop_tables(&mut self, engine: Engine, from: &Shape, to: &Shape) {
        let gone = in_order(from.tables.values().filter(|table| !to.tables.contains_key(&table.name)));
        for table in gone.iter().rev() {
            self.note(format!("The rows of {} are lost.", table.name));
            self.breaking(ddl::drop_table(engine, &table.name));
        }
    }

    /// Makes the tables that are new, those first that others refer to.
    fn create_tables(&mut self, engine: Engine, from: &Shape, to: &Shape) {
        for table in in_order(to.tables.values().filter(|table| !from.tables.contains_key(&table.name))) {
            self.sql(ddl::create_table(engine, table, &table.name));
            for index in &table.indexes {
                self.sql(index.create.text.clone());
            }
        }
    }

    /// Drops the indexes of a table that are gone or changed.
    fn drop_indexes(&mut self, engine: Engine, from: &TableShape, to: &TableShape) {
        for index in from.indexes.iter().filter(|it| !has_index(to, it)) {
            self.breaking(ddl::drop_index(engine, &index.name));
        }
    }

    /// Makes the indexes of a table that are new or changed.
    fn create_indexes(&mut self, from: &TableShape, to: &TableShape) {
        for index in to.indexes.iter().filter(|it| !has_index(from, it)) {
            self.is_breaking |= index.create.text.starts_with("CREATE UNIQUE");
            self.sql(index.create.text.clone());
        }
    }
}

fn has_index(table: &TableShape, index: &crate::shape::IndexShape) -> bool {
    table.indexes.iter().any(|it| it.name == index.name && it.create.canonical == index.create.canonical)
}

/// Tables, each after those that it refers to.
fn in_order<'a>(tables: impl Iterator<Item = &'a TableShape>) -> Vec<&'a TableShape> {
    let (mut left, mut ordered): (Vec<&TableShape>, Vec<&TableShape>) = (tables.collect(), Vec::new());
    while !left.is_empty() {
        let waits = |table: &TableShape| {
            let mut others = left.iter().filter(|other| other.name != table.name);
            others.any(|other| table.foreign_keys.iter().any(|key| key.table == other.name))
        };
        // Of tables that refer to each other in a circle, one has to be first.
        let next = left.iter().position(|table| !waits(table)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// The tables of both schemas, as they are and as they become.
fn kept<'a>(from: &'a Shape, to: &'a Shape) -> impl Iterator<Item = (&'a TableShape, &'a TableShape)> {
    to.tables.values().filter_map(|after| Some((from.tables.get(&after.name)?, after)))
}

/// The columns that a table gets.
fn added<'a>(from: &'a TableShape, to: &'a TableShape) -> impl Iterator<Item = &'a ColumnShape> {
    to.columns.iter().filter(|column| from.column(&column.name).is_none())
}

/// The columns that stay, as they are and as they become.
fn kept_columns<'a>(
    from: &'a TableShape,
    to: &'a TableShape,
) -> impl Iterator<Item = (&'a ColumnShape, &'a ColumnShape)> {
    to.columns.iter().filter_map(|after| Some((from.column(&after.name)?, after)))
}

fn default_of(column: &ColumnShape) -> Option<&str> {
    column.default.as_ref().map(|default| default.canonical.as_str())
}

/// Whether a column can be added to a table that has rows.
fn can_be_added(column: &ColumnShape) -> bool {
    !column.not_null || column.default.is_some()
}
