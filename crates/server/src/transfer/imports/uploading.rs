//! The upload of a file, which is never in memory as a whole.

use super::findings::{column, to_json};
use super::{found, queue};
use crate::error::{ApiError, Result};
use crate::request::body_limit::BodyLimit;
use crate::request::openapi::Describe;
use crate::state::State;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use domain::field_errors::FieldErrors;
use domain::ids::{ImportId, UserId};
use domain::problems::ProblemKind;
use domain::transfer::imports::{Choices, Import, ImportState, MAX_FILE_NAME, MAX_IMPORT_BYTES};
use http_body::Body as _;
use http_body_util::BodyExt;
use std::time::Duration;
use storage::Tx;
use storage::transfer::imports::{CHUNK_BYTES, count_open_imports, insert_chunk, insert_import, move_import};

/// The most imports of an account that are neither applied nor undone.
const MAX_OPEN: i64 = 20;
/// The bytes that an upload has in memory: a piece, and what comes next.
const MEMORY: usize = 2 * CHUNK_BYTES;
/// The longest that the next bytes of a file may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The body of a request, as it comes.
pub struct FileBody(Body);

impl<S: Sync> FromRequest<S> for FileBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        Ok(Self(request.into_body()))
    }
}

impl Describe for FileBody {}

/// The name of the file and what was chosen, out of the query.
///
/// # Errors
/// Every parameter at fault.
pub fn described(pairs: &[(String, String)]) -> Result<(Option<String>, Choices)> {
    let (mut errors, mut file_name, mut choices) = (FieldErrors::default(), None, Choices::default());
    for (name, value) in pairs {
        match name.as_str() {
            "file_name" => {
                let clean: String = value.chars().filter(|it| !it.is_control()).take(MAX_FILE_NAME).collect();
                file_name = Some(clean.trim().to_owned()).filter(|name| !name.is_empty());
            }
            "time_zone" => choices.time_zone = Some(value.clone()).filter(|zone| !zone.is_empty()),
            other => errors.add(other, "unknown", "There is no such parameter."),
        }
    }
    errors.into_result(())?;
    Ok((file_name, checked(choices)?))
}

/// Checks what was chosen.
///
/// # Errors
/// Every field at fault.
pub fn checked(choices: Choices) -> Result<Choices, FieldErrors> {
    let mut errors = FieldErrors::default();
    if choices.time_zone.as_deref().is_some_and(|name| formats::time_zone(name).is_none()) {
        errors.add("time_zone", "unknown", "There is no such time zone. Write it like Europe/Berlin.");
    }
    let unknown = |name: &String| column(name).is_none();
    if choices.columns.as_ref().is_some_and(|columns| columns.iter().any(unknown)) {
        errors.add("columns", "unknown", "One of the columns is of no kind that there is.");
    }
    match choices.parse() {
        Ok(choices) => errors.into_result(choices),
        Err(more) => {
            errors.extend(more);
            Err(errors)
        }
    }
}

/// Takes a file and puts its reading into the queue.
///
/// # Errors
/// When it is too large, breaks off or is empty; then nothing of it is kept.
pub async fn receive(
    state: &State,
    owner: UserId,
    file_name: Option<String>,
    choices: &Choices,
    FileBody(body): FileBody,
) -> Result<Import> {
    if body.size_hint().lower() > MAX_IMPORT_BYTES as u64 {
        return Err(BodyLimit::IMPORT.refusal());
    }
    let _memory = state.limits.reserve_upload(MEMORY).await.ok_or_else(|| ApiError::unavailable(5))?;
    let (id, now, choices) = (ImportId(state.clock.id()), state.clock.now(), to_json(choices)?);
    let begin = move |tx: &mut Tx| {
        if count_open_imports(tx, owner)? >= MAX_OPEN {
            let detail = "You have 20 imports that aren’t applied. Apply or discard some of them first.";
            return Err(ApiError::new(ProblemKind::Conflict, detail));
        }
        insert_import(tx, owner, id, file_name.as_deref(), &choices, now)?;
        Ok(())
    };
    state.store.write(begin).await?;
    let mut upload = Upload { state: state.clone(), id, is_over: false };
    let received = upload.receive(owner, body).await;
    if received.is_err() {
        // It is gone before anyone hears of it, unless the database is away: then housekeeping does it.
        upload.is_over = super::discard(&state.store, id).await.is_ok();
    }
    received
}

/// A file that is being uploaded. When this is dropped before that is over, because the client went away, nothing of it
/// stays.
struct Upload {
    state: State,
    id: ImportId,
    is_over: bool,
}

impl Upload {
    async fn receive(&mut self, owner: UserId, mut body: Body) -> Result<Import> {
        let (mut number, mut total, mut piece) = (0, 0, Vec::with_capacity(CHUNK_BYTES));
        let broke_off = |detail: &str| ApiError::new(ProblemKind::MalformedRequest, detail);
        loop {
            let frame = tokio::time::timeout(PATIENCE, body.frame()).await;
            let frame = frame.map_err(|_| broke_off("The upload stood still for a minute. Try again."))?;
            let Some(frame) = frame else { break };
            let frame = frame.map_err(|_| broke_off("The upload broke off. Try again."))?;
            let Ok(mut data) = frame.into_data() else { continue };
            total += data.len();
            if total > MAX_IMPORT_BYTES {
                return Err(BodyLimit::IMPORT.refusal());
            }
            while !data.is_empty() {
                let part = data.split_to(data.len().min(CHUNK_BYTES - piece.len()));
                piece.extend_from_slice(&part);
                if piece.len() == CHUNK_BYTES {
                    self.write(&mut number, std::mem::replace(&mut piece, Vec::with_capacity(CHUNK_BYTES))).await?;
                }
            }
        }
        if total == 0 {
            return Err(ApiError::field("file", "required", "The file is empty. Choose another one."));
        }
        if !piece.is_empty() {
            self.write(&mut number, piece).await?;
        }
        let (id, shared) = (self.id, self.state.clone());
        let finish = move |tx: &mut Tx| {
            move_import(tx, id, (ImportState::Uploading, ImportState::Reading), shared.clock.now())?;
            queue(tx, &shared, id, false)?;
            found(tx, owner, id)
        };
        let import = self.state.store.write(finish).await?;
        self.is_over = true;
        self.state.job_added.notify_one();
        Ok(import)
    }

    async fn write(&self, number: &mut i64, piece: Vec<u8>) -> Result<()> {
        let (id, at, now) = (self.id, *number, self.state.clock.now());
        *number += 1;
        let goes_on = self.state.store.write(move |tx| insert_chunk(tx, id, at, &piece, now)).await?;
        if goes_on { Ok(()) } else { Err(ApiError::new(ProblemKind::Conflict, "The import was discarded.")) }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let (store, id) = (self.state.store.clone(), self.id);
        tokio::spawn(async move {
            if let Err(error) = super::discard(&store, id).await {
                tracing::warn!(?error, "an upload that broke off can't be deleted; housekeeping will");
            }
        });
    }
}
