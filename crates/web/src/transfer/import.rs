//! An import's page: how it is read, what it would do, what it did.

mod choices;
mod matching;
mod open;
mod outcome;
mod preview;
mod question;
mod row;
mod rows;

use crate::base::routes::{IMPORTS, Route};
use crate::kit::{browser, counts};
use crate::transfer::names::{all_rows, file_name, rows};
use crate::ui::icon::Icon;
use crate::ui::live::{live, words};
use crate::ui::notice::{FailureNotice, Notice};
use domain::ids::ImportId;
use domain::jobs::Progress;
use domain::transfer::imports::{Import, ImportState};
use leptos::prelude::*;
pub use open::LOOK_AGAIN;
use open::OpenImport;
use outcome::{Failed, Outcome};
use preview::Preview;
use question::QuestionForm;

/// The page.
#[component]
pub fn ImportPage(id: Option<ImportId>) -> impl IntoView {
    match id {
        Some(id) => view! { <OpenPage open=OpenImport::open(id) /> }.into_any(),
        None => missing(),
    }
}

fn missing() -> AnyView {
    browser::set_title("Import");
    view! {
        <h1 tabindex="-1" class="visually-hidden">"Import"</h1>
        <Notice icon="alert" title="There’s no such import" text="It may have been discarded. Imports that aren’t finished are kept for 7 days.">
            <a class="button is-primary" href=IMPORTS>"Import and export"</a>
        </Notice>
    }
    .into_any()
}

#[component]
fn OpenPage(open: OpenImport) -> impl IntoView {
    live(move || {
        let is_there = Memo::new(move |_| open.import.with(Option::is_some));
        if open.is_gone.get() {
            return missing();
        }
        if is_there.get() {
            return view! { <Found open import=open.found() /> }.into_any();
        }
        match open.fault.get() {
            Some(reason) => view! { <FailureNotice reason on_retry=move |()| open.follow() /> }.into_any(),
            None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
        }
    })
}

#[component]
fn Found(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let name = move || import.with(file_name);
    browser::set_title(&untrack(name));
    let facts = move || {
        import.with(|import| {
            let mut facts: Vec<String> = import.format_title.clone().into_iter().collect();
            let all = all_rows(import);
            if all > 0 {
                facts.push(rows(all));
            }
            facts.extend([counts::bytes(import.byte_count), browser::local_time(import.created_at)]);
            facts.join(" · ")
        })
    };
    let navigation = crate::context::use_navigation();
    // Each state has a view of its own, which stays while the numbers in it change.
    let state = Memo::new(move |_| import.with(|import| import.state));
    view! {
        <a class="back-link" href=IMPORTS on:click=move |event| navigation.go_back_to(Route::Imports, &event)>
            <Icon name="left" />"Import and export"
        </a>
        <div class="page-header is-import">
            <h1 tabindex="-1" dir="auto">{words(name)}</h1>
            <p class="page-count">{words(facts)}</p>
        </div>
        {live(move || match state.get() {
            ImportState::Uploading | ImportState::Reading | ImportState::Applying | ImportState::Undoing => {
                view! { <UnderWay open import /> }.into_any()
            }
            ImportState::Asking => view! { <QuestionForm open import /> }.into_any(),
            ImportState::Ready => view! { <Preview open import /> }.into_any(),
            ImportState::Applied | ImportState::Undone => view! { <Outcome open import /> }.into_any(),
            ImportState::Failed => view! { <Failed open import /> }.into_any(),
        })}
    }
}

#[component]
fn UnderWay(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let text = move || {
        import.with(|import| match import.state {
            ImportState::Uploading => "Receiving the data…",
            ImportState::Reading => "Reading the file and looking for its films among yours…",
            ImportState::Undoing => "Taking it out of your films again…",
            _ => "Adding it to your films…",
        })
    };
    let hint = move || {
        import.with(|import| match import.state {
            ImportState::Applying | ImportState::Undoing => {
                "It all happens at once at the end. You can leave this page; it goes on without you."
            }
            ImportState::Uploading => "",
            _ => "Nothing has been added yet. You can leave this page; it goes on without you.",
        })
    };
    let share = move || import.with(|import| import.progress.and_then(share));
    view! {
        <div class="import-progress">
            <p class="import-progress-text" role="status">{words(text)}</p>
            <progress max="1" prop:value=share aria-label="Progress"></progress>
            <p class="quiet">{words(hint)}</p>
            {live(move || open.fault.get().map(|fault| view! { <p class="quiet" role="alert">{fault}</p> }))}
        </div>
    }
}

/// How much is done, from 0 to 1, where that is known.
#[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
fn share(progress: Progress) -> Option<f64> {
    progress.total.filter(|total| *total > 0).map(|total| (progress.done as f64 / total as f64).min(1.0))
}
