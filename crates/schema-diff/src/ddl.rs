//! Statements that change a schema.
//!
//! sea-query writes what it has words for; what it lacks is written here: constraints that are added to a table, and
//! columns that change, on PostgreSQL.

use crate::shape::{CheckShape, ColumnShape, ForeignKey, Key, TableShape};
use sea_query::{
    Alias, Check, ColumnDef, Expr, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement, Keyword,
    PostgresQueryBuilder, SqliteQueryBuilder, Table,
};
use storage::Engine;

macro_rules! text_of {
    ($engine:expr, $statement:expr) => {
        match $engine {
            Engine::Sqlite => $statement.to_string(SqliteQueryBuilder),
            Engine::Postgres => $statement.to_string(PostgresQueryBuilder),
        }
    };
}

/// A name as it stands in a statement.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn names(columns: &[String]) -> String {
    columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// The statement that makes a table under a name, each part of it on a line of its own.
pub fn create_table(engine: Engine, table: &TableShape, name: &str) -> String {
    let mut create = Table::create();
    create.table(Alias::new(name));
    for column in &table.columns {
        create.col(column_def(column, table.checks.iter().filter(|it| it.column.as_ref() == Some(&column.name))));
    }
    create.primary_key(&mut key(&table.primary_key));
    for unique in &table.uniques {
        create.index(key(unique).unique());
    }
    for foreign_key in &table.foreign_keys {
        create.foreign_key(&mut reference(foreign_key));
    }
    for check in table.checks.iter().filter(|it| it.column.is_none() || !goes_with_column(table, it)) {
        create.check(named(check));
    }
    if !table.options.is_empty() {
        create.extra(table.options.clone());
    }
    laid_out(&text_of!(engine, create))
}

/// Whether a check stands beside its column: the first one does, for sea-query takes one there.
fn goes_with_column(table: &TableShape, check: &CheckShape) -> bool {
    let first = table.checks.iter().find(|it| it.column == check.column);
    first.is_some_and(|first| std::ptr::eq(first, check))
}

fn named(check: &CheckShape) -> Check {
    let condition = Expr::cust(check.condition.text.clone());
    match &check.name {
        Some(name) => Check::named(Alias::new(name), condition),
        None => Check::unnamed(condition),
    }
}

fn column_def<'a>(column: &ColumnShape, mut checks: impl Iterator<Item = &'a CheckShape>) -> ColumnDef {
    let mut def = ColumnDef::new(Alias::new(&column.name));
    def.custom(Alias::new(&column.kind.text));
    if column.not_null {
        def.not_null();
    }
    if let Some(default) = &column.default {
        // Anything else would stand in parentheses, and SQLite adds no column with such a default.
        def.default(Expr::Keyword(Keyword::Custom(Alias::new(&default.text).into())));
    }
    if let Some(check) = checks.next() {
        def.check(named(check));
    }
    def
}

fn key(key: &Key) -> IndexCreateStatement {
    let mut index = Index::create();
    if let Some(name) = &key.name {
        index.name(name);
    }
    for column in &key.columns {
        index.col(Alias::new(column));
    }
    index
}

fn reference(it: &ForeignKey) -> ForeignKeyCreateStatement {
    let mut key = sea_query::ForeignKey::create();
    if let Some(name) = &it.name {
        key.name(name);
    }
    key.from_col(Alias::new(&it.column)).to(Alias::new(&it.table), Alias::new(&it.to));
    if let Some(action) = action(&it.on_delete) {
        key.on_delete(action);
    }
    if let Some(action) = action(&it.on_update) {
        key.on_update(action);
    }
    key
}

fn action(name: &str) -> Option<ForeignKeyAction> {
    match name {
        "CASCADE" => Some(ForeignKeyAction::Cascade),
        "SET NULL" => Some(ForeignKeyAction::SetNull),
        "SET DEFAULT" => Some(ForeignKeyAction::SetDefault),
        "RESTRICT" => Some(ForeignKeyAction::Restrict),
        _ => None,
    }
}

/// Drops a table.
pub fn drop_table(engine: Engine, name: &str) -> String {
    text_of!(engine, Table::drop().table(Alias::new(name)))
}

/// Gives a table another name.
pub fn rename_table(engine: Engine, from: &str, to: &str) -> String {
    text_of!(engine, Table::rename().table(Alias::new(from), Alias::new(to)))
}

