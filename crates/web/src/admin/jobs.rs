//! Jobs: what the servers do in the background, and when it is due again.

use crate::base::admin_parts::AdminPart;
use crate::base::routes::{Route, url};
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::failures::describe;
use crate::kit::{browser, counts};
use crate::lists::listing::{Fetch, Item};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::button::Button;
use crate::ui::live::{Each, live, words};
use crate::ui::notice::FailureNotice;
use crate::ui::select::Select;
use domain::jobs::{JobInfo, JobState, JobsQuery, ScheduleInfo};
use domain::queries::ListQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// Schedules and the queue.
#[component]
pub fn JobsPart() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    view! {
        <div class="admin-sections"><SchedulesSection changes /></div>
        <JobList changes />
    }
}

/// The schedules, each of which can be run at once.
#[component]
fn SchedulesSection(changes: RwSignal<u32>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let schedules = RwSignal::new(None::<Result<Vec<ScheduleInfo>, String>>);
    let busy = RwSignal::new(false);
    let load = move || {
        spawn_local(async move {
            let listed = api.list_schedules().await.map(|list| list.items).map_err(|error| describe(&error));
            schedules.try_set(Some(listed));
        });
    };
    load();
    let run = move |kind: String| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.run_schedule(&kind).await {
                Ok(()) => {
                    toasts.say("Job queued");
                    changes.try_update(|count| *count += 1);
                    load();
                }
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        });
    };
    view! {
        <section class="account-section" aria-labelledby="schedules-title">
            <h2 id="schedules-title">"Schedules"</h2>
            {live(move || match schedules.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(list)) if list.is_empty() => view! { <p class="quiet">"No scheduled jobs."</p> }.into_any(),
                Some(Ok(list)) => view! {
                    <ul id="schedule-list">{list.into_iter().map(|schedule| schedule_row(schedule, run)).collect_view()}</ul>
                }.into_any(),
            })}
        </section>
    }
}

fn schedule_row(schedule: ScheduleInfo, run: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let (name, kind) = (kind_name(&schedule.kind), schedule.kind);
    let label = format!("Run now: {name}");
    let times = format!("{} · next {}", every(schedule.interval_seconds), browser::local_time(schedule.next_run_at));
    view! {
        <li class="session">
            <div>
                <h3>{name}</h3>
                <p class="film-meta">{times}</p>
            </div>
            <button type="button" class="button" aria-label=label on:click=move |_| run(kind.clone())>"Run now"</button>
        </li>
    }
}

impl Item for JobInfo {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

/// The queue, the newest jobs first; of all states or of one.
#[component]
fn JobList(changes: RwSignal<u32>) -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let state = Memo::new(move |_| {
        navigation.location().value("state").and_then(JobState::from_name).map_or("", JobState::as_str).to_owned()
    });
    let list = PagedList::of_route(Route::Admin(AdminPart::Jobs), move || {
        changes.track();
        let query = JobsQuery { state: JobState::from_name(&state.get()) };
        let name = url("/admin/jobs", query.to_pairs().iter().map(|(name, value)| (*name, value.as_str())));
        let fetch: Fetch<JobInfo> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { api.list_jobs(&query, &page).await })
        });
        (name, fetch)
    });
    let listing = list.listing;
    let row = move |job: RwSignal<JobInfo>| live(move || view! { <JobRow job=job.get() changes /> }).into_any();
    let mut choices = vec![(String::new(), "All jobs".to_owned())];
    choices.extend(JobState::ALL.map(|state| (state.as_str().to_owned(), state_name(state).to_owned())));
    let choose = move |state: String| {
        let pair = (!state.is_empty()).then_some(("state", state.as_str()));
        navigation.push_in_place(&url("/admin/jobs", pair));
    };
    view! {
        <div class="admin-bar">
            <Select label="State" id="job-state" value=state choices on_change=choose />
            <Button text="Refresh" on_press=move |()| changes.update(|count| *count += 1) />
            <p class="page-count" role="status">{words(move || listing.total().map(counts::jobs))}</p>
        </div>
        <div class="table-frame">
            <table class="table is-plain" id="jobs-table">
                <caption class="visually-hidden">"Jobs, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="is-name">"Job"</th>
                        <th scope="col" class="is-wide">"State"</th>
                        <th scope="col" class="is-wide">"Progress"</th>
                        <th scope="col" class="is-time">"Added"</th>
                        <th scope="col" class="is-time is-wide">"Finished"</th>
                        <th scope="col" class="is-actions"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody><Each parts=listing.parts(row) /></tbody>
            </table>
        </div>
        <ListStatus list loading=loading_text empty=|| view! { <p class="quiet" role="status">"No jobs."</p> } />
        <More list />
    }
}

