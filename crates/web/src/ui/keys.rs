//! What keys do beyond typing: lists that are one stop of Tab, within which arrows move, and buttons that a letter
//! presses.
//!
//! A list is marked by `data-arrows` and can have the focus (`tabindex="0"`); in it, each item is an `li` or `tr` with one
//! link or button that is marked by `data-stop` and skipped by Tab (`tabindex="-1"`). A button says which key presses it
//! in `aria-keyshortcuts`: in a list, while its item has the focus, and elsewhere on the page always.

#![expect(clippy::unnecessary_wraps, reason = "it fails when its part can't be loaded")]

use crate::kit::browser;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The item of a list that had the focus last.
const LAST: &str = "[data-stop=last]";

/// Follows the keys for as long as the page lives. It is loaded with the rest of the library: the first film is on the
/// screen before a key is pressed.
#[wasm_split(library, wasm_split_path = ::leptos::wasm_split, fallible)]
pub fn follow() -> Result<(), SplitLoaderError> {
    static FOLLOWS: AtomicBool = AtomicBool::new(false);
    if !FOLLOWS.swap(true, Ordering::Relaxed) {
        window_event_listener(ev::focusin, |_| enter());
        // Also where the focus goes out of the window.
        window_event_listener(ev::focusout, |event| {
            let left = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(list) = left.as_ref().and_then(list_of) {
                list.set_tab_index(0);
            }
        });
        window_event_listener(ev::keydown, |event| {
            if !event.default_prevented() && browser::is_shortcut(&event) && press(&event) {
                event.prevent_default();
            }
        });
        // A list may have the focus already.
        enter();
    }
    Ok(())
}

/// Takes the focus on from a list to its item that had it last, or to its first. While an item has it, the list has none,
/// so that Tab leaves in both directions.
fn enter() {
    let Some(focused) = browser::focused() else { return };
    if focused.has_attribute("data-arrows") {
        let stop = all(&focused, LAST).into_iter().next().or_else(|| all(&focused, "[data-stop]").into_iter().next());
        // Afterwards, for moving the focus comes back here.
        queue_microtask(move || {
            if let Some(stop) = stop {
                let _ = stop.focus();
            }
        });
        return;
    }
    if let Some((stop, list)) = focused_stop() {
        list.set_tab_index(-1);
        for before in all(&list, LAST) {
            let _ = before.set_attribute("data-stop", "");
        }
        let _ = stop.set_attribute("data-stop", "last");
    }
}

/// Does what a key means that no field takes, and says whether it means anything.
fn press(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let focused = focused_stop();
    if let Some((stop, list)) = &focused
        && let Some(next) = neighbour(stop, list, &key)
    {
        let _ = next.focus();
        return true;
    }
    let item = focused.and_then(|(stop, _)| stop.closest("li, tr").ok().flatten());
    match button(item.as_ref(), &key) {
        // Arrows and links lead on while their key is held; what a button does is done once.
        Some(button) if event.repeat() && button.tag_name() != "A" => false,
        Some(button) => {
            button.click();
            true
        }
        None => false,
    }
}

/// The button that a key presses: one of the item that has the focus, or one that belongs to the page.
fn button(item: Option<&Element>, key: &str) -> Option<HtmlElement> {
    if !key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let selector = format!("[aria-keyshortcuts='{key}']");
    let of_item = item.and_then(|item| item.query_selector(&selector).ok().flatten()?.dyn_into().ok());
    of_item.or_else(|| browser::find(&format!("main {selector}:not([data-arrows] *)")))
}

/// Where an arrow leads from a stop: over a row, or to the row above or below.
fn neighbour(stop: &HtmlElement, list: &Element, key: &str) -> Option<HtmlElement> {
    let stops = all(list, "[data-stop]");
    let at = stops.iter().position(|other| other == stop)?;
    let top = |stop: &HtmlElement| {
        let item = stop.closest("li, tr").ok().flatten().and_then(|item| item.dyn_into::<HtmlElement>().ok());
        item.map(|item| item.offset_top())
    };
    let first = stops.first().and_then(top);
    let columns = stops.iter().take_while(|stop| top(stop) == first).count();
    let next = step(key, at, columns, stops.len())?;
    stops.into_iter().nth(next)
}

fn step(key: &str, at: usize, columns: usize, count: usize) -> Option<usize> {
    match key {
        "ArrowLeft" if columns > 1 => at.checked_sub(1),
        "ArrowRight" if columns > 1 => Some(at + 1),
        "ArrowUp" => at.checked_sub(columns),
        // The last row may be shorter.
        "ArrowDown" if at / columns < (count - 1) / columns => Some((at + columns).min(count - 1)),
        "Home" => Some(0),
        "End" => count.checked_sub(1),
        _ => None,
    }
    .filter(|next| *next < count)
}

fn focused_stop() -> Option<(HtmlElement, HtmlElement)> {
    let stop = browser::focused().filter(|element| element.has_attribute("data-stop"))?;
    let list = list_of(&stop)?;
    Some((stop, list))
}

fn list_of(element: &Element) -> Option<HtmlElement> {
    element.closest("[data-arrows]").ok().flatten()?.dyn_into().ok()
}

fn all(list: &Element, selector: &str) -> Vec<HtmlElement> {
    let found = list.query_selector_all(selector).ok();
    let nodes = found.iter().flat_map(|found| (0..found.length()).filter_map(|index| found.item(index)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_over_rows_and_columns() {
        for (key, at, next) in [
            ("ArrowRight", 0, Some(1)),
            ("ArrowLeft", 0, None),
            ("ArrowDown", 1, Some(5)),
            ("ArrowDown", 7, Some(9)),
            ("ArrowDown", 8, None),
            ("ArrowRight", 9, None),
            ("ArrowUp", 6, Some(2)),
            ("ArrowUp", 2, None),
            ("Home", 6, Some(0)),
            ("End", 0, Some(9)),
            ("x", 0, None),
        ] {
            assert_eq!(step(key, at, 4, 10), next, "{key} from {at}");
        }
    }

    #[test]
    fn rows_of_a_table_have_nothing_beside_them() {
        assert_eq!(step("ArrowDown", 0, 1, 2), Some(1));
        assert_eq!(step("ArrowDown", 1, 1, 2), None);
        assert_eq!(step("ArrowRight", 0, 1, 2), None);
    }
}
