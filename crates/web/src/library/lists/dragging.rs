//! Dragging a film to another place, by mouse, pen or finger.

use super::order::{by_pointer, dropped};
use crate::kit::browser;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// A film that is being dragged; copies are the same.
#[derive(Clone, Copy)]
pub struct Dragging {
    /// The row it has, and the one before which it would be dropped.
    held: RwSignal<Option<(usize, usize)>>,
}

/// The rows of the list on the page.
const ROWS: &str = "#list-items > li";

impl Dragging {
    /// Nothing is held.
    pub fn new() -> Self {
        Self { held: RwSignal::new(None) }
    }

    /// Takes hold of the row in which the pointer went down.
    pub fn begin(self, event: &PointerEvent) {
        let handle = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(handle) = handle.filter(|_| event.button() == 0) else { return };
        let row = handle.closest("li").ok().flatten();
        let from = rows().iter().position(|other| Some(other) == row.as_ref());
        if let Some(from) = from {
            // Wherever the pointer goes, the handle hears of it.
            let _ = handle.set_pointer_capture(event.pointer_id());
            self.held.set(Some((from, from)));
        }
    }

    /// Follows the pointer.
    pub fn follow(self, event: &PointerEvent) {
        if let Some((from, before)) = self.held.get_untracked() {
            let middles: Vec<f64> = rows()
                .iter()
                .map(|row| {
                    let rect = row.get_bounding_client_rect();
                    rect.top() + rect.height() / 2.0
                })
                .collect();
            let now = by_pointer(&middles, f64::from(event.client_y()));
            if now != before {
                self.held.set(Some((from, now)));
            }
        }
    }

    /// Lets go; gives the row that was held and the index where it goes, if that is another one.
    pub fn end(self) -> Option<(usize, usize)> {
        let (from, before) = self.held.try_update(Option::take)??;
        let to = dropped(from, before);
        (to != from).then_some((from, to))
    }

    /// Lets go, and everything stays where it is.
    pub fn cancel(self) {
        self.held.set(None);
    }

    /// The class of a row: whether it is held, or what is held would be dropped before or behind it.
    pub fn class_of(self, index: usize, count: usize) -> &'static str {
        match self.held.get() {
            Some((from, _)) if from == index => "list-item is-held",
            Some((from, before)) if before == index && dropped(from, before) != from => "list-item is-below-drop",
            Some((_, before)) if before == count && index + 1 == count => "list-item is-above-drop",
            _ => "list-item",
        }
    }
}

fn rows() -> Vec<Element> {
    let Ok(found) = document().query_selector_all(ROWS) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// Gives the focus back to the handle of a film that was moved: a browser takes it when the row moves.
pub fn focus_handle(key: u128) {
    request_animation_frame(move || {
        if let Some(handle) = browser::find(&format!("#move-{key:x}")) {
            browser::focus(&handle);
        }
    });
}
