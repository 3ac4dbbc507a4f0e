//! The frame around every page but the first two, and the dialogs that open over any of them.

mod account;

use crate::base::routes::{DISCOVER, HOME, LISTS, Route, STATISTICS, WATCHLIST};
use crate::context::use_navigation;
use crate::context::use_session;
use crate::context::use_toasts;
use crate::kit::browser;
use crate::library::actions::Actions;
use crate::library::context::LibraryContext;
use crate::library::context::use_library_state;
use crate::library::following;
use crate::library::labels::Labels;
use crate::library::movies::{MovieList, MoviesPage, SearchBox};
use crate::library::state::{LibraryState, Open};
use crate::lists::listing::Phase;
use crate::shell::parts::{self, Library, Lists, Transfer, Years};
use crate::ui::button::Button;
use crate::ui::dialog::Dialog;
use crate::ui::icon::Icon;
use crate::ui::keys;
use crate::ui::lazy::{Later, Load, lazy, load_when_idle};
use crate::ui::live::{When, effect, live};
use account::AccountMenu;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The frame, with the page that the address names.
#[component]
pub fn Layout() -> impl IntoView {
    let library = LibraryState::new();
    let (labels, movie_list, actions) = (Labels::open(library), MovieList::open(library), Actions::new(library));
    provide_context(LibraryContext { library, labels, movie_list, actions });
    follow_keys(library);
    let is_idle = load_parts_when_idle(movie_list);
    // They name films, which whoever sits here after signing out must not see.
    let toasts = use_toasts();
    on_cleanup(move || toasts.clear());
    let navigation = use_navigation();
    let route = Memo::new(move |_| navigation.location().route());
    // Once they are taken, they are: what is being uploaded ends with what takes it.
    let takes_files =
        Memo::new(move |before: Option<&bool>| before == Some(&true) || is_idle.get() || route.get() == Route::Imports);
    view! {
        <a class="skip-link" href="#main">"Skip to content"</a>
        <Header route />
        {live(move || is_idle.get().then(|| once_there(parts::LIBRARY, || Box::pin(parts::library(Library::Background)))))}
        {live(move || takes_files.get().then(|| once_there(parts::TRANSFER, || Box::pin(parts::transfer(Transfer::Background)))))}
        <main id="main" tabindex="-1" class="page">
            {live(move || match route.get() {
                Route::Movies | Route::Watchlist => view! { <MoviesPage /> }.into_any(),
                Route::Movie(id) => library_page(move || Library::Movie(Some(id))),
                Route::NoMovie => library_page(|| Library::Movie(None)),
                Route::Diary => library_page(|| Library::Diary),
                Route::Statistics => page(parts::STATISTICS, || Box::pin(parts::statistics(Years::Own))),
                Route::Lists => lists_page(Lists::All),
                Route::List(id) => lists_page(Lists::One(Some(id))),
                Route::NoList => lists_page(Lists::One(None)),
                Route::Tags => lists_page(Lists::Tags),
                Route::Matches => library_page(|| Library::Matches),
                Route::Trash => library_page(|| Library::Trash),
                Route::Discover => library_page(|| Library::Discover),
                Route::Imports => transfer_page(Transfer::All),
                Route::Import(id) => transfer_page(Transfer::One(Some(id))),
                Route::NoImport => transfer_page(Transfer::One(None)),
                Route::Catalogue => page(parts::CATALOGUE, || Box::pin(parts::catalogue())),
                Route::Account => page(parts::ACCOUNT, || Box::pin(parts::account())),
                Route::Admin(part) => page(parts::ADMIN, move || Box::pin(parts::admin(part))),
                Route::Login | Route::Setup | Route::Register | Route::Link | Route::Shared | Route::SharedYear | Route::Unknown => ().into_any(),
            })}
        </main>
        <Tabs />
        <OpenDialog />
    }
}

/// A page that is a part of its own.
fn page(load: Load, make: impl Fn() -> Later<AnyView> + Send + 'static) -> AnyView {
    lazy(load, make, |trouble| trouble.unwrap_or_else(|| view! { <PageSkeleton /> }.into_any())).into_any()
}

/// A page of the library's part.
fn library_page(what: impl Fn() -> Library + Send + 'static) -> AnyView {
    page(parts::LIBRARY, move || Box::pin(parts::library(what())))
}

/// What is shown once its code is there.
fn once_there(load: Load, make: fn() -> Later<AnyView>) -> AnyView {
    lazy(load, make, |_| ().into_any()).into_any()
}

/// A page of the part of imports and exports.
fn transfer_page(what: Transfer) -> AnyView {
    page(parts::TRANSFER, move || Box::pin(parts::transfer(what)))
}

/// A page of the part of lists and tags.
fn lists_page(what: Lists) -> AnyView {
    page(parts::LISTS, move || Box::pin(parts::lists(what)))
}

