//! Exports: everything that an account keeps, as a file that is written while it is sent.

mod exporter;

pub use exporter::Exporter;

use crate::error::{ApiError, Result};
use crate::limits::places::{NoPlace, Place};
use crate::request::extract::Query;
use crate::request::openapi::{EXPORTS, routes};
use crate::request::streamed;
use crate::security::callers::Caller;
use crate::state::State;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use domain::accounts::users::Role;
use domain::ids::UserId;
use domain::problems::Problem;
use domain::transfer::exports::ExportFormat;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use std::io;
use storage::users::find_user;
use storage::{Store, Tx};
use tokio::sync::mpsc;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(export))
}

/// Portions that wait for the client to read them.
const WAITING: usize = 1;

/// Export everything that you keep here. `json` has all of it but pictures, and `zip` pictures, too; `csv` has films,
/// watches and lists as tables. `POST /api/imports` reads these three again. `letterboxd`, `trakt` and `imdb` are what
/// these services, and others, read. What is in the trash is left out.
#[utoipa::path(get, path = "/api/export", tag = EXPORTS, params(
    ("format" = String, Query, description = "What it is written as.", pattern = "^(json|csv|letterboxd|trakt|imdb|zip)$"),
), responses(
    (status = 200, description = "The file, whose name is in `Content-Disposition`. It comes while it is written.", content(
        (String = "application/json"), (Vec<u8> = "application/zip"), (String = "text/csv"),
    )),
    (status = 429, body = Problem, description = "The account has two exports under way already."),
))]
async fn export(state: State, caller: Caller, Query(pairs): Query) -> Result<Response> {
    let format = format_of(&pairs)?;
    let place = enter(&state, caller.id)?;
    stream(&state, caller.id, Receiver { id: caller.id, must_be_admin: false }, format, place).await
}

/// Who gets an export.
#[derive(Clone, Copy)]
pub struct Receiver {
    /// The account.
    pub id: UserId,
    /// Whether they get it as an admin.
    pub must_be_admin: bool,
}

impl Receiver {
    /// Whether they can still get it.
    fn may_go_on(self, tx: &mut Tx) -> Result<bool, storage::Error> {
        let found = find_user(tx, self.id)?.filter(|user| user.disabled_at.is_none());
        Ok(found.is_some_and(|user| !self.must_be_admin || user.role == Role::Admin))
    }
}

/// A place among the exports that are under way.
///
/// # Errors
/// When there are too many.
pub fn enter(state: &State, receiver: UserId) -> Result<Place> {
    state.limits.exports.take(receiver).map_err(|refusal| match refusal {
        NoPlace::OfAccount => ApiError::too_many_exports(),
        NoPlace::AtAll => ApiError::unavailable(30),
    })
}

/// The answer that is the export of an account.
///
/// # Errors
/// When there is no such account, or the database can't be read.
pub async fn stream(
    state: &State,
    owner: UserId,
    receiver: Receiver,
    format: ExportFormat,
    place: Place,
) -> Result<Response> {
    let now = state.clock.now();
    let exporter = state.store.read(move |tx| Exporter::begin(tx, owner, format, now)).await?;
    let (sender, pieces) = mpsc::channel(WAITING);
    tokio::spawn(send(state.store.clone(), (receiver, exporter), sender, place));
    let name = format!("attachment; filename=\"{}\"", format.file_name(now.date()));
    let headers = [(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, streamed::body(pieces)).into_response())
}

fn format_of(pairs: &[(String, String)]) -> Result<ExportFormat> {
    let found = match pairs {
        [(name, value)] if name == "format" => ExportFormat::from_name(value),
        _ => None,
    };
    let message = "The format is json, csv, letterboxd, trakt, imdb or zip; there are no other parameters.";
    found.ok_or_else(|| ApiError::field("format", "unknown", message))
}

/// Sends portion by portion, until the client goes or all is sent. Between them no transaction is open.
async fn send(
    store: Store,
    (receiver, mut exporter): (Receiver, Exporter),
    sender: mpsc::Sender<io::Result<Bytes>>,
    _place: Place,
) {
    loop {
        let step = store.read(move |tx| {
            // Whoever is kept out meanwhile gets no more.
            if !receiver.may_go_on(tx)? {
                return Err(ApiError::unauthenticated());
            }
            let bytes = exporter.step(tx)?;
            Ok::<_, ApiError>((exporter, bytes))
        });
        let piece = match step.await {
            Ok((_, None)) => return,
            Ok((goes_on, Some(bytes))) => {
                exporter = goes_on;
                bytes
            }
            Err(error) => {
                tracing::warn!(%error, "an export broke off");
                sender.send(Err(io::Error::other("the export broke off"))).await.ok();
                return;
            }
        };
        if !piece.is_empty() && sender.send(Ok(piece.into())).await.is_err() {
            return;
        }
    }
}
