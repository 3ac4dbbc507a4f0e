//! A list that grows by “Show more”. What fetches it makes its parts, so that all lists of this kind
//! share their code.

use crate::kit::failures::describe;
use crate::ui::live::{Each, Part, When, live, words};
use crate::ui::notice::FailureNotice;
use client::Error;
use domain::pages::PageQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::rc::Rc;

/// One page of the list, ready to be shown.
pub struct Batch {
    /// What shows the items.
    pub parts: Vec<Part>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// The items on all pages.
    pub total: u64,
}

/// Fetches one page.
pub type Fetch = Rc<dyn Fn(PageQuery) -> Pin<Box<dyn Future<Output = Result<Batch, Error>>>>>;

/// The list; copies are the same.
#[derive(Clone, Copy)]
pub struct Lines {
    parts: RwSignal<Vec<Part>>,
    next: RwSignal<Option<String>>,
    total: RwSignal<Option<u64>>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<String>>,
    fetch: StoredValue<Option<Fetch>, LocalStorage>,
}

impl Lines {
    /// An empty list.
    pub fn new() -> Self {
        Self {
            parts: RwSignal::default(),
            next: RwSignal::default(),
            total: RwSignal::default(),
            busy: RwSignal::new(false),
            failure: RwSignal::default(),
            fetch: StoredValue::new_local(None),
        }
    }

    /// Shows another list from its beginning.
    pub fn open(self, fetch: Fetch) {
        self.fetch.set_value(Some(fetch));
        self.next.set(None);
        self.more();
    }

    /// How many items there are on all pages, once known.
    pub fn total(self) -> Option<u64> {
        self.total.get()
    }

    /// Takes an item out that is gone.
    pub fn remove(self, key: u128) {
        self.parts.update(|parts| parts.retain(|part| !part.is(key)));
        self.total.update(|total| *total = total.map(|total| total.saturating_sub(1)));
    }

    /// Fetches the next page, or the first.
    fn more(self) {
        let Some(fetch) = self.fetch.get_value() else { return };
        let cursor = self.next.get_untracked();
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = fetch(PageQuery { cursor: cursor.clone(), ..PageQuery::default() }).await;
            // Another list may have been opened meanwhile, or the page left.
            if !self.fetch.try_get_value().flatten().is_some_and(|now| Rc::ptr_eq(&now, &fetch)) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(batch) => {
                    self.total.set(Some(batch.total));
                    self.next.set(batch.next_cursor);
                    self.parts.update(|parts| {
                        if cursor.is_none() {
                            parts.clear();
                        }
                        parts.extend(batch.parts);
                    });
                }
                Err(error) => self.failure.set(Some(describe(&error))),
            }
        });
    }
}

/// The rows of a list's table.
#[component]
pub fn Rows(lines: Lines) -> impl IntoView {
    view! { <Each parts=lines.parts /> }
}

/// What stands below a list: that it is on its way, that it failed or is empty, and the way on.
#[component]
pub fn MoreLines(lines: Lines, empty: &'static str) -> impl IntoView {
    let is_empty = move || lines.total.get() == Some(0);
    view! {
        <div class="more">
            {live(move || lines.failure.get().map(|reason| view! { <FailureNotice reason on_retry=move |()| lines.more() /> }))}
            <p class="quiet" role="status">
                {words(move || if lines.total.get().is_none() && lines.busy.get() { "Loading…" } else if is_empty() { empty } else { "" })}
            </p>
            <When holds=move || lines.next.with(Option::is_some) && lines.failure.with(Option::is_none)>
                <button type="button" class="button" aria-disabled=move || lines.busy.get().then_some("true") on:click=move |_| {
                    if !lines.busy.get_untracked() {
                        lines.more();
                    }
                }>
                    {words(move || if lines.busy.get() { "Loading…" } else { "Show more" })}
                </button>
            </When>
        </div>
    }
}
