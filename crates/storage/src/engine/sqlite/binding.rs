//! Giving statements the values of their parameters.

use crate::engine::Param;
use crate::error::Error;
use rusqlite::CachedStatement;

/// The statement with `?n` for each `$n`. To SQLite, `$n` is a name, numbered in the order of its first appearance, which
/// it looks for among all names of the statement; `?n` is the n-th parameter.
pub fn with_numbers(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let (mut rest, mut is_literal) = (sql, false);
    while let Some(at) = rest.find(['$', '\'']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        is_literal ^= from.starts_with('\'');
        let is_parameter = !is_literal && from.starts_with('$');
        text.push_str(if is_parameter { "?" } else { &from[..1] });
        rest = &from[1..];
    }
    text.push_str(rest);
    text
}

/// Binds the n-th parameter to the n-th value.
pub fn bind(statement: &mut CachedStatement<'_>, params: &[&dyn Param]) -> Result<(), Error> {
    let count = statement.parameter_count();
    let missing = || Error::Database("a statement has a parameter without a value".to_owned());
    for (index, param) in params.get(..count).ok_or_else(missing)?.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, param.value().to_sqlite()?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_and_literals_stay() {
        let sql = "SELECT $12, a ->> '$.b' FROM c WHERE d = $1 AND e LIKE '$2''$2' AND f = $2";
        let numbered = "SELECT ?12, a ->> '$.b' FROM c WHERE d = ?1 AND e LIKE '$2''$2' AND f = ?2";
        assert_eq!(with_numbers(sql), numbered);
    }
}
