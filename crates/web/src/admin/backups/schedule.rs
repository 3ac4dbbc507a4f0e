//! When backups are made, and how many are kept.

use super::State;
use crate::admin::jobs::every;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::kit::failures::describe;
use crate::ui::live::live;
use crate::ui::select::{Choice, Select};
use domain::transfer::backups::{BackupSchedule, BackupScheduleDraft, SetBy};
use leptos::prelude::*;
use leptos::task::spawn_local;

const HOURS: [i64; 4] = [6, 12, 24, 7 * 24];
const KEPT: [i64; 5] = [1, 3, 7, 14, 30];
/// The value of the choice that none are made.
const OFF: &str = "";

/// The schedule, which counts at once; where the server’s options say it, only what they say.
#[component]
pub fn ScheduleSection(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let save = move |new: BackupSchedule| {
        spawn_local(async move {
            let draft = BackupScheduleDraft { interval_hours: new.interval_hours, keep: Some(new.keep) };
            match state.api.update_backup_schedule(&draft).await {
                Ok(_) => toasts.say("Settings saved"),
                Err(error) => toasts.fail(describe(&error)),
            }
            state.load();
        });
    };
    let set = state.part(|backups| (backups.schedule, backups.set_by));
    let next = state
        .part(|backups| backups.next_run_at.map(|at| format!("The next backup is due {}.", browser::local_time(at))));
    view! {
        <section class="account-section" aria-labelledby="backup-schedule-title">
            <h2 id="backup-schedule-title">"Schedule"</h2>
            {live(move || set.get().map(|(now, set_by)| match set_by {
                SetBy::Options => view! {
                    <p>{told(now)}</p>
                    <p class="account-text">
                        "The server was started with --backup-every, so this can’t be changed here. Start it without that option to set the schedule on this page."
                    </p>
                }.into_any(),
                SetBy::Settings => view! {
                    <div class="field">
                        <span class="field-label" aria-hidden="true">"Back up automatically"</span>
                        <Select label="Back up automatically" id="backup-interval"
                            value=interval_value(now.interval_hours) choices=intervals(now.interval_hours)
                            on_change=move |value: String| save(BackupSchedule { interval_hours: value.parse().ok(), ..now }) />
                    </div>
                    <div class="field">
                        <span class="field-label" aria-hidden="true">"Keep"</span>
                        <Select label="Keep" id="backup-keep" value=now.keep.to_string() choices=kept(now.keep)
                            on_change=move |value: String| save(BackupSchedule { keep: value.parse().unwrap_or(now.keep), ..now }) />
                    </div>
                    <p class="field-hint">"When a new backup is finished, the oldest ones beyond this number are deleted."</p>
                }.into_any(),
            }))}
            {live(move || next.get().flatten().map(|text| view! { <p class="account-text">{text}</p> }))}
        </section>
    }
}

/// What the options say.
fn told(schedule: BackupSchedule) -> String {
    let often = schedule.interval_hours.map_or_else(|| "Never".to_owned(), |hours| every(hours * 3600));
    format!("{often}, keeping {}.", latest(schedule.keep))
}

fn latest(keep: i64) -> String {
    if keep == 1 { "the latest backup".to_owned() } else { format!("the latest {keep} backups") }
}

fn interval_value(hours: Option<i64>) -> String {
    hours.map_or_else(|| OFF.to_owned(), |hours| hours.to_string())
}

/// The usual intervals, and the present one.
fn intervals(now: Option<i64>) -> Vec<Choice> {
    let choices = with(&HOURS, now).into_iter().map(|hours| (hours.to_string(), every(hours * 3600)));
    [(OFF.to_owned(), "Off".to_owned())].into_iter().chain(choices).collect()
}

fn kept(now: i64) -> Vec<Choice> {
    let choice = |keep: i64| {
        let mut text = latest(keep);
        text.replace_range(..1, "T");
        (keep.to_string(), text)
    };
    with(&KEPT, Some(now)).into_iter().map(choice).collect()
}

fn with(usual: &[i64], now: Option<i64>) -> Vec<i64> {
    let mut numbers: Vec<i64> = usual.iter().copied().chain(now).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_schedule_is_among_the_choices() {
        let texts = |choices: Vec<Choice>| choices.into_iter().map(|choice| choice.1).collect::<Vec<_>>();
        let intervals = texts(intervals(Some(48)));
        assert_eq!(intervals, ["Off", "Every 6 hours", "Every 12 hours", "Every day", "Every 2 days", "Every week"]);
        let kept = texts(kept(2));
        assert_eq!(kept[..2], ["The latest backup", "The latest 2 backups"]);
    }

    #[test]
    fn what_the_options_say_is_told_in_words() {
        let schedule = BackupSchedule { interval_hours: Some(24), keep: 7 };
        assert_eq!(told(schedule), "Every day, keeping the latest 7 backups.");
    }
}
