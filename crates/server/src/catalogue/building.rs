//! Keeping this server's catalogue as new as admins asked for.
//!
//! Each server has a catalogue of its own, so this isn't a job of the queue, of which one server would do it: every server
//! compares what was asked for last with what it has, and builds its own. After a crash it does so again.

use super::downloading::{self, download};
use super::noticing::Noticed;
use crate::error::Result;
use crate::state::State;
use ::catalogue::building::{Building, Kinds};
use ::catalogue::error::Error as CatalogueError;
use ::catalogue::finding::Catalogue;
use ::catalogue::language::Languages;
use ::catalogue::sources::Source;
use domain::catalogue::updates::{CatalogueSettings, CatalogueUpdate, IMDB_DATASETS, UpdateState, is_address};
use domain::times::Timestamp;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use storage::Tx;
use storage::catalogue::{Request, find_catalogue_request, find_catalogue_settings, request_next_catalogue};

/// How often it is looked whether another server was asked for an update, or told to stop one.
const POLL: Duration = Duration::from_secs(5);
/// Seconds until an update that failed is tried again.
const RETRY_SECONDS: i64 = 3600;
const DAY: i64 = 24 * 3600;
/// The file beside the catalogue that names the request that it was built for.
const DONE: &str = "catalogue.request";

/// Why there is no new catalogue.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("it was canceled")]
    Cancelled,
    #[error("{0}")]
    Download(#[from] downloading::DownloadError),
    #[error("{0}")]
    Build(#[from] CatalogueError),
    #[error("something went wrong while building it; see the server’s log ({0})")]
    Panic(#[from] tokio::task::JoinError),
}

/// What this server remembers of its attempts.
#[derive(Default)]
struct Memory {
    /// The request that failed last, and when it is tried again.
    failed: Option<(Timestamp, Timestamp)>,
    noticed: Noticed,
}

/// Builds the catalogue whenever it is asked for, until the server stops.
pub async fn keep_catalogue(state: State) {
    let Some(data) = state.catalogue.folder().map(Path::to_owned) else { return };
    let mut memory = Memory::default();
    while !state.catalogue.is_stopping() {
        if let Err(error) = look(&state, &data, &mut memory).await {
            tracing::warn!(
                ?error,
                "whether the catalogue is to be updated can’t be read; it is tried again in a moment"
            );
        }
        tokio::select! {
            () = state.catalogue.changed.notified() => (),
            () = tokio::time::sleep(POLL) => (),
        }
    }
}

/// Looks once whether an update is due, and does it.
async fn look(state: &State, data: &Path, memory: &mut Memory) -> Result<()> {
    memory.noticed.look(state, None).await?;
    let (request, settings) = state.store.read(find).await?;
    let now = state.clock.now();
    if let Some((last, due)) = request.requested_at.zip(next_update_at(request.requested_at, &settings))
        && due <= now
    {
        state.store.write(move |tx| request_next_catalogue(tx, now, last)).await?;
        state.catalogue.changed.notify_one();
        return Ok(());
    }
    let Some(wanted) = request.wanted() else {
        state.catalogue.set_update(idle());
        return Ok(());
    };
    if is_done(state, data, wanted).await {
        return Ok(());
    }
    if settings.needs_terms() && request.terms_accepted_at.is_none() {
        let error = Some("Agree to IMDb’s terms first: its datasets would be downloaded.".to_owned());
        state.catalogue.set_update(CatalogueUpdate { state: UpdateState::Failed, progress: 0.0, error });
        return Ok(());
    }
    if memory.failed.is_some_and(|(failed, again)| failed == wanted && now < again) {
        return Ok(());
    }
    match update(state, data, &settings, wanted).await {
        Ok(count) => {
            tracing::info!(count, "the catalogue was updated");
            state.catalogue.set_update(idle());
            memory.noticed.look(state, Some(name(wanted))).await?;
        }
        Err(Failure::Cancelled) => state.catalogue.set_update(idle()),
        Err(error) => {
            tracing::warn!(%error, "the catalogue can’t be updated; it is tried again in an hour");
            memory.failed = Some((wanted, now.plus_seconds(RETRY_SECONDS)));
            let (state_now, error) = (UpdateState::Failed, Some(sentence(&error)));
            state.catalogue.set_update(CatalogueUpdate { state: state_now, progress: 0.0, error });
        }
    }
    Ok(())
}

/// What is asked for, and with which settings.
pub fn find(tx: &mut Tx) -> std::result::Result<(Request, CatalogueSettings), storage::Error> {
    Ok((find_catalogue_request(tx)?, find_catalogue_settings(tx)?))
}

/// When the next update is due by itself.
pub fn next_update_at(last: Option<Timestamp>, settings: &CatalogueSettings) -> Option<Timestamp> {
    Some(last?.plus_seconds(settings.interval_days? * DAY))
}

/// Whether an update is asked for that this server hasn't begun yet.
pub async fn is_waiting(state: &State, wanted: Option<Timestamp>) -> bool {
    match (state.catalogue.folder().map(Path::to_owned), wanted) {
        (Some(data), Some(wanted)) => !is_done(state, &data, wanted).await,
        _ => false,
    }
}

/// Whether there is a catalogue that was built for this request, and can be read by this version.
async fn is_done(state: &State, data: &Path, wanted: Timestamp) -> bool {
    let (state, file) = (state.clone(), data.join(DONE));
    let look = move || {
        std::fs::read_to_string(file).is_ok_and(|done| done == name(wanted))
            && matches!(state.catalogue.with(Catalogue::count), Ok(Some(_)))
    };
    tokio::task::spawn_blocking(look).await.unwrap_or(false)
}

/// A request, as a name.
fn name(request: Timestamp) -> String {
    request.as_millis().to_string()
}

fn idle() -> CatalogueUpdate {
    CatalogueUpdate { state: UpdateState::Idle, progress: 0.0, error: None }
}

fn sentence(error: &Failure) -> String {
    format!("The catalogue couldn’t be updated: {}.", error.to_string().trim_end_matches('.'))
}

/// Gets the files and builds the catalogue from them; gives how many films it has.
async fn update(
    state: &State,
    data: &Path,
    settings: &CatalogueSettings,
    wanted: Timestamp,
) -> std::result::Result<u32, Failure> {
    let mut cancelled = pin!(cancelled(state, wanted, settings));
    let place = settings.location.as_deref().unwrap_or(IMDB_DATASETS);
    let folder = if is_address(place) {
        let tell = |progress| tell(state, UpdateState::Downloading, progress);
        tell(0.0);
        let request = name(wanted);
        let downloaded = tokio::select! {
            downloaded = download(place, data, &request, state.config.proxy.as_deref(), tell) => Some(downloaded),
            () = &mut cancelled => None,
        };
        match downloaded {
            Some(downloaded) => downloaded?,
            None => return Err(ended(state, data).await),
        }
    } else {
        PathBuf::from(place)
    };
    let stop = Arc::new(AtomicBool::new(false));
    let built = {
        let (state, data, settings, stop) = (state.clone(), data.to_owned(), settings.clone(), Arc::clone(&stop));
        tokio::task::spawn_blocking(move || build(&state, &folder, &data, &settings, &stop))
    };
    let mut built = pin!(built);
    let count = tokio::select! {
        count = &mut built => count?,
        () = &mut cancelled => {
            stop.store(true, Ordering::SeqCst);
            built.await?
        }
    };
    match count {
        Err(CatalogueError::Stopped) => Err(ended(state, data).await),
        // What was downloaded is no better the next time.
        Err(error) if !matches!(error, CatalogueError::Busy) => {
            downloading::clear(data).await?;
            Err(error.into())
        }
        count => {
            let count = count?;
            let path = data.join(DONE);
            let done = latest(state, settings).await.unwrap_or(wanted);
            std::fs::write(&path, name(done)).map_err(CatalogueError::of_file(&path))?;
            downloading::clear(data).await?;
            Ok(count)
        }
    }
}

/// After an update that was broken off. When the server stops, what was downloaded is there for the next one.
async fn ended(state: &State, data: &Path) -> Failure {
    if !state.catalogue.is_stopping()
        && let Err(error) = downloading::clear(data).await
    {
        return error.into();
    }
    Failure::Cancelled
}

fn kinds(settings: &CatalogueSettings) -> Kinds {
    let &CatalogueSettings { tv_movies, videos, shorts, documentaries, adult, .. } = settings;
    Kinds { tv_movies, videos, shorts, documentaries, adult }
}

fn languages(settings: &CatalogueSettings) -> Languages {
    let Some(wanted) = &settings.languages else { return Languages::All };
    Languages::Only(wanted.iter().filter_map(|language| language.parse().ok()).collect())
}

fn build(
    state: &State,
    folder: &Path,
    data: &Path,
    settings: &CatalogueSettings,
    stop: &AtomicBool,
) -> std::result::Result<u32, CatalogueError> {
    tell(state, UpdateState::Building, 0.0);
    let mut watch = |thousandths: u32| {
        tell(state, UpdateState::Building, f64::from(thousandths) / 1000.0);
        !stop.load(Ordering::SeqCst) && !state.catalogue.is_stopping()
    };
    let source = Source::at(folder)?;
    let mut building = Building::begin(data, kinds(settings), &mut watch)?.in_languages(languages(settings));
    source.read(&mut building)?;
    building.finish()
}

fn tell(state: &State, now: UpdateState, progress: f64) {
    state.catalogue.set_update(CatalogueUpdate { state: now, progress, error: None });
}

/// Ready when this update is no longer wanted, or the server stops. One that is asked for meanwhile, maybe on another
/// server, is the same one unless the settings have changed.
async fn cancelled(state: &State, wanted: Timestamp, settings: &CatalogueSettings) {
    loop {
        tokio::select! {
            () = state.catalogue.changed.notified() => (),
            () = tokio::time::sleep(POLL) => (),
        }
        if state.catalogue.is_stopping() {
            return;
        }
        let Ok((request, now)) = state.store.read(find).await else { continue };
        let is_cancelled = request.cancelled_at.is_some_and(|cancelled| cancelled >= wanted);
        if is_cancelled || request.wanted() != Some(wanted) && now != *settings {
            return;
        }
    }
}

/// The latest request that a catalogue with these settings is for.
async fn latest(state: &State, settings: &CatalogueSettings) -> Option<Timestamp> {
    let (request, now) = state.store.read(find).await.ok()?;
    request.wanted().filter(|_| now == *settings)
}
