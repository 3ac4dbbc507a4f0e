//! Short messages that go by themselves, with an Undo where there is one.

use super::button::IconButton;
use super::icon::Icon;
use super::live::{Each, Part};
use crate::kit::browser;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(8);
const STAYS_LONGER: Duration = Duration::from_secs(3);

/// What a toast's button does.
pub type Undo = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u64,
    text: String,
    failed: bool,
    undo: Option<Undo>,
}

/// The messages on the screen; copies are the same.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u64>,
}

impl Toasts {
    /// No messages yet.
    pub fn new() -> Self {
        Self { shown: RwSignal::default(), next_id: StoredValue::new(0) }
    }

    /// Says that something was done.
    pub fn say(self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Says that something was done, and offers to undo it.
    pub fn say_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.add(text.into(), false, Some(Arc::new(undo)));
    }

    /// Says that something failed.
    pub fn fail(self, text: impl Into<String>) {
        self.add(text.into(), true, None);
    }

    /// Takes all messages away.
    pub fn clear(self) {
        self.shown.set(Vec::new());
    }

    fn add(self, text: String, failed: bool, undo: Option<Undo>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        self.shown.update(|toasts| {
            // More than three would hide the page.
            let surplus = (toasts.len() + 1).saturating_sub(3);
            toasts.drain(..surplus);
            toasts.push(Toast { id, text, failed, undo });
        });
        set_timeout(move || self.expire(id), STAYS);
    }

    /// Takes a message away, unless somebody is about to use it.
    fn expire(self, id: u64) {
        let in_use = browser::find(&format!("#toast-{id}:is(:hover, :focus-within)")).is_some();
        if in_use {
            set_timeout(move || self.expire(id), STAYS_LONGER);
        } else {
            self.dismiss(id);
        }
    }

    fn dismiss(self, id: u64) {
        self.shown.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Shows the messages.
#[component]
pub fn Toaster(toasts: Toasts) -> impl IntoView {
    let part =
        move |toast: Toast| Part::new(toast.id.into(), move || view! { <ToastView toast=toast.clone() toasts /> });
    let parts = Signal::derive(move || toasts.shown.get().into_iter().map(part).collect::<Vec<_>>());
    view! {
        <div class="toasts" id="toasts" role="status" aria-live="polite">
            <Each parts />
        </div>
    }
}

#[component]
fn ToastView(toast: Toast, toasts: Toasts) -> impl IntoView {
    let Toast { id, text, failed, undo } = toast;
    view! {
        <div class="toast" class:is-failed=failed id=format!("toast-{id}")>
            <Icon name=if failed { "alert" } else { "check" } />
            <p>{text}</p>
            {undo.map(|undo| view! {
                <button type="button" class="toast-undo" on:click=move |_| {
                    undo();
                    toasts.dismiss(id);
                }>"Undo"</button>
            })}
            <IconButton icon="x" label="Dismiss" on_press=move |()| toasts.dismiss(id) />
        </div>
    }
}