/// Gives a column another name.
pub fn rename_column(engine: Engine, table: &str, from: &str, to: &str) -> String {
    text_of!(engine, Table::alter().table(Alias::new(table)).rename_column(Alias::new(from), Alias::new(to)))
}

/// Adds a column; on SQLite with its check and what it refers to, which PostgreSQL is given by themselves.
pub fn add_column(engine: Engine, table: &TableShape, column: &ColumnShape) -> String {
    let is_sqlite = engine == Engine::Sqlite;
    let checks = table.checks.iter().filter(|it| is_sqlite && it.column.as_ref() == Some(&column.name));
    let mut def = column_def(column, checks);
    if let Some(it) = table.foreign_keys.iter().find(|it| is_sqlite && it.column == column.name) {
        def.extra(references(it));
    }
    text_of!(engine, Table::alter().table(Alias::new(&table.name)).add_column(&mut def))
}

/// Drops a column.
pub fn drop_column(engine: Engine, table: &str, column: &str) -> String {
    text_of!(engine, Table::alter().table(Alias::new(table)).drop_column(Alias::new(column)))
}

/// The statement that makes an index of these columns, which are names with an order or expressions.
pub fn create_index(engine: Engine, table: &str, index: &storage::schema::Index) -> String {
    let mut create = Index::create();
    create.name(index.name).table(Alias::new(table));
    if index.unique {
        create.unique();
    }
    // As the declaration has them: sea-query would put a column with an order into parentheses.
    create.col(Alias::new("…"));
    let columns = index.columns.iter().map(|column| match column.split_once(' ') {
        Some((name, order)) if !name.starts_with('(') => format!("{} {order}", quoted(name)),
        None if column.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => quoted(column),
        _ => (*column).to_owned(),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let create = text_of!(engine, create).replace("\"…\"", &columns);
    index.condition.map_or(create.clone(), |condition| format!("{create} WHERE {condition}"))
}

/// Drops an index.
pub fn drop_index(engine: Engine, name: &str) -> String {
    text_of!(engine, Index::drop().name(name))
}

/// Adds a unique key, on PostgreSQL.
pub fn add_unique(table: &str, key: &Key) -> String {
    let name = key.name.as_deref().unwrap_or_default();
    add_constraint(table, name, &format!("UNIQUE ({})", names(&key.columns)))
}

/// Adds a primary key, on PostgreSQL.
pub fn add_primary_key(table: &str, key: &Key) -> String {
    add_constraint(table, &format!("{table}_pkey"), &format!("PRIMARY KEY ({})", names(&key.columns)))
}

/// Adds a check, on PostgreSQL.
pub fn add_check(table: &str, check: &CheckShape) -> String {
    add_constraint(table, check.name.as_deref().unwrap_or_default(), &format!("CHECK ({})", check.condition.text))
}

/// Adds a foreign key, on PostgreSQL.
pub fn add_foreign_key(table: &str, key: &ForeignKey) -> String {
    let what = format!("FOREIGN KEY ({}) {}", quoted(&key.column), references(key));
    add_constraint(table, key.name.as_deref().unwrap_or_default(), &what)
}

fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {} ({})", quoted(&key.table), quoted(&key.to));
    for (event, name) in [("DELETE", &key.on_delete), ("UPDATE", &key.on_update)] {
        if name != "NO ACTION" {
            text = format!("{text} ON {event} {name}");
        }
    }
    text
}

fn add_constraint(table: &str, name: &str, what: &str) -> String {
    format!("ALTER TABLE {} ADD CONSTRAINT {} {what}", quoted(table), quoted(name))
}

/// Drops a constraint, on PostgreSQL.
pub fn drop_constraint(table: &str, name: &str) -> String {
    text_of!(Engine::Postgres, Table::alter().table(Alias::new(table)).drop_constraint(Alias::new(name)))
}

/// Changes a column, on PostgreSQL: `SET NOT NULL`, and so on.
pub fn alter_column(table: &str, column: &str, what: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} {what}", quoted(table), quoted(column))
}

/// A statement that makes a table, with a line for each of its parts.
fn laid_out(create: &str) -> String {
    let (mut text, mut depth, mut quote) = (String::new(), 0_usize, None);
    for c in create.chars() {
        match (quote, c) {
            (Some(end), c) if end == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        match (quote, depth, c) {
            (None, 1, '(') => text.push_str("(\n   "),
            (None, 1, ',') => text.push_str(",\n   "),
            (None, 0, ')') => {
                text.truncate(text.trim_end().len());
                text.push_str("\n)");
            }
            _ => text.push(c),
        }
    }
    text
}
