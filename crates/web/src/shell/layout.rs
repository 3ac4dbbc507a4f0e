//! The frame around every page but the first two, and the dialogs that open over any of them.

mod account;

use crate::account::AccountPage;
use crate::admin::AdminPage;
use crate::base::routes::Route;
use crate::context::use_api;
use crate::context::use_navigation;
use crate::context::use_toasts;
use crate::kit::failures::is_gone;
use crate::library::actions::Actions;
use crate::library::bin::BinPage;
use crate::library::context::Inside;
use crate::library::context::use_actions;
use crate::library::context::use_desk;
use crate::library::context::use_shelf;
use crate::library::desk::{Desk, Open};
use crate::library::diary::DiaryPage;
use crate::library::drafts::{self, Draft, Subject};
use crate::library::labels::LabelBook;
use crate::library::movie::{MovieForm, MoviePage};
use crate::library::movies::{MoviesPage, SearchBox, Shelf};
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::{When, live};
use account::AccountMenu;
use domain::library::movies_query::Status;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The watchlist's address.
const WATCHLIST: &str = "/movies?status=watchlist";

/// Which entry of the navigation is the current one.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Movies,
    Watchlist,
    Diary,
    Elsewhere,
}

/// The frame, with the page that the address names.
#[component]
pub fn Layout() -> impl IntoView {
    let desk = Desk::new();
    let (labels, shelf, actions) = (LabelBook::open(desk), Shelf::open(desk), Actions::new(desk));
    provide_context(Inside { desk, labels, shelf, actions });
    reopen(desk);
    // They name films, which whoever sits here after signing out must not see.
    let toasts = use_toasts();
    on_cleanup(move || toasts.clear());
    let navigation = use_navigation();
    let route = Memo::new(move |_| navigation.location().route());
    view! {
        <a class="skip-link" href="#main">"Skip to the content"</a>
        <Header route />
        <main id="main" tabindex="-1" class="page">
            {live(move || match route.get() {
                Route::Movies => view! { <MoviesPage /> }.into_any(),
                Route::Movie(id) => view! { <MoviePage id=Some(id) /> }.into_any(),
                Route::NoMovie => view! { <MoviePage id=None /> }.into_any(),
                Route::Diary => view! { <DiaryPage /> }.into_any(),
                Route::Bin => view! { <BinPage /> }.into_any(),
                Route::Account => view! { <AccountPage /> }.into_any(),
                Route::Admin(part) => view! { <AdminPage part /> }.into_any(),
                Route::Login | Route::Setup | Route::Register | Route::Link | Route::Unknown => ().into_any(),
            })}
        </main>
        <Tabs />
        <OpenDialog />
    }
}

/// Opens the dialog again in which a film was typed before the page was loaded.
fn reopen(desk: Desk) {
    let (api, toasts) = (use_api(), use_toasts());
    let of_a_film = |subject| if let Subject::Movie(id) = subject { Some(id) } else { None };
    match drafts::subjects().into_iter().find_map(of_a_film) {
        None => {}
        Some(None) => desk.open(Open::Add),
        Some(Some(id)) => {
            let draft = Draft::of(Subject::Movie(Some(id)));
            spawn_local(async move {
                match api.get_movie(id).await {
                    Ok(movie) => desk.open(Open::Edit(Box::new(movie))),
                    Err(error) if is_gone(&error) => {
                        draft.keep(None);
                        toasts.fail("The film you were editing was deleted. It may be in the bin.");
                    }
                    // It is still kept, for when the film is opened.
                    Err(_) => {}
                }
            });
        }
    }
}

fn use_place() -> impl Fn() -> Place + Copy + Send + Sync {
    let (navigation, shelf) = (use_navigation(), use_shelf());
    move || match navigation.location().route() {
        Route::Movies if shelf.address.with(|address| address.query.status) == Some(Status::Watchlist) => {
            Place::Watchlist
        }
        Route::Movies => Place::Movies,
        Route::Diary => Place::Diary,
        _ => Place::Elsewhere,
    }
}

#[component]
fn Header(route: Memo<Route>) -> impl IntoView {
    let place = use_place();
    let link = move |at: Place, url: &'static str, text: &'static str| {
        view! { <a href=url aria-current=move || (place() == at).then_some("page")>{text}</a> }
    };
    view! {
        <header class="header">
            <a class="brand" href="/movies" aria-label="Movie Tracker">
                <svg viewBox="0 0 32 32" aria-hidden="true"><use href="#i-logo"></use></svg>
                <span>"Movie Tracker"</span>
            </a>
            <nav class="header-nav" aria-label="Main">
                {link(Place::Movies, "/movies", "Movies")}
                {link(Place::Diary, "/diary", "Diary")}
                {link(Place::Watchlist, WATCHLIST, "Watchlist")}
            </nav>
            <div class="header-search">
                <When holds=move || route.get() == Route::Movies><SearchBox /></When>
            </div>
            <AccountMenu />
        </header>
    }
}

/// The navigation at the foot of a phone.
#[component]
fn Tabs() -> impl IntoView {
    let (place, desk) = (use_place(), use_desk());
    let link = move |at: Place, url: &'static str, icon: &'static str, text: &'static str| {
        view! {
            <a href=url aria-current=move || (place() == at).then_some("page")><Icon name=icon /><span>{text}</span></a>
        }
    };
    view! {
        <nav class="tabs" aria-label="Main, at the foot">
            {link(Place::Movies, "/movies", "film", "Movies")}
            {link(Place::Diary, "/diary", "calendar", "Diary")}
            <button type="button" on:click=move |_| desk.open(Open::Add)><Icon name="plus" /><span>"Add"</span></button>
            {link(Place::Watchlist, WATCHLIST, "bookmark", "Watchlist")}
        </nav>
    }
}

#[component]
fn OpenDialog() -> impl IntoView {
    let (desk, actions) = (use_desk(), use_actions());
    let close = Callback::new(move |()| desk.close());
    live(move || {
        desk.opened().map(|open| match open {
            Open::Add => view! { <MovieForm on_close=close /> }.into_any(),
            Open::Edit(movie) => view! { <MovieForm movie=*movie on_close=close /> }.into_any(),
            Open::Delete(movie) => {
                let text = format!(
                    "“{}” goes to the bin with its watches, and can be restored from there for 30 days.",
                    movie.title
                );
                let movie = StoredValue::new(*movie);
                view! {
                    <Confirm title="Delete this film?" text action="Delete" on_cancel=close on_confirm=move |()| {
                        desk.close();
                        actions.delete(movie.get_value());
                    } />
                }
                .into_any()
            }
        })
    })
}
