//! Statements that write the columns of a table, each with the number of its parameter.

use super::entity::has_column;
use super::table::{Column, Table};
use super::text::{Text, is_same};

/// A statement that inserts a row: `$1` is the first of these columns. `computed` are columns with their SQL; `rest`
/// follows the values. Does not compile when the table lacks a column, or a column that it needs is left out.
pub const fn insert_text(table: &Table, columns: &[&str], computed: &[(&str, &str)], rest: &str) -> Text {
    check(table, columns);
    let mut index = 0;
    while index < table.columns.len() {
        let is_there = is_listed(&table.columns[index], columns, computed);
        assert!(is_there || !is_needed(&table.columns[index]), "an inserted row lacks a column without a default");
        index += 1;
    }
    let mut text = Text::new();
    text.push("INSERT INTO ");
    text.push(table.name);
    text.push(" (");
    let mut index = 0;
    while index < columns.len() + computed.len() {
        text.push(if index == 0 { "" } else { ", " });
        text.push(if index < columns.len() { columns[index] } else { computed[index - columns.len()].0 });
        index += 1;
    }
    text.push(") VALUES (");
    let mut index = 0;
    while index < columns.len() + computed.len() {
        text.push(if index == 0 { "" } else { ", " });
        if index < columns.len() {
            text.push("$");
            text.push_number(index + 1);
        } else {
            text.push(computed[index - columns.len()].1);
        }
        index += 1;
    }
    text.push(")");
    text.push(rest);
    text
}

/// A statement that updates rows: `$1` to `$first - 1` stand in `set` and `condition`, the columns' numbers follow.
/// Does not compile when the table lacks a column.
pub const fn update_text(table: &Table, columns: &[&str], set: &str, condition: &str, first: usize) -> Text {
    check(table, columns);
    let mut text = Text::new();
    text.push("UPDATE ");
    text.push(table.name);
    text.push(" SET ");
    text.push(set);
    let mut index = 0;
    while index < columns.len() {
        text.push(if index == 0 && set.is_empty() { "" } else { ", " });
        text.push(columns[index]);
        text.push(" = $");
        text.push_number(first + index);
        index += 1;
    }
    text.push(" WHERE ");
    text.push(condition);
    text
}

const fn check(table: &Table, columns: &[&str]) {
    let mut index = 0;
    while index < columns.len() {
        assert!(has_column(table, columns[index]), "the table of a statement lacks one of its columns");
        index += 1;
    }
}

const fn is_needed(column: &Column) -> bool {
    !column.nullable && column.default.is_none()
}

const fn is_listed(column: &Column, columns: &[&str], computed: &[(&str, &str)]) -> bool {
    let mut index = 0;
    while index < columns.len() + computed.len() {
        let name = if index < columns.len() { columns[index] } else { computed[index - columns.len()].0 };
        if is_same(column.name, name) {
            return true;
        }
        index += 1;
    }
    false
}

/// Inserts a row: `insert!(tx, SETUP { id: 1_i64, token: sealed }, "ON CONFLICT (id) DO NOTHING")`. Gives the number of
/// rows, as [`Tx::execute`](crate::Tx::execute) does. A column that each engine computes in its own way stands behind
/// `by engine`: `by engine created_at = (NOW_SQLITE, NOW_POSTGRES)`.
macro_rules! insert {
    ($tx:expr, $table:ident { $($column:ident: $value:expr),+ $(,)? } $(, $rest:literal)?) => {
        $crate::schema::insert_by!(execute, $tx, $table { $($column: $value),+ } $(, $rest)?)
    };
    ($tx:expr, $table:ident { $($column:ident: $value:expr),+ $(,)? },
        by engine $computed:ident = ($sqlite:expr, $postgres:expr)) => {{
        const COLUMNS: &[&str] = &[$(stringify!($column)),+];
        const SQLITE: &str = $crate::schema::sql!(of $crate::schema::insert_text(
            &$crate::schema::$table, COLUMNS, &[(stringify!($computed), $sqlite)], ""
        ));
        const POSTGRES: &str = $crate::schema::sql!(of $crate::schema::insert_text(
            &$crate::schema::$table, COLUMNS, &[(stringify!($computed), $postgres)], ""
        ));
        let sql = if $tx.engine() == $crate::engine::Engine::Sqlite { SQLITE } else { POSTGRES };
        $tx.execute(sql, &[$(&$value),+])
    }};
}
pub(crate) use insert;

