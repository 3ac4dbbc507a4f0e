//! Parts of a view that follow signals, all of a few types.
//!
//! Leptos compiles what it takes to follow signals for every closure anew, about 1.5 KB each. Boxed
//! like this, all closures share it: the app is a good part smaller.

use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// A closure that follows signals, whichever it is.
pub type Live<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

fn boxed<T>(part: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Arc::new(Mutex::new(part))
}

/// Runs now, and again whenever a signal that it reads has changed, for as long as the calling component lives.
pub fn effect(run: impl FnMut() + 'static) {
    run_boxed(Box::new(run));
}

/// Reads now and whenever a signal that it reads has changed; reacts from the first change on.
pub fn on_change<T: 'static>(read: impl Fn() -> T + 'static, mut react: impl FnMut(T) + 'static) {
    let mut has_read = false;
    effect(move || {
        let value = read();
        if std::mem::replace(&mut has_read, true) {
            react(value);
        }
    });
}

fn run_boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}

/// A part of a view.
pub fn live<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> Live<AnyView> {
    boxed(move || view().into_any())
}

/// A text.
pub fn words<W: Words>(text: impl Fn() -> W + Send + 'static) -> Live<String> {
    boxed(move || text().into_words())
}

/// What [`words`] can show; nothing is shown as no text.
pub trait Words {
    /// The text.
    fn into_words(self) -> String;
}

impl Words for String {
    fn into_words(self) -> String {
        self
    }
}

impl Words for &'static str {
    fn into_words(self) -> String {
        self.to_owned()
    }
}

impl<W: Words> Words for Option<W> {
    fn into_words(self) -> String {
        self.map(W::into_words).unwrap_or_default()
    }
}

/// Shows its children while a condition holds, and else something other, or nothing.
#[component]
pub fn When(
    #[prop(into)] holds: Signal<bool>,
    children: ChildrenFn,
    #[prop(optional, into)] otherwise: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| holds.get());
    live(move || if holds.get() { children() } else { otherwise.run() })
}

/// One of several parts; it stays as it is for as long as there is one of its key.
#[derive(Clone)]
pub struct Part {
    key: u128,
    view: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Part {
    /// The part of this key.
    pub fn new<V: IntoView + 'static>(key: u128, view: impl Fn() -> V + Send + Sync + 'static) -> Self {
        Self { key, view: Arc::new(move || view().into_any()) }
    }
}

/// Shows several parts, one after the other.
#[component]
pub fn Each(#[prop(into)] parts: Signal<Vec<Part>>) -> impl IntoView {
    view! { <For each=move || parts.get() key=|part| part.key children=|part: Part| (part.view)() /> }
}
