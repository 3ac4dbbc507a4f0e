//! The list that is shown, and what its owner does to it.

use super::dragging::focus_handle;
use super::order::{Move, note};
use crate::base::navigation::Navigation;
use crate::base::routes::{LISTS, Route, list_url};
use crate::base::session::Session;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::counts;
use crate::kit::failures::{describe, is_gone};
use crate::kit::patches::patch;
use crate::kit::quoting::quoted;
use crate::lists::listing::{Fetch, Item, Listing, Row};
use crate::lists::paged_list::PagedList;
use crate::ui::toasts::Toasts;
use client::{Client, Error};
use domain::ids::{ListId, MovieId, UndoId};
use domain::library::list_items::ListItem;
use domain::library::lists::List;
use domain::problems::ProblemKind;
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// What is known of the list.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// Nothing yet.
    Loading,
    /// Why it can't be fetched.
    Failed(String),
    /// There is none.
    Missing,
    /// It is there.
    Ready,
}

/// The dialog that is open.
#[derive(Clone, PartialEq)]
pub enum ListDialog {
    /// What is known of it is edited.
    Edit,
    /// Who can read it.
    Share,
    /// Films are added.
    Add,
    /// The note on a film.
    Note(Box<ListItem>),
}

/// The list that is shown; copies are the same.
#[derive(Clone, Copy)]
pub struct OpenList {
    /// Which one.
    pub id: ListId,
    /// What is known of it.
    pub stage: RwSignal<Stage>,
    /// The list.
    pub list: RwSignal<Option<List>>,
    /// Its films, page by page.
    pub pages: PagedList<ListItem>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<ListDialog>>,
    /// What to say of the last move.
    pub moved: RwSignal<String>,
    waiting: StoredValue<Vec<Move<MovieId>>>,
    is_moving: StoredValue<bool>,
    api: Client<Session>,
    toasts: Toasts,
    navigation: Navigation,
}

impl OpenList {
    /// The list of this id; nothing is fetched yet.
    pub fn of(id: ListId) -> Self {
        let api = use_api();
        let pages = PagedList::of_route(Route::List(id), move || {
            let fetch: Fetch<ListItem> =
                Rc::new(move |page| Box::pin(async move { api.list_list_items(id, &page).await }));
            (list_url(id), fetch)
        });
        Self {
            id,
            stage: RwSignal::new(Stage::Loading),
            list: RwSignal::new(None),
            pages,
            dialog: RwSignal::new(None),
            moved: RwSignal::new(String::new()),
            waiting: StoredValue::new(Vec::new()),
            is_moving: StoredValue::new(false),
            api,
            toasts: use_toasts(),
            navigation: use_navigation(),
        }
    }

    /// Its films.
    pub fn listing(self) -> Listing<ListItem> {
        self.pages.listing
    }

    /// Fetches the list.
    pub fn load(self) {
        self.stage.set(Stage::Loading);
        self.fetch();
    }

    fn fetch(self) {
        spawn_local(async move {
            match self.api.get_list(self.id).await {
                Ok(list) => self.show(list),
                Err(error) if is_gone(&error) => drop(self.stage.try_set(Stage::Missing)),
                Err(error) if self.list.try_with_untracked(Option::is_none) == Some(true) => {
                    self.stage.try_set(Stage::Failed(describe(&error)));
                }
                // What is shown stays.
                Err(_) => {}
            }
        });
    }

    /// Fetches list and films again, without a sign of it.
    pub fn reload(self) {
        self.fetch();
        self.listing().refresh();
    }

    /// Shows the list like this, unless a newer version is shown.
    pub fn show(self, list: List) {
        let is_newer = self.list.try_with_untracked(|shown| shown.as_ref().is_none_or(|it| it.version <= list.version));
        if is_newer == Some(true) {
            self.list.set(Some(list));
        }
        self.stage.try_set(Stage::Ready);
    }

    /// How many films it has.
    pub fn count(self) -> u64 {
        self.listing().total().unwrap_or(0)
    }

    /// Whether the places of its films are numbered.
    pub fn is_ranked(self) -> bool {
        self.list.with(|list| list.as_ref().is_some_and(|list| list.ranked))
    }

