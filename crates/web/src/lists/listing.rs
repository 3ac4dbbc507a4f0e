//! A list that is fetched page by page, and stays on the screen while it is fetched again.

use crate::kit::failures::describe;
use crate::kit::tasks::Task;
use crate::lists::paging::{PagePosition, STEP, next_step};
use crate::ui::live::Part;
use client::Error;
use domain::pages::{Page, PageQuery};
use leptos::prelude::*;
use std::pin::Pin;
use std::rc::Rc;

/// What a list can be of.
pub trait Item: Clone + PartialEq + Send + Sync + 'static {
    /// The number of its id.
    fn key(&self) -> u128;
}

/// One item of a list; what shows it stays when the item changes, and so does the focus in it.
#[derive(Clone)]
pub struct Row<T: Item> {
    /// The item's key.
    pub key: u128,
    /// The item.
    pub item: ArcRwSignal<T>,
}

impl<T: Item> Row<T> {
    fn new(item: T) -> Self {
        Self { key: item.key(), item: ArcRwSignal::new(item) }
    }
}

/// What a list is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Its first items are on their way.
    Loading,
    /// Further items are on their way.
    LoadingMore,
    /// Nothing.
    Ready,
    /// Its first items could not be fetched.
    Failed(String),
    /// Further items could not be fetched.
    FailedMore(String),
}

type Fetching<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>>>>;
/// Fetches one page of a list.
pub type Fetch<T> = Rc<dyn Fn(PageQuery) -> Fetching<T>>;

/// The items that are drawn at a time when a list is first shown: a slow phone answers a touch in between.
const DRAWN_AT_A_TIME: usize = 6;

/// A page of a list; copies are the same.
pub struct Listing<T: Item> {
    rows: RwSignal<Vec<Row<T>>>,
    /// How many of the rows are drawn, at most.
    drawn: RwSignal<usize>,
    total: RwSignal<Option<u64>>,
    next: RwSignal<Option<String>>,
    phase: RwSignal<Phase>,
    work: StoredValue<Work<T>, LocalStorage>,
}

/// Where the items come from, and what fetches them at the moment.
struct Work<T: Item> {
    source: Option<Source<T>>,
    task: Option<Task>,
}

struct Source<T> {
    name: String,
    position: PagePosition,
    fetch: Fetch<T>,
}

impl<T> Clone for Source<T> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), position: self.position.clone(), fetch: Rc::clone(&self.fetch) }
    }
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "derived, it would ask the items to be Copy")]
impl<T: Item> Clone for Listing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Item> Copy for Listing<T> {}

impl<T: Item> Default for Listing<T> {
    fn default() -> Self {
        Self {
            rows: RwSignal::default(),
            drawn: RwSignal::new(DRAWN_AT_A_TIME),
            total: RwSignal::default(),
            next: RwSignal::default(),
            phase: RwSignal::new(Phase::Loading),
            work: StoredValue::new_local(Work { source: None, task: None }),
        }
    }
}

impl<T: Item> Listing<T> {
    /// The items so far.
    pub fn rows(self) -> Vec<Row<T>> {
        self.rows.get()
    }

    /// The items so far, each as `view` shows it: the first ones, and others when somebody comes near their place.
    pub fn parts(self, view: impl Fn(RwSignal<T>) -> AnyView + Copy + Send + Sync + 'static) -> Signal<Vec<Part>> {
        let part = move |row: Row<T>| Part::new(row.key, move || view(RwSignal::from(row.item.clone())));
        Signal::derive(move || self.rows().into_iter().take(self.drawn.get()).map(part).collect())
    }

    /// Whether all items so far are drawn.
    pub fn is_drawn(self) -> bool {
        self.drawn.get() >= self.shown()
    }

    /// Shows further items: those that are there, or else those that are to be fetched.
    pub fn show_more(self) {
        if untrack(move || self.is_drawn()) {
            self.more();
        } else {
            self.drawn.update(|drawn| *drawn += DRAWN_AT_A_TIME);
        }
    }

    /// How many items there are so far.
    pub fn shown(self) -> usize {
        self.rows.with(Vec::len)
    }

    /// How many items there are on all pages, once known.
    pub fn total(self) -> Option<u64> {
        self.total.get()
    }

    /// What it is doing.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// Whether this page has room for items that are still to be fetched.
    pub fn has_more(self) -> bool {
        self.next.get().is_some_and(|cursor| next_step(self.shown(), Some(cursor)).is_some())
    }

    /// Where the next page starts, once this one is full.
    pub fn next_position(self) -> Option<PagePosition> {
        let cursor = self.next.get().filter(|cursor| next_step(self.shown(), Some(cursor.clone())).is_none())?;
        let number = self.work.with_value(|work| work.source.as_ref().map_or(0, |source| source.position.number));
        Some(PagePosition { number: number + 1, cursor: Some(cursor) })
    }