#[component]
fn JobRow(job: JobInfo, changes: RwSignal<u32>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let busy = RwSignal::new(false);
    let (id, name) = (job.id, kind_name(&job.kind));
    let label = format!("Try again: {name}");
    let retry = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.retry_job(id).await {
                Ok(_) => changes.try_update(|count| *count += 1).unwrap_or_default(),
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        });
    };
    let state = state_text(&job);
    let progress = progress(&job);
    let under = [state.as_str(), progress.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    view! {
        <tr>
            <th scope="row" class="is-name">
                {name}
                <span class="table-under">{under.join(" · ")}</span>
                {job.error.clone().map(|error| view! { <span class="job-error" dir="auto">{error}</span> })}
            </th>
            <td class="is-wide">{state.clone()}</td>
            <td class="is-wide">{progress.clone()}</td>
            <td class="is-time">{browser::local_time(job.created_at)}</td>
            <td class="is-time is-wide">{job.finished_at.map(browser::local_time)}</td>
            <td class="is-actions">
                {(job.state == JobState::Failed).then(|| view! {
                    <button type="button" class="button" aria-label=label on:click=move |_| retry()>"Try again"</button>
                })}
            </td>
        </tr>
    }
}

/// What a kind of job is called.
fn kind_name(kind: &str) -> String {
    match kind {
        "backup" | "backup_by_admin" => "Backup".to_owned(),
        "housekeeping" => "Housekeeping".to_owned(),
        "import" => "Import".to_owned(),
        "movie_matches" => "Matching films with the catalogue".to_owned(),
        "movie_match_undos" => "Undoing matching".to_owned(),
        "movie_titles" => "Translating film titles".to_owned(),
        "movie_lookups" => "Looking up films".to_owned(),
        "imports_expiry" => "Deleting old imports".to_owned(),
        other => other.to_owned(),
    }
}

fn state_name(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "Queued",
        JobState::Running => "Running",
        JobState::Done => "Done",
        JobState::Failed => "Failed",
    }
}

fn state_text(job: &JobInfo) -> String {
    match (job.state, job.due_at) {
        (JobState::Queued, Some(due_at)) if job.attempts > 0 => {
            format!("Failed {}; next try {}", times(job.attempts), browser::local_time(due_at))
        }
        (state, _) => state_name(state).to_owned(),
    }
}

fn times(count: i64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

fn progress(job: &JobInfo) -> String {
    match (job.progress.done, job.progress.total) {
        (0, None) => String::new(),
        (done, None) => done.to_string(),
        (done, Some(total)) => format!("{done} of {total}"),
    }
}

/// “Every hour”, “Every 90 minutes”.
pub fn every(seconds: i64) -> String {
    let counted =
        |number: i64, unit: &str| if number == 1 { format!("Every {unit}") } else { format!("Every {number} {unit}s") };
    match seconds {
        seconds if seconds % 604_800 == 0 => counted(seconds / 604_800, "week"),
        seconds if seconds % 86_400 == 0 => counted(seconds / 86_400, "day"),
        seconds if seconds % 3_600 == 0 => counted(seconds / 3_600, "hour"),
        seconds if seconds % 60 == 0 => counted(seconds / 60, "minute"),
        seconds => counted(seconds, "second"),
    }
}

#[cfg(test)]
mod tests {
    use super::every;

    #[test]
    fn an_interval_is_told_in_its_largest_unit() {
        let told = [1, 60, 5_400, 3_600, 172_800, 604_800].map(every);
        let words = ["Every second", "Every minute", "Every 90 minutes", "Every hour", "Every 2 days", "Every week"];
        assert_eq!(told, words);
    }
}