/// Loads the parts once there is nothing better to do: the films come first. Gives whether the library's is there.
fn load_parts_when_idle(movie_list: MovieList) -> RwSignal<bool> {
    let (session, navigation) = (use_session(), use_navigation());
    let is_there = RwSignal::new(false);
    let owner = Owner::current();
    let mut done = false;
    effect(move || {
        let waits = shows_films(navigation.location().route()) && movie_list.films.listing.phase() == Phase::Loading;
        if !done && !waits {
            done = true;
            let for_admins = untrack(|| session.is_admin()).then_some(parts::ADMIN);
            let all = [
                parts::LIBRARY,
                parts::LISTS,
                parts::STATISTICS,
                parts::CATALOGUE,
                parts::ACCOUNT,
                parts::TRANSFER,
                parts::SECOND_STEP,
            ];
            load_when_idle(all.into_iter().chain(for_admins).collect());
            let owner = owner.clone();
            browser::when_idle(move || {
                let owner = owner.clone();
                spawn_local(async move {
                    // It is in the same part. A failure is told when that is needed.
                    let is_gone = is_there.try_set(keys::follow().await.is_ok()).is_some();
                    // Somebody may have signed out meanwhile, and nothing of this is there any more.
                    if let Some(owner) = owner.filter(|_| !is_gone) {
                        drop(following::follow(owner).await);
                    }
                });
            });
        }
    });
    is_there
}

/// Where a page will be.
#[component]
fn PageSkeleton() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">"Loading…"</p>
        <div class="page-skeleton" aria-hidden="true">
            <div class="skeleton-line is-title"></div>
            <div class="skeleton-line"></div>
            <div class="skeleton-line"></div>
            <div class="skeleton-line is-short"></div>
        </div>
    }
}

/// Does what keys mean wherever nothing is typed; the palette opens over a field as well.
fn follow_keys(library: LibraryState) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        let plain = browser::is_shortcut(&event);
        let opens = match key.as_str() {
            "k" if (event.ctrl_key() || event.meta_key()) && !browser::has_dialog() => Some(Open::Palette),
            "/" if plain && browser::find("#search").is_none() => Some(Open::Palette),
            "n" if plain => Some(Open::Log(None)),
            "?" if plain => Some(Open::Shortcuts),
            _ => None,
        };
        if let Some(dialog) = opens {
            event.prevent_default();
            library.open(dialog);
        }
    });
    on_cleanup(move || listener.remove());
}

fn shows_films(route: Route) -> bool {
    matches!(route, Route::Movies | Route::Watchlist)
}

/// Whether a page of the navigation is shown; a list is one of the lists.
fn use_is_current() -> impl Fn(&str) -> Option<&'static str> + Copy + Send + Sync {
    let navigation = use_navigation();
    move |url: &str| {
        let rest = navigation.location().path.strip_prefix(url).map(str::to_owned)?;
        (matches!(&*rest, "" | "/") || url == LISTS && rest.starts_with('/')).then_some("page")
    }
}

#[component]
fn Header(route: Memo<Route>) -> impl IntoView {
    let is_current = use_is_current();
    let link = move |url: &'static str, text: &'static str| {
        view! { <a href=url aria-current=move || is_current(url)>{text}</a> }
    };
    view! {
        <header class="header">
            <a class="brand" href="/movies" aria-label="Movie Tracker">
                <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                <span>"Movie Tracker"</span>
            </a>
            <nav class="header-nav" aria-label="Main">
                {link(HOME, "Movies")}
                {link("/diary", "Diary")}
                {link(WATCHLIST, "Watchlist")}
                {link(LISTS, "Lists")}
                {link(STATISTICS, "Statistics")}
                {link(DISCOVER, "Discover")}
            </nav>
            <div class="header-search">
                <When holds=move || shows_films(route.get())><SearchBox /></When>
            </div>
            <AccountMenu />
        </header>
    }
}

/// The navigation at the foot of a phone.
#[component]
fn Tabs() -> impl IntoView {
    let (is_current, library) = (use_is_current(), use_library_state());
    let link = move |url: &'static str, icon: &'static str, text: &'static str| {
        view! { <a href=url aria-current=move || is_current(url)><Icon name=icon /><span>{text}</span></a> }
    };
    view! {
        <nav class="tabs" aria-label="Main tabs">
            {link(HOME, "film", "Movies")}
            {link("/diary", "calendar", "Diary")}
            <button type="button" aria-label="Log a film" on:click=move |_| library.open(Open::Log(None))><Icon name="plus" /><span>"Log"</span></button>
            {link(WATCHLIST, "bookmark", "Watchlist")}
            {link(LISTS, "rows", "Lists")}
        </nav>
    }
}

#[component]
fn OpenDialog() -> impl IntoView {
    let library = use_library_state();
    let close = Callback::new(move |()| library.close());
    live(move || {
        library.opened().map(|open| {
            let title = match &open {
                Open::Log(_) | Open::LogNew(_) => "Log a film",
                Open::Edit(..) => "Edit film",
                Open::Delete(_) => "Delete this film?",
                Open::Palette => "Find a film or a command",
                Open::Shortcuts => "Keyboard shortcuts",
            };
            film_dialog(title, close, move || Library::Dialog(open.clone(), close))
        })
    })
}

/// A dialog of the library's part.
fn film_dialog(title: &'static str, on_close: Callback<()>, what: impl Fn() -> Library + Send + 'static) -> AnyView {
    let form = move || -> Later<AnyView> { Box::pin(parts::library(what())) };
    lazy(parts::LIBRARY, form, move |trouble| {
        let text = trouble.unwrap_or_else(|| view! { <p role="status">"Loading…"</p> }.into_any());
        view! {
            <Dialog title=title on_dismiss=on_close>
                {text}
                <div class="dialog-actions"><Button text="Cancel" on_press=on_close /></div>
            </Dialog>
        }
        .into_any()
    })
    .into_any()
}