    /// Shows a page of the list of that name. If it is the one that is shown, its items stay and are
    /// fetched again in the background.
    pub fn open(self, name: &str, position: PagePosition, fetch: Fetch<T>) {
        let is_same = |old: &Source<T>| old.name == name && old.position == position;
        let same = self.work.with_value(|work| work.source.as_ref().is_some_and(is_same));
        self.work.update_value(|work| work.source = Some(Source { name: name.to_owned(), position, fetch }));
        if same && self.total.get_untracked().is_some() { self.refresh() } else { self.reload() }
    }

    /// Fetches the first items; those shown stay until then.
    pub fn reload(self) {
        self.phase.set(Phase::Loading);
        self.work(move |source| async move {
            match (source.fetch)(first_page(&source.position)).await {
                Ok(page) => {
                    self.show(page.items);
                    self.end(page.next_cursor, page.total);
                }
                Err(error) => self.phase.set(Phase::Failed(describe(&error))),
            }
        });
    }

    /// Fetches further items.
    pub fn more(self) {
        let idle = matches!(self.phase.get_untracked(), Phase::Ready | Phase::FailedMore(_));
        let step =
            self.next.get_untracked().and_then(|cursor| next_step(self.rows.with_untracked(Vec::len), Some(cursor)));
        let Some(page) = step.filter(|_| idle) else { return };
        self.phase.set(Phase::LoadingMore);
        self.work(move |source| async move {
            match (source.fetch)(page).await {
                Ok(page) => {
                    self.append(page.items);
                    self.end(page.next_cursor, page.total);
                }
                Err(error) => self.phase.set(Phase::FailedMore(describe(&error))),
            }
        });
    }

    /// Fetches again what is shown, without a sign of it; if that fails, what is shown stays.
    pub fn refresh(self) {
        if matches!(self.phase.get_untracked(), Phase::Loading | Phase::Failed(_)) {
            self.reload();
            return;
        }
        let wanted = self.rows.with_untracked(Vec::len).max(STEP);
        self.phase.set(Phase::Ready);
        self.work(move |source| async move {
            let (mut items, mut page) = (Vec::new(), Some(first_page(&source.position)));
            while let Some(query) = page {
                let Ok(fetched) = (source.fetch)(query).await else { return };
                items.extend(fetched.items);
                page = fetched
                    .next_cursor
                    .clone()
                    .filter(|_| items.len() < wanted)
                    .and_then(|cursor| next_step(items.len(), Some(cursor)));
                if page.is_none() {
                    self.show(std::mem::take(&mut items));
                    self.end(fetched.next_cursor, fetched.total);
                }
            }
        });
    }

    /// Tries again what failed.
    pub fn retry(self) {
        if matches!(self.phase.get_untracked(), Phase::FailedMore(_)) { self.more() } else { self.reload() }
    }

    /// Shows an item as it is now, if it is in the list; gives it as it was.
    pub fn put(self, item: &T) -> Option<T> {
        let row = self.rows.with_untracked(|rows| rows.iter().find(|row| row.key == item.key()).cloned())?;
        let before = row.item.get_untracked();
        row.item.set(item.clone());
        Some(before)
    }

    /// Puts the items into another order, without asking for them.
    pub fn reorder(self, order: impl FnOnce(&mut Vec<Row<T>>)) {
        self.rows.update(order);
    }

    /// Takes an item out of the list.
    pub fn remove(self, key: u128) {
        if self.rows.with_untracked(|rows| rows.iter().any(|row| row.key == key)) {
            self.rows.update(|rows| rows.retain(|row| row.key != key));
            self.total.update(|total| *total = total.map(|total| total.saturating_sub(1)));
        }
    }

    /// Does this instead of what it was doing.
    fn work<W: Future<Output = ()> + 'static>(self, work: impl FnOnce(Source<T>) -> W) {
        if let Some(source) = self.work.with_value(|work| work.source.clone()) {
            let task = Some(Task::spawn(work(source)));
            // What was done before is called off when it is dropped, which must not happen within the update.
            let before = self.work.try_update_value(|work| std::mem::replace(&mut work.task, task));
            drop(before);
        }
    }

    fn end(self, next: Option<String>, total: u64) {
        self.next.set(next);
        self.total.set(Some(total));
        self.phase.set(Phase::Ready);
    }

    /// Shows these items, in the rows they had before where they had one.
    fn show(self, items: Vec<T>) {
        // A page is short: looking for each takes no time worth a table.
        let old = self.rows.get_untracked();
        let rows = items.into_iter().map(|item| match old.iter().find(|row| row.key == item.key()) {
            Some(row) => {
                if row.item.with_untracked(|before| *before != item) {
                    row.item.set(item);
                }
                row.clone()
            }
            None => Row::new(item),
        });
        self.rows.set(rows.collect());
    }

    /// Adds items; one that moved here from an earlier page while scrolling is there already.
    fn append(self, items: Vec<T>) {
        self.rows.update(|rows| {
            for item in items {
                if !rows.iter().any(|row| row.key == item.key()) {
                    rows.push(Row::new(item));
                }
            }
        });
    }
}

fn first_page(position: &PagePosition) -> PageQuery {
    next_step(0, position.cursor.clone()).unwrap_or_default()
}
