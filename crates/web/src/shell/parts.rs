//! The parts of the app that have files of their own, so that a first visit doesn't wait for them. Each is loaded
//! when it is needed, or before, when the browser is idle.

#![expect(clippy::unnecessary_wraps, reason = "they fail when their part can't be loaded")]

use crate::account::AccountPage;
use crate::admin::AdminPage;
use crate::base::admin_parts::AdminPart;
use crate::base::routes::Route;
use crate::catalogue::CataloguePage;
use crate::entrance::links::LinkPage;
use crate::entrance::login::load_second_step;
use crate::entrance::register::RegisterPage;
use crate::entrance::setup::SetupPage;
use crate::library::diary::DiaryPage;
use crate::library::discover::DiscoverPage;
use crate::library::lists::{ListPage, ListsPage, SharedListPage};
use crate::library::log::LogForm;
use crate::library::matches::MatchesPage;
use crate::library::movie::{DeleteQuestion, MovieForm, MoviePage};
use crate::library::outbox::OutboxBar;
use crate::library::reopening::reopen;
use crate::library::state::Open;
use crate::library::statistics::{SharedYearPage, StatisticsPage};
use crate::library::tags::TagsPage;
use crate::library::trash::TrashPage;
use crate::shell::menu::MenuItems;
use crate::shell::palette::Palette;
use crate::shell::shortcuts::Shortcuts;
use crate::transfer::{DropTarget, ImportPage, ImportsPage};
use crate::ui::lazy::Load;
use domain::ids::{ImportId, ListId, MovieId};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// What a part makes.
pub type Made = Result<AnyView, SplitLoaderError>;

/// What stands before one is signed in, but for signing in itself.
pub enum Entrance {
    /// Making the first account.
    Setup,
    /// Making an account.
    Register,
    /// What a one-time link leads to.
    Link,
}

/// What there is of the library besides the list of films.
pub enum Library {
    /// A film's page; without an id, that there is no such film.
    Movie(Option<MovieId>),
    /// The dialog that is open, and how to close it.
    Dialog(Open, Callback<()>),
    /// What the account's menu offers.
    Menu,
    /// All watches.
    Diary,
    /// The films that may be several of the catalogue.
    Matches,
    /// The deleted films.
    Trash,
    /// Films that one may love.
    Discover,
    /// What goes on behind every page: what was typed is opened again, and films wait for the server.
    Background,
}

/// What there is of lists and tags.
#[derive(Clone, Copy)]
pub enum Lists {
    /// All lists.
    All,
    /// A list's page; without an id, that there is no such list.
    One(Option<ListId>),
    /// A list that is shared by a link.
    Shared,
    /// All tags.
    Tags,
}

/// Makes a page of the entrance.
#[wasm_split(entrance, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_entrance))]
pub fn entrance(page: Entrance) -> Made {
    Ok(match page {
        Entrance::Setup => view! { <SetupPage /> }.into_any(),
        Entrance::Register => view! { <RegisterPage /> }.into_any(),
        Entrance::Link => view! { <LinkPage /> }.into_any(),
    })
}

/// Makes a page of the library, or the dialog for a film.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_library))]
pub fn library(what: Library) -> Made {
    Ok(match what {
        Library::Movie(id) => view! { <MoviePage id /> }.into_any(),
        Library::Dialog(open, on_close) => dialog(open, on_close),
        Library::Menu => view! { <MenuItems /> }.into_any(),
        Library::Diary => view! { <DiaryPage /> }.into_any(),
        Library::Matches => view! { <MatchesPage /> }.into_any(),
        Library::Trash => view! { <TrashPage /> }.into_any(),
        Library::Discover => view! { <DiscoverPage /> }.into_any(),
        Library::Background => {
            reopen();
            view! { <OutboxBar /> }.into_any()
        }
    })
}

fn dialog(open: Open, on_close: Callback<()>) -> AnyView {
    match open {
        Open::Log(None) => view! { <LogForm on_close /> }.into_any(),
        Open::Log(Some(movie)) => view! { <LogForm movie=*movie on_close /> }.into_any(),
        Open::LogNew(picked) => match picked.try_get_value().flatten() {
            Some(picked) => view! { <LogForm picked on_close /> }.into_any(),
            None => view! { <LogForm on_close /> }.into_any(),
        },
        Open::Edit(id) => view! { <MovieForm id on_close /> }.into_any(),
        Open::Delete(movie) => view! { <DeleteQuestion movie=*movie on_close /> }.into_any(),
        Open::Palette => view! { <Palette on_close /> }.into_any(),
        Open::Shortcuts => view! { <Shortcuts on_close /> }.into_any(),
    }
}