/// Does as [`insert!`] without telling how many rows: see [`Tx::send`](crate::Tx::send).
macro_rules! send_insert {
    ($tx:expr, $table:ident { $($column:ident: $value:expr),+ $(,)? } $(, $rest:literal)?) => {
        $crate::schema::insert_by!(send, $tx, $table { $($column: $value),+ } $(, $rest)?)
    };
}
pub(crate) use send_insert;

/// Inserts a row by this method of a transaction.
macro_rules! insert_by {
    ($method:ident, $tx:expr, $table:ident { $($column:ident: $value:expr),+ } $(, $rest:literal)?) => {{
        const SQL: &str = $crate::schema::sql!(of $crate::schema::insert_text(
            &$crate::schema::$table,
            &[$(stringify!($column)),+],
            &[],
            concat!("" $(, " ", $rest)?)
        ));
        $tx.$method(SQL, &[$(&$value),+])
    }};
}
pub(crate) use insert_by;

/// Updates the rows that meet a condition: `update!(tx, WATCHES { rating: rating }, where "owner_id = $1", [owner])`.
/// The parameters of the condition have the numbers of their places; what else is set stands behind `set` and may use
/// them: `set "version = version + 1",`. Gives the number of rows.
macro_rules! update {
    ($($statement:tt)+) => { $crate::schema::update_by!(execute, $($statement)+) };
}
pub(crate) use update;

/// Does as [`update!`] without telling how many rows: see [`Tx::send`](crate::Tx::send).
macro_rules! send_update {
    ($($statement:tt)+) => { $crate::schema::update_by!(send, $($statement)+) };
}
pub(crate) use send_update;

/// Updates rows by this method of a transaction.
macro_rules! update_by {
    ($method:ident, $tx:expr, $table:ident { $($column:ident: $value:expr),+ $(,)? },
        $(set $set:literal,)? where $condition:literal, [$($param:expr),* $(,)?]) => {{
        const PARAMS: &[&str] = &[$(stringify!($param)),*];
        const SQL: &str = $crate::schema::sql!(of $crate::schema::update_text(
            &$crate::schema::$table,
            &[$(stringify!($column)),+],
            concat!("" $(, $set)?),
            $condition,
            PARAMS.len() + 1
        ));
        $tx.$method(SQL, &[$(&$param,)* $(&$value),+])
    }};
}
pub(crate) use update_by;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Literal, sql};

    const TABLE: Table = Table {
        columns: &[
            Column::uuid("id"),
            Column::text("name"),
            Column::int("age").nullable(),
            Column::int("count").default(Literal::Int(0)),
        ],
        ..Table::named("people")
    };

    #[test]
    fn columns_have_the_numbers_of_their_places() {
        const INSERT: &str =
            sql!(of insert_text(&TABLE, &["id", "name"], &[("count", "1 + 1")], " ON CONFLICT DO NOTHING"));
        const UPDATE: &str = sql!(of update_text(&TABLE, &["name", "age"], "count = count + $2", "id = $1", 3));
        assert_eq!(INSERT, "INSERT INTO people (id, name, count) VALUES ($1, $2, 1 + 1) ON CONFLICT DO NOTHING");
        assert_eq!(UPDATE, "UPDATE people SET count = count + $2, name = $3, age = $4 WHERE id = $1");
    }

    #[test]
    #[should_panic(expected = "lacks a column without a default")]
    fn a_row_needs_the_columns_without_a_default() {
        insert_text(&TABLE, &["id"], &[], "");
    }

    #[test]
    #[should_panic(expected = "lacks one of its columns")]
    fn a_column_that_the_table_lacks_is_noticed() {
        update_text(&TABLE, &["nmae"], "", "id = $1", 2);
    }
}
