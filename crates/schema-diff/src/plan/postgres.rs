//! The steps on PostgreSQL, whose tables can be changed in every way.

use super::{Plan, added, can_be_added, default_of, kept, kept_columns};
use crate::ddl;
use crate::shape::{CheckShape, ColumnShape, ForeignKey, Key, Shape, TableShape};
use storage::Engine::Postgres;

/// The steps, in an order in which nothing is missing that is needed.
pub fn plan(plan: &mut Plan, from: &Shape, to: &Shape) {
    for (before, after) in kept(from, to) {
        for key in before.foreign_keys.iter().filter(|it| !has_reference(after, it) && stays(after, &it.column)) {
            plan.breaking(ddl::drop_constraint(&before.name, key.name.as_deref().unwrap_or_default()));
        }
    }
    plan.drop_tables(Postgres, from, to);
    for (before, after) in kept(from, to) {
        plan.drop_indexes(Postgres, before, after);
        drop_constraints(plan, before, after);
        change_columns(plan, before, after);
        add_constraints(plan, before, after);
    }
    plan.create_tables(Postgres, from, to);
    for (before, after) in kept(from, to) {
        for key in after.foreign_keys.iter().filter(|it| !has_reference(before, it)) {
            plan.is_breaking |= before.column(&key.column).is_some();
            plan.sql(ddl::add_foreign_key(&after.name, key));
        }
        plan.create_indexes(before, after);
    }
}

fn has_reference(table: &TableShape, key: &ForeignKey) -> bool {
    table.foreign_keys.iter().any(|it| it.said() == key.said())
}

fn has_check(table: &TableShape, check: &CheckShape) -> bool {
    table.checks.iter().any(|it| it.condition.canonical == check.condition.canonical)
}

fn has_unique(table: &TableShape, key: &Key) -> bool {
    table.uniques.iter().any(|it| it.name == key.name && it.columns == key.columns)
}

/// Whether a column is still there: its constraints go with it.
fn stays(after: &TableShape, column: &str) -> bool {
    after.column(column).is_some()
}

fn drop_constraints(plan: &mut Plan, before: &TableShape, after: &TableShape) {
    let mut names: Vec<&Option<String>> = Vec::new();
    if before.primary_key.columns != after.primary_key.columns {
        names.push(&before.primary_key.name);
    }
    names.extend(before.uniques.iter().filter(|it| !has_unique(after, it)).map(|it| &it.name));
    let goes_with_column = |it: &CheckShape| it.column.as_ref().is_some_and(|column| !stays(after, column));
    let checks = before.checks.iter().filter(|it| !has_check(after, it) && !goes_with_column(it));
    names.extend(checks.map(|it| &it.name));
    for name in names.into_iter().flatten() {
        plan.breaking(ddl::drop_constraint(&before.name, name));
    }
}

fn change_columns(plan: &mut Plan, before: &TableShape, after: &TableShape) {
    let table = &after.name;
    for column in before.columns.iter().filter(|column| !stays(after, &column.name)) {
        plan.note(format!("What stands in {table}.{} is lost.", column.name));
        plan.breaking(ddl::drop_column(Postgres, table, &column.name));
    }
    for column in added(before, after) {
        if can_be_added(column) {
            plan.sql(ddl::add_column(Postgres, after, column));
        } else {
            let nullable = ColumnShape { not_null: false, ..column.clone() };
            plan.breaking(ddl::add_column(Postgres, after, &nullable));
            plan.fill(table, column, true);
            plan.sql(ddl::alter_column(table, &column.name, "SET NOT NULL"));
        }
    }
    for (was, is) in kept_columns(before, after) {
        change_column(plan, table, was, is);
    }
}

fn change_column(plan: &mut Plan, table: &str, was: &ColumnShape, is: &ColumnShape) {
    let name = &is.name;
    if was.kind.canonical != is.kind.canonical {
        let change = format!("TYPE {} USING {}::{}", is.kind.text, ddl::quoted(name), is.kind.text);
        let statement = ddl::alter_column(table, name, &change);
        if is_wider(&was.kind.canonical, &is.kind.canonical) {
            plan.breaking(statement);
        } else {
            let (was, is) = (&was.kind.canonical, &is.kind.canonical);
            plan.by_hand(format!("{table}.{name} becomes {is} instead of {was}: say how"), format!("{statement};"));
            plan.sql(statement);
        }
    }
    if default_of(was) != default_of(is) {
        let change = is.default.as_ref().map_or("DROP DEFAULT".to_owned(), |it| format!("SET DEFAULT {}", it.text));
        plan.breaking(ddl::alter_column(table, name, &change));
    }
    match (was.not_null, is.not_null) {
        (true, false) => plan.breaking(ddl::alter_column(table, name, "DROP NOT NULL")),
        (false, true) => {
            plan.fill(table, is, false);
            plan.breaking(ddl::alter_column(table, name, "SET NOT NULL"));
        }
        _ => {}
    }
}

/// Whether every value of one type is one of the other.
fn is_wider(was: &str, is: &str) -> bool {
    let sizes = ["smallint", "integer", "bigint"];
    let size = |kind: &str| sizes.iter().position(|it| *it == kind);
    size(was).zip(size(is)).is_some_and(|(was, is)| was < is)
}

fn add_constraints(plan: &mut Plan, before: &TableShape, after: &TableShape) {
    let table = &after.name;
    if before.primary_key.columns != after.primary_key.columns {
        plan.breaking(ddl::add_primary_key(table, &after.primary_key));
    }
    for key in after.uniques.iter().filter(|it| !has_unique(before, it)) {
        plan.note(format!("It fails where rows of {table} are equal in ({}).", key.columns.join(", ")));
        plan.breaking(ddl::add_unique(table, key));
    }
    for check in after.checks.iter().filter(|it| !has_check(before, it)) {
        let is_of_new_column = check.column.as_ref().is_some_and(|column| before.column(column).is_none());
        if !is_of_new_column {
            plan.is_breaking = true;
            plan.note(format!("It fails where rows of {table} don't meet {}.", check.condition.text));
        }
        plan.sql(ddl::add_check(table, check));
    }
}
