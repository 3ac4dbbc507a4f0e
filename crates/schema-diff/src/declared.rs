//! The declared schema as an engine has it.

use crate::ddl;
use crate::inspect::inspect;
use crate::shape::{CheckShape, ColumnShape, ForeignKey, IndexShape, Key, Shape, Sql, TableShape, Trigger};
use anyhow::{Context, Result};
use storage::schema::{Action, Column, Kind, Literal, POSTGRES_FUNCTIONS, Table};
use storage::testing::apply;
use storage::{Engine, Store};

/// Makes the tables in an empty database, and gives them as they are written and as the engine tells them.
pub async fn make(store: &Store, tables: &[Table]) -> Result<Shape> {
    let engine = store.engine();
    let written: Vec<TableShape> = tables.iter().map(|table| shape(engine, table)).collect();
    let mut script = String::new();
    for table in &written {
        let mut table = table.clone();
        // By these names the engine tells them again.
        for (number, check) in table.checks.iter_mut().enumerate() {
            check.name = Some(scratch_name(&table.name, number));
        }
        script = format!("{script}{};\n", ddl::create_table(engine, &table, &table.name));
        for index in &table.indexes {
            script = format!("{script}{};\n", index.create.text);
        }
    }
    apply(store, script.clone()).await.with_context(|| format!("the declared schema can't be made:\n{script}"))?;
    let told = inspect(store).await?;
    let mut shape = Shape::default();
    for mut table in written {
        if let Some(told) = told.tables.get(&table.name) {
            take_canonical(&mut table, told);
        }
        shape.tables.insert(table.name.clone(), table);
    }
    if engine == Engine::Postgres && tables.iter().any(|table| !table.triggers.postgres.is_empty()) {
        shape.others.extend(POSTGRES_FUNCTIONS.iter().map(|name| format!("function {name}")));
    }
    Ok(shape)
}

fn scratch_name(table: &str, number: usize) -> String {
    format!("{table}_check_{number}")
}

/// Takes over how the engine tells what was written.
fn take_canonical(table: &mut TableShape, told: &TableShape) {
    for column in &mut table.columns {
        let Some(told) = told.column(&column.name) else { continue };
        column.kind.canonical.clone_from(&told.kind.canonical);
        if let (Some(default), Some(told)) = (&mut column.default, &told.default) {
            default.canonical.clone_from(&told.canonical);
        }
    }
    for (number, check) in table.checks.iter_mut().enumerate() {
        let name = scratch_name(&table.name, number);
        if let Some(told) = told.checks.iter().find(|it| it.name.as_ref() == Some(&name)) {
            check.condition.canonical.clone_from(&told.condition.canonical);
        }
    }
    for index in &mut table.indexes {
        if let Some(told) = told.indexes.iter().find(|it| it.name == index.name) {
            index.create.canonical.clone_from(&told.create.canonical);
        }
    }
    table.options.clone_from(&told.options);
}

/// A table as it is written.
fn shape(engine: Engine, table: &Table) -> TableShape {
    let mut checks: Vec<CheckShape> = Vec::new();
    for column in table.columns {
        // SQLite has no type for it. One check takes both, for ALTER TABLE adds no more with a column.
        let is_number = engine == Engine::Sqlite && column.kind == Kind::Bool;
        let truth = is_number.then(|| format!("{} IN (0, 1)", column.name));
        let condition = match (truth, column.check) {
            (Some(truth), Some(check)) => format!("{truth} AND ({check})"),
            (Some(truth), None) => truth,
            (None, Some(check)) => check.to_owned(),
            (None, None) => continue,
        };
        checks.push(CheckShape { name: None, column: Some(column.name.to_owned()), condition: Sql::same(condition) });
    }
    checks.extend(table.checks.iter().map(|it| CheckShape { name: None, column: None, condition: Sql::same(it.0) }));
    let triggers = if engine == Engine::Sqlite { table.triggers.sqlite } else { table.triggers.postgres };
    let options = match (engine, table.without_rowid) {
        (Engine::Sqlite, true) => "STRICT, WITHOUT ROWID",
        (Engine::Sqlite, false) => "STRICT",
        (Engine::Postgres, _) => "",
    };
    TableShape {
        name: table.name.to_owned(),
        columns: table.columns.iter().map(|column| column_shape(engine, column)).collect(),
        primary_key: Key { name: None, columns: owned(table.primary_key) },
        uniques: table
            .uniques
            .iter()
            .map(|it| Key { name: Some(it.name.into()), columns: owned(it.columns) })
            .collect(),
        checks,
        foreign_keys: table.columns.iter().filter_map(foreign_key).collect(),
        indexes: table
            .indexes
            .iter()
            .map(|it| IndexShape {
                name: it.name.to_owned(),
                create: Sql::same(ddl::create_index(engine, table.name, it)),
            })
            .collect(),
        triggers: triggers.iter().map(|name| Trigger { name: (*name).to_owned(), create: String::new() }).collect(),
        options: options.to_owned(),
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn column_shape(engine: Engine, column: &Column) -> ColumnShape {
    let default = column.default.map(|default| match (default, engine) {
        (Literal::Int(number), _) => number.to_string(),
        (Literal::Text(text), _) => format!("'{}'", text.replace('\'', "''")),
        (Literal::Bool(truth), Engine::Sqlite) => i64::from(truth).to_string(),
        (Literal::Bool(truth), Engine::Postgres) => truth.to_string().to_uppercase(),
    });
    ColumnShape {
        name: column.name.to_owned(),
        kind: Sql::same(column.kind.sql_type(engine)),
        not_null: !column.nullable,
        default: default.map(Sql::same),
    }
}

fn foreign_key(column: &Column) -> Option<ForeignKey> {
    let it = column.references?;
    let on_delete = match it.on_delete {
        Action::NoAction => "NO ACTION",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
    };
    Some(ForeignKey {
        name: None,
        column: column.name.to_owned(),
        table: it.table.to_owned(),
        to: it.column.to_owned(),
        on_delete: on_delete.to_owned(),
        on_update: "NO ACTION".to_owned(),
    })
}
