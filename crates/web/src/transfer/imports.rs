//! The page of imports and exports.

use crate::base::routes::{IMPORTS, Route, import_url};
use crate::context::{use_api, use_navigation};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::failures::is_gone;
use crate::kit::pauses::pause;
use crate::kit::tasks::Task;
use crate::library::matches::section::MatchingSection;
use crate::lists::listing::{Fetch, Item, Listing, Row};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::transfer::export::ExportSection;
use crate::transfer::file_drop::FileDrop;
use crate::transfer::help::ServicesHelp;
use crate::transfer::import::LOOK_AGAIN;
use crate::transfer::media_tracker::MediaTrackerForm;
use crate::transfer::names::{all_rows, file_name, import_state, rows};
use crate::transfer::uploading::use_uploader;
use crate::transfer::uploads::{NotTaken, Uploads, use_uploads};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, When, effect, live, on_change, words};
use domain::transfer::imports::{Import, ImportState};
use leptos::prelude::*;
use std::rc::Rc;

impl Item for Import {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

/// The page: importing, what was imported, and exporting.
#[component]
pub fn ImportsPage() -> impl IntoView {
    browser::set_title("Import and export");
    let (api, uploads, upload) = (use_api(), use_uploads(), use_uploader());
    let list = PagedList::of_route(Route::Imports, move || {
        let fetch: Fetch<Import> = Rc::new(move |page| Box::pin(async move { api.list_imports(&page).await }));
        (IMPORTS.to_owned(), fetch)
    });
    let listing = list.listing;
    on_change(move || uploads.finished.get(), move |_| listing.refresh());
    follow(listing);
    view! {
        <div class="page-header"><h1 tabindex="-1">"Import and export"</h1></div>
        <div class="transfer-page">
            <section class="transfer-section" aria-labelledby="import-title">
                <h2 id="import-title">"Import"</h2>
                <p class="transfer-text">
                    "Bring your history from Letterboxd, Trakt, TV Time, IMDb and other services, or from a spreadsheet. "
                    "You see what every row does before anything is added, and you can undo it for 30 days."
                </p>
                <When holds=move || uploads.current.with(Option::is_none) otherwise=move || view! { <UploadProgress uploads /> }>
                    <FileDrop on_files=upload />
                </When>
                <Refusals uploads />
                <ServicesHelp />
                <MediaTrackerForm />
            </section>
            <section class="transfer-section" aria-labelledby="imports-title">
                <h2 id="imports-title">"Your imports"</h2>
                <ListStatus list loading=loading_text empty=|| view! { <p class="quiet">"Nothing imported yet."</p> } />
                <ul class="import-list" id="import-list">
                    <Each parts=listing.parts(|import| view! { <ImportLine import /> }.into_any()) />
                </ul>
                <More list />
            </section>
            <MatchingSection />
            <ExportSection />
        </div>
    }
}

/// Looks at the imports that are under way until none is, for as long as the calling component lives.
fn follow(listing: Listing<Import>) {
    let (api, following) = (use_api(), StoredValue::new_local(None::<Task>));
    let is_under_way = |row: &Row<Import>| row.item.with(|import| import.state.is_under_way());
    let goes_on = Memo::new(move |_| listing.rows().iter().any(is_under_way));
    effect(move || {
        let look = async move {
            loop {
                pause(LOOK_AGAIN).await;
                for row in untrack(|| listing.rows()).into_iter().filter(|row| untrack(|| is_under_way(row))) {
                    match api.get_import(row.item.with_untracked(|import| import.id)).await {
                        Ok(import) => drop(listing.put(&import)),
                        Err(error) if is_gone(&error) => listing.remove(row.key),
                        // It may be there next time.
                        Err(_) => {}
                    }
                }
            }
        };
        following.set_value(goes_on.get().then(|| Task::spawn(look)));
    });
}

#[component]
fn UploadProgress(uploads: Uploads) -> impl IntoView {
    let navigation = use_navigation();
    let name = move || uploads.current.get().map(|it| format!("Uploading {}…", it.name));
    let percent = move || uploads.current.with(|it| it.as_ref().map_or(0, |it| it.percent));
    let cancel = move |()| {
        uploads.task.set_value(None);
        uploads.current.set(None);
        navigation.replace(IMPORTS);
    };
    view! {
        <div class="import-progress">
            <p class="import-progress-text" role="status" dir="auto">{words(name)}</p>
            <progress max="100" prop:value=move || f64::from(percent()) aria-label="Upload"></progress>
            <Button text="Cancel" on_press=cancel />
        </div>
    }
}

/// What wasn’t taken, and why.
#[component]
fn Refusals(uploads: Uploads) -> impl IntoView {
    let refusal = |NotTaken { name, reason }: NotTaken| {
        view! {
            <div class="alert"><Icon name="alert" /><p><strong dir="auto">{name}</strong>": "{reason}</p></div>
        }
    };
    view! {
        <div role="alert">
            {live(move || uploads.not_taken.get().into_iter().map(refusal).collect_view())}
        </div>
    }
}

#[component]
fn ImportLine(import: RwSignal<Import>) -> impl IntoView {
    let url = import.with_untracked(|import| import_url(import.id));
    let facts = move || {
        import.with(|import| {
            let mut facts = vec![browser::local_time(import.created_at)];
            facts.extend(import.format_title.clone());
            let all = all_rows(import);
            if all > 0 {
                facts.push(rows(all));
            }
            facts.join(" · ")
        })
    };
    let state = move || {
        import.with(|import| match (import.state, import.result) {
            (ImportState::Applied, Some(result)) => {
                format!("{} and {} added", counts::films(result.movies_added), counts::watches(result.watches_added))
            }
            (state, _) => import_state(state).to_owned(),
        })
    };
    view! {
        <li class="import-line">
            <a href=url dir="auto">{words(move || import.with(file_name))}</a>
            <span class="import-line-state" class:is-waiting=move || import.with(|it| matches!(it.state, ImportState::Ready | ImportState::Asking))>
                {words(state)}
            </span>
            <span class="quiet">{words(facts)}</span>
        </li>
    }
}
