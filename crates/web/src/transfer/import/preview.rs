//! What an import would do, before anything is added.

use super::choices::ChoicesForm;
use super::open::OpenImport;
use super::rows::Rows;
use crate::kit::counts::grouped;
use crate::transfer::names::rows;
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::{When, words};
use domain::transfer::imports::{CountedKind, Import, ImportedFile};
use leptos::prelude::*;

/// The preview: what can be chosen, the rows, and what starts it.
#[component]
pub fn Preview(open: OpenImport, import: Memo<Import>) -> impl IntoView {
    let discarding = RwSignal::new(false);
    let taken = Memo::new(move |_| import.with(|import| import.counts.taken));
    let apply = move |_| {
        if taken.get_untracked() > 0 {
            open.act(async move { open.api().apply_import(open.id).await }, || {});
        }
    };
    let choices = RwSignal::new(import.with_untracked(|import| import.choices.clone()));
    let is_changed = Memo::new(move |_| import.with(|import| choices.with(|chosen| *chosen != import.choices)));
    let update = move |()| {
        let choices = choices.get_untracked();
        open.act(async move { open.api().update_import(open.id, &choices).await }, || {});
    };
    let button = move || match taken.get() {
        0 => "Nothing to import".to_owned(),
        count => format!("Import {}", rows(count)),
    };
    view! {
        <div class="transfer-page">
            <section class="transfer-section" aria-label="Choices">
                <p class="transfer-text">"Nothing has been added yet. Look at what each row does, then import it."</p>
                <ChoicesForm import choices />
                <FilesOf import />
            </section>
            <Rows open import />
        </div>
        <div class="import-bar">
            <p class="import-bar-text" role="status">{words(move || match taken.get() {
                0 => "Tick the rows that you want.".to_owned(),
                1 => "1 row is ticked.".to_owned(),
                count => format!("{} rows are ticked.", grouped(count)),
            })}</p>
            <Button text="Discard" on_press=move |()| discarding.set(true) />
            <When holds=is_changed otherwise=move || view! {
                <button type="button" class="button is-primary" id="apply-import" aria-disabled=move || (taken.get() == 0).then_some("true") on:click=apply>
                    {words(button)}
                </button>
            }>
                <Button text="Update the preview" class="is-primary" on_press=update />
            </When>
        </div>
        <When holds=discarding>
            <Confirm title="Discard this import?" text="Your films stay as they are. To import the file later, upload it again."
                action="Discard" on_cancel=move |()| discarding.set(false) on_confirm=move |()| { discarding.set(false); open.discard(); } />
        </When>
    }
}

/// What was found in the file, and what is wrong with parts of it.
#[component]
pub fn FilesOf(import: Memo<Import>) -> impl IntoView {
    let (kinds, files) = import.with_untracked(|import| (import.kinds.clone(), import.files.clone()));
    let kind = |CountedKind { remark, count }: CountedKind| {
        view! { <li><strong>{rows(count)}</strong>": "<span dir="auto">{remark.message}</span></li> }
    };
    let file = |file: ImportedFile| {
        view! {
            <li>
                <span dir="auto">{file.file}</span>": "{rows(file.rows)}
                {file.problem.map(|problem| view! { <span class="import-problem"><Icon name="alert" />{problem.message}</span> })}
            </li>
        }
    };
    let text = match files.len() {
        1 => "What’s in the file".to_owned(),
        count => format!("What’s in the {} files", grouped(count as u64)),
    };
    if files.is_empty() {
        return ().into_any();
    }
    view! {
        <details class="import-help">
            <summary>{text}</summary>
            {(!kinds.is_empty()).then(|| view! { <h3>"Rows that aren’t imported"</h3><ul>{kinds.into_iter().map(kind).collect_view()}</ul> })}
            <h3>"Files"</h3>
            <ul>{files.into_iter().map(file).collect_view()}</ul>
        </details>
    }
    .into_any()
}
