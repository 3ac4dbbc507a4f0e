//! What an import did, and taking it back.

use super::open::OpenImport;
use super::preview::FilesOf;
use crate::base::routes::{HOME, IMPORTS};
use crate::base::session::files::Download;
use crate::context::{use_session, use_toasts};
use crate::kit::counts::grouped;
use crate::kit::failures::describe;
use crate::kit::{browser, files};
use crate::transfer::names::{file_name, row_state, rows_in};
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use client::Client;
use domain::transfer::imports::{Import, ImportResult, ImportState};
use domain::transfer::rows::RowState;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The report of an import that was applied, or was undone after that.
#[component]
pub fn Outcome(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let is_applied = move || import.with(|import| import.state == ImportState::Applied);
    let result = move || import.with(|import| import.result.unwrap_or_default());
    let undo = move |()| {
        asking.set(false);
        let etag = open.etag();
        open.act(async move { open.api().undo_import(open.id, etag.as_deref()).await }, || {});
    };
    let until = move || {
        import.with(|import| {
            import.undo_until.map(|until| format!("You can undo it until {}.", browser::local_time(until)))
        })
    };
    view! {
        <div class="transfer-page">
            <section class="transfer-section" aria-labelledby="outcome-title">
                <h2 id="outcome-title" role="status">{words(move || headline(is_applied(), result()))}</h2>
                <When holds=is_applied>
                    <ul class="import-figures">{live(move || figures(result()).into_iter().map(|(number, text)| view! {
                        <li><strong>{grouped(number)}</strong>" "{text}</li>
                    }).collect_view())}</ul>
                </When>
                <When holds=move || is_applied() && (result().pictures_refused > 0)>
                    <p class="transfer-text">{words(move || unreadable(result().pictures_refused))}</p>
                </When>
                <When holds=move || !is_applied() && (result().movies_kept > 0)>
                    <p class="transfer-text">{words(move || kept(result().movies_kept))}</p>
                </When>
                // Undoing it has failed before.
                {live(move || import.with(|import| import.failure.clone()).map(|reason| view! {
                    <div class="alert" role="alert"><Icon name="alert" /><p>{reason}</p></div>
                }))}
                <When holds=is_applied>
                    <p class="quiet">{words(until)}</p>
                    <div class="button-row">
                        <a class="button is-primary" href=HOME>"See your films"</a>
                        <a class="button" href="/diary">"See your diary"</a>
                        <button type="button" class="button" on:click=move |_| asking.set(true)><Icon name="undo" />"Undo import"</button>
                    </div>
                </When>
                <When holds=move || !is_applied()>
                    <div class="button-row"><a class="button is-primary" href=IMPORTS>"Import another file"</a></div>
                </When>
            </section>
            <section class="transfer-section" aria-labelledby="report-title">
                <h2 id="report-title">"Report"</h2>
                <ul class="import-figures">{live(move || import.with(counted).into_iter().map(|(what, count)| view! {
                    <li><strong>{grouped(count)}</strong>" "{what}</li>
                }).collect_view())}</ul>
                <FilesOf import />
                <div class="button-row"><ReportButton open import /></div>
            </section>
        </div>
        <When holds=asking>
            <Confirm title="Undo this import?" text="What it added is taken out of your films again. Films that you’ve changed since stay as they are."
                action="Undo import" on_cancel=move |()| asking.set(false) on_confirm=undo />
        </When>
    }
}

/// Saves the report of all rows as a file.
#[component]
fn ReportButton(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let (session, toasts, busy) = (use_session(), use_toasts(), RwSignal::new(false));
    let save = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let download = Download::new(session);
            match Client::new(download.clone()).get_import_report(open.id).await {
                Ok(_) => {
                    let name = import.with_untracked(file_name);
                    download.take().and_then(|file| files::save(&file, &format!("{name} report.csv")));
                }
                Err(error) => toasts.fail(describe(&error)),
            }
            busy.try_set(false);
        });
    };
    view! { <Button text="Download report (CSV)" on_press=save /> }
}

/// An import that went wrong.
#[component]
pub fn Failed(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let reason = move || import.with(|import| import.failure.clone().unwrap_or_default());
    view! {
        <section class="transfer-section">
            <div class="alert" role="alert"><Icon name="alert" /><p>{words(reason)}</p></div>
            <p class="transfer-text">"Nothing was added to your films."</p>
            <FilesOf import />
            <div class="button-row">
                <a class="button is-primary" href=IMPORTS>"Choose another file"</a>
                <Button text="Discard" on_press=move |()| open.discard() />
            </div>
        </section>
    }
}

fn headline(is_applied: bool, result: ImportResult) -> String {
    match (
        is_applied,
        result.movies_added + result.movies_changed + result.watches_added + result.lists_added + result.views_added,
    ) {
        (false, _) => "This import was undone.".to_owned(),
        (true, 0) => "There was nothing new in it.".to_owned(),
        (true, _) => "Imported".to_owned(),
    }
}

/// What it did, without what it didn’t do.
fn figures(result: ImportResult) -> Vec<(u64, &'static str)> {
    let all = [
        (result.movies_added, "film added", "films added"),
        (result.movies_changed, "film of yours completed", "films of yours completed"),
        (result.watches_added, "watch added", "watches added"),
        (result.lists_added, "list added", "lists added"),
        (result.views_added, "view added", "views added"),
        (result.pictures_added, "picture added", "pictures added"),
    ];
    let told = all.map(|(count, one, many)| (count, if count == 1 { one } else { many }));
    told.into_iter().filter(|(count, _)| *count > 0).collect()
}

fn unreadable(count: u64) -> String {
    if count == 1 {
        return "1 picture couldn’t be read. See which one under Report below.".to_owned();
    }
    format!("{} pictures couldn’t be read. See which ones under Report below.", grouped(count))
}

fn kept(count: u64) -> String {
    if count == 1 {
        return "1 film stayed, because it has changed since.".to_owned();
    }
    format!("{} films stayed, because they have changed since.", grouped(count))
}

/// How many rows came to what, without what none came to.
fn counted(import: &Import) -> Vec<(String, u64)> {
    let states =
        [RowState::AlreadyThere, RowState::Repeated, RowState::NeedsLook, RowState::LeftOut, RowState::Refused];
    let taken = ("imported".to_owned(), import.counts.taken);
    let name = |state| match state {
        RowState::NeedsLook => "to look at".to_owned(),
        state => row_state(state).to_lowercase(),
    };
    let others = states.map(|state| (name(state), rows_in(import, state)));
    std::iter::once(taken).chain(others).filter(|(_, count)| *count > 0).collect()
}
