//! The catalogue of films: what it has, updating it, and what it is built from.

mod settings;
mod tmdb;

use crate::admin::followed::Followed;
use crate::context::use_toasts;
use crate::kit::failures::describe;
use crate::kit::{browser, counts};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live, words};
use client::Error;
use domain::catalogue::updates::{CatalogueInfo, CatalogueOrigin, CatalogueUpdateDraft, IMDB_TERMS, UpdateState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use settings::SettingsSection;
use tmdb::TmdbSection;

/// The catalogue, as the server tells.
type State = Followed<CatalogueInfo>;

/// Whether an update is under way.
fn is_busy(info: &CatalogueInfo) -> bool {
    matches!(info.update.state, UpdateState::Waiting | UpdateState::Downloading | UpdateState::Building)
}

/// The catalogue.
#[component]
pub fn CataloguePart() -> impl IntoView {
    let state = State::new(|api| async move { api.get_catalogue().await }, is_busy);
    state.view(move || {
        view! {
            <div class="admin-sections">
                <UpdateSection state />
                <SettingsSection state />
                <TmdbSection />
            </div>
        }
    })
}

/// What the catalogue has, and updating it.
#[component]
fn UpdateSection(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let agrees = RwSignal::new(false);
    let sending = RwSignal::new(false);
    let show = move |answer: Result<CatalogueInfo, Error>| {
        match answer {
            Ok(info) => {
                state.show(info);
                state.load();
            }
            Err(error) => toasts.fail(describe(&error)),
        }
        sending.try_set(false);
    };
    let start = move |()| {
        if !sending.get_untracked() {
            sending.set(true);
            let draft = CatalogueUpdateDraft { accepts_terms: agrees.get_untracked() };
            spawn_local(async move { show(state.api.start_catalogue_update(&draft).await) });
        }
    };
    let cancel = move |()| {
        if !sending.get_untracked() {
            sending.set(true);
            spawn_local(async move { show(state.api.cancel_catalogue_update().await) });
        }
    };
    let (has, status, share) = (state.part(contents), state.part(status), state.part(|info| info.update.progress));
    let (busy, agreed) = (state.part(is_busy), state.part(|info| info.terms_accepted || !info.settings.needs_terms()));
    let failure = state.part(|info| info.update.error.clone());
    let action = state.part(|info| if info.movie_count.is_some() { "Update now" } else { "Build the catalogue" });
    let is_imdb = state.part(|info| info.origin == Some(CatalogueOrigin::Imdb));
    let must_agree = move || agreed.get() == Some(false) && !agrees.get();
    view! {
        <section class="account-section" aria-labelledby="catalogue-title">
            <h2 id="catalogue-title">"Catalogue"</h2>
            <p class="account-text">
                "The catalogue lists films from all over the world. With it, people type a few letters, pick a film, and get its year, runtime, genres, directors, cast and IDs. It’s a file on this server, so searching it doesn’t need the internet."
            </p>
            <p class="account-text" id="catalogue-contents">{words(move || has.get())}</p>
            {live(move || failure.get().flatten().map(|reason| view! {
                <p class="alert" role="alert" dir="auto"><Icon name="alert" /><span>{reason}</span></p>
            }))}
            <p class="account-text" id="catalogue-status" role="status">{words(move || status.get())}</p>
            {live(move || if busy.get() == Some(true) {
                view! {
                    <div class="catalogue-progress">
                        <progress max="1" prop:value=move || share.get().unwrap_or_default() aria-label="Progress of the catalogue update"></progress>
                        <span class="quiet">{words(move || share.get().map(percent))}</span>
                        <Button text="Cancel" on_press=cancel />
                    </div>
                }.into_any()
            } else {
                view! {
                    <When holds=move || agreed.get() == Some(false)>
                        <label class="check">
                            <input id="catalogue-terms" type="checkbox" prop:checked=agrees
                                on:change=move |event| agrees.set(event_target_checked(&event)) />
                            <span>
                                "I agree to "<a href=IMDB_TERMS target="_blank" rel="noopener noreferrer">"IMDb’s terms"</a>
                                ": personal and non-commercial use only. I won’t pass the data on."
                            </span>
                        </label>
                    </When>
                    <button type="button" class="button is-primary" aria-disabled=move || must_agree().then_some("true")
                        on:click=move |_| if must_agree() { browser::focus_soon("#catalogue-terms") } else { start(()) }>
                        {words(move || action.get())}
                    </button>
                }.into_any()
            })}
            <When holds=move || is_imdb.get() == Some(true)>
                <p class="field-hint">"Information courtesy of IMDb (imdb.com). Used with permission."</p>
            </When>
        </section>
    }
}

/// A share of 0 to 1.
fn percent(share: f64) -> String {
    format!("{}%", (share * 100.0).round())
}

/// What the catalogue has.
fn contents(info: &CatalogueInfo) -> String {
    let Some(count) = info.movie_count else {
        let none = "There’s no catalogue yet. With IMDb’s datasets, the download is about 2 GB and building takes a few \
                    minutes.";
        return none.to_owned();
    };
    let built = info.built_at.map(|at| format!(", built {}", browser::local_time(at))).unwrap_or_default();
    let size = info.byte_count.map(|bytes| format!(" ({})", counts::bytes(bytes))).unwrap_or_default();
    let place = info.server.as_ref().map(|name| format!(" on {name}")).unwrap_or_default();
    format!("{}{size}{place}{built}.", counts::films(count.into()))
}

/// What becomes of the update.
fn status(info: &CatalogueInfo) -> String {
    match (info.update.state, info.next_update_at) {
        (UpdateState::Waiting, _) => "The update starts in a moment…".to_owned(),
        (UpdateState::Downloading, _) => "Downloading the files…".to_owned(),
        (UpdateState::Building, _) => "Building the catalogue…".to_owned(),
        (UpdateState::Failed, _) => "The update failed. The server tries again an hour after each failure.".to_owned(),
        (UpdateState::Idle, Some(at)) => format!("The next update is due {}.", browser::local_time(at)),
        (UpdateState::Idle, None) => String::new(),
    }
}