    /// The place of the first film on the page.
    pub fn first_position(self) -> u64 {
        let places =
            untrack(|| self.listing().rows()).iter().map(|row| row.item.with_untracked(|item| item.position)).min();
        places.unwrap_or(1)
    }

    /// Opens the note on a film.
    pub fn edit_note(self, item: ListItem) {
        self.dialog.set(Some(ListDialog::Note(Box::new(item))));
    }

    /// Moves a film: on the page at once, on the server as soon as those that were moved before are there.
    pub fn put(self, item: &ListItem, position: u64) {
        let first = self.first_position();
        let key = item.key();
        self.listing().reorder(|rows| put_at(rows, key, first, position));
        focus_handle(key);
        let place = format!(
            "{} is at place {} of {}.",
            quoted(&item.movie.title),
            counts::grouped(position),
            counts::grouped(untrack(|| self.count()))
        );
        self.moved.set(place);
        self.waiting.update_value(|waiting| note(waiting, item.movie.id, position));
        if !self.is_moving.get_value() {
            self.is_moving.set_value(true);
            spawn_local(self.send_moves());
        }
    }

    async fn send_moves(self) {
        let next =
            || self.waiting.try_update_value(|waiting| (!waiting.is_empty()).then(|| waiting.remove(0))).flatten();
        while let Some((movie, position)) = next() {
            let etag = self.list.try_with_untracked(|list| list.as_ref().map(Versioned::etag)).flatten();
            let patch = patch("position", position);
            match self.api.update_list_item(self.id, movie, &patch, etag.as_deref()).await {
                Ok(list) => self.show(list),
                Err(error) => self.give_up(&error),
            }
        }
        self.is_moving.try_set_value(false);
    }

    /// Shows the list as it is on the server.
    fn give_up(self, error: &Error) {
        self.waiting.try_update_value(Vec::clear);
        self.toasts.fail(if error.kind() == Some(ProblemKind::PreconditionFailed) {
            "This list was changed elsewhere. Here it is as it is now.".to_owned()
        } else {
            describe(error)
        });
        self.reload();
    }

    /// Takes a film off the list.
    pub fn remove(self, item: ListItem) {
        spawn_local(async move {
            match self.api.delete_list_item(self.id, item.movie.id, None).await {
                Ok(removed) => {
                    self.listing().remove(item.key());
                    self.show(removed.list);
                    self.listing().refresh();
                    let text = format!("{} removed from the list", quoted(&item.movie.title));
                    self.toasts.say_with_undo(text, move || self.undo(removed.undo));
                }
                Err(error) => self.give_up(&error),
            }
        });
    }

    fn undo(self, undo: UndoId) {
        spawn_local(async move {
            match self.api.undo(undo).await {
                Ok(()) => self.reload(),
                Err(error) => self.toasts.fail(describe(&error)),
            }
        });
    }

    /// Deletes the list, and goes to the others.
    pub fn delete(self) {
        let Self { api, toasts, navigation, id, .. } = self;
        let name = self.list.with_untracked(|list| list.as_ref().map(|list| list.name.clone()).unwrap_or_default());
        spawn_local(async move {
            match api.delete_list(id, None).await {
                Ok(deleted) => {
                    navigation.push(LISTS);
                    toasts.say_with_undo(format!("{} deleted", quoted(&name)), move || {
                        spawn_local(async move {
                            match api.undo(deleted.undo).await {
                                Ok(()) => navigation.push(&list_url(id)),
                                Err(error) => toasts.fail(describe(&error)),
                            }
                        });
                    });
                }
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    }
}

/// Puts a row at the place, and gives all rows the places they have then; `first` is that of the first row.
fn put_at(rows: &mut Vec<Row<ListItem>>, key: u128, first: u64, position: u64) {
    let Some(from) = rows.iter().position(|row| row.key == key) else { return };
    let row = rows.remove(from);
    let to = usize::try_from(position.saturating_sub(first)).unwrap_or(0).min(rows.len());
    row.item.update(|item| item.position = position);
    // Beyond what is shown, the row is on another page.
    if position < first + rows.len() as u64 + 1 && position >= first {
        rows.insert(to, row);
    }
    for (position, row) in (first..).zip(rows.iter()) {
        if row.item.with_untracked(|item| item.position != position) {
            row.item.update(|item| item.position = position);
        }
    }
}
