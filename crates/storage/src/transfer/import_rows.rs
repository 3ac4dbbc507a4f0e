//! The rows of imports.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::many::{Places, for_ids, for_rows};
use crate::paging::{Conditions, like_pattern};
use crate::schema::{Entity, entity, sql};
use domain::ids::{ImportId, MovieId};
use domain::pages::{Page, PageQuery};
use domain::transfer::imports::RowCounts;
use domain::transfer::imports_query::RowsQuery;
use domain::transfer::rows::{RowChange, RowState, WhichRows};

/// A row as it is stored. What is JSON here is the caller's to read and write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Its number, from 1 on.
    pub number: i64,
    /// Its line in its file, or its number there.
    pub line: i64,
    /// What it would do.
    pub state: RowState,
    /// Whether it is taken when the import is applied.
    pub taken: bool,
    /// Whether somebody said so.
    pub touched: bool,
    /// The film that somebody said it means.
    pub movie: Option<MovieId>,
    /// Whether somebody said that its film isn't in the library.
    pub is_new: bool,
    /// What the rows of one film have in common.
    pub film: i64,
    /// Its file.
    pub file: String,
    /// How it names itself.
    pub label: String,
    /// Why it isn't ready, as JSON.
    pub reason: Option<String>,
    /// What it says of a film, as JSON.
    pub entry: Option<String>,
}

entity! {
    StoredRow in IMPORT_ROWS {
        number,
        line,
        state,
        taken,
        touched,
        movie = movie_id,
        is_new,
        film,
        file,
        label,
        reason,
        entry,
    }
}

const INSERT: &str = "INSERT INTO import_rows
    (import_id, number, line, state, taken, is_new, film, file, label, reason, entry) VALUES $rows";
const PLACES: Places = Places::same("($1, #, #, #, #, #, #, #, #, #, #)");

/// Adds rows to an import.
pub fn insert_rows(tx: &mut Tx, import: ImportId, rows: &[StoredRow]) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 10]> = rows
        .iter()
        .map(|it| {
            [
                &it.number as &dyn Param,
                &it.line,
                &it.state,
                &it.taken,
                &it.is_new,
                &it.film,
                &it.file,
                &it.label,
                &it.reason,
                &it.entry,
            ]
        })
        .collect();
    for_rows(tx, INSERT, &[&import], PLACES, &rows)
}

const LIST_BY_FILM: &str = sql!(
    "SELECT ",
    StoredRow::COLUMNS,
    " FROM import_rows WHERE import_id = $1 AND entry IS NOT NULL AND (film, number) > ($2, $3)
    ORDER BY film, number LIMIT $4"
);

/// The rows that speak of films, behind one of a film and a number, in the order of their films and numbers.
pub fn list_rows_by_film(
    tx: &mut Tx,
    import: ImportId,
    (film, number): (i64, i64),
    limit: i64,
) -> Result<Vec<StoredRow>, Error> {
    tx.query(LIST_BY_FILM, &[&import, &film, &number, &limit])
}

const LIST_BY_NUMBER: &str = sql!(
    "SELECT ",
    StoredRow::COLUMNS,
    " FROM import_rows WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3"
);

/// The rows behind one of this number, in their order.
pub fn list_rows_by_number(tx: &mut Tx, import: ImportId, number: i64, limit: i64) -> Result<Vec<StoredRow>, Error> {
    tx.query(LIST_BY_NUMBER, &[&import, &number, &limit])
}

const UPDATE_STATES: &str = "UPDATE import_rows SET state = v.column2, taken = v.column3, reason = v.column4
    FROM (VALUES $rows) AS v WHERE import_id = $1 AND number = v.column1";
const STATE_PLACES: Places = Places {
    sqlite: "(#, #, #, #)",
    // It takes values without a column for text.
    postgres: "(CAST(# AS bigint), CAST(# AS text), CAST(# AS boolean), CAST(# AS text))",
};

/// Notes the states of rows, whether they are taken, and the reasons.
pub fn update_states(
    tx: &mut Tx,
    import: ImportId,
    states: &[(i64, RowState, bool, Option<String>)],
) -> Result<(), Error> {
    let rows: Vec<[&dyn Param; 4]> =
        states.iter().map(|(number, state, taken, reason)| [number as &dyn Param, state, taken, reason]).collect();
    for_rows(tx, UPDATE_STATES, &[&import], STATE_PLACES, &rows)
}

