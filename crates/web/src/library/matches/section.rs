//! Having films matched with the catalogue, and what came of it.

use crate::base::routes::MATCHES;
use crate::context::{use_api, use_toasts};
use crate::kit::counts;
use crate::kit::failures::describe;
use crate::library::context::use_library_state;
use crate::library::state::Change;
use crate::ui::button::Button;
use crate::ui::live::{effect, live, words};
use crate::ui::notice::FailureNotice;
use domain::catalogue::matches::{MatchRun, MatchesInfo};
use domain::ids::UndoId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often it is looked how far it is.
const PACE: Duration = Duration::from_secs(1);
/// How long it takes until it is looked again after nothing could be seen.
const PACE_AFTER_FAILURE: Duration = Duration::from_secs(5);

const UNDONE: &str = "Matching undone. You can check these films yourself now.";

/// The section: a button, how many films are to be checked, and the last run with its Undo.
#[component]
pub fn MatchingSection(#[prop(optional, into)] on_finished: Option<Callback<()>>) -> impl IntoView {
    let (api, toasts, library) = (use_api(), use_toasts(), use_library_state());
    let (info, busy) = (RwSignal::new(None::<MatchesInfo>), RwSignal::new(false));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // Why it could not be seen how far it is.
    let failure = RwSignal::new(None::<String>);
    let show = Callback::new(move |new: MatchesInfo| {
        // It may be over before anybody has seen it run.
        let end_of = |info: &MatchesInfo| info.latest_run.as_ref().and_then(|run| run.finished_at);
        let before = info.try_with_untracked(|info| info.as_ref().map(end_of)).flatten();
        let was_undoing = info.try_with_untracked(|info| info.as_ref().is_some_and(|info| info.is_undoing));
        let is_undone = was_undoing == Some(true) && !new.is_undoing;
        let ended = is_undone || before.is_some_and(|before| before != end_of(&new)) && !new.is_running;
        if is_undone {
            toasts.say(UNDONE);
        }
        info.try_set(Some(new));
        failure.try_set(None);
        if ended {
            library.tell(Change::Added);
            if let Some(on_finished) = on_finished {
                on_finished.try_run(());
            }
        }
    });
    let look = Callback::new(move |()| {
        spawn_local(async move {
            // The page may be gone by then.
            match api.get_movie_matches_status().await {
                Ok(new) => drop(show.try_run(new)),
                Err(error) => drop(failure.try_set(Some(describe(&error)))),
            }
        });
    });
    look.run(());
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    effect(move || {
        let pace = if failure.with(Option::is_some) { PACE_AFTER_FAILURE } else { PACE };
        stop();
        if info.with(|info| info.as_ref().is_some_and(|info| info.is_running || info.is_undoing)) {
            timer.set_value(set_timeout_with_handle(move || look.run(()), pace).ok());
        }
    });
    on_cleanup(stop);
    let start = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match api.start_movie_matches().await {
                Ok(new) => drop(show.try_run(new)),
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        });
    };
    let undo = Callback::new(move |undo: UndoId| {
        spawn_local(async move {
            match api.undo(undo).await {
                // Many films take a while; it is said when they are done.
                Ok(()) => {
                    info.try_update(|info| info.iter_mut().for_each(|info| info.is_undoing = true));
                    look.try_run(());
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    });
    view! {
        <section class="transfer-section" aria-labelledby="matching-title">
            <h2 id="matching-title">"Match films with the catalogue"</h2>
            <p class="transfer-text">
                "Films without an IMDb or TMDB ID get one, along with missing details: year, runtime, genres, directors, cast and original title. "
                "What you entered stays. If it isn’t clear which film it is, you decide."
            </p>
            <Fault failure info on_retry=look />
            {live(move || info.get().map(|info| {
                if !info.has_catalogue {
                    return view! { <p class="quiet">"There’s no catalogue on this server. An admin can build one in Administration → Catalogue."</p> }.into_any();
                }
                let to_check = info.to_check_count;
                let is_running = info.is_running;
                view! {
                    <div class="matching-actions">
                        {if is_running {
                            view! { <p role="status">"Matching your films…"</p> }.into_any()
                        } else if info.is_undoing {
                            let so_far = counts::films(info.undone_count.try_into().unwrap_or(0));
                            view! { <p role="status">{format!("Undoing matching… {so_far} so far. You can leave this page.")}</p> }.into_any()
                        } else {
                            view! { <Button text="Match films" on_press=start /> }.into_any()
                        }}
                        {(to_check > 0).then(|| view! { <a class="button is-primary" href=MATCHES>{format!("Check {}", counts::films(to_check))}</a> })}
                    </div>
                    {info.latest_run.filter(|_| !is_running && !info.is_undoing).map(|run| view! { <Latest run undo /> })}
                }.into_any()
            }))}
        </section>
    }
}

/// Why it could not be seen how far it is.
#[component]
fn Fault(
    failure: RwSignal<Option<String>>,
    info: RwSignal<Option<MatchesInfo>>,
    on_retry: Callback<()>,
) -> impl IntoView {
    // The same failure again is nothing new to be read out.
    let reason = Memo::new(move |_| failure.get());
    let is_unknown = Memo::new(move |_| info.with(Option::is_none));
    live(move || {
        let reason = reason.get()?;
        Some(if is_unknown.get() {
            view! { <FailureNotice reason on_retry /> }.into_any()
        } else {
            view! { <p class="match-trouble" role="alert">{reason}</p> }.into_any()
        })
    })
}

#[component]
fn Latest(run: MatchRun, undo: Callback<UndoId>) -> impl IntoView {
    let films = |count: i64| counts::films(count.try_into().unwrap_or(0));
    let text = format!(
        "Last time: {} matched, {} to check, {} not found.",
        films(run.matched_count),
        run.to_check_count,
        run.not_found_count
    );
    let undone = run.undo.map(|id| {
        view! { <button type="button" class="chip" on:click=move |_| undo.run(id)>"Undo matching"</button> }
    });
    view! { <p class="quiet matching-latest">{words(move || text.clone())}" "{undone}</p> }
}
