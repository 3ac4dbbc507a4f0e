//! The upload of a file, which is never in memory as a whole.

use super::ending::{discard, fail};
use super::findings::{column, to_json};
use super::working::FULL;
use super::{Payload, found, queue};
use crate::error::{ApiError, Result};
use crate::request::file_body::FileBody;
use crate::request::guards::Standing;
use crate::state::State;
use bytes::Bytes;
use domain::field_errors::FieldErrors;
use domain::ids::{ImportId, UserId};
use domain::problems::ProblemKind;
use domain::transfer::imports::{Choices, Import, ImportState, MAX_FILE_NAME};
use std::fmt::Display;
use storage::Tx;
use storage::transfer::import_chunks::{CHUNK_BYTES, insert_chunk};
use storage::transfer::imports::{count_open_imports, insert_import, move_import};
use tokio::sync::OwnedSemaphorePermit;

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

/// What a file comes from, piece by piece.
pub trait Source: Send {
    /// Why no more comes.
    type Fault: Display + Send;

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// When no more comes.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, Self::Fault>> + Send;
}

impl Source for FileBody {
    type Fault = ApiError;

    async fn next(&mut self) -> Result<Option<Bytes>> {
        Self::next(self).await
    }
}

/// Takes a file and puts its reading into the queue. With that goes what `last` does, in the same transaction; it gives
/// what there is to answer.
///
/// # Errors
/// When it is too large, breaks off or is empty, or `last` refuses it; then nothing of it is kept.
pub async fn receive<T: Send + 'static>(
    state: &State,
    owner: UserId,
    file_name: Option<String>,
    choices: &Choices,
    (body, afterwards): (FileBody, Afterwards),
    last: impl FnOnce(&mut Tx, ImportId) -> Result<T> + Send + 'static,
) -> Result<T> {
    let mut upload = Upload::begin(state, owner, file_name, choices).await?;
    let received = upload.receive(body, afterwards, last).await.map_err(Broken::into_error);
    if received.is_err() {
        // It is gone before anyone hears of it, unless the database is away: then housekeeping does it.
        upload.is_over = discard(&state.store, upload.id).await.is_ok();
    }
    received
}

/// Takes what comes from elsewhere, in the background, and then puts its reading into the queue. When it breaks off, the
/// import has failed, and says why.
///
/// # Errors
/// When there are too many imports or uploads, or the database can't be written.
pub async fn receive_later(
    state: &State,
    caller: Standing,
    file_name: Option<String>,
    choices: &Choices,
    source: impl Source + 'static,
) -> Result<Import> {
    let (owner, clock) = (caller.id, state.clock.clone());
    let mut upload = Upload::begin(state, owner, file_name, choices).await?;
    let id = upload.id;
    let begun = state.store.read(move |tx| found(tx, owner, id)).await?;
    tokio::spawn(async move {
        let last = move |tx: &mut Tx, _| caller.recheck_in(tx, clock.now());
        let why = match upload.receive(source, Afterwards::Show, last).await {
            Ok(()) => return,
            Err(Broken::Off(fault)) => fault.to_string(),
            Err(Broken::Here(error)) if error.is_storage_full() => FULL.to_owned(),
            Err(Broken::Here(error)) => error.to_string(),
        };
        let (store, now) = (upload.state.store.clone(), upload.state.clock.now());
        upload.is_over = fail(&store, id, why, now).await.is_ok();
        drop(upload);
    });
    Ok(begun)
}

/// Why an upload ended early.
enum Broken<F> {
    /// No more came.
    Off(F),
    /// It couldn't be written.
    Here(ApiError),
}

impl Broken<ApiError> {
    fn into_error(self) -> ApiError {
        match self {
            Self::Off(error) | Self::Here(error) => error,
        }
    }
}

impl<F> From<ApiError> for Broken<F> {
    fn from(error: ApiError) -> Self {
        Self::Here(error)
    }
}

/// A file that is being uploaded. When this is dropped before that is over, because the client went away, nothing of it
/// stays.
struct Upload {
    state: State,
    id: ImportId,
    is_over: bool,
    _memory: OwnedSemaphorePermit,
}

impl Upload {
    async fn begin(state: &State, owner: UserId, file_name: Option<String>, choices: &Choices) -> Result<Self> {
        let memory = state.limits.reserve_upload(MEMORY).await.ok_or_else(|| ApiError::unavailable(5))?;
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
        Ok(Self { state: state.clone(), id, is_over: false, _memory: memory })
    }

    async fn receive<S: Source, T: Send + 'static>(
        &mut self,
        mut source: S,
        afterwards: Afterwards,
        last: impl FnOnce(&mut Tx, ImportId) -> Result<T> + Send + 'static,
    ) -> Result<T, Broken<S::Fault>> {
        let (mut number, mut total, mut piece) = (0, 0, Vec::with_capacity(CHUNK_BYTES));
        while let Some(mut data) = source.next().await.map_err(Broken::Off)? {
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
            return Err(ApiError::field("file", "required", "The file is empty. Choose another one.").into());
        }
        if !piece.is_empty() {
            self.write(&mut number, piece).await?;
        }
        let (id, shared) = (self.id, self.state.clone());
        let payload = Payload { import: id, has_rows: false, applies: afterwards == Afterwards::Apply };
        let finish = move |tx: &mut Tx| {
            let answer = last(tx, id)?;
            if !move_import(tx, id, (ImportState::Uploading, ImportState::Reading), shared.clock.now())? {
                return Err(discarded());
            }
            queue(tx, &shared, &payload)?;
            Ok(answer)
        };
        let answer = self.state.store.write(finish).await?;
        self.is_over = true;
        self.state.job_added.notify_one();
        Ok(answer)
    }

    async fn write(&self, number: &mut i64, piece: Vec<u8>) -> Result<()> {
        let (id, at, now) = (self.id, *number, self.state.clock.now());
        *number += 1;
        let goes_on = self.state.store.write(move |tx| insert_chunk(tx, id, at, &piece, now)).await?;
        if goes_on { Ok(()) } else { Err(discarded()) }
    }
}

fn discarded() -> ApiError {
    ApiError::new(ProblemKind::Conflict, "The import was discarded.")
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
