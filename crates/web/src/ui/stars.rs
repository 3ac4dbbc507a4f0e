//! Ratings as stars: to look at, and to set.

mod steps;

use super::live::{live, words};
use crate::kit::ratings;
use domain::accounts::preferences::RatingScale;
use leptos::html;
use leptos::prelude::*;
use steps::{after_click, after_key, under_pointer};
use wasm_bindgen::JsCast;
use web_sys::{MouseEvent, PointerEvent};

/// A rating to look at, on the scale that was chosen; `value` is in half stars, and nothing is shown for 0.
#[component]
pub fn Stars(#[prop(into)] value: Signal<u8>) -> impl IntoView {
    live(move || {
        let value = value.get();
        (value > 0).then(|| {
            let points = (ratings::scale() != RatingScale::FiveStars).then(|| format!("★ {}", ratings::number(value)));
            let drawn = match points {
                Some(points) => points.into_any(),
                None => view! { <StarRow value=Signal::stored(value) /> }.into_any(),
            };
            view! { <span class="stars" role="img" aria-label=ratings::in_words(value)>{drawn}</span> }
        })
    })
}

/// Five stars of which some are filled.
#[component]
fn StarRow(value: Signal<u8>) -> impl IntoView {
    view! {
        <svg class="star-row" viewBox="0 0 120 24" aria-hidden="true">
            <use class="star-empty" href="#i-stars"></use>
            <svg width=move || (u32::from(value.get()) * 12).to_string() height="24">
                <use class="star-full" href="#i-stars"></use>
            </svg>
        </svg>
    }
}

fn in_words(value: u8) -> String {
    if value == 0 { "No rating".to_owned() } else { ratings::in_words(value) }
}

/// Enter in a field sends its form; stars are no field to a browser.
fn submit_form_of(node: NodeRef<html::Div>) {
    let form = node.get_untracked().and_then(|node| node.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        let _ = form.request_submit();
    }
}

/// A rating to set, in half stars, by mouse, touch and keyboard; 0 is none.
#[component]
pub fn StarInput(#[prop(into)] value: Signal<u8>, #[prop(into)] on_change: Callback<u8>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    // The value under the pointer; 0 while there is none, for every half star counts.
    let hovered = RwSignal::new(0_u8);
    let shown = Signal::derive(move || if hovered.get() > 0 { hovered.get() } else { value.get() });
    let under = move |event: &MouseEvent| {
        let area = node.get_untracked().map(|node| node.get_bounding_client_rect());
        area.map_or(1, |area| under_pointer(f64::from(event.client_x()) - area.left(), area.width(), false))
    };
    let tip = move || {
        let clears = hovered.get() > 0 && hovered.get() == value.get();
        if clears { "Click to clear the rating".to_owned() } else { in_words(shown.get()) }
    };
    view! {
        <div class="star-input">
            <div
                node_ref=node
                class="star-slider"
                class:is-hovered=move || hovered.get() != 0
                role="slider"
                tabindex="0"
                aria-label="Rating"
                aria-valuemin="0"
                aria-valuemax=ratings::scale().highest().to_string()
                aria-valuenow=move || ratings::number(value.get())
                aria-valuetext=move || in_words(value.get())
                title=tip
                on:pointermove=move |event: PointerEvent| {
                    if event.pointer_type() == "mouse" {
                        hovered.set(under(&event));
                    }
                }
                on:pointerleave=move |_| hovered.set(0)
                on:click=move |event: MouseEvent| {
                    on_change.run(after_click(value.get_untracked(), under(&event)));
                    hovered.set(0);
                }
                on:keydown=move |event| {
                    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
                    if plain && event.key() == "Enter" {
                        submit_form_of(node);
                    }
                    if let Some(next) = after_key(value.get_untracked(), &event.key(), ratings::scale()).filter(|_| plain) {
                        event.prevent_default();
                        on_change.run(next);
                    }
                }
            >
                <StarRow value=shown />
            </div>
            <span class="star-words" aria-hidden="true">{words(move || in_words(shown.get()))}</span>
        </div>
    }
}
