//! Moving among the films that can be chosen by the arrow keys.

use super::Choosing;
use crate::kit::browser;
use domain::ids::MovieId;
use leptos::prelude::{Update, document};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// What the boxes have in common.
pub const BOXES: &str = "input.choose-box";

/// Moves the focus, and with Shift chooses what it passes.
pub fn press(choosing: Choosing, event: &KeyboardEvent) {
    let is_box = |element: &HtmlElement| element.matches(BOXES).unwrap_or(false);
    let Some(focused) = browser::focused().filter(is_box) else { return };
    if event.key() == "Escape" {
        event.prevent_default();
        return choosing.end();
    }
    if (event.ctrl_key() || event.meta_key()) && event.key() == "a" {
        event.prevent_default();
        let shown = choosing.shown();
        return choosing.chosen.update(|chosen| chosen.add(&shown));
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let boxes = boxes();
    let Some(here) = boxes.iter().position(|other| *other == focused) else { return };
    let Some(there) = target(&event.key(), here, boxes.len(), columns(&boxes)) else { return };
    event.prevent_default();
    let id_of = |index: usize| boxes[index].id().strip_prefix("choose-").and_then(|id| id.parse::<MovieId>().ok());
    if let (true, Some(from), Some(to)) = (event.shift_key(), id_of(here), id_of(there)) {
        let shown = choosing.shown();
        choosing.chosen.update(|chosen| {
            if !chosen.has(from) {
                chosen.toggle(from, &shown);
            }
            chosen.extend(to, &shown);
        });
    }
    let _ = boxes[there].focus();
}

fn boxes() -> Vec<HtmlElement> {
    let list = document().query_selector_all(BOXES).ok();
    let nodes = list.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.item(index)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// How many boxes stand beside each other: those as high as the first.
fn columns(boxes: &[HtmlElement]) -> usize {
    let top = |element: &HtmlElement| element.get_bounding_client_rect().top();
    let first = boxes.first().map_or(0.0, top);
    boxes.iter().take_while(|element| (top(element) - first).abs() < 1.0).count().max(1)
}

/// Where an arrow key leads, from one of so many in so many columns.
fn target(key: &str, here: usize, count: usize, columns: usize) -> Option<usize> {
    let there = match key {
        "ArrowRight" => here + 1,
        "ArrowLeft" => here.checked_sub(1)?,
        "ArrowDown" => here + columns,
        "ArrowUp" => here.checked_sub(columns)?,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    Some(there).filter(|there| *there < count && *there != here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_to_the_neighbours_and_no_further() {
        let from = |key: &str, here| target(key, here, 7, 3);
        assert_eq!([from("ArrowRight", 2), from("ArrowLeft", 2)], [Some(3), Some(1)]);
        assert_eq!([from("ArrowDown", 3), from("ArrowUp", 3)], [Some(6), Some(0)]);
        assert_eq!([from("ArrowDown", 5), from("ArrowUp", 1), from("ArrowRight", 6), from("x", 1)], [None; 4]);
        assert_eq!([from("Home", 5), from("End", 1), from("Home", 0)], [Some(0), Some(6), None]);
    }
}