/// Makes a page of lists or tags.
#[wasm_split(lists, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_lists))]
pub fn lists(what: Lists) -> Made {
    Ok(match what {
        Lists::All => view! { <ListsPage /> }.into_any(),
        Lists::One(id) => view! { <ListPage id /> }.into_any(),
        Lists::Shared => view! { <SharedListPage /> }.into_any(),
        Lists::Tags => view! { <TagsPage /> }.into_any(),
    })
}

/// What there is of statistics.
#[derive(Clone, Copy)]
pub enum Years {
    /// One's own.
    Own,
    /// A year that is shared by a link.
    Shared,
}

/// Makes a page of statistics.
#[wasm_split(statistics, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_statistics))]
pub fn statistics(what: Years) -> Made {
    Ok(match what {
        Years::Own => view! { <StatisticsPage /> }.into_any(),
        Years::Shared => view! { <SharedYearPage /> }.into_any(),
    })
}

/// What there is of imports and exports.
#[derive(Clone, Copy)]
pub enum Transfer {
    /// All imports, and exporting.
    All,
    /// An import's page; without an id, that there is no such import.
    One(Option<ImportId>),
    /// What takes files that are dropped on any page.
    Background,
}

/// Makes a page of imports and exports.
#[wasm_split(transfer, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_transfer))]
pub fn transfer(what: Transfer) -> Made {
    Ok(match what {
        Transfer::All => view! { <ImportsPage /> }.into_any(),
        Transfer::One(id) => view! { <ImportPage id /> }.into_any(),
        Transfer::Background => view! { <DropTarget /> }.into_any(),
    })
}

/// Makes a page of the catalogue: a person, collections, or the best known films.
#[wasm_split(catalogue, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_catalogue))]
pub fn catalogue() -> Made {
    Ok(view! { <CataloguePage /> }.into_any())
}

/// Makes the account's page.
#[wasm_split(account, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_account))]
pub fn account() -> Made {
    Ok(view! { <AccountPage /> }.into_any())
}

/// Makes a page of the administration.
#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_admin))]
pub fn admin(part: AdminPart) -> Made {
    Ok(view! { <AdminPage part /> }.into_any())
}

/// The part of the entrance.
pub const ENTRANCE: Load = || Box::pin(load_entrance());
/// The part of what follows a password.
pub const SECOND_STEP: Load = || Box::pin(load_second_step());
/// The part of the library besides the list of films.
pub const LIBRARY: Load = || Box::pin(load_library());
/// The part of lists and tags.
pub const LISTS: Load = || Box::pin(load_lists());
/// The part of the statistics.
pub const STATISTICS: Load = || Box::pin(load_statistics());
/// The part of imports and exports.
pub const TRANSFER: Load = || Box::pin(load_transfer());
/// The part of the catalogue's pages.
pub const CATALOGUE: Load = || Box::pin(load_catalogue());
/// The part of one's own account.
pub const ACCOUNT: Load = || Box::pin(load_account());
/// The part of the administration.
pub const ADMIN: Load = || Box::pin(load_admin());

/// The part that a page needs.
pub fn of(route: Route) -> Option<Load> {
    match route {
        Route::Setup | Route::Register | Route::Link => Some(ENTRANCE),
        Route::Movie(_) | Route::NoMovie | Route::Diary | Route::Matches | Route::Trash | Route::Discover => {
            Some(LIBRARY)
        }
        Route::Lists | Route::List(_) | Route::NoList | Route::Shared | Route::Tags => Some(LISTS),
        Route::Statistics | Route::SharedYear => Some(STATISTICS),
        Route::Imports | Route::Import(_) | Route::NoImport => Some(TRANSFER),
        Route::Catalogue => Some(CATALOGUE),
        Route::Account => Some(ACCOUNT),
        Route::Admin(_) => Some(ADMIN),
        Route::Login | Route::Movies | Route::Watchlist | Route::Unknown => None,
    }
}
