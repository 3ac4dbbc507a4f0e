//! Backups: those that a server makes by itself or when an admin asks, and the folder that they are in.

mod api;
mod download;
mod folder;
mod store;

use self::store::BackupStore;
use crate::error::{ApiError, Result};
use crate::jobs::worker::{Context, Kind};
use crate::state::{Config, State};
use domain::problems::ProblemKind;
use domain::transfer::backups::BackupSchedule;
use std::path::Path;
use storage::accounts::backup_settings::find_backup_schedule;
use storage::transfer::{ENCRYPTED_END, Encryption, Existing, back_up, back_up_encrypted};
use utoipa_axum::router::OpenApiRouter;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().merge(api::routes()).merge(download::routes())
}

/// The job that the options of a server ask for.
const BY_OPTIONS: &str = "backup";
/// The job that an admin asks for, or has a schedule for.
const BY_ADMIN: &str = "backup_by_admin";
/// All of them.
const KINDS: [&str; 2] = [BY_OPTIONS, BY_ADMIN];
/// What a job needs to know that an admin asked for; one of a schedule knows nothing.
const ASKED: &str = r#"{"asked":true}"#;

/// The job that any server does. Its schedule is made when an admin sets one.
pub const KIND: Kind = Kind {
    name: BY_ADMIN,
    interval_seconds: None,
    run: |context| Box::pin(async move { back_up_for_admin(&context).await }),
};

/// The job, where the options ask for one: other servers leave it to those that have it.
pub fn kind(config: &Config) -> Option<Kind> {
    let hours = config.backups.schedule?.interval_hours?;
    Some(Kind {
        name: BY_OPTIONS,
        interval_seconds: Some(hours * 3600),
        run: |context| {
            Box::pin(async move {
                let keep = context.state.config.backups.schedule.map_or(1, |schedule| schedule.keep);
                make_backup(&context.state, keep).await
            })
        },
    })
}

async fn back_up_for_admin(context: &Context) -> Result<()> {
    let state = &context.state;
    let settings = state.store.read(find_backup_schedule).await?;
    let schedule = state.config.backups.schedule.unwrap_or(settings);
    // The options go before what admins have set.
    if context.payload != ASKED && (state.config.backups.schedule.is_some() || settings.interval_hours.is_none()) {
        return Ok(());
    }
    make_backup(state, schedule.keep).await
}

/// Makes a backup, then deletes the oldest of those that are too many.
async fn make_backup(state: &State, keep: i64) -> Result<()> {
    let config = &state.config.backups;
    let mut name = folder::name_at(state.clock.now());
    let written = match &config.passphrase {
        None => back_up(&state.store, &config.folder.join(&name), Existing::Keep).await,
        Some(passphrase) => {
            name.push_str(ENCRYPTED_END);
            let encryption = Encryption { passphrase: passphrase.clone(), scratch: state.config.scratch() };
            back_up_encrypted(&state.store, &config.folder.join(&name), Existing::Keep, &encryption).await
        }
    };
    let (file, written) = (config.folder.join(name), written.map_err(|error| failed(&error))?);
    tracing::info!(file = %file.display(), bytes = written.bytes, "a backup was made");
    let sent = send(state, &file, keep).await;
    let (folder, keep) = (config.folder.clone(), usize::try_from(keep).unwrap_or(1).max(1));
    let pruned = tokio::task::spawn_blocking(move || folder::prune(&folder, keep)).await;
    match pruned {
        Ok(Ok(())) => sent,
        Ok(Err(error)) => Err(failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}

/// Sends a backup to the store, if there is one, and deletes the oldest there.
async fn send(state: &State, file: &Path, keep: i64) -> Result<()> {
    let Some(config) = &state.config.backups.store else { return Ok(()) };
    let not_sent = |why: String| {
        let detail = format!("The backup was made in the folder, but not sent to the bucket {}: {why}.", config.bucket);
        ApiError::new(ProblemKind::Internal, detail)
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let store = BackupStore::new(config, state.config.proxy.as_deref()).map_err(not_sent)?;
    store.upload(file, &name).await.map_err(not_sent)?;
    tracing::info!(name, bucket = config.bucket, "a backup was sent");
    store.prune(usize::try_from(keep).unwrap_or(1).max(1)).await.map_err(not_sent)
}

/// For admins, who see why a job failed.
fn failed(error: &dyn std::error::Error) -> ApiError {
    ApiError::new(ProblemKind::Internal, format!("The backup failed: {error}."))
}

/// When backups are made, and whether the options say so.
fn schedule(state: &State, settings: BackupSchedule) -> (BackupSchedule, bool) {
    state.config.backups.schedule.map_or((settings, false), |schedule| (schedule, true))
}
