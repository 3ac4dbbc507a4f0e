//! The report of an import: what became of each of its rows, as a table that is written while it is sent.

use super::findings::from_json;
use super::groups::Why;
use crate::error::{ApiError, Result};
use crate::limits::places::Place;
use crate::request::extract::Id;
use crate::request::openapi::{IMPORTS, routes};
use crate::request::streamed;
use crate::security::callers::Caller;
use crate::state::State;
use crate::transfer::exports::enter;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use domain::ids::{ImportId, UserId};
use domain::problems::Problem;
use formats::{Report, ReportedRow};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::io;
use storage::transfer::import_rows::{StoredRow, list_rows_by_number};
use storage::transfer::imports::find_import;
use storage::{Store, Tx};
use tokio::sync::mpsc;
use utoipa_axum::router::OpenApiRouter;

/// The rows that are read at a time.
const PORTION: i64 = 1000;
/// Portions that wait for the client to read them.
const WAITING: usize = 1;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(get_import_report))
}

/// Get what became of each row of an import as CSV: its file and line, how it names itself, its state, whether it is
/// imported, and why it isn’t ready.
#[utoipa::path(get, path = "/api/imports/{id}/report", tag = IMPORTS, responses(
    (status = 200, description = "The table. It comes while it is written.", content((String = "text/csv"))),
    (status = 429, body = Problem, description = "The account has two exports or reports under way already."),
))]
async fn get_import_report(state: State, caller: Caller, Id(id): Id<ImportId>) -> Result<Response> {
    let place = enter(&state, caller.id)?;
    state.store.read(move |tx| find_import(tx, caller.id, id)).await?.ok_or_else(ApiError::not_found)?;
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(send(state.store.clone(), caller.id, id, sender, place));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"import-report.csv\""),
    ];
    Ok((headers, streamed::body(receiver)).into_response())
}

/// Sends portion by portion, until the client goes or all is sent. Between them no transaction is open.
async fn send(store: Store, owner: UserId, id: ImportId, sender: mpsc::Sender<io::Result<Bytes>>, _place: Place) {
    let (mut report, mut after) = (Report::head(), 0);
    loop {
        let read = move |tx: &mut Tx| {
            // Discarded meanwhile, it has no more rows.
            find_import(tx, owner, id)?.ok_or_else(ApiError::not_found)?;
            Ok::<_, ApiError>(list_rows_by_number(tx, id, after, PORTION)?)
        };
        let written = store.read(read).await.and_then(|rows| {
            rows.iter().try_for_each(|row| add(&mut report, row))?;
            Ok(rows.last().map(|row| row.number))
        });
        let bytes = std::mem::replace(&mut report, Report::more()).into_bytes();
        match written {
            Ok(last) => {
                if !bytes.is_empty() && sender.send(Ok(bytes.into())).await.is_err() {
                    return;
                }
                let Some(last) = last else { return };
                after = last;
            }
            Err(error) => {
                tracing::warn!(%error, "the report of an import broke off");
                sender.send(Err(io::Error::other("the report broke off"))).await.ok();
                return;
            }
        }
    }
}

fn add(report: &mut Report, row: &StoredRow) -> Result<()> {
    let why: Why = row.reason.as_deref().map(from_json).transpose()?.unwrap_or_default();
    let remarks: Vec<&str> = why.remarks.iter().map(|remark| remark.message.as_str()).collect();
    report.row(&ReportedRow {
        file: &row.file,
        line: row.line.unsigned_abs(),
        label: &row.label,
        state: row.state.as_str(),
        taken: row.taken,
        remarks: &remarks.join(" "),
    });
    Ok(())
}
