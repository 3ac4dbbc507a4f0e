//! Reads the schema of an SQLite database: from its pragmas, and what they don't tell from the statements that it keeps.

use super::create_table::{Parsed, canonical, parse};
use crate::shape::{CheckShape, ColumnShape, ForeignKey, IndexShape, Key, Shape, Sql, TableShape, Trigger};
use storage::{Error, Tx};

// The one of the migrations is made by the program itself.
const TABLES: &str = "
    SELECT t.name, t.strict, t.wr, s.sql FROM pragma_table_list AS t JOIN sqlite_schema AS s ON s.name = t.name
    WHERE t.schema = 'main' AND t.type = 'table' AND s.type = 'table'
        AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'schema_migrations'";
const COLUMNS: &str = "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo($1) ORDER BY cid";
const FOREIGN_KEYS: &str =
    "SELECT \"from\", \"table\", \"to\", on_delete, on_update FROM pragma_foreign_key_list($1) ORDER BY id DESC, seq";
const STATEMENTS: &str = "
    SELECT name, sql FROM sqlite_schema WHERE tbl_name = $1 AND type = $2 AND sql IS NOT NULL ORDER BY name";
const OTHERS: &str = "SELECT type || ' ' || name FROM sqlite_schema WHERE type = 'view'";

/// Reads it.
pub fn read(tx: &mut Tx) -> Result<Shape, Error> {
    let mut shape = Shape { others: tx.query(OTHERS, &[])?.into_iter().collect(), ..Shape::default() };
    let tables: Vec<(String, bool, bool, String)> = tx.query(TABLES, &[])?;
    for (name, strict, without_rowid, create) in tables {
        let options = [(strict, "STRICT"), (without_rowid, "WITHOUT ROWID")];
        let options: Vec<&str> = options.into_iter().filter(|(is, _)| *is).map(|(_, option)| option).collect();
        shape.tables.insert(name.clone(), read_table(tx, name, options.join(", "), &create)?);
    }
    Ok(shape)
}

fn read_table(tx: &mut Tx, name: String, options: String, create: &str) -> Result<TableShape, Error> {
    let Parsed { checks, uniques, rest } = parse(create);
    let columns: Vec<(String, String, bool, Option<String>, i64)> = tx.query(COLUMNS, &[&name])?;
    let mut key: Vec<(i64, String)> =
        columns.iter().filter(|column| column.4 > 0).map(|column| (column.4, column.0.clone())).collect();
    key.sort();
    let columns = columns.into_iter().map(|(name, kind, not_null, default, _)| {
        let more = rest.iter().find(|(column, _)| *column == name).map_or("", |(_, more)| more);
        let kind = Sql::same(format!("{kind} {more}").trim_end());
        let default = default.map(|text| Sql { canonical: without_parentheses(&text).to_lowercase(), text });
        ColumnShape { name, kind, not_null, default }
    });
    let foreign_keys: Vec<(String, String, Option<String>, String, String)> = tx.query(FOREIGN_KEYS, &[&name])?;
    let statements = |tx: &mut Tx, kind: &str| tx.query::<(String, String)>(STATEMENTS, &[&name, &kind]);
    Ok(TableShape {
        columns: columns.collect(),
        primary_key: Key { name: None, columns: key.into_iter().map(|(_, name)| name).collect() },
        uniques: uniques.into_iter().map(|(name, columns)| Key { name, columns }).collect(),
        checks: checks
            .into_iter()
            .map(|it| {
                let condition = Sql { canonical: canonical(&it.condition), text: it.condition };
                CheckShape { name: it.name, column: it.column, condition }
            })
            .collect(),
        foreign_keys: foreign_keys
            .into_iter()
            .map(|(column, table, to, on_delete, on_update)| ForeignKey {
                name: None,
                column,
                table,
                to: to.unwrap_or_default(),
                on_delete,
                on_update,
            })
            .collect(),
        indexes: statements(tx, "index")?
            .into_iter()
            .map(|(name, create)| IndexShape { name, create: Sql { canonical: canonical(&create), text: create } })
            .collect(),
        triggers: statements(tx, "trigger")?.into_iter().map(|(name, create)| Trigger { name, create }).collect(),
        options,
        name,
    })
}

fn without_parentheses(text: &str) -> &str {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text)
}
