//! The upload of a file, which is never in memory as a whole.

use super::ending::discard;
use super::findings::{column, to_json};
use super::{Payload, found, queue};
use crate::error::{ApiError, Result};
use crate::request::file_body::FileBody;
use crate::state::State;
use domain::field_errors::FieldErrors;
use domain::ids::{ImportId, UserId};
use domain::problems::ProblemKind;
use domain::transfer::imports::{Choices, Import, ImportState, MAX_FILE_NAME};
use storage::Tx;
use storage::transfer::imports::{CHUNK_BYTES, count_open_imports, insert_chunk, insert_import, move_import};

/// The most imports of an account that are neither applied nor undone.
const MAX_OPEN: i64 = 20;
/// The bytes that an upload has in memory: a piece, and what comes next.
const MEMORY: usize = 2 * CHUNK_BYTES;

/// What is done with a file when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// Its rows are there to be looked at.
    Show,
    /// All its rows are applied.
    Apply,
}

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
    body: FileBody,
    afterwards: Afterwards,
) -> Result<Import> {
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
    let received = upload.receive(owner, body, afterwards).await;
    if received.is_err() {
        // It is gone before anyone hears of it, unless the database is away: then housekeeping does it.
        upload.is_over = discard(&state.store, id).await.is_ok();
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
    async fn receive(&mut self, owner: UserId, mut body: FileBody, afterwards: Afterwards) -> Result<Import> {
        let (mut number, mut total, mut piece) = (0, 0, Vec::with_capacity(CHUNK_BYTES));
        while let Some(mut data) = body.next().await? {
            total += data.len();
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
        let payload = Payload { import: id, has_rows: false, applies: afterwards == Afterwards::Apply };
        let finish = move |tx: &mut Tx| {
            move_import(tx, id, (ImportState::Uploading, ImportState::Reading), shared.clock.now())?;
            queue(tx, &shared, &payload)?;
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
            if let Err(error) = discard(&store, id).await {
                tracing::warn!(?error, "an upload that broke off can't be deleted; housekeeping will");
            }
        });
    }
}
