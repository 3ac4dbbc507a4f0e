//! The rows of an import: looking at them, and saying which are taken and what they mean.

use super::find_in;
use super::findings::{Findings, from_json, shown, to_json};
use super::groups::Why;
use crate::error::{ApiError, Result};
use crate::request::extract::{Id, Json, Listed};
use crate::request::openapi::{IMPORTS, routes};
use crate::security::callers::Caller;
use crate::state::State;
use domain::ids::{ImportId, MovieId, UserId};
use domain::library::watch_dates::WatchDate;
use domain::pages::Page;
use domain::problems::Problem;
use domain::transfer::imports::{Choices, Import, ImportState};
use domain::transfer::imports_query::RowsQuery;
use domain::transfer::rows::{ImportRow, MatchedMovie, RowChange, RowContent, RowsDraft};
use formats::Entry;
use std::collections::HashMap;
use storage::Tx;
use storage::library::movies::find_movie;
use storage::transfer::import_rows::{StoredRow, change_rows, count_rows, list_rows};
use storage::transfer::imports::{find_import, update_findings};
use storage::transfer::known::find_known;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(list_import_rows, update_import_rows))
}

/// List the rows of an import, in the order of its files: what each would do to the library, and why.
#[utoipa::path(get, path = "/api/imports/{id}/rows", tag = IMPORTS, responses((status = 200, body = Page<ImportRow>)))]
async fn list_import_rows(
    state: State,
    caller: Caller,
    Id(id): Id<ImportId>,
    Listed(query, page): Listed<RowsQuery>,
) -> Result<axum::Json<Page<ImportRow>>> {
    let list = move |tx: &mut Tx| {
        let import = find_import(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?;
        let choices: Choices = from_json(&import.choices)?;
        let Page { items, next_cursor, total } = list_rows(tx, id, &query, &page)?;
        Ok::<_, ApiError>(Page { items: shown_rows(tx, caller.id, items, &choices)?, next_cursor, total })
    };
    Ok(axum::Json(state.store.read(list).await?))
}

/// Say which rows of an import are taken, or which film they mean.
#[utoipa::path(patch, path = "/api/imports/{id}/rows", tag = IMPORTS, request_body = RowsDraft, responses(
    (status = 200, body = Import),
    (status = 409, body = Problem, description = "The import isn’t ready."),
))]
async fn update_import_rows(
    state: State,
    caller: Caller,
    Id(id): Id<ImportId>,
    body: Json,
) -> Result<axum::Json<Import>> {
    let change = body.parse(RowsDraft::parse)?;
    let now = state.clock.now();
    let update = move |tx: &mut Tx| {
        let import = find_in(tx, caller.id, id, &[ImportState::Ready])?;
        if let RowChange::Movie(movie) = change.change
            && find_movie(tx, caller.id, movie)?.is_none()
        {
            let message = "This film isn’t in your library any more. Choose another one.";
            return Err(ApiError::field("movie_id", "unknown", message));
        }
        change_rows(tx, id, &change.rows, change.change)?;
        let findings: Findings = from_json(&import.findings)?;
        let findings = Findings { counts: count_rows(tx, id)?, ..findings };
        update_findings(tx, id, &to_json(&findings)?, None, now)?;
        shown(find_import(tx, caller.id, id)?.ok_or_else(ApiError::not_found)?)
    };
    Ok(axum::Json(state.store.write(update).await?))
}

/// Rows as the API gives them, with the films that they mean.
fn shown_rows(tx: &mut Tx, owner: UserId, rows: Vec<StoredRow>, choices: &Choices) -> Result<Vec<ImportRow>> {
    let read = |row: StoredRow| {
        let why: Why = row.reason.as_deref().map(from_json).transpose()?.unwrap_or_default();
        let entry: Option<Entry> = row.entry.as_deref().map(from_json).transpose()?;
        Ok((row, why, entry))
    };
    let rows: Vec<(StoredRow, Why, Option<Entry>)> = rows.into_iter().map(read).collect::<Result<_>>()?;
    let chosen = |row: &StoredRow, why: &Why| if row.is_new { None } else { row.movie.or(why.movie) };
    let mut ids: Vec<MovieId> = rows
        .iter()
        .flat_map(|(row, why, _)| chosen(row, why).into_iter().chain(why.candidates.iter().copied()))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let known: HashMap<MovieId, MatchedMovie> = find_known(tx, owner, &ids)?
        .into_iter()
        .map(|it| (it.id, MatchedMovie { id: it.id, title: it.title, year: it.year }))
        .collect();
    let shown = rows.into_iter().map(|(row, why, entry)| ImportRow {
        number: row.number.unsigned_abs(),
        movie: chosen(&row, &why).and_then(|id| known.get(&id).cloned()),
        candidates: why.candidates.iter().filter_map(|id| known.get(id).cloned()).collect(),
        file: row.file,
        line: row.line.unsigned_abs(),
        label: row.label,
        state: row.state,
        taken: row.taken,
        remarks: why.remarks,
        says: entry.map(|entry| content(entry, choices)),
    });
    Ok(shown.collect())
}

/// What a row says, as it was chosen to be read.
fn content(entry: Entry, choices: &Choices) -> RowContent {
    let dated = |date: &WatchDate| !choices.undated_days.contains(date);
    RowContent {
        rating: entry.rating.or_else(|| entry.watches.iter().find_map(|watch| watch.rating)),
        has_text: entry.notes.is_some() || entry.watches.iter().any(|watch| watch.comment.is_some()),
        watched_on: entry.watches.iter().map(|watch| watch.watched_on.filter(dated)).collect(),
        title: entry.movie.title,
        year: entry.movie.year,
        directors: entry.movie.directors,
        seen: entry.seen,
        liked: entry.liked,
        on_watchlist: entry.watchlisted,
        list_count: entry.items.len() as u64,
    }
}
