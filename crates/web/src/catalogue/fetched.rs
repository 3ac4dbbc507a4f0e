//! What a page fetches, and fetches again when one's films change.

use crate::kit::failures::{describe, is_gone};
use crate::kit::pauses::pause;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use client::Error;
use leptos::prelude::*;
use std::pin::Pin;
use std::rc::Rc;

/// For how many milliseconds nothing must change before it is fetched again: many films may change one after the other.
const QUIET: i32 = 300;

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is on its way.
    Loading,
    /// It could not be fetched.
    Failed,
    /// There is no such thing.
    Missing,
    /// It is there.
    Ready,
}

/// What is fetched; copies are the same.
pub struct Fetched<T: Send + Sync + 'static> {
    /// What was fetched last.
    pub value: RwSignal<Option<T>>,
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// Why it could not be fetched.
    pub reason: RwSignal<String>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    fetching: StoredValue<Option<Task>, LocalStorage>,
}

type Fetch<T> = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<T, Error>>>>>;

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// Fetches it now, and again whenever one's films change, for as long as the calling component lives.
    pub fn new<F: Future<Output = Result<T, Error>> + 'static>(fetch: impl Fn() -> F + 'static) -> Self {
        let fetch: Fetch<T> = Rc::new(move || Box::pin(fetch()));
        let this = Self {
            value: RwSignal::new(None),
            stage: RwSignal::new(Stage::Loading),
            reason: RwSignal::default(),
            fetch: StoredValue::new_local(fetch),
            fetching: StoredValue::new_local(None),
        };
        this.again();
        use_library_state().on_change(move |_| this.after_quiet());
        this
    }

    /// Fetches it again once nothing has changed for a while. What is on its way may be out of date: it is called off.
    fn after_quiet(self) {
        let task = Task::spawn(async move {
            pause(QUIET).await;
            self.again();
        });
        self.fetching.set_value(Some(task));
    }

    /// Fetches it again; until that is there, what was fetched before is shown.
    pub fn again(self) {
        let Some(fetch) = self.fetch.try_get_value() else { return };
        if self.stage.get_untracked() == Stage::Failed {
            self.stage.set(Stage::Loading);
        }
        let task = Task::spawn(async move {
            match fetch().await {
                Ok(value) => {
                    self.value.try_set(Some(value));
                    self.stage.try_set(Stage::Ready);
                }
                Err(error) if is_gone(&error) => drop(self.stage.try_set(Stage::Missing)),
                Err(error) if self.value.try_with_untracked(Option::is_none) == Some(true) => {
                    self.reason.try_set(describe(&error));
                    self.stage.try_set(Stage::Failed);
                }
                Err(_) => {}
            }
        });
        self.fetching.set_value(Some(task));
    }
}
