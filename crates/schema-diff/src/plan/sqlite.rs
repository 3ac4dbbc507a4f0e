//! The steps on SQLite. What ALTER TABLE can't do there, a new table does, into which the rows are copied: foreign keys
//! are not enforced while a migration runs (see the storage layer), so the rows of other tables that refer to it stay,
//! and all of them are checked before it commits.

use super::{Plan, added, can_be_added, default_of, kept, kept_columns};
use crate::ddl;
use crate::shape::{ColumnShape, Shape, TableShape, Trigger};
use std::collections::BTreeSet;
use storage::Engine::Sqlite;

/// The steps.
pub fn plan(plan: &mut Plan, from: &Shape, to: &Shape) {
    let anew: Vec<(&TableShape, &TableShape)> =
        kept(from, to).filter(|(before, after)| must_be_made_anew(before, after)).collect();
    let triggers = triggers_of(from, to, &anew);
    for trigger in &triggers {
        plan.breaking(format!("DROP TRIGGER {}", ddl::quoted(&trigger.name)));
    }
    plan.drop_tables(Sqlite, from, to);
    for (before, after) in kept(from, to) {
        if anew.iter().any(|(it, _)| it.name == before.name) {
            make_anew(plan, before, after);
        } else {
            plan.drop_indexes(Sqlite, before, after);
            for column in before.columns.iter().filter(|column| after.column(&column.name).is_none()) {
                plan.note(format!("What stands in {}.{} is lost.", after.name, column.name));
                plan.breaking(ddl::drop_column(Sqlite, &after.name, &column.name));
            }
            for column in added(before, after) {
                plan.sql(ddl::add_column(Sqlite, after, column));
            }
            plan.create_indexes(before, after);
        }
    }
    plan.create_tables(Sqlite, from, to);
    for trigger in triggers {
        plan.sql(trigger.create.clone());
    }
}

/// The triggers that are about tables which are made anew. SQLite refuses to rename a table while one names a table
/// that isn't there.
fn triggers_of<'a>(from: &'a Shape, to: &Shape, anew: &[(&TableShape, &TableShape)]) -> Vec<&'a Trigger> {
    let names_one = |table: &TableShape, trigger: &Trigger| {
        let text = trigger.create.to_lowercase();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        anew.iter().any(|(it, _)| it.name == table.name || words.contains(it.name.to_lowercase().as_str()))
    };
    let kept = from.tables.values().filter(|table| to.tables.contains_key(&table.name));
    kept.flat_map(|table| table.triggers.iter().filter(move |trigger| names_one(table, trigger))).collect()
}

/// Whether ALTER TABLE can't do it.
fn must_be_made_anew(before: &TableShape, after: &TableShape) -> bool {
    let is_new = |name: &str| before.column(name).is_none();
    let is_gone = |name: &str| after.column(name).is_none();
    let is_changed = |(was, is): (&ColumnShape, &ColumnShape)| {
        was.kind.canonical != is.kind.canonical || was.not_null != is.not_null || default_of(was) != default_of(is)
    };
    let keys = |table: &TableShape| -> BTreeSet<String> {
        let uniques = table.uniques.iter().map(|it| it.said(it.name.as_deref().unwrap_or_default()));
        uniques.chain([table.primary_key.said("")]).collect()
    };
    // Those of columns that come or go do so with them, but a column that refers to something can't go.
    let references = |table: &TableShape| -> BTreeSet<String> {
        table.foreign_keys.iter().filter(|it| !is_new(&it.column)).map(crate::shape::ForeignKey::said).collect()
    };
    let checks = |table: &TableShape| -> BTreeSet<String> {
        let stays = |column: &Option<String>| !column.as_ref().is_some_and(|name| is_new(name) || is_gone(name));
        let checks = table.checks.iter().filter(|it| stays(&it.column));
        checks.map(|it| it.condition.canonical.clone()).collect()
    };
    // ALTER TABLE adds one check with a column, and a reference only without a default.
    let can_be_added = |column: &ColumnShape| {
        let checks = after.checks.iter().filter(|it| it.column.as_ref() == Some(&column.name)).count();
        let refers = after.foreign_keys.iter().any(|it| it.column == column.name);
        can_be_added(column) && checks <= 1 && !(refers && column.default.is_some())
    };
    // It drops only the check that stands beside a column.
    let has_more_checks = |column: &ColumnShape| {
        is_gone(&column.name) && before.checks.iter().filter(|it| it.column.as_ref() == Some(&column.name)).count() > 1
    };
    kept_columns(before, after).any(is_changed)
        || before.columns.iter().any(has_more_checks)
        || keys(before) != keys(after)
        || references(before) != references(after)
        || checks(before) != checks(after)
        || before.options != after.options
        || !added(before, after).all(can_be_added)
}

fn make_anew(plan: &mut Plan, before: &TableShape, after: &TableShape) {
    let name = &after.name;
    for column in before.columns.iter().filter(|column| after.column(&column.name).is_none()) {
        plan.note(format!("What stands in {name}.{} is lost.", column.name));
    }
    for column in added(before, after).filter(|column| !can_be_added(column)) {
        let mut nullable = ColumnShape { not_null: false, ..column.clone() };
        nullable.default = None;
        let bare = TableShape { checks: Vec::new(), foreign_keys: Vec::new(), ..after.clone() };
        plan.breaking(ddl::add_column(Sqlite, &bare, &nullable));
        plan.fill(name, column, true);
    }
    let copied: Vec<&ColumnShape> =
        after.columns.iter().filter(|it| before.column(&it.name).is_some() || !can_be_added(it)).collect();
    let mut values = Vec::new();
    for column in &copied {
        let quoted = ddl::quoted(&column.name);
        let Some(was) = before.column(&column.name) else {
            values.push(quoted);
            continue;
        };
        if column.not_null && !was.not_null {
            plan.fill(name, column, false);
        }
        if was.kind.canonical == column.kind.canonical {
            values.push(quoted);
        } else {
            let (was, is) = (&was.kind.canonical, &column.kind.canonical);
            let what =
                format!("{name}.{} becomes {is} instead of {was}: say how, where the rows are copied", column.name);
            plan.by_hand(what, format!("CAST({quoted} AS {is})"));
            values.push(format!("CAST({quoted} AS {is})"));
        }
    }
    plan.note(format!("ALTER TABLE can't change {name} so; a new table takes its place."));
    let new = format!("new_{name}");
    let names: Vec<String> = copied.iter().map(|column| ddl::quoted(&column.name)).collect();
    plan.breaking(ddl::create_table(Sqlite, after, &new));
    plan.sql(format!(
        "INSERT INTO {} ({})\nSELECT {}\nFROM {}",
        ddl::quoted(&new),
        names.join(", "),
        values.join(", "),
        ddl::quoted(name)
    ));
    plan.sql(ddl::drop_table(Sqlite, name));
    plan.sql(ddl::rename_table(Sqlite, &new, name));
    for index in &after.indexes {
        plan.sql(index.create.text.clone());
    }
}