/// The rows of a query, in the order of their numbers. A cursor is the number of the last row before it.
pub fn list_rows(tx: &mut Tx, import: ImportId, query: &RowsQuery, page: &PageQuery) -> Result<Page<StoredRow>, Error> {
    let mut conditions =
        Conditions::new("FROM import_rows WHERE import_rows.import_id = $1", vec![Box::new(import) as Box<dyn Param>]);
    conditions.add_some("import_rows.state = $n", query.state);
    if !query.search.is_empty() {
        conditions.add("lower(import_rows.label) LIKE $n ESCAPE '\\'", like_pattern(&query.search.to_lowercase()));
    }
    let total: i64 = tx.query_one(&format!("SELECT count(*) {}", conditions.from), &conditions.params())?;
    let after = page.cursor.as_ref().map(|cursor| cursor.parse::<i64>()).transpose().map_err(|_| Error::BadCursor)?;
    conditions.add_some("import_rows.number > $n", after);
    let limit = conditions.bind(i64::from(page.limit) + 1);
    let sql = format!("SELECT {} {} ORDER BY import_rows.number LIMIT {limit}", StoredRow::COLUMNS, conditions.from);
    let mut items: Vec<StoredRow> = tx.query(&sql, &conditions.params())?;
    let more = items.len() > page.limit as usize;
    items.truncate(page.limit as usize);
    let next_cursor = items.last().filter(|_| more).map(|row| row.number.to_string());
    Ok(Page { items, next_cursor, total: total.try_into().unwrap_or(0) })
}

const TAKE: &str = "UPDATE import_rows SET taken = $2, touched = true WHERE import_id = $1 AND entry IS NOT NULL";
const CHOOSE: &str = "UPDATE import_rows SET movie_id = $2, is_new = $3, taken = true, touched = true
    WHERE import_id = $1 AND entry IS NOT NULL AND film IN (SELECT film FROM import_rows WHERE import_id = $1";

/// Changes rows; gives how many.
pub fn change_rows(tx: &mut Tx, import: ImportId, rows: &WhichRows, change: RowChange) -> Result<u64, Error> {
    let (sql, end, params): (&str, &str, Vec<Box<dyn Param>>) = match change {
        RowChange::Take(taken) => (TAKE, "", vec![Box::new(import), Box::new(taken)]),
        RowChange::Movie(id) => (CHOOSE, ")", vec![Box::new(import), Box::new(Some(id)), Box::new(false)]),
        RowChange::NewMovie => (CHOOSE, ")", vec![Box::new(import), Box::new(None::<MovieId>), Box::new(true)]),
    };
    let params: Vec<&dyn Param> = params.iter().map(AsRef::as_ref).collect();
    match rows {
        WhichRows::Numbers(numbers) => {
            let numbers: Vec<i64> = numbers.iter().filter_map(|number| i64::try_from(*number).ok()).collect();
            for_ids(tx, &format!("{sql} AND number IN ($ids){end}"), &params, &numbers)
        }
        WhichRows::State(state) => {
            let all: Vec<&dyn Param> = params.iter().copied().chain([state as &dyn Param]).collect();
            tx.execute(&format!("{sql} AND state = ${}{end}", all.len()), &all)
        }
    }
}

const COUNT: &str = "SELECT state, taken, count(*) FROM import_rows WHERE import_id = $1 GROUP BY state, taken";

/// How many rows of an import there are in each state, taken or not.
pub fn count_rows(tx: &mut Tx, import: ImportId) -> Result<RowCounts, Error> {
    let mut counts = RowCounts::default();
    for (state, taken, count) in tx.query::<(RowState, bool, i64)>(COUNT, &[&import])? {
        let count = u64::try_from(count).unwrap_or(0);
        *match state {
            RowState::Ready => &mut counts.ready,
            RowState::AlreadyThere => &mut counts.already_there,
            RowState::Repeated => &mut counts.repeated,
            RowState::NeedsLook => &mut counts.needs_look,
            RowState::LeftOut => &mut counts.left_out,
            RowState::Refused => &mut counts.refused,
        } += count;
        counts.taken += if taken { count } else { 0 };
    }
    Ok(counts)
}
