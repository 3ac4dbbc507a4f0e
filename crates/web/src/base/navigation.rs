//! Where in the app one is, and how to go elsewhere without loading the page again.

use crate::base::routes::{Location, Route};
use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, MouseEvent, ScrollRestoration};

/// How long scrolling must rest before its place is noted.
const SCROLL_RESTS: Duration = Duration::from_millis(250);

/// Where one is; copies are the same.
#[derive(Clone, Copy)]
pub struct Navigation {
    location: RwSignal<Location>,
    /// The page from which one came here by a link.
    before: StoredValue<Option<Route>>,
    /// The token of the one-time link that was opened.
    link_token: RwSignal<String>,
    /// What keeps one here.
    hold: StoredValue<Option<Hold>>,
    /// Whether one was on the way back, and was asked first.
    is_leaving: StoredValue<bool>,
}

/// A dialog with something typed in it, which leaving would lose.
#[derive(Clone, Copy)]
pub struct Hold {
    /// Whether there is something to lose.
    pub is_dirty: Callback<(), bool>,
    /// Asks whether to lose it.
    pub ask: Callback<()>,
}

impl Navigation {
    /// Follows links, the buttons of the browser and the scrolling, for as long as the app lives.
    pub fn start() -> Self {
        let (location, link_token) = (RwSignal::new(current()), RwSignal::new(String::new()));
        let this = Self {
            location,
            before: StoredValue::new(None),
            link_token,
            hold: StoredValue::new(None),
            is_leaving: StoredValue::new(false),
        };
        this.take_link_token();
        if let Ok(history) = window().history() {
            // The place is noted here, for the films may not be there yet when the browser scrolls.
            let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        }
        window_event_listener(ev::click, move |event| this.follow(&event));
        window_event_listener(ev::beforeunload, move |event| {
            if this.dirty_hold().is_some() {
                event.prevent_default();
            }
        });
        window_event_listener(ev::popstate, move |event| {
            if let Some(hold) = this.dirty_hold() {
                // Back to where one was, until it is answered.
                push_state(&this.location_now().to_url());
                this.is_leaving.set_value(true);
                return hold.ask.run(());
            }
            this.before.set_value(None);
            this.location.set(current());
            this.take_link_token();
            if let Some(y) = event.state().as_f64() {
                scroll_after_rendering(y);
            }
        });
        let pending = StoredValue::new(None::<TimeoutHandle>);
        window_event_listener_untyped("scroll", move |_| {
            if let Some(pending) = pending.get_value() {
                pending.clear();
            }
            pending.set_value(set_timeout_with_handle(note_scroll, SCROLL_RESTS).ok());
        });
        this
    }

    /// Sets what keeps one here.
    pub fn hold(self, hold: Option<Hold>) {
        self.hold.set_value(hold);
    }

    fn dirty_hold(self) -> Option<Hold> {
        self.hold.get_value().filter(|hold| hold.is_dirty.run(()))
    }

    /// Stays, after being asked on the way back.
    pub fn stay(self) {
        self.is_leaving.set_value(false);
    }

    /// Goes on with the way back on which one was asked, if one was.
    pub fn leave(self) {
        if self.is_leaving.try_update_value(std::mem::take).unwrap_or(false) {
            let _ = window().history().and_then(|history| history.back());
        }
    }

    /// Where one is.
    pub fn location(self) -> Location {
        self.location.get()
    }

    /// Where one is, without being told when that changes.
    pub fn location_now(self) -> Location {
        self.location.get_untracked()
    }

    /// The token of the one-time link that was opened; empty when none was.
    pub fn link_token(self) -> String {
        self.link_token.get()
    }

    /// Takes a link's token out of the address, where it would stand in the history and on the screen.
    fn take_link_token(self) {
        let (location, fragment) = (self.location_now(), window().location().hash().unwrap_or_default());
        let token = fragment.trim_start_matches('#');
        if location.route() == Route::Link && !token.is_empty() {
            self.link_token.set(token.to_owned());
            let url = location.to_url();
            let _ =
                window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&url)));
        }
    }

    /// Goes to another page, at its top.
    pub fn push(self, url: &str) {
        self.push_in_place(url);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Adds an address to the history and stays where one has scrolled to.
    pub fn push_in_place(self, url: &str) {
        note_scroll();
        self.before.set_value(Some(self.location_now().route()));
        if url != self.location_now().to_url() {
            push_state(url);
        }
        self.location.set(Location::parse(url));
    }

    /// Puts an address in the place of the current one.
    pub fn replace(self, url: &str) {
        let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(url)));
        self.location.set(Location::parse(url));
    }

    /// Goes back instead of following a link to `page`, if that is where one came from: there the
    /// list stands as one left it.
    pub fn go_back_to(self, page: Route, event: &MouseEvent) {
        if self.before.get_value() == Some(page) && is_plain(event) {
            event.prevent_default();
            let _ = window().history().and_then(|history| history.back());
        }
    }

    /// Goes where a link leads, if that is a page of the app.
    fn follow(self, event: &MouseEvent) {
        if event.default_prevented() || !is_plain(event) {
            return;
        }
        if let Some(url) = event.target().and_then(|target| target.dyn_into().ok()).and_then(|target| page_of(&target))
        {
            event.prevent_default();
            self.push(&url);
        }
    }
}

/// Whether a click means to go there, and not to open another window.
fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// The page of the app that a click on this element leads to.
fn page_of(target: &Element) -> Option<String> {
    let link = target.closest("a[href]").ok().flatten()?;
    let href = link.get_attribute("href")?;
    let leaves = !href.starts_with('/') || link.has_attribute("target") || link.has_attribute("download");
    let known = href == "/" || Location::parse(&href).route() != Route::Unknown;
    (known && !leaves).then_some(href)
}

fn push_state(url: &str) {
    let _ = window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(url)));
}

fn current() -> Location {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    Location::parse(&format!("{}{}", part(location.pathname()), part(location.search())))
}

/// Keeps with the current address how far it is scrolled.
fn note_scroll() {
    if let (Ok(history), Ok(y)) = (window().history(), window().scroll_y()) {
        let _ = history.replace_state_with_url(&JsValue::from_f64(y), "", None);
    }
}

/// Scrolls when what changed has been drawn.
fn scroll_after_rendering(y: f64) {
    request_animation_frame(move || request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, y)));
}
