//! Backups: when they are made, making one now, and those that are there.

mod files;
mod schedule;

use crate::admin::followed::Followed;
use crate::context::use_toasts;
use crate::kit::failures::describe;
use crate::kit::{browser, counts};
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use domain::jobs::JobState;
use domain::transfer::backups::Backups;
use files::FilesSection;
use leptos::prelude::*;
use leptos::task::spawn_local;
use schedule::ScheduleSection;

/// The backups, as the server tells.
type State = Followed<Backups>;

/// Whether a backup is queued or under way.
fn is_busy(backups: &Backups) -> bool {
    backups.job.as_ref().is_some_and(|job| job.due_at.is_some())
}

/// The backups.
#[component]
pub fn BackupsPart() -> impl IntoView {
    let state = State::new(|api| async move { api.list_backups().await }, is_busy);
    state.view(move || {
        view! {
            <div class="admin-sections">
                <NowSection state />
                <ScheduleSection state />
            </div>
            <FilesSection state />
        }
    })
}

/// Making one now, and what became of the latest.
#[component]
fn NowSection(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let is_busy = state.part(is_busy);
    let sending = RwSignal::new(false);
    let start = move |_| {
        if sending.get_untracked() || is_busy.get_untracked() == Some(true) {
            return;
        }
        sending.set(true);
        spawn_local(async move {
            match state.api.create_backup().await {
                Ok(_) => state.load(),
                Err(error) => toasts.fail(describe(&error)),
            }
            sending.try_set(false);
        });
    };
    let (failure, now) = (state.part(failure), state.part(status));
    let encrypts = state.part(|backups| backups.encrypts);
    let encrypts = move || match encrypts.get() {
        Some(true) => {
            view! { "New backups are encrypted with the passphrase that the server was started with." }.into_any()
        }
        _ => view! {
            "New backups aren’t encrypted. To encrypt them, start the server with "
            <code class="command-option">"--backup-passphrase-file"</code>"."
        }
        .into_any(),
    };
    view! {
        <section class="account-section" aria-labelledby="backup-title">
            <h2 id="backup-title">"Back up"</h2>
            <p class="account-text">
                "A backup is one file with all films, pictures and accounts. It doesn’t hold the secret key (the secret.key file) or the server’s options. Keep a copy of the key somewhere else: without it, the server doesn’t start on a backup."
            </p>
            <p class="account-text">{live(encrypts)}</p>
            {live(move || failure.get().flatten().map(|reason| view! {
                <p class="alert" role="alert" dir="auto"><Icon name="alert" /><span>{reason}</span></p>
            }))}
            <p class="account-text" id="backup-status" role="status">{words(move || now.get())}</p>
            <button type="button" class="button is-primary" aria-disabled=move || (is_busy.get() == Some(true)).then_some("true")
                on:click=start>"Back up now"</button>
        </section>
    }
}

/// Why the latest backup failed, if it did.
fn failure(backups: &Backups) -> Option<String> {
    let job = backups.job.as_ref()?;
    job.error.clone().filter(|_| matches!(job.state, JobState::Failed | JobState::Queued))
}

/// What becomes of the latest backup, or became of it.
fn status(backups: &Backups) -> String {
    let Some(job) = &backups.job else { return "No backup was made in the last 30 days.".to_owned() };
    match (job.state, job.due_at, job.finished_at) {
        (JobState::Running, ..) => match backups.written_bytes {
            Some(bytes) => format!("Backing up… {} written", counts::bytes(bytes)),
            None => "Backing up…".to_owned(),
        },
        (JobState::Queued, Some(due_at), _) if job.attempts > 0 => {
            format!("The backup failed. The next try is {}.", browser::local_time(due_at))
        }
        (JobState::Queued, ..) => "Waiting for a free server…".to_owned(),
        (JobState::Done, _, Some(at)) => format!("The latest backup was finished {}.", browser::local_time(at)),
        (JobState::Failed, _, Some(at)) => format!("The latest backup failed {}.", browser::local_time(at)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::JobId;
    use domain::jobs::{JobInfo, Progress};
    use domain::times::Timestamp;
    use domain::transfer::backups::{BackupSchedule, SetBy};

    fn backups(state: JobState, written_bytes: Option<u64>) -> Backups {
        let now = Timestamp::from_millis(0);
        let is_over = matches!(state, JobState::Done | JobState::Failed);
        let job = JobInfo {
            id: JobId(Default::default()),
            kind: "backup".to_owned(),
            state,
            progress: Progress { done: 0, total: None },
            attempts: 0,
            error: None,
            created_at: now,
            due_at: (!is_over).then_some(now),
            started_at: None,
            finished_at: is_over.then_some(now),
        };
        Backups {
            server: None,
            folder: String::new(),
            bucket: None,
            encrypts: false,
            schedule: BackupSchedule { interval_hours: None, keep: 7 },
            set_by: SetBy::Settings,
            next_run_at: None,
            job: Some(job),
            written_bytes,
            items: Vec::new(),
        }
    }

    #[test]
    fn a_backup_under_way_tells_how_much_is_written() {
        assert_eq!(status(&backups(JobState::Running, Some(12_345_678))), "Backing up… 12.3 MB written");
        assert_eq!(status(&backups(JobState::Running, None)), "Backing up…");
        assert_eq!(status(&backups(JobState::Queued, None)), "Waiting for a free server…");
    }

    #[test]
    fn it_is_asked_again_until_the_backup_has_ended() {
        let busy = JobState::ALL.map(|state| is_busy(&backups(state, None)));
        assert_eq!(busy, [true, true, false, false]);
    }
}
