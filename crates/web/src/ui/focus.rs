//! Keeps the focus on the page when what has it is taken away.

use crate::kit::browser;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit, MutationRecord, Node};

/// What Tab stops at.
const STOPS: &str = "a[href], button, input, select, textarea, summary, [tabindex='0']";

type Seen = Closure<dyn FnMut(Array)>;

/// From now on, when the element that has the focus is taken out of the page, the focus goes to what
/// stands nearest to it, before anything else happens. Browsers leave it on the body, from where a screen
/// reader starts over.
pub fn keep() {
    let holder = StoredValue::new_local(None::<HtmlElement>);
    window_event_listener(ev::focusin, move |_| holder.set_value(browser::focused()));
    // A press beside everything takes the focus away on purpose.
    window_event_listener(ev::pointerdown, move |_| holder.set_value(None));
    let seen = Seen::new(move |records: Array| {
        let Some(lost) = holder.get_value().filter(|_| has_no_focus()) else { return };
        let took = |record: &MutationRecord| {
            let removed = record.removed_nodes();
            (0..removed.length()).any(|index| removed.item(index).is_some_and(|node| node.contains(Some(&lost))))
        };
        let mut records = records.iter().map(JsValue::unchecked_into::<MutationRecord>);
        // The last one: what was moved several times stands where it was put at last.
        let Some(record) = records.rfind(took) else { return };
        // It may only have been moved. What stands beside a dialog, or comes after a whole page, has nothing to do
        // with it.
        let was_moved = lost.is_connected();
        let went_with_all = !was_moved && lost.closest("dialog, main").ok().flatten().is_some();
        let nearest = if was_moved { Some(lost) } else { neighbour(&record).filter(|_| !went_with_all) };
        for element in nearest.into_iter().chain(fallback()) {
            browser::focus(&element);
            if !has_no_focus() {
                return;
            }
        }
    });
    let Ok(observer) = MutationObserver::new(seen.as_ref().unchecked_ref()) else { return };
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    if let Some(body) = document().body() {
        // It fails for a node that is none; this is one.
        let _ = observer.observe_with_options(&body, &options);
    }
    // For as long as the page.
    seen.forget();
}

/// Takes the focus on to the page's heading, when it waited for it on the page as a whole.
pub fn enter_page() {
    request_animation_frame(|| {
        let waits = browser::focused().is_some_and(|element| element.tag_name() == "MAIN");
        if let Some(heading) = browser::find("main h1[tabindex]").filter(|_| waits) {
            browser::focus(&heading);
        }
    });
}

fn has_no_focus() -> bool {
    browser::focused().is_none_or(|element| element.tag_name() == "BODY")
}

/// Where the focus goes when nothing is near: into the dialog, or to the page's heading, or to the page.
fn fallback() -> Option<HtmlElement> {
    let first_in = |dialog: HtmlElement| stops_in(&dialog).into_iter().next();
    browser::find("dialog[open]")
        .and_then(first_in)
        .or_else(|| browser::find("main h1[tabindex]"))
        .or_else(|| browser::find("main"))
}

/// The stop that is nearest to what a record took away: behind it, before it, then further out, but
/// never outside the page's content or the dialog.
fn neighbour(record: &MutationRecord) -> Option<HtmlElement> {
    let (mut before, mut behind) = (record.previous_sibling(), record.next_sibling());
    let mut parent = record.target();
    loop {
        let found =
            stop_on(behind, Node::next_sibling, false).or_else(|| stop_on(before, Node::previous_sibling, true));
        let element = parent.as_ref().and_then(|node| node.dyn_ref::<Element>());
        let is_outermost =
            element.is_none_or(|element| matches!(element.tag_name().as_str(), "MAIN" | "DIALOG" | "BODY"));
        if found.is_some() || is_outermost {
            return found;
        }
        let node = parent?;
        (before, behind) = (node.previous_sibling(), node.next_sibling());
        parent = node.parent_node();
    }
}

/// The first stop, or the last, on the way from a node over its siblings.
fn stop_on(mut node: Option<Node>, step: fn(&Node) -> Option<Node>, backwards: bool) -> Option<HtmlElement> {
    while let Some(now) = node {
        if let Some(element) = now.dyn_ref::<Element>().filter(|element| element.is_connected()) {
            let mut stops = stops_in(element);
            let found = if backwards { stops.pop() } else { stops.into_iter().next() };
            if found.is_some() {
                return found;
            }
        }
        node = step(&now);
    }
    None
}

fn stops_in(element: &Element) -> Vec<HtmlElement> {
    let is_stop = |element: &HtmlElement| element.matches(STOPS).unwrap_or(false) && element.offset_width() > 0;
    let own = element.dyn_ref::<HtmlElement>().cloned();
    let inner = element.query_selector_all(STOPS).ok();
    let inner = inner.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.item(index)));
    own.into_iter().chain(inner.filter_map(|node| node.dyn_into().ok())).filter(is_stop).collect()
}
