//! Statements whose text has a place for each of many values.

use crate::engine::{Engine, FromRow, Param, Tx};
use crate::error::Error;
use std::fmt::Write as _;

/// The most ids of one statement.
const MOST_IDS: usize = 256;
/// The most rows of one statement.
const MOST_ROWS: usize = 64;

/// The largest power of two that fits: so there are few different texts, which both engines keep prepared.
fn portion(left: usize, most: usize) -> usize {
    let largest = 1 << left.max(1).ilog2();
    largest.min(most)
}

/// Runs a statement whose `$ids` stands for the ids, behind its other parameters; gives the number of rows it changed.
pub(crate) fn for_ids<T: Param>(tx: &mut Tx, sql: &str, params: &[&dyn Param], ids: &[T]) -> Result<u64, Error> {
    let mut changed = 0;
    in_portions(ids, sql, params, |sql, params| {
        changed += tx.execute(sql, params)?;
        Ok(())
    })?;
    Ok(changed)
}

/// The rows of a statement whose `$ids` stands for the ids, behind its other parameters.
pub(crate) fn query_ids<R: FromRow, T: Param>(
    tx: &mut Tx,
    sql: &str,
    params: &[&dyn Param],
    ids: &[T],
) -> Result<Vec<R>, Error> {
    let mut all = Vec::new();
    in_portions(ids, sql, params, |sql, params| {
        all.extend(tx.query::<R>(sql, params)?);
        Ok(())
    })?;
    Ok(all)
}

fn in_portions<T: Param>(
    mut ids: &[T],
    sql: &str,
    params: &[&dyn Param],
    mut run: impl FnMut(&str, &[&dyn Param]) -> Result<(), Error>,
) -> Result<(), Error> {
    while !ids.is_empty() {
        let (now, rest) = ids.split_at(portion(ids.len(), MOST_IDS));
        let mut places = String::new();
        for number in 0..now.len() {
            let comma = if number == 0 { "" } else { ", " };
            let _ = write!(places, "{comma}${}", params.len() + number + 1);
        }
        let all: Vec<&dyn Param> = params.iter().copied().chain(now.iter().map(|id| id as &dyn Param)).collect();
        run(&sql.replace("$ids", &places), &all)?;
        ids = rest;
    }
    Ok(())
}

/// How the values of a row stand in a statement: each `#` is the place of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    /// For SQLite, which takes values as they are.
    pub sqlite: &'static str,
    /// For PostgreSQL, where a value that goes into no column needs a type.
    pub postgres: &'static str,
}

impl Places {
    /// The same for both engines: for values that go into columns.
    pub const fn same(places: &'static str) -> Self {
        Self { sqlite: places, postgres: places }
    }
}

/// Runs a statement whose `$rows` stands for rows of values, behind its other parameters.
pub(crate) fn for_rows<const N: usize>(
    tx: &mut Tx,
    sql: &str,
    params: &[&dyn Param],
    places: Places,
    mut rows: &[[&dyn Param; N]],
) -> Result<(), Error> {
    let places = if tx.engine() == Engine::Sqlite { places.sqlite } else { places.postgres };
    while !rows.is_empty() {
        let (now, rest) = rows.split_at(portion(rows.len(), MOST_ROWS));
        let all: Vec<&dyn Param> = params.iter().copied().chain(now.iter().flatten().copied()).collect();
        tx.execute(&sql.replace("$rows", &row_places(places, params.len(), now.len())), &all)?;
        rows = rest;
    }
    Ok(())
}

fn row_places(places: &str, before: usize, rows: usize) -> String {
    let (mut text, mut number) = (String::new(), before);
    for row in 0..rows {
        text.push_str(if row == 0 { "" } else { ", " });
        for (index, part) in places.split('#').enumerate() {
            if index > 0 {
                number += 1;
                let _ = write!(text, "${number}");
            }
            text.push_str(part);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_divided_into_few_different_portions() {
        let (mut left, mut portions) = (10_007, Vec::new());
        while left > 0 {
            portions.push(portion(left, MOST_IDS));
            left -= portions[portions.len() - 1];
        }
        assert_eq!(portions.len(), 43);
        portions.dedup();
        assert_eq!(portions, [256, 16, 4, 2, 1]);
    }

    #[test]
    fn every_row_has_places_of_its_own() {
        assert_eq!(
            row_places("(#, $1, CAST(# AS text))", 1, 2),
            "($2, $1, CAST($3 AS text)), ($4, $1, CAST($5 AS text))"
        );
    }
}
