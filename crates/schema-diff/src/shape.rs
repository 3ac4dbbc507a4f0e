//! A schema as an engine has it.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of SQL: as it is written, and as the engine tells it.
#[derive(Debug, Clone)]
pub struct Sql {
    /// As it stands in a generated statement.
    pub text: String,
    /// As it is compared.
    pub canonical: String,
}

impl Sql {
    /// What is written as it is compared.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { canonical: text.clone(), text }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub struct ColumnShape {
    /// Its name.
    pub name: String,
    /// Its type, with its collation and whatever else stands with it.
    pub kind: Sql,
    /// Whether it is NOT NULL.
    pub not_null: bool,
    /// Its default.
    pub default: Option<Sql>,
}

/// A primary or unique key.
#[derive(Debug, Clone)]
pub struct Key {
    /// The name of the constraint, where it has one.
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A check.
#[derive(Debug, Clone)]
pub struct CheckShape {
    /// The name of the constraint, where it has one.
    pub name: Option<String>,
    /// The column that it goes with, when it is of one alone.
    pub column: Option<String>,
    /// The condition.
    pub condition: Sql,
}

/// A foreign key of one column.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// The name of the constraint, where it has one.
    pub name: Option<String>,
    /// The column.
    pub column: String,
    /// The table that it refers to.
    pub table: String,
    /// The column there.
    pub to: String,
    /// What happens on deletion, such as `CASCADE`.
    pub on_delete: String,
    /// What happens on update, with whatever else is said of it.
    pub on_update: String,
}

/// An index that is no key.
#[derive(Debug, Clone)]
pub struct IndexShape {
    /// Its name.
    pub name: String,
    /// The statement that makes it.
    pub create: Sql,
}

/// A trigger.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The statement that makes it, where the engine remembers it.
    pub create: String,
}

/// A table.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnShape>,
    /// Its primary key.
    pub primary_key: Key,
    /// Its other keys.
    pub uniques: Vec<Key>,
    /// Its checks.
    pub checks: Vec<CheckShape>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes.
    pub indexes: Vec<IndexShape>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// What stands behind its columns, such as `STRICT`.
    pub options: String,
}

impl TableShape {
    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&ColumnShape> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A schema.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Its tables by name, without the one that remembers the migrations.
    pub tables: BTreeMap<String, TableShape>,
    /// Whatever is no table and belongs to none, in words.
    pub others: BTreeSet<String>,
}

impl Key {
    /// What the key is, in words.
    pub fn said(&self, kind: &str) -> String {
        format!("{kind} ({})", self.columns.join(", "))
    }
}

impl ForeignKey {
    /// What the key is, in words.
    pub fn said(&self) -> String {
        let Self { column, table, to, on_delete, on_update, .. } = self;
        format!("{column} references {table} ({to}) on delete {on_delete} on update {on_update}")
    }
}

impl Shape {
    /// All that makes the schema up, one sentence for each part. The order of columns is none of it.
    pub fn sentences(&self) -> BTreeSet<String> {
        let mut all = self.others.clone();
        for table in self.tables.values() {
            let mut say = |what: String| {
                all.insert(format!("{}: {what}", table.name));
            };
            say(format!("is a table {}", table.options));
            for column in &table.columns {
                let null = if column.not_null { "not null" } else { "null" };
                let default = column.default.as_ref().map_or("", |default| &default.canonical);
                say(format!("column {} {} {null} default [{default}]", column.name, column.kind.canonical));
            }
            say(table.primary_key.said("primary key"));
            for unique in &table.uniques {
                say(unique.said(&format!("unique {}", unique.name.as_deref().unwrap_or("without a name"))));
            }
            table.checks.iter().for_each(|it| say(format!("check {}", it.condition.canonical)));
            table.foreign_keys.iter().for_each(|it| say(it.said()));
            table.indexes.iter().for_each(|it| say(it.create.canonical.clone()));
            table.triggers.iter().for_each(|it| say(format!("trigger {}", it.name)));
        }
        all
    }
}

/// Where two schemas differ, a line for each part that one of them lacks.
pub fn differences((a_name, a): (&str, &Shape), (b_name, b): (&str, &Shape)) -> Vec<String> {
    let (a, b) = (a.sentences(), b.sentences());
    let only = |name: &str, a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.difference(b).map(|sentence| format!("only {name}: {sentence}")).collect::<Vec<_>>()
    };
    [only(a_name, &a, &b), only(b_name, &b, &a)].concat()
}
