//! The few things the app asks of the browser itself.

use crate::kit::dates;
use domain::times::{Date, Timestamp};
use leptos::leptos_dom::helpers::request_idle_callback_with_handle;
use leptos::prelude::{document, window};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;
use web_sys::js_sys;

/// When a browser that doesn't say so is taken to be idle.
const AFTER_LOADING: Duration = Duration::from_millis(500);

/// The moment it is.
pub fn now() -> Timestamp {
    // Whole milliseconds, far below 2^53.
    #[expect(clippy::cast_possible_truncation)]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_millis(millis)
}

/// The day it is where the browser is.
pub fn today() -> Date {
    let now = js_sys::Date::new_0();
    dates::from_parts(now.get_full_year(), now.get_month() + 1, now.get_date()).unwrap_or_else(today_utc)
}

/// “23 Nov 2026, 14:05”, as clocks show it where the browser is.
pub fn local_time(moment: Timestamp) -> String {
    let there = local(moment);
    let day = dates::short_day(local_day(moment));
    format!("{day}, {:02}:{:02}", there.get_hours(), there.get_minutes())
}

/// The day of a moment where the browser is.
pub fn local_day(moment: Timestamp) -> Date {
    let there = local(moment);
    dates::from_parts(there.get_full_year(), there.get_month() + 1, there.get_date()).unwrap_or_else(|| moment.date())
}

fn local(moment: Timestamp) -> js_sys::Date {
    // Whole milliseconds, far below 2^53.
    #[expect(clippy::cast_precision_loss)]
    js_sys::Date::new(&JsValue::from_f64(moment.as_millis() as f64))
}

/// The day it is in UTC, which the rules count from.
pub fn today_utc() -> Date {
    now().date()
}

/// A text without accents and in lower case, by the browser's own tables.
pub fn fold(text: &str) -> String {
    let folded: String = js_sys::JsString::from(text).normalize("NFKD").to_lower_case().into();
    folded.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect()
}

/// The language that the browser asks servers for, such as `de-AT`.
pub fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// A text that nobody else comes up with: 128 random bits.
pub fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = window().crypto() {
        // `randomUUID` is not there on plain http; this is.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// A number that is given once.
pub fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Names the page in the window's title.
pub fn set_title(title: &str) {
    document().set_title(&format!("{title} · Movie Tracker"));
}

/// What is kept under a name in this browser, over all tabs.
pub fn stored(name: &str) -> Option<String> {
    shared_storage()?.get_item(name).ok().flatten()
}

/// Whether this browser keeps anything for the app.
pub fn can_store() -> bool {
    shared_storage().is_some()
}

/// Keeps a value under a name, or nothing. Only for what is no secret.
pub fn store(name: &str, value: Option<&str>) {
    if let Some(storage) = shared_storage() {
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}

/// Loads a page anew, with nothing kept of this one, once what it shows is gone.
pub fn load_soon(url: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let _ = window().location().assign(url);
    });
}

/// What is kept under a name in this tab.
pub fn tab_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What is kept in this browser, over all tabs.
pub fn shared_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The element that has the focus.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The first element that matches.
pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The first element that matches, in the dialog that lies over all others when there are any.
pub fn find_on_top(selector: &str) -> Option<HtmlElement> {
    let dialogs = document().query_selector_all("dialog[open]").ok();
    let top = dialogs.and_then(|dialogs| dialogs.item(dialogs.length().checked_sub(1)?));
    match top.and_then(|node| node.dyn_into::<web_sys::Element>().ok()) {
        Some(dialog) => dialog.query_selector(selector).ok().flatten()?.dyn_into().ok(),
        None => find(selector),
    }
}

/// Copies what is selected; false when the browser refuses. The newer way works by https alone.
pub fn copy_selection() -> bool {
    document().dyn_into::<web_sys::HtmlDocument>().is_ok_and(|document| document.exec_command("copy").unwrap_or(false))
}

/// Moves the focus to what matches, once it is there.
pub fn focus_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = find_on_top(selector) {
            focus(&element);
        }
    });
}

/// Moves the focus without scrolling.
pub fn focus(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls so that what matches can be seen, once it is there.
pub fn scroll_into_view(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = find(selector) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Whether typing goes somewhere already.
pub fn is_typing() -> bool {
    focused().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.is_content_editable()
    })
}

/// Whether a key that was pressed is a shortcut: it goes into no field and no dialog, and no other key is held.
pub fn is_shortcut(event: &web_sys::KeyboardEvent) -> bool {
    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
    plain && !event.is_composing() && !is_typing() && !has_dialog()
}

/// Whether a dialog has a day that is typed only in part.
pub fn is_typed_in_part() -> bool {
    find("dialog input[type=date]:invalid").is_some()
}

/// The value of the input that matches, in the dialog that lies over all others.
pub fn value_of(selector: &str) -> Option<String> {
    find_on_top(selector)?.dyn_into::<web_sys::HtmlInputElement>().ok().map(|input| input.value())
}

/// Whether a text stands in a field that is lost when the page goes. What stands in the address is not lost.
pub fn has_typed_text() -> bool {
    const FIELDS: &str = "textarea, input:not([type=radio], [type=checkbox], .search *, .filters *)";
    let fields = document().query_selector_all(FIELDS).ok();
    let fields = fields.iter().flat_map(|list| (0..list.length()).filter_map(|index| list.item(index)));
    fields.into_iter().any(|field| {
        let input = field.dyn_ref::<web_sys::HtmlInputElement>().map(web_sys::HtmlInputElement::value);
        let area = || field.dyn_ref::<web_sys::HtmlTextAreaElement>().map(web_sys::HtmlTextAreaElement::value);
        input.or_else(area).is_some_and(|text| !text.is_empty())
    })
}

/// Does something when there is nothing better to do.
pub fn when_idle(act: impl Fn() + Clone + 'static) {
    // Not every browser says when that is.
    if request_idle_callback_with_handle(act.clone()).is_err() {
        leptos::prelude::set_timeout(act, AFTER_LOADING);
    }
}

/// Whether a dialog is open.
pub fn has_dialog() -> bool {
    find("dialog[open]").is_some()
}
